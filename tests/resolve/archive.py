"""A small archive of names for tests of resolution: articles as plain lists of who is named."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from etl.contracts.base import make_id
from etl.lake.archive import archive_statement, archive_statements
from etl.resolve.entities import resolve
from etl.resolve.tables import register


@dataclass(frozen=True)
class Named:
    """One entity within an article."""

    name: str
    type: str = "PERSON"
    aliases: tuple[str, ...] = ()
    acronym: str | None = None
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Story:
    """One article: its number, who is named in it, its outlet and day."""

    number: int
    named: Sequence[Named]
    outlet: str = "Courier"
    day: dt.date | None = field(default_factory=lambda: dt.date(2024, 5, 1))


def local_id(story: Story, named: Named) -> uuid.UUID:
    """The id of an entity within an article."""
    return make_id("local", story.number, named.type, named.name)


def members(stories: Sequence[Story], seed: int = 0) -> dict[tuple[int, str], tuple[str, str]]:
    """Article number and name -> entity id and the reason, with rows in an order by `seed`."""
    return _decided(stories, seed)[0]


def types(stories: Sequence[Story]) -> dict[str, str]:
    """Name -> what the entity is that it is taken for; names stand in one article each."""
    decided, types_ = _decided(stories, 0)
    return {name: types_[entity] for (_, name), (entity, _) in decided.items()}


def _decided(
    stories: Sequence[Story], seed: int
) -> tuple[dict[tuple[int, str], tuple[str, str]], dict[str, str]]:
    rows = [
        {
            "local_entity_id": local_id(story, named).bytes,
            "document_no": story.number,
            "type": named.type,
            "name": named.name,
            "aliases": list(named.aliases),
            "acronym": named.acronym,
            "roles": list(named.roles),
            "mention_count": 1,
        }
        for story in stories
        for named in story.named
    ]
    random.Random(seed).shuffle(rows)
    binary = pa.binary(16)
    table = pa.table(
        {
            "local_entity_id": _ids([row["local_entity_id"] for row in rows], binary),
            "document_no": pa.array([row["document_no"] for row in rows], pa.int32()),
            "type": [row["type"] for row in rows],
            "name": [row["name"] for row in rows],
            "aliases": pa.array([row["aliases"] for row in rows], pa.list_(pa.string())),
            "acronym": pa.array([row["acronym"] for row in rows], pa.string()),
            "roles": pa.array([row["roles"] for row in rows], pa.list_(pa.string())),
            "mention_count": pa.array([row["mention_count"] for row in rows], pa.int32()),
        }
    )
    documents = pa.table(
        {
            "document_no": pa.array([story.number for story in stories], pa.int32()),
            "outlet": [story.outlet for story in stories],
            "published_date": pa.array([story.day for story in stories], pa.date32()),
            "published": pa.array([True for _ in stories], pa.bool_()),
        }
    )
    connection = duckdb.connect(config={"arrow_lossless_conversion": True})
    with connection:
        register(connection, "known_entities", table)
        register(connection, "known_documents", documents)
        found = resolve(connection, archive_statements("resolution"))
        connection.register("form_entities", found.forms)
        connection.register("single_entities", found.single)
        decided = connection.execute(archive_statement("automatic_members")).fetchall()
    by_id = {one: (str(entity), reason) for one, entity, reason in decided}
    types_ = {str(row["entity_id"]): row["type"] for row in found.types.to_pylist()}
    members_ = {
        (story.number, named.name): by_id[local_id(story, named)]
        for story in stories
        for named in story.named
    }
    return members_, types_


def _ids(values: Sequence[object], type_: pa.DataType) -> pa.Array:
    return pa.ExtensionArray.from_storage(pa.uuid(), pa.array(values, type_))
