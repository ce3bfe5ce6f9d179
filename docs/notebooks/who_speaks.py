"""Who speaks in an archive, and how: a marimo notebook.

    marimo edit docs/notebooks/who_speaks.py
    python docs/notebooks/who_speaks.py        # runs it once, as the tests do

It asks the warehouse that NEWSHOUSE_WAREHOUSE names, or ./warehouse.
"""

import marimo

app = marimo.App()


@app.cell
def open_warehouse():
    import os
    from pathlib import Path

    import duckdb
    import marimo as mo

    warehouse = Path(os.environ.get("NEWSHOUSE_WAREHOUSE", "warehouse"))
    connection = duckdb.connect(warehouse / "news.duckdb", read_only=True)

    def ask(query, *parameters):
        """The rows of a query, each a dict of its columns."""
        cursor = connection.execute(query, list(parameters))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    return ask, mo


@app.cell
def outlets(ask, mo):
    outlet_rows = ask(
        """
        select outlet, sum(article_count)::bigint as articles, sum(quote_count)::bigint as quotes
        from outlet_activity
        where outlet is not null
        group by outlet
        order by articles desc, outlet
        """
    )
    outlet = mo.ui.dropdown(
        [row["outlet"] for row in outlet_rows], value=outlet_rows[0]["outlet"], label="outlet"
    )
    mo.vstack([mo.md("# Who speaks"), mo.ui.table(outlet_rows), outlet])
    return (outlet,)


@app.cell
def voices(ask, mo, outlet):
    spread = ask("from source_diversity(?)", outlet.value)
    speakers = ask(
        """
        select speaker, count(*) as quotes, count(*) filter (kind = 'direct') as direct
        from quote_details
        where outlet = ? and speaker_entity_id is not null and is_original
        group by speaker
        order by quotes desc, speaker
        limit 15
        """,
        outlet.value,
    )
    mo.vstack(
        [mo.md(f"## The voices of {outlet.value}"), mo.ui.table(spread), mo.ui.table(speakers)]
    )
    return (speakers,)


@app.cell
def verbs(ask, mo, outlet, speakers):
    profile = ask(
        "select * exclude (article_ids) from verb_profile(?, ?)",
        speakers[0]["speaker"] if speakers else None,
        outlet.value,
    )
    mo.vstack([mo.md("## How the one quoted most is reported"), mo.ui.table(profile)])
    return


if __name__ == "__main__":
    app.run()
