"""Checks of the catalogue find what they look for."""

from __future__ import annotations

import re
import uuid

import duckdb
import pytest

from etl.lake.catalogue import open_catalogue
from etl.lake.sql_files import load_objects
from etl.settings import Settings

REFERENCES = next(item for item in load_objects() if item.name == "foreign_keys_of_articles")
NAMES = sorted(set(re.findall(r"'(\w+\.\w+)' as reference", REFERENCES.sql)))


@pytest.fixture(scope="module")
def copied(sample: Settings) -> duckdb.DuckDBPyConnection:
    """The tables that the check reads, as tables."""
    connection = duckdb.connect(config={"arrow_lossless_conversion": True})
    with open_catalogue(sample.warehouse) as catalogue:
        for name in REFERENCES.upstreams:
            rows = catalogue.sql(f"select * from {name}").to_arrow_table()
            connection.register("rows", rows)
            connection.execute(f"create table {name} as from rows")
    return connection


def test_every_reference_of_the_sample_is_right(copied: duckdb.DuckDBPyConnection) -> None:
    assert len(NAMES) == 14
    assert copied.execute(REFERENCES.sql).fetchall() == []


@pytest.mark.parametrize("name", NAMES)
def test_a_reference_to_nothing_is_found(name: str, copied: duckdb.DuckDBPyConnection) -> None:
    table, column = name.split(".")
    nothing = uuid.UUID(int=1)
    copied.execute("begin")
    copied.execute(
        f"update {table} set {column} = ? where rowid = "
        f"(select min(rowid) from {table} where {column} is not null)",
        [nothing],
    )
    found = copied.execute(REFERENCES.sql).fetchall()
    copied.execute("rollback")
    assert (name, str(nothing)) in found
