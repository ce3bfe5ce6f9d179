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

from etl.resolve.reference import Named

SHOWN_CANDIDATES = 5

# Names are compared without regard to case, accents, spacing and the form of quotation marks.
FOLDED = r"""
create or replace temp macro folded(words) as strip_accents(lower(nfc_normalize(
    regexp_replace(trim(translate(words, '’‘ʼ‐‑–', repeat('''', 3) || '---')), '\s+', ' ', 'g')
)))
"""

# Every entity that goes by a wanted name, or has a wanted id; and of each what a person needs to
# tell it from the others. `canonical_name` is computed as sql/archive/entities.sql does.
_CANDIDATES = """
create or replace temp table reference_candidates as
with forms as (
    select distinct
        automatic_members.entity_id,
        unnest(list_prepend(all_local_entities.name, all_local_entities.aliases)) as form
    from automatic_members
    inner join all_local_entities
        on automatic_members.local_entity_id = all_local_entities.local_entity_id
),

folded_forms as (
    select
        form,
        folded(form) as folded_form
    from (select distinct form from forms) as distinct_forms
)

select distinct
    forms.entity_id,
    folded_forms.folded_form
from forms
inner join folded_forms on forms.form = folded_forms.form
where folded_forms.folded_form in (select folded(name) from reference_wanted)
"""
_DESCRIBED = """
with members as (
    select
        automatic_members.entity_id,
        automatic_members.reason,
        all_local_entities.name,
        all_local_entities.type,
        all_local_entities.mention_count,
        all_local_entities.article_id,
        all_local_entities.document_id not in (select h.document_id from hidden_documents as h)
            as is_published
    from automatic_members
    inner join all_local_entities
        on automatic_members.local_entity_id = all_local_entities.local_entity_id
    where automatic_members.entity_id in (
        select c.entity_id from reference_candidates as c
        union all
        select i.entity_id from reference_ids as i
    )
),

names as (
    select
        entity_id,
        name,
        type,
        sum(mention_count) filter (is_published) as uses
    from members
    group by entity_id, name, type
),

types as (
    select
        entity_id,
        type,
        sum(mention_count) as uses
    from members
    group by entity_id, type
),

canonical as (
    select
        entity_id,
        first(
            name
            order by
                uses * case
                    when type = 'PERSON' and name not like '% %' then 0.01
                    when
                        type != 'PERSON'
                        and name = upper(name)
                        and name not like '% %'
                        and length(replace(name, '.', '')) <= 5
                        then 0.1
                    when name = upper(name) and not regexp_matches(name, '[0-9&]') then 0.3
                    else 1
                end desc nulls last,
                name asc
        ) as canonical_name
    from names
    group by entity_id
),

main_types as (
    select
        entity_id,
        first(type order by uses desc, type asc) as type
    from types
    group by entity_id
),

counts as (
    select
        entity_id,
        count(distinct article_id) as article_count,
        mode(reason order by reason) as reason
    from members
    group by entity_id
)

select
    canonical.entity_id,
    canonical.canonical_name,
    coalesce(known_types.type, main_types.type) as type,
    counts.article_count,
    counts.reason,
    folded(canonical.canonical_name) as folded_name,
    (
        select list(c.folded_form order by c.folded_form)
        from reference_candidates as c
        where c.entity_id = canonical.entity_id
    ) as forms
from canonical
inner join main_types on canonical.entity_id = main_types.entity_id
inner join counts on canonical.entity_id = counts.entity_id
left join known_types on canonical.entity_id = known_types.entity_id
order by canonical.entity_id
"""


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


def _uuids(values: Iterable[uuid.UUID | None]) -> pa.Array:
    storage = pa.array([value and value.bytes for value in values], pa.binary(16))
    return pa.ExtensionArray.from_storage(pa.uuid(), storage)


def register(
    connection: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, Sequence[Any]]
) -> None:
    """Columns as a temporary table: `..._id` hold ids, `line` holds numbers, others hold text."""
    arrays = {
        column: _uuids(values)
        if column.endswith("_id")
        else pa.array(values, pa.int64() if column == "line" else pa.string())
        for column, values in columns.items()
    }
    connection.register("reference_given", pa.table(arrays))
    connection.execute(f"create or replace temp table {name} as from reference_given")
    connection.unregister("reference_given")


def fold(connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> dict[str, str]:
    """Names as they are compared."""
    register(connection, "reference_wanted", {"name": sorted(set(names))})
    rows = connection.execute("select name, folded(name) from reference_wanted").fetchall()
    return dict(rows)


def look_up(
    connection: duckdb.DuckDBPyConnection,
    references: Sequence[Named],
    labels: Mapping[uuid.UUID, str],
) -> Names:
    """Everything that lines may mean.

    Args:
        connection: see `etl.resolve.corrections.apply`.
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
    connection.execute(_CANDIDATES)
    known: dict[uuid.UUID, Known] = {}
    by_form: dict[str, list[Known]] = defaultdict(list)
    rows = connection.execute(_DESCRIBED).fetchall()
    for entity_id, name, type_, count, reason, folded_name, forms in rows:
        known[entity_id] = Known(entity_id, name, folded_name, type_, count, reason)
        for form in forms or ():
            by_form[form].append(known[entity_id])
    made: dict[str, list[Known]] = defaultdict(list)
    for entity_id, label in sorted(labels.items()):
        made[folded[label]].append(Known(entity_id, label, folded[label], None, 0))
    return Names(folded, known, dict(by_form), dict(made), redirects)
