"""Keeping the inverted index complete: one index for each file of articles.

Belongs here: which files are indexed, and under what names. Does not belong here: how
(`etl.search.index`). An index is named by the file that it is of, the SQL that cuts words and the
version of the index: what is there is not made again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from etl.contracts.registry import SEARCH_TABLES
from etl.lake.archive import connect
from etl.lake.files import replacing
from etl.lake.layout import Layout
from etl.lake.planning import fingerprint
from etl.lake.sql_files import PARTS, sql_folder
from etl.search.index import VERSION, index_file

MACROS = (
    "search_separators",
    "search_unspaced",
    "search_token_pattern",
    "search_tokens",
    "search_word",
)


def _sql(folder: str, name: str) -> str:
    return (sql_folder() / folder / f"{name}.sql").read_text(encoding="utf-8")


def indexer(layout: Layout) -> duckdb.DuckDBPyConnection:
    """A connection as `index_file` wants it."""
    connection = connect(layout.spill)
    connection.execute("set preserve_insertion_order = true")
    for macro in MACROS:
        connection.execute(_sql(PARTS, macro))
    return connection


def index_files(layout: Layout, files: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Index what is not indexed yet.

    Args:
        layout: the warehouse; the caller holds its lock.
        files: table -> its files below the warehouse.

    Returns:
        Table of the index -> its files below the warehouse.
    """
    statement = _sql("search", "words")
    version = fingerprint(VERSION, statement, *(_sql(PARTS, macro) for macro in MACROS))
    found: dict[str, list[str]] = {model.table: [] for model in SEARCH_TABLES}
    connection: duckdb.DuckDBPyConnection | None = None
    try:
        for source in files.get("articles", ()):
            name = fingerprint(version, source)
            words, lengths = (
                layout.search_file(table, name) for table in ("search_words", "search_lengths")
            )
            if not (words.exists() and lengths.exists()):
                connection = connection or indexer(layout)
                with replacing(words) as new_words, replacing(lengths) as new_lengths:
                    index_file(
                        connection,
                        layout.root / source,
                        name,
                        statement,
                        new_words,
                        new_lengths,
                    )
            for path in (words, lengths):
                found[path.parent.name].append(str(path.relative_to(layout.root)))
    finally:
        if connection is not None:
            connection.close()
    return found
