"""Every object of the published catalogue is described, has an example that runs, and is stable."""

from __future__ import annotations

import re
from collections.abc import Iterator

import duckdb
import pytest

from etl.contracts.registry import EXTRACT_TABLES, READ_TABLES
from etl.lake.catalogue import open_catalogue
from etl.lake.sql_files import SqlObject, base_view_names, load_examples, load_objects, sql_folder
from etl.settings import Settings

OBJECTS = [item for item in load_objects() if item.kind != "check"]
EXAMPLES = load_examples()
VIEWS = sorted({item.name for item in OBJECTS if item.kind != "macro"} | base_view_names())
WITHOUT_EXAMPLE = {name for name in base_view_names() if name.startswith("all_")} - {"all_articles"}
"""The same tables as the published ones with every revision; one example shows what that means."""


@pytest.fixture
def catalogue(sample: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_catalogue(sample.warehouse) as connection:
        yield connection


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda item: item.name)
def test_an_example_runs_and_shows_something(
    example: SqlObject, catalogue: duckdb.DuckDBPyConnection
) -> None:
    cursor = catalogue.execute(example.sql)
    columns = [column[0] for column in cursor.description or ()]
    rows = cursor.fetchall()
    assert rows, f"sql/examples/{example.name}.sql finds nothing in the sample archive"
    assert any(value is not None for row in rows for value in row)
    assert len(set(columns)) == len(columns)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda item: item.name)
def test_an_example_shows_the_object_that_it_is_named_after(example: SqlObject) -> None:
    assert re.search(rf"\b{example.name}\b", example.sql)
    assert re.search(r"[.?]$", example.comment), "the comment is a sentence"


def test_every_view_mart_and_macro_has_an_example() -> None:
    named = {example.name for example in EXAMPLES}
    objects = {item.name for item in OBJECTS} | set(VIEWS)
    assert objects - named - WITHOUT_EXAMPLE == set()
    assert named - objects == set(), "examples of objects that are no more"


def test_every_example_gives_one_order_of_its_rows() -> None:
    """Without an order the pages made from the examples would change from run to run."""
    for example in EXAMPLES:
        ordered = re.search(r"order by", example.sql) or example.name in {
            item.name for item in OBJECTS if item.kind == "macro"
        }
        assert ordered, f"sql/examples/{example.name}.sql has no order"


def test_the_catalogue_holds_what_the_files_say(catalogue: duckdb.DuckDBPyConnection) -> None:
    found = catalogue.execute("select view_name from duckdb_views() where not internal").fetchall()
    assert {name for (name,) in found} == set(VIEWS)
    found = catalogue.execute(
        "select distinct function_name from duckdb_functions() where not internal"
    ).fetchall()
    assert {name for (name,) in found} == {item.name for item in OBJECTS if item.kind == "macro"}


def test_every_view_and_column_is_commented(catalogue: duckdb.DuckDBPyConnection) -> None:
    views = catalogue.execute(
        "select view_name, comment from duckdb_views() where not internal"
    ).fetchall()
    assert views
    columns = catalogue.execute(
        "select table_name || '.' || column_name, comment from duckdb_columns() where not internal"
    ).fetchall()
    assert len(columns) > 300
    for name, comment in [*views, *columns]:
        assert comment, f"{name} has no comment"
        assert comment.endswith("."), f"{name}: {comment!r} is no sentence"


def test_every_macro_is_commented(catalogue: duckdb.DuckDBPyConnection) -> None:
    macros = catalogue.execute(
        "select function_name, comment, parameters from duckdb_functions() where not internal"
    ).fetchall()
    assert macros
    for name, comment, parameters in macros:
        assert comment, f"{name} has no comment"
        assert comment.endswith("."), f"{name}: {comment!r} is no sentence"
        assert parameters or name in {"search_separators", "search_unspaced", "search_speakers"}


@pytest.mark.parametrize("view", VIEWS)
def test_no_number_depends_on_the_time_zone_of_the_session(view: str, sample: Settings) -> None:
    found = []
    for zone in ("UTC", "Pacific/Auckland", "America/Los_Angeles"):
        with open_catalogue(sample.warehouse) as connection:
            connection.execute(f"set timezone = '{zone}'")
            rows = connection.execute(f"select * from {view}").fetchall()
            found.append(sorted(map(repr, _moments_as_numbers(rows))))
    assert found[0] == found[1] == found[2]


def _moments_as_numbers(rows: list[tuple[object, ...]]) -> list[list[object]]:
    return [
        [value.timestamp() if getattr(value, "tzinfo", None) else value for value in row]  # type: ignore[attr-defined]
        for row in rows
    ]


def test_days_and_months_are_dates_in_every_client(catalogue: duckdb.DuckDBPyConnection) -> None:
    """`date_trunc` of a date is a date in some versions of DuckDB and a timestamp in others."""
    found = catalogue.execute(
        "select table_name, column_name, data_type from duckdb_columns() where not internal "
        "and (column_name = 'month' or column_name like '%\\_date' escape '\\')"
    ).fetchall()
    assert found
    assert {kind for _, _, kind in found} == {"DATE"}


def test_every_sql_file_is_of_a_kind_that_is_loaded() -> None:
    known = {item.name for item in (*load_objects(), *EXAMPLES)}
    for path in sql_folder().rglob("*.sql"):
        if not {"archive", "search"} & set(path.relative_to(sql_folder()).parts):
            assert path.stem in known, f"{path} is in a folder that nothing reads"


@pytest.mark.parametrize(
    "table",
    [
        model.table
        for model in (*READ_TABLES, *EXTRACT_TABLES)
        if {f"all_{model.table}", model.table} <= set(VIEWS)
    ],
)
def test_a_published_view_leaves_out_no_column(
    table: str, catalogue: duckdb.DuckDBPyConnection
) -> None:
    def columns(view: str) -> set[str]:
        return {row[0] for row in catalogue.execute(f"describe {view}").fetchall()}

    assert columns(f"all_{table}") <= columns(table)
