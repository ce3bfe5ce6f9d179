"""Plain rows as tables of a DuckDB connection, and statements over them.

Belongs here: what every part of resolution does to hand rows to SQL. Does not belong here: what the
rows mean, or where the statements lie.
"""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pyarrow as pa

Query = Callable[[str], str]
"""The text of a statement of a folder of `sql/archive/`, by name."""


def register(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    """Make rows known as a temporary table, in place of one of that name."""
    connection.register(f"{name}_rows", table)
    connection.execute(f"create or replace temp table {name} as from {name}_rows")
    connection.unregister(f"{name}_rows")


def make(connection: duckdb.DuckDBPyConnection, name: str, statement: str) -> None:
    """Make what a select statement gives known as a temporary table of that name."""
    connection.execute(f"create or replace temp table {name} as {statement}")
