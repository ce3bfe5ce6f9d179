"""What has changed since a publication that others build on: the articles to look at again.

Belongs here: the state of every article, the base that it is compared with, and a catalogue that
holds the changed articles alone. Does not belong here: what is computed from them
(`etl.lake.publish`).

A mart or check whose file says `-- @key article_id` makes its rows of one article at a time. Such a
mart is kept as two files: one with all articles as they were at the base, and one with those that
have changed since; such a check looks at the latter alone, for it has passed on the others. Both
are the statement that is in the file, run on a catalogue with fewer articles. An article has
changed when its state has: a hash of everything that such a statement may read of it. Where more
than `MOST_CHANGED` of them have, everything is computed, and is the base of what comes.

Nothing here has to be remembered for the result to be right: without a base all is computed, and
gives the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.contracts.base import CONTRACT_VERSION
from etl.contracts.registry import TABLES
from etl.lake.archive import archive_statement, connect
from etl.lake.files import read_json, replacing
from etl.lake.layout import Layout
from etl.lake.planning import fingerprint
from etl.lake.sql_files import (
    BATCH_TABLES,
    HIDDEN_DOCUMENTS,
    columns_of,
    keyed_objects,
    literal,
    rows_of,
    sql_fingerprint,
)

VERSION = "1"
"""Raised when a state, or what lies in a base, means something else."""
MOST_CHANGED = 0.03
"""Largest share of articles that are computed beside a base. Each publication computes all that has
changed since the base, so that more would cost more in the end than a new base."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A publication that later ones build on. Its checks have passed."""

    made_by: str
    """Fingerprint of the code that made it."""
    states: str
    """The file of its articles' states, below the warehouse."""
    marts: dict[str, str]
    """Mart with a key -> its file, of all articles."""

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that it needs, below the warehouse."""
        return (self.states, *self.marts.values())


def maker(layout: Layout) -> str:
    """Fingerprint of the code whose bases can be built on, and of what has been forgotten.

    What was forgotten since a base was made would stay in its files.
    """
    forgotten = [str(read_json(path)) for path in (layout.forgotten, layout.ignored)]
    return fingerprint(VERSION, CONTRACT_VERSION, sql_fingerprint(), duckdb.__version__, *forgotten)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The articles as they are now beside a base."""

    base: Base | None = None
    """None where everything has to be computed."""
    states: str | None = None
    """Without a base: the file of the states that they have now, below the warehouse."""
    articles: str | None = None
    """The file of the ids of articles that are new, changed or gone, below the warehouse; None
    where there are none, or no base."""
    catalogue: duckdb.DuckDBPyConnection | None = None
    """Has what keyed objects read, of these articles alone; None where there are none."""

    def close(self) -> None:
        """Let go of the catalogue."""
        if self.catalogue is not None:
            self.catalogue.close()


def usable(layout: Layout, base: Base | None) -> Base | None:
    """The base, where this code made it and all its files are there."""
    if base is None or base.made_by != maker(layout):
        return None
    return base if all((layout.root / name).exists() for name in base.files) else None


def _batch_files(files: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Batch folder -> all files of the batch, below the warehouse."""
    found: dict[str, list[str]] = {}
    for model in BATCH_TABLES:
        for name in files.get(model.table, ()):
            found.setdefault(Path(name).parent.name, []).append(name)
    return found


def _make_states(
    connection: duckdb.DuckDBPyConnection, layout: Layout, files: Mapping[str, Sequence[str]]
) -> None:
    """Make the table `article_states`, and `documents` that it is made from."""
    batches = _batch_files(files)
    names = list(files.get("articles", ()))
    connection.register(
        "batch_files",
        pa.table(
            {
                "filename": [str(layout.root / name) for name in names],
                "files": [fingerprint(*batches[Path(name).parent.name]) for name in names],
            }
        ),
    )
    articles = ", ".join(literal(str(layout.root / name)) for name in names)
    source = f"read_parquet([{articles}], filename = true)"
    if not names:
        source = f"(select *, '' as filename from ({rows_of(TABLES['articles'], ())}))"
    connection.execute(
        "create temp table documents as select document_id, article_id, filename, files "
        f"from {source} inner join batch_files using (filename)"
    )
    for table in ("document_status", "article_clusters", "entity_members", "entities"):
        paths = [str(layout.root / name) for name in files.get(table, ())]
        connection.execute(f"create view {table} as {rows_of(TABLES[table], paths)}")
    paths = [str(layout.root / name) for name in files.get("local_entities", ())]
    connection.execute(
        f"create view local_entities_files as {rows_of(TABLES['local_entities'], paths)}"
    )
    connection.execute(f"create temp table article_states as {archive_statement('article_states')}")


def _rows_of_documents(path: Path, wanted: pa.Array) -> Iterator[pa.Table]:
    """The rows of these documents; row groups without one are not read."""
    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            ids = file.read_row_group(group, columns=["document_id"])["document_id"]
            mask = pc.is_in(ids.combine_chunks().storage, wanted)
            if pc.any(mask).as_py():
                yield file.read_row_group(group).filter(mask)


def _catalogue(
    layout: Layout, files: Mapping[str, Sequence[str]], documents: pa.Table
) -> duckdb.DuckDBPyConnection:
    """A catalogue of these documents: what keyed objects read, and all that they read by.

    Args:
        layout: the warehouse.
        files: table -> its files below the warehouse.
        documents: document_id, article_id, and filename of the articles' file that holds it.
    """
    connection = connect(layout.spill)
    connection.register("changed_documents", documents)
    needed = keyed_objects()
    sources = {name for item in needed for name in item.upstreams}
    wanted = documents["document_id"].combine_chunks().storage
    folders = {Path(name).parent.name for name in documents["filename"].to_pylist()}

    def select(table: str, condition: str) -> str:
        paths = [str(layout.root / name) for name in files.get(table, ())]
        rows = rows_of(TABLES[table], paths)
        return f"create table {table} as select * from ({rows}) where {condition}"

    hidden = ", ".join(literal(str(layout.root / name)) for name in files[HIDDEN_DOCUMENTS])
    in_changed = "document_id in (select document_id from changed_documents)"
    connection.execute(
        f"create table {HIDDEN_DOCUMENTS} as select document_id, reason "
        f"from read_parquet([{hidden}]) where {in_changed}"
    )
    for model in BATCH_TABLES:
        if f"all_{model.table}" not in sources | {"all_local_entities"}:
            continue
        found = [
            rows
            for name in files.get(model.table, ())
            if Path(name).parent.name in folders
            for rows in _rows_of_documents(layout.root / name, wanted)
        ]
        if not found:
            connection.execute(f"create table all_{model.table} as {rows_of(model, ())}")
            continue
        connection.register("found", pa.concat_tables(found))
        connection.execute(
            f"create table all_{model.table} as select {columns_of(model)} from found where "
            f"document_id not in (select document_id from {HIDDEN_DOCUMENTS} "
            "where reason = 'retired')"
        )
        connection.unregister("found")
    connection.execute(select("document_status", in_changed))
    connection.execute(
        select("article_clusters", "article_id in (select article_id from changed_documents)")
    )
    connection.execute(
        select(
            "entity_members",
            "local_entity_id in (select local_entity_id from all_local_entities)",
        )
    )
    connection.execute(select("entities", "true"))
    for item in needed:
        if item.kind in {"view", "macro"}:
            connection.execute(item.sql)
        elif item.kind == "mart":
            connection.execute(f"create view {item.name} as {item.sql}")
    return connection


def find_changes(
    layout: Layout, inputs: str, files: Mapping[str, Sequence[str]], base: Base | None
) -> Changes:
    """Compare the articles with a base.

    Args:
        layout: the warehouse; the caller holds its lock.
        inputs: fingerprint of everything that the publication is made from.
        files: table -> its files below the warehouse.
        base: what the last publication was built on.
    """
    base = usable(layout, base)
    connection = connect(layout.spill)
    try:
        _make_states(connection, layout, files)
        changed = None if base is None else _changed(connection, layout.root / base.states)
        if base is None or changed is None:
            states = layout.mart_file("article_states", fingerprint(maker(layout), inputs))
            _copy(connection, "article_states", states)
            return Changes(states=str(states.relative_to(layout.root)))
        if not changed:
            return Changes(base=base)
        listed = layout.mart_file("changed_articles", fingerprint(base, inputs))
        _copy(connection, "changed_articles", listed)
        documents = connection.sql(
            "select document_id, article_id, filename from documents "
            "where article_id in (select article_id from changed_articles)"
        ).to_arrow_table()
    finally:
        connection.close()
    return Changes(
        base=base,
        articles=str(listed.relative_to(layout.root)),
        catalogue=_catalogue(layout, files, documents),
    )


def _changed(connection: duckdb.DuckDBPyConnection, states: Path) -> int | None:
    """Make the table `changed_articles` of those whose state is not in this file.

    Returns:
        How many there are; None where they are too many.
    """
    connection.execute(
        "create temp table changed_articles as select "
        "coalesce(now.article_id, before.article_id) as article_id "
        f"from article_states as now full join read_parquet([{literal(str(states))}]) as before "
        "on now.article_id = before.article_id where now.state is distinct from before.state"
    )
    changed, total = connection.execute(
        "select (select count(*) from changed_articles), (select count(*) from article_states)"
    ).fetchall()[0]
    return changed if changed <= MOST_CHANGED * total else None


def _copy(connection: duckdb.DuckDBPyConnection, table: str, path: Path) -> None:
    if not path.exists():
        with replacing(path) as temporary:
            connection.execute(
                f"copy (select * from {table} order by article_id) to {literal(str(temporary))} "
                "(format parquet, compression zstd)"
            )
