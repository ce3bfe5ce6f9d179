"""The list of tables, and which stage makes each. A new table is added here and nowhere else."""

from __future__ import annotations

from etl.contracts.archive import (
    AmbiguousMerge,
    ArticleCluster,
    Correction,
    DocumentStatus,
    Entity,
    EntityAttribute,
    EntityMember,
    EntityRedirect,
    Outlet,
)
from etl.contracts.articles import Article, Paragraph, Signature
from etl.contracts.base import Row
from etl.contracts.extraction import LocalEntity, Mention, Quote, QuoteTarget
from etl.contracts.files import RawFile, Reject
from etl.contracts.search import SearchLength, SearchWord

READ_TABLES: tuple[type[Row], ...] = (Article, Paragraph, Signature, Reject)
"""Written by the reading of a batch."""

EXTRACT_TABLES: tuple[type[Row], ...] = (Mention, LocalEntity, Quote, QuoteTarget)
"""Written by the extraction of a batch."""

ARCHIVE_TABLES: tuple[type[Row], ...] = (
    RawFile,
    DocumentStatus,
    EntityMember,
    Entity,
    EntityRedirect,
    AmbiguousMerge,
    EntityAttribute,
    Outlet,
    Correction,
    ArticleCluster,
)
"""Computed over the whole archive at publication."""

SEARCH_TABLES: tuple[type[Row], ...] = (SearchWord, SearchLength)
"""The inverted index: made at publication, a file for each file of a batch. Derived from the other
tables and of no use without them, so not among `TABLES`."""

SEARCHED_TABLES: tuple[type[Row], ...] = (Article, Quote)
"""What the inverted index is made from."""

TABLES: dict[str, type[Row]] = {
    model.table: model for model in (*READ_TABLES, *EXTRACT_TABLES, *ARCHIVE_TABLES)
}


def contract(table: str) -> type[Row]:
    """The row model of a table.

    Raises:
        KeyError: there is no such table; the message lists those that are.
    """
    try:
        return TABLES[table]
    except KeyError:
        raise KeyError(f"no table {table!r}; there are {', '.join(sorted(TABLES))}") from None
