"""`newshouse sql`: queries on the published catalogue, one or a shell of them.

The connection is read-only, reads nothing outside the warehouse and cannot be made to: nothing that
is typed is executed but by DuckDB under those limits.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click
import duckdb

from etl.commands.common import console, path_options
from etl.commands.output import FORMATS, OutputError, write_result

HELP = """\
.tables            what can be queried
.describe NAME     its columns, and what they mean
.examples          queries to start from
.quit              leave (or Ctrl-D)
A query ends with `;` or an empty line."""


@click.command(
    "sql",
    epilog="""\b
Examples:
  newshouse sql "from quotes_by_speaker limit 10"
  newshouse sql "from who_said_about('Wang Yi', 'Pakistan')" --format csv --output said.csv
  newshouse sql < query.sql
  newshouse sql                      a shell
""",
)
@path_options
@click.argument("query", required=False)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default=None, help="Form of the result."
)
@click.option("--output", type=click.Path(path_type=Path), help="Write the result to this file.")
def command(
    *,
    raw: tuple[Path, ...],
    warehouse: Path | None,
    query: str | None,
    form: str | None,
    output: Path | None,
) -> int:
    """Query the published catalogue, read-only. Without a query: a shell."""
    from etl.lake.catalogue import open_catalogue
    from etl.settings import load_settings

    settings = load_settings(raw=raw, warehouse=warehouse)
    with open_catalogue(settings.warehouse, locked=True) as connection:
        if query is None and not sys.stdin.isatty():
            query = sys.stdin.read()
        if query is not None:
            _run(connection, query, form, output)
            return 0
        _shell(connection)
    return 0


def _run(
    connection: duckdb.DuckDBPyConnection, query: str, form: str | None, output: Path | None
) -> None:
    from etl.lake.catalogue import NotReadingError, check_reads

    if not query.strip(" \n\t\r;"):
        raise OutputError("the query is empty")
    try:
        check_reads(query)
        write_result(connection, query, form, output)
    except (duckdb.Error, NotReadingError) as error:
        raise click.ClickException(str(error)) from None


def describe(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Print a view's comment and columns."""
    found = connection.execute(
        "select coalesce(comment, '') from duckdb_views() where view_name = ? and not internal",
        [name],
    ).fetchall()
    if not found:
        console.print(f"there is no {name!r}; see .tables", markup=False)
        return
    console.print(found[0][0], markup=False)
    write_result(
        connection,
        "select column_name, data_type, comment from duckdb_columns() where table_name = ? "
        "order by column_index",
        "table",
        None,
        [name],
    )


def _tables(connection: duckdb.DuckDBPyConnection) -> None:
    write_result(
        connection,
        "select view_name as name, 'view' as kind, comment from duckdb_views() "
        "where not internal union all "
        "select function_name || '(' || list_aggregate(parameters, 'string_agg', ', ') || ')', "
        "'macro', comment from duckdb_functions() "
        "where function_type in ('macro', 'table_macro') and not internal order by kind, name",
        "table",
        None,
    )


def _examples() -> None:
    from etl.lake.sql_files import load_examples

    for example in load_examples():
        statement = "\n".join(
            line for line in example.sql.splitlines() if not line.startswith("--")
        )
        click.echo(f"-- {example.comment}\n{statement.strip()};\n")


def _words(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(
        "select view_name from duckdb_views() where not internal union "
        "select column_name from duckdb_columns() where not internal union "
        "select function_name from duckdb_functions() where not internal"
    ).fetchall()
    keywords = (
        "select from where group by order limit having distinct count sum min max desc asc join on "
        "using with as and or not in like ilike between is null case when then else end filter"
    )
    return sorted({str(row[0]) for row in rows} | set(keywords.split()))


def _meta(connection: duckdb.DuckDBPyConnection, line: str) -> bool:
    """Do a command of the shell; False when it is to end."""
    word, _, argument = line.strip().partition(" ")
    if word in {".quit", ".exit", ".q"}:
        return False
    if word == ".tables":
        _tables(connection)
    elif word in {".describe", ".d", ".schema"}:
        describe(connection, argument.strip())
    elif word == ".examples":
        _examples()
    else:
        console.print(HELP, markup=False)
    return True


def _shell(connection: duckdb.DuckDBPyConnection) -> None:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import WordCompleter
    from prompt_toolkit.history import FileHistory

    history = Path.home() / ".newshouse_history"
    session: PromptSession[str] = PromptSession(
        history=FileHistory(str(history)),
        completer=WordCompleter(_words(connection), ignore_case=True),
        complete_while_typing=False,
    )
    console.print("newshouse sql, read-only; .help for help, .quit to leave", markup=False)
    while True:
        try:
            query = _ask(session)
            if query.startswith("."):
                if not _meta(connection, query):
                    return
                continue
            started = time.perf_counter()
            _run(connection, query, "table", None)
            console.print(f"{time.perf_counter() - started:.3f} s", markup=False, highlight=False)
        except click.ClickException as error:
            error.show()
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


def _ask(session: object) -> str:
    """One query, over as many lines as it takes."""
    from typing import cast

    from prompt_toolkit import PromptSession

    prompt = cast("PromptSession[str]", session)
    lines: list[str] = []
    while True:
        line = prompt.prompt("news> " if not lines else "  ..> ")
        if not lines and line.startswith("."):
            return line.strip()
        lines.append(line)
        text = "\n".join(lines).strip()
        if text and (text.endswith(";") or not line.strip()):
            return text
        if not text:
            lines = []
