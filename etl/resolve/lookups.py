"""Whom a line of the reference folder means: ids and names looked up in the archive.

Belongs here: comparing names as people write them with the names of entities, and saying what to do
where none or several fit. Does not belong here: what a line does (`etl.resolve.corrections`).
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import duckdb
import pyarrow as pa

from etl.contracts.base import id_array
from etl.resolve import tables
from etl.resolve.reference import Named
from etl.resolve.tables import Query

SHOWN_CANDIDATES = 5


class NotResolvedError(Exception):
    """A line names no entity, or several; the message says which, and what to do."""

    def __init__(
        self,
        status: Literal["not_found", "rejected"],
        message: str,
        candidates: Sequence[uuid.UUID] = (),
    ) -> None:
        super().__init__(message)
        self.status: Literal["not_found", "rejected"] = status
        self.candidates = candidates
        """The entities that could be meant."""


@dataclass(frozen=True, slots=True)
class Known:
    """An entity that a line may mean."""

    entity_id: uuid.UUID
    name: str
    folded_name: str
    type: str | None
    """None for an entity that a split makes: it has the types of its members."""
    article_count: int
    reason: str = ""
    """Why most of its members are, which may tell it from others of its name."""

    def __str__(self) -> str:
        if self.type is None:
            return f"{self.entity_id} (“{self.name}”, made by a split)"
        articles = "1 article" if self.article_count == 1 else f"{self.article_count:,} articles"
        return f"{self.entity_id} (“{self.name}”, {self.type}, {articles}: {self.reason})"


@dataclass(slots=True)
class Names:
    """The entities that lines name, as they are without corrections, and those that splits make."""

    folded: dict[str, str]
    """Name as written -> as it is compared."""
    known: dict[uuid.UUID, Known]
    by_form: dict[str, list[Known]]
    """Folded name -> the entities that go by it."""
    made: dict[str, list[Known]]
    """Folded label -> the entities that splits make."""
    redirects: dict[uuid.UUID, uuid.UUID]
    merged: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)
    """Entity -> the one that merges put it into."""

    def final(self, entity_id: uuid.UUID) -> uuid.UUID:
        """The entity as merges leave it."""
        return self.merged.get(entity_id, entity_id)

    def type_of(self, entity_id: uuid.UUID) -> str | None:
        """The type that an entity has without corrections."""
        found = self.known.get(entity_id)
        return found.type if found else None

    def find(self, named: Named, *, made_last: bool = False) -> uuid.UUID:
        """The entity that is meant, as merges leave it.

        Args:
            named: as a line names it.
            made_last: whether one that splits make is meant only where no other goes by the name.

        Raises:
            NotResolvedError: none or several are meant.
        """
        if named.id is not None:
            current = self.redirects.get(named.id, named.id)
            made = (one.entity_id for several in self.made.values() for one in several)
            if current in self.known or current in made:
                return self.final(current)
            raise NotResolvedError(
                "not_found",
                f"found the id {named.id}, which no entity of this archive has; look it up with "
                "`newshouse explain NAME`",
            )
        wanted = self.folded[named.text]
        named_so = list(self.by_form.get(wanted, ()))
        if not (made_last and named_so):
            named_so += self.made.get(wanted, ())
        fitting = [one for one in named_so if named.type is None or one.type in (None, named.type)]
        fitting = [one for one in fitting if one.type == named.preferred] or fitting
        for level in (
            [one for one in fitting if one.name == named.text],
            [one for one in fitting if one.folded_name == wanted],
            fitting,
        ):
            found = {self.final(one.entity_id) for one in level}
            if len(found) == 1:
                return found.pop()
            if found:
                raise NotResolvedError("rejected", _choice(named, level), sorted(found))
        if named_so:
            others = ", ".join(sorted({str(one.type) for one in named_so}))
            raise NotResolvedError(
                "not_found",
                f"found {named}, but what goes by this name is {others}; correct the type",
            )
        raise NotResolvedError(
            "not_found",
            f"found {named}, which no article names so; correct the name, or wait for the "
            "articles that do",
        )


def _choice(named: Named, several: Sequence[Known]) -> str:
    listed = sorted(several, key=lambda one: (-one.article_count, one.entity_id))
    shown = "; ".join(map(str, listed[:SHOWN_CANDIDATES]))
    more = len(listed) - SHOWN_CANDIDATES
    return (
        f"found {named}, which {len(listed)} entities go by; write one of these ids instead: "
        f"{shown}" + (f"; and {more} more" if more > 0 else "")
    )


def register(
    connection: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, Sequence[Any]]
) -> None:
    """Columns as a temporary table: `..._id` hold ids, `line` holds numbers, others hold text."""
    arrays = {
        column: id_array(values)
        if column.endswith("_id")
        else pa.array(values, pa.int64() if column == "line" else pa.string())
        for column, values in columns.items()
    }
    tables.register(connection, name, pa.table(arrays))


def fold(connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> dict[str, str]:
    """Names as they are compared."""
    register(connection, "reference_wanted", {"name": sorted(set(names))})
    rows = connection.execute("select name, folded(name) from reference_wanted").fetchall()
    return dict(rows)


def look_up(
    connection: duckdb.DuckDBPyConnection,
    query: Query,
    references: Sequence[Named],
    labels: Mapping[uuid.UUID, str],
) -> Names:
    """Everything that lines may mean.

    Args:
        connection: see `etl.resolve.corrections.apply`.
        query: the statements of `sql/archive/corrections/`.
        references: the entities as lines name them.
        labels: entity that splits make -> what it is called.
    """
    ids = {one.id for one in references if one.id is not None}
    names = {one.text for one in references if one.id is None}
    if not ids and not names:
        return Names({}, {}, {}, {}, {})
    register(connection, "reference_ids", {"entity_id": sorted(ids)})
    redirects = dict(
        connection.execute(
            "select old_entity_id, entity_id from automatic_redirects "
            "where old_entity_id in (select entity_id from reference_ids)"
        ).fetchall()
    )
    register(connection, "reference_ids", {"entity_id": sorted(ids | set(redirects.values()))})
    folded = fold(connection, [*names, *labels.values()])
    register(connection, "reference_wanted", {"name": sorted(names)})
    tables.make(connection, "reference_candidates", query("candidates"))
    known: dict[uuid.UUID, Known] = {}
    by_form: dict[str, list[Known]] = defaultdict(list)
    rows = connection.execute(query("described")).fetchall()
    for entity_id, name, count, reason, type_, folded_name, forms in rows:
        known[entity_id] = Known(entity_id, name, folded_name, type_, count, reason)
        for form in forms or ():
            by_form[form].append(known[entity_id])
    made: dict[str, list[Known]] = defaultdict(list)
    for entity_id, label in sorted(labels.items()):
        made[folded[label]].append(Known(entity_id, label, folded[label], None, 0))
    return Names(folded, known, dict(by_form), dict(made), redirects)
