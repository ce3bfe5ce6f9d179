"""What is said of an entity in a catalogue put together by hand: what the sample does not have."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import duckdb
import pytest

from etl.commands.explain_entity import SHOWN, entities_named, explain_entity, listed
from etl.contracts.registry import ARCHIVE_TABLES, TABLES
from etl.lake.sql_files import rows_of
from etl.resolve.csv_lines import Shape

SMALL, GREAT, OLD = (uuid.UUID(int=value) for value in (1, 2, 3))


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        for model in ARCHIVE_TABLES:
            made.execute(f"create table {model.table} as {rows_of(model, ())}")
        locals_ = rows_of(TABLES["local_entities"], ())
        made.execute(f"create table all_local_entities as {locals_}")
        made.execute("create view local_entities as select *, null::uuid entity_id from "
                     "all_local_entities")  # fmt: skip
        made.execute(f"create table articles as {rows_of(TABLES['articles'], ())}")
        for entity, name, articles in ((SMALL, "AFP", 2), (GREAT, "Agence France-Presse", 6)):
            made.execute(
                "insert into entities by name select ? as entity_id, ? as canonical_name, "
                "'ORGANIZATION' as type, [?] as aliases, [] as roles, ? as article_count, "
                "1 as mention_count, 0 as quote_count",
                [entity, name, name, articles],
            )
        yield made


def test_the_lesser_is_put_into_the_greater(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "insert into ambiguous_merges by name select ? as first_entity_id, ? as second_entity_id, "
        "'initials' as reason, 1.0 as score",
        [GREAT, SMALL],
    )
    for one, other in ((SMALL, GREAT), (GREAT, SMALL)):
        lines = explain_entity(connection, one, {})
        assert lines[lines.index("may be one with:") + 1].startswith(f"  {other}  ")
        assert f"    {SMALL},,{GREAT},," in lines


def test_long_lists_are_cut(connection: duckdb.DuckDBPyConnection) -> None:
    for number in range(SHOWN + 2):
        local = uuid.UUID(int=100 + number)
        connection.execute(
            "insert into entity_members by name select ? as local_entity_id, ? as entity_id, "
            "'same name' as reason",
            [local, SMALL],
        )
        connection.execute(
            "insert into all_local_entities by name select ? as local_entity_id, ? as name, "
            "'ORGANIZATION' as type",
            [local, f"Form {number:02}"],
        )
        connection.execute(
            "insert into corrections by name select 'entity_merge.csv' as file, ? as line, "
            "'merge' as kind, 'x' as detail, now() as recorded_at, 'applied' as status, "
            "[?::uuid] as entity_ids",
            [number + 2, SMALL],
        )
    lines = explain_entity(connection, SMALL, {})
    assert f"made of {SHOWN + 2} within-article entities, every revision counted:" in lines
    assert "  2 of 2 other names or reasons" in lines
    assert "  ... and 2 more" in lines


def test_former_ids_and_names(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("insert into entity_redirects values (?, ?, 'why')", [OLD, GREAT])
    lines = explain_entity(connection, OLD, {})
    assert lines[:2] == [
        f"{OLD} is now {GREAT}: why",
        f"entity {GREAT}: Agence France-Presse (ORGANIZATION)",
    ]
    assert explain_entity(connection, uuid.UUID(int=9), {}) == []
    (found,) = entities_named(connection, " agence  france-PRESSE".replace("  ", " "))
    assert found["entity_id"] == GREAT
    assert found["is_own"]
    assert len(listed([found] * (SHOWN + 5))) == SHOWN + 1


def test_names_are_compared_as_in_the_reference_folder(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    for name in ("Agence France‐Presse", " agence  france-presse ", "AGENCE FRANCE–PRESSE"):
        (found,) = entities_named(connection, name)
        assert (found["entity_id"], found["is_own"]) == (GREAT, True)


def test_a_line_is_written_as_the_file_has_it(connection: duckdb.DuckDBPyConnection) -> None:
    shapes = {"entity_merge.csv": Shape("utf-8", ";", ("reason", "into", "", "entity"))}
    assert f"    ;OTHER;;{SMALL}" in explain_entity(connection, SMALL, shapes)
