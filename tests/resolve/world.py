"""A small archive as corrections see it, in a DuckDB of its own.

Belongs here: rows in short, and the result in a form that can be compared.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from etl.lake.archive import archive_statements, make_archive_macros
from etl.resolve.corrections import Applied, apply
from etl.resolve.reference import Corrections, parse


def number(value: int) -> uuid.UUID:
    """An id that is easy to read."""
    return uuid.UUID(int=value)


@dataclass(frozen=True)
class Local:
    """An entity within an article."""

    id: int
    name: str
    entity: int
    """What the automatic resolution takes it for."""
    type: str = "PERSON"
    article: int = 1
    outlet: str | None = "Gazette"
    roles: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """What corrections have made."""

    members: dict[int, tuple[int | uuid.UUID, str]]
    """Local entity -> entity and reason; small ids as numbers."""
    redirects: dict[int | uuid.UUID, tuple[int | uuid.UUID, str]]
    overrides: dict[int | uuid.UUID, tuple[str | None, str | None]]
    applied: Applied

    @property
    def statuses(self) -> dict[str, str]:
        """`file line` -> status."""
        return {f"{one.at.file} {one.at.line}": one.status for one in self.applied.outcomes}

    @property
    def messages(self) -> dict[str, str]:
        """`file line` -> message."""
        return {f"{one.at.file} {one.at.line}": one.message for one in self.applied.outcomes}

    @property
    def entities(self) -> dict[int, int | uuid.UUID]:
        """Local entity -> entity."""
        return {local: entity for local, (entity, _) in self.members.items()}


def short(value: uuid.UUID) -> int | uuid.UUID:
    """The number of an id made by `number`; others as they are."""
    return value.int if value.int < 1000 else value


def archive(
    locals_: Sequence[Local], redirects: Mapping[int, int] | None = None
) -> duckdb.DuckDBPyConnection:
    """A connection that `apply` can use; every article is published."""
    connection = duckdb.connect(config={"threads": 1})
    make_archive_macros(connection)
    connection.execute(
        "create table all_local_entities (local_entity_id uuid, document_id uuid, article_id uuid, "
        "name varchar, type varchar, aliases varchar[], roles varchar[], mention_count bigint)"
    )
    connection.execute(
        "create table all_articles (document_id uuid, article_id uuid, outlet varchar)"
    )
    connection.execute("create table known_types (entity_id uuid, type varchar)")
    connection.execute("create table hidden_documents (document_id uuid, reason varchar)")
    connection.execute(
        "create table automatic_members (local_entity_id uuid, entity_id uuid, reason varchar)"
    )
    connection.execute(
        "create table automatic_redirects (old_entity_id uuid, entity_id uuid, reason varchar)"
    )
    rows: list[tuple[Any, ...]] = [
        (
            number(one.id),
            number(one.article),
            number(one.article),
            one.name,
            one.type,
            list(one.aliases),
            list(one.roles),
            1,
        )
        for one in locals_
    ]
    if rows:
        connection.executemany(
            "insert into all_local_entities values (?, ?, ?, ?, ?, ?, ?, ?)", rows
        )
        connection.executemany(
            "insert into automatic_members values (?, ?, 'same name')",
            [(number(one.id), number(one.entity)) for one in locals_],
        )
        articles = {one.article: one.outlet for one in locals_}
        connection.executemany(
            "insert into all_articles values (?, ?, ?)",
            [(number(a), number(a), outlet) for a, outlet in articles.items()],
        )
    for old, new in (redirects or {}).items():
        connection.execute(
            "insert into automatic_redirects values (?, ?, 'same spelling')",
            [number(old), number(new)],
        )
    return connection


def correct(
    connection: duckdb.DuckDBPyConnection, files: Mapping[str, str] | Corrections
) -> Result:
    """What corrections make of an archive.

    Args:
        connection: from `archive`.
        files: file, without `.csv` -> its text; or what they say.
    """
    if not isinstance(files, Corrections):
        files = parse({f"{name}.csv": text.encode() for name, text in files.items()})
    applied = apply(connection, archive_statements("corrections"), files)
    rows = connection.execute("from corrected_members order by all").fetchall()
    led = connection.execute("from corrected_redirects order by all").fetchall()
    over = connection.execute("from entity_overrides order by all").fetchall()
    members = {local.int: (short(entity), reason) for local, entity, reason in rows}
    assert len(members) == len(rows), "a local entity has several rows"
    redirects = {short(old): (short(new), reason) for old, new, reason in led}
    assert len(redirects) == len(led), "an old id leads to several"
    return Result(
        members, redirects, {short(one): (name, type_) for one, name, type_ in over}, applied
    )
