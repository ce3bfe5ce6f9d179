"""The numbers of every object of `sql/`, counted once more by a query written by hand.

Each file of `reconcile/` is named after the object that it counts. It holds pairs of queries: after
`-- @object` one on the object, after `-- @by hand` one on the base tables that must give the same
rows, in any order. Both run on the sample archive and on made-up rows. To count a new object, add a
file.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl.contracts.registry import TABLES
from etl.lake.catalogue import open_catalogue
from etl.lake.sql_files import load_objects
from etl.settings import Settings
from tests.sql.made_up import build, by_chance

FOLDER = Path(__file__).parent / "reconcile"
BASE = FOLDER / "_base.sql"
FILES = sorted(path for path in FOLDER.glob("*.sql") if path != BASE)
PAIR = re.compile(r"-- @object\n(.*?)-- @by hand\n(.*?)(?=-- @object\n|\Z)", re.DOTALL)
PAIRS = [
    pytest.param(*found.groups(), id=f"{path.stem}-{number}")
    for path in FILES
    for number, found in enumerate(PAIR.finditer(path.read_text(encoding="utf-8")))
]
ZONES = ("UTC", "Pacific/Auckland", "America/Los_Angeles")


def with_base(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    connection.execute(BASE.read_text(encoding="utf-8"))
    return connection


@pytest.fixture(scope="module")
def published(sample: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_catalogue(sample.warehouse) as connection:
        yield with_base(connection)


@pytest.fixture(scope="module")
def made_up() -> Iterator[duckdb.DuckDBPyConnection]:
    with build(by_chance()) as connection:
        yield with_base(connection)


def comparable(value: object) -> object:
    """A value as two ways of computing it should both give it."""
    if isinstance(value, float):
        return None if math.isnan(value) else f"{value + 0.0:.9f}"
    if isinstance(value, list):
        return [comparable(one) for one in value]
    return value


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    found: list[tuple[Any, ...]] = connection.execute(query).fetchall()
    return sorted(repr([comparable(value) for value in row]) for row in found)


@pytest.mark.parametrize("archive", ["published", "made_up"])
@pytest.mark.parametrize(("of_object", "by_hand"), PAIRS)
def test_an_object_gives_what_is_counted_by_hand(
    of_object: str, by_hand: str, archive: str, request: pytest.FixtureRequest
) -> None:
    connection: duckdb.DuckDBPyConnection = request.getfixturevalue(archive)
    assert rows(connection, of_object) == rows(connection, by_hand)


def test_every_file_holds_pairs_and_shows_something_made_up(
    made_up: duckdb.DuckDBPyConnection,
) -> None:
    """A comparison of nothing with nothing proves nothing."""
    for path in FILES:
        found = PAIR.findall(path.read_text(encoding="utf-8"))
        assert found, f"{path} holds no pair of queries"
        if path.stem not in WRITTEN_OUT:
            assert any(rows(made_up, of_object) for of_object, _ in found), path


WRITTEN_OUT = {"quote_spread", "quote_variants", "article_corrections"}
"""Words by chance have none of these; test_written_out.py has rows of them."""
ELSEWHERE = {"reject_summary", "quote_details", "article_text", "entity_named", "span"}
"""Counted in test_numbers.py."""
NOT_COUNTED = {"verb_classes": "a list", "period_start": "see test_written_out.py"}


def test_every_object_is_counted() -> None:
    counted = {path.stem for path in FILES} | ELSEWHERE | set(NOT_COUNTED)
    named = {item.name for item in load_objects() if item.kind != "check"} - set(TABLES)
    named = {name for name in named if not name.startswith("search_")}  # see tests/search
    marts_behind = {"cooccurrence_edges": "cooccurrence"}
    assert {marts_behind.get(name, name) for name in named} == counted


def test_what_drills_down_names_published_articles(
    published: duckdb.DuckDBPyConnection, made_up: duckdb.DuckDBPyConnection
) -> None:
    for connection in (published, made_up):
        views = connection.execute(
            "select table_name, bool_or(column_name = 'article_count') from duckdb_columns() "
            "where not internal group by table_name having bool_or(column_name = 'article_ids')"
        ).fetchall()
        assert len(views) > 8
        for name, counts in views:
            unknown = connection.execute(
                f"select count(*) from (select unnest(article_ids) as article_id from {name}) "
                "where article_id not in (select article_id from art)"
            ).fetchone()
            assert unknown == (0,), name
            if counts and name != "wire_dependence":  # whose article_ids are the dependent ones
                wrong = connection.execute(
                    f"select count(*) from {name} where article_count != len(article_ids) "
                    "or len(list_distinct(article_ids)) != len(article_ids)"
                ).fetchone()
                assert wrong == (0,), name


def test_no_number_of_a_macro_depends_on_the_time_zone_of_the_session(
    made_up: duckdb.DuckDBPyConnection,
) -> None:
    """Views are tried in test_catalogue.py."""
    of_objects = [pair.values[0] for pair in PAIRS]
    found = []
    for zone in ZONES:
        made_up.execute(f"set timezone = '{zone}'")
        found.append([rows(made_up, str(query)) for query in of_objects])
    made_up.execute("set timezone = 'UTC'")
    assert found[0] == found[1] == found[2]
