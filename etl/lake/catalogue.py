"""Reading the published catalogue.

Belongs here: opening `news.duckdb` so that nothing can be written and nothing outside the warehouse
can be read. No part of the project opens it in any other way.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

import duckdb

from etl.lake.layout import Layout

READING = {
    *("select", "from", "with", "values", "table", "pivot", "unpivot", "pivot_longer"),
    *("pivot_wider", "describe", "desc", "show", "summarize", "("),
}
"""The words that a statement which only reads begins with."""
LEADING = re.compile(r"(?:\s+|--[^\n]*(?:\n|$)|/\*.*?\*/)+", re.DOTALL)
EXPLAIN = re.compile(r"explain\b\s*(?:analyze\b|\([^()]*\))?", re.IGNORECASE)
FIRST_WORD = re.compile(r"\w+|\(")
PLACE_OF_VIEWS = re.compile(r"'((?:[^']|'')*)/tables/hidden_documents/")


SPILL_GIB = 8
"""What a typed query may put on disk, outside the warehouse, while it runs."""


class NotPublishedError(RuntimeError):
    """There is no catalogue yet, or it was made elsewhere and names files that are not here."""


class NotReadingError(ValueError):
    """A statement would do something else than read."""


def check_reads(query: str) -> None:
    """See that every statement of a query only reads.

    A read-only connection is not enough: `copy ... to` writes files whatever the database is.

    Raises:
        NotReadingError: names the statement.
        duckdb.ParserException: the query is no SQL.
    """
    reading = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}
    # A pivot without `in (...)` is several statements to DuckDB, and so is a `copy` of one.
    several = duckdb.StatementType.MULTI
    for statement in duckdb.extract_statements(query):
        text = _without_comment(statement.query)
        explained = EXPLAIN.match(text)
        if explained:
            text = _without_comment(text[explained.end() :])
        word = FIRST_WORD.match(text)
        first = word.group().lower() if word else ""
        if _kind(statement) not in reading | {several} or first not in READING:
            raise NotReadingError(
                f"this catalogue is read-only: found a statement that begins with {first!r}; "
                "expected a select. To keep a result, use --output FILE"
            )


def _kind(statement: duckdb.Statement) -> duckdb.StatementType | None:
    """What a statement is; None for those that the Python client has no name for."""
    try:
        return statement.type
    except ValueError:
        return None


def _without_comment(text: str) -> str:
    """Text without the spaces and comments at its start."""
    found = LEADING.match(text)
    return text[found.end() :] if found else text


def _place_of_views(connection: duckdb.DuckDBPyConnection) -> Path | None:
    """The warehouse that the catalogue was made for; None where its views do not say."""
    rows = connection.execute(
        "select sql from duckdb_views() where view_name = 'hidden_documents'"
    ).fetchall()
    found = PLACE_OF_VIEWS.search(rows[0][0]) if rows else None
    return Path(found.group(1).replace("''", "'")) if found else None


def _memory() -> int:
    """Bytes that a typed query may take: half of this machine's."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2


def open_catalogue(warehouse: Path, *, locked: bool = False) -> duckdb.DuckDBPyConnection:
    """A read-only connection to the published catalogue, in UTC.

    Args:
        warehouse: its folder.
        locked: for queries that somebody typed: only files of the warehouse can be read, nothing
            can be loaded, memory and disk have limits, and none of this can be changed.

    Raises:
        NotPublishedError: nothing is published there, or the warehouse has been moved.
    """
    path = Layout(warehouse).catalogue
    if not path.exists():
        raise NotPublishedError(
            f"{warehouse}: nothing is published here yet; run `newshouse run` first, or name "
            "another warehouse with --warehouse"
        )
    try:
        connection = duckdb.connect(path, read_only=True)
    except duckdb.Error as error:
        raise NotPublishedError(
            f"{path}: cannot be opened: {error}; `newshouse relink` makes it anew"
        ) from error
    connection.execute("set timezone = 'UTC'")
    place = _place_of_views(connection) or warehouse
    if place != warehouse and not (place.exists() and place.samefile(warehouse)):
        connection.close()
        raise NotPublishedError(
            f"{path}: was made for a warehouse in {place}; where it was moved or copied here, run "
            "`newshouse relink` once"
        )
    if locked:
        spill = str(Path(tempfile.gettempdir()) / f"newshouse-sql-{os.getpid()}")
        folders = ", ".join(
            "'" + str(folder).replace("'", "''") + "'" for folder in sorted({place, warehouse})
        )
        for statement in (
            "set autoinstall_known_extensions = false",
            "set autoload_known_extensions = false",
            # Variables of our own program are no tables.
            "set python_enable_replacements = false",
            f"set memory_limit = '{_memory() // 2**20} MiB'",
            "set temp_directory = '" + spill.replace("'", "''") + "'",
            f"set max_temp_directory_size = '{SPILL_GIB} GiB'",
            f"set allowed_directories = [{folders}]",
            "set enable_external_access = false",
            "set lock_configuration = true",
        ):
            connection.execute(statement)
    return connection
