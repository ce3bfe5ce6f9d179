"""Reading the published catalogue.

Belongs here: opening `news.duckdb` so that nothing can be written and nothing outside the warehouse
can be read. No part of the project opens it in any other way.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from etl.lake.layout import Layout


class NotPublishedError(RuntimeError):
    """There is no catalogue yet."""


def open_catalogue(warehouse: Path, *, locked: bool = False) -> duckdb.DuckDBPyConnection:
    """A read-only connection to the published catalogue, in UTC.

    Args:
        warehouse: its folder.
        locked: for queries that somebody typed: only files of the warehouse can be read, nothing
            can be loaded, and none of this can be changed.

    Raises:
        NotPublishedError: nothing is published there.
    """
    path = Layout(warehouse).catalogue
    if not path.exists():
        raise NotPublishedError(
            f"{warehouse}: nothing is published here yet; run `newshouse run` first, or name "
            "another warehouse with --warehouse"
        )
    connection = duckdb.connect(path, read_only=True)
    connection.execute("set timezone = 'UTC'")
    if locked:
        folder = str(warehouse).replace("'", "''")
        for statement in (
            "set autoinstall_known_extensions = false",
            "set autoload_known_extensions = false",
            f"set allowed_directories = ['{folder}']",
            "set enable_external_access = false",
            "set lock_configuration = true",
        ):
            connection.execute(statement)
    return connection
