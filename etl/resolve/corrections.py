"""Corrections put on top of what was resolved automatically.

Belongs here: one function, from the automatic result and the lines of the reference folder to the
final members, their redirects, and what became of each line. Does not belong here: reading the
lines (`etl.resolve.reference`), finding whom they mean (`etl.resolve.lookups`), deciding anything
that no line says, or files.

A name in a line is looked up among the entities as they are *without* corrections and among the
labels of splits, so that no line changes what another one means. Then, whatever the order of lines:
aliases move members to the entity they mean, merges put whole entities into others, and splits take
parts of what has come out. Lines that contradict each other are told so, and not applied where they
do.
"""

from __future__ import annotations

import difflib
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from graphlib import TopologicalSorter
from typing import Any, Literal

import duckdb

from etl.contracts.archive import EntityAttribute, Outlet
from etl.resolve import tables
from etl.resolve.lookups import Names, NotResolvedError, fold, look_up, register
from etl.resolve.reference import (
    Alias,
    Attribute,
    Corrections,
    Kind,
    Merge,
    Named,
    OutletLine,
    Place,
    Split,
)
from etl.resolve.tables import Query

Status = Literal["applied", "not_found", "conflict", "rejected", "duplicate", "note"]
SHOWN_LINES = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a line."""

    at: Place
    kind: Kind | None
    status: Status
    message: str
    entities: tuple[uuid.UUID, ...] = ()
    """The entities that it is about, as they are in the end."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What the corrections give beside the tables that `apply` makes in the connection."""

    attributes: tuple[EntityAttribute, ...]
    outlets: tuple[Outlet, ...]
    outcomes: tuple[Outcome, ...]
    """Of every line but those of ignore.csv that could be read, by file and line."""


def _lines(places: Iterable[Place]) -> str:
    """Lines of one file, as a message names them."""
    found = sorted({(place.file, place.line) for place in places})
    shown = ", ".join(str(line) for _, line in found[:SHOWN_LINES])
    more = len(found) - SHOWN_LINES
    several = "lines" if len(found) > 1 else "line"
    return f"{found[0][0]} {several} {shown}" + (f" and {more} more" if more > 0 else "")


Edge = tuple[uuid.UUID, uuid.UUID, Merge]


def _circular(edges: Iterable[Edge]) -> set[uuid.UUID]:
    """The entities that merges lead round in circles, or from one circle to another.

    Whatever leads nowhere, and then whatever nothing leads to, is taken away until nothing more is.
    """
    core = list(edges)
    for end in (1, 0):
        while True:
            starts = {edge[1 - end] for edge in core}
            kept = [edge for edge in core if edge[end] in starts]
            if len(kept) == len(core):
                break
            core = kept
    return {edge[0] for edge in core} & {edge[1] for edge in core}


def _together(edges: Iterable[Edge]) -> dict[uuid.UUID, list[Place]]:
    """Entity -> the lines of all edges that it is connected with."""
    groups: dict[uuid.UUID, set[uuid.UUID]] = {}
    edges = list(edges)
    for source, into, _ in edges:
        joined = groups.get(source, {source}) | groups.get(into, {into})
        for one in joined:
            groups[one] = joined
    return {
        node: [merge.at for source, _, merge in edges if source in group]
        for node, group in groups.items()
    }


class _Applying:
    """One application: what the lines mean, gathered phase by phase."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, query: Query, corrections: Corrections
    ) -> None:
        self.connection = connection
        self.query = query
        self.corrections = corrections
        self.names: Names = look_up(
            connection,
            query,
            [
                *(one for merge in corrections.merges for one in (merge.entity, merge.into)),
                *(split.entity for split in corrections.splits),
                *(Named(s.label, s.target) for s in corrections.splits if not s.is_new),
                *(alias.entity for alias in corrections.aliases),
                *(attribute.entity for attribute in corrections.attributes),
            ],
            {split.target: split.label for split in corrections.splits if split.is_new},
        )
        self.outcomes: dict[tuple[str, int], Outcome] = {}
        self.sources: dict[int, uuid.UUID] = {}
        """Line of entity_merge.csv -> the entity that it moves."""
        self.reasons: dict[uuid.UUID, str] = {}
        """Entity that is merged into another -> the lines that say so."""
        self.renamed: dict[uuid.UUID, str] = {}
        """Entity that splits make -> what they call it; it need not have members."""
        self.retyped: dict[uuid.UUID, str] = {}
        """Entity that gets members of another type -> its own."""

    def say(
        self, at: Place, kind: Kind, status: Status, message: str, *entities: uuid.UUID
    ) -> None:
        """Note what became of a line."""
        about = tuple(dict.fromkeys(entities))
        self.outcomes[at.file, at.line] = Outcome(at, kind, status, message, about)

    def find(self, at: Place, kind: Kind, named: Named, *others: uuid.UUID) -> uuid.UUID | None:
        """The entity that a line means; where none or several, that is what becomes of the line.

        Args:
            at: where the line stands.
            kind: what it is.
            named: the entity.
            others: entities that the line is about besides.
        """
        try:
            # A part may well be called as the whole is; what is parted is the whole.
            return self.names.find(named, made_last=kind == "split")
        except NotResolvedError as error:
            self.say(at, kind, error.status, str(error), *others, *error.candidates)
            return None

    def _retype(self, source: uuid.UUID, target: uuid.UUID) -> None:
        """Where members of another type come in, the entity keeps its own."""
        own = self.names.type_of(target)
        if own is not None and self.names.type_of(source) != own:
            self.retyped[target] = own

    # Merges

    def merges(self) -> None:
        """Decide where each entity goes, and remember it in `names.merged`."""
        edges: list[Edge] = []
        for merge in self.corrections.merges:
            source = self.find(merge.at, "merge", merge.entity)
            into = self.find(merge.at, "merge", merge.into, source) if source else None
            if source is None or into is None:
                continue
            self.sources[merge.at.line] = source
            if source == into:
                self.say(merge.at, "merge", "applied", "they are one already", into)
            else:
                edges.append((source, into, merge))
        circular = _circular(edges)
        round_about = [edge for edge in edges if edge[0] in circular and edge[1] in circular]
        together = _together(round_about)
        for source, into, merge in round_about:
            message = (
                "the lines lead in a circle, so that none of the entities would stay; delete one "
                f"of {_lines(together[source])}"
            )
            self.say(merge.at, "merge", "conflict", message, source, into)
        ways: dict[uuid.UUID, list[tuple[uuid.UUID, Merge]]] = defaultdict(list)
        for source, into, merge in edges:
            if not (source in circular and into in circular):
                ways[source].append((into, merge))
        order = TopologicalSorter({node: {into for into, _ in ways[node]} for node in ways})
        paths: dict[uuid.UUID, tuple[Merge, ...]] = {}
        for node in order.static_order():
            paths[node] = self._way(node, ways.get(node, ()), paths)
        self.reasons = {
            node: "; ".join(str(merge.at) for merge in path) for node, path in paths.items()
        }

    def _way(
        self,
        node: uuid.UUID,
        ways: Sequence[tuple[uuid.UUID, Merge]],
        paths: dict[uuid.UUID, tuple[Merge, ...]],
    ) -> tuple[Merge, ...]:
        """The lines by which an entity comes to where it ends; where it leads to is decided."""
        ends = {self.names.final(into) for into, _ in ways}
        if len(ends) > 1:
            for into, merge in ways:
                message = (
                    "the entity is put into several that stay apart; delete one of "
                    f"{_lines(one.at for _, one in ways)}, or merge what they lead to"
                )
                self.say(merge.at, "merge", "conflict", message, node, self.names.final(into))
            return ()
        if not ends:
            return ()
        end = ends.pop()
        self.names.merged[node] = end
        self._retype(node, end)
        for _, merge in ways:
            self.say(merge.at, "merge", "applied", "", end)
        # The shortest way explains best; of equal ones that of the first line.
        into, merge = min(ways, key=lambda way: (len(paths[way[0]]), way[1].at.line))
        return (merge, *paths[into])

    # Aliases

    def aliases(self) -> list[tuple[Alias, str, uuid.UUID]]:
        """(line, type of what is so named, entity) of each alias that can be applied."""
        found: dict[tuple[str, str], list[tuple[Alias, uuid.UUID]]] = defaultdict(list)
        folded = fold(self.connection, (one.alias for one in self.corrections.aliases))
        for alias in self.corrections.aliases:
            entity_id = self.find(alias.at, "alias", alias.entity)
            if entity_id is None:
                continue
            type_ = alias.type or self.names.type_of(entity_id)
            if type_ is None:
                self.say(
                    alias.at,
                    "alias",
                    "rejected",
                    f"found no type, and {alias.entity} is new, so has none of its own; write the "
                    "type of what is so named",
                    entity_id,
                )
                continue
            found[folded[alias.alias], type_].append((alias, entity_id))
        usable = []
        for (_, type_), lines in found.items():
            if len({entity_id for _, entity_id in lines}) > 1:
                for alias, entity_id in lines:
                    self.say(
                        alias.at,
                        "alias",
                        "conflict",
                        "the name is said to mean several entities; delete one of "
                        f"{_lines(one.at for one, _ in lines)}, or merge the entities",
                        entity_id,
                    )
                continue
            for alias, entity_id in lines[1:]:
                message = f"says the same as line {lines[0][0].at.line}; delete one of them"
                self.say(alias.at, "alias", "duplicate", message, entity_id)
            usable.append((lines[0][0], type_, lines[0][1]))
        return usable

    # Splits

    def splits(self) -> list[tuple[Split, uuid.UUID, uuid.UUID]]:
        """(line, source, target) of each split that can be applied."""
        usable = []
        for split in self.corrections.splits:
            source = self.find(split.at, "split", split.entity)
            if source is None:
                continue
            target: uuid.UUID | None = self.names.final(split.target)
            if not split.is_new:
                target = self.find(split.at, "split", Named(split.label, split.target), source)
            if target is None:
                continue
            if target == source:
                self.say(
                    split.at,
                    "split",
                    "conflict",
                    f"the part would be put back into {source}, by this line or by a line of "
                    "entity_merge.csv; delete one of them",
                    source,
                )
                continue
            usable.append((split, source, target))
        return usable

    # All of it

    def members(self) -> None:
        """Make `corrected_members`, `corrected_redirects` and `entity_overrides`."""
        self.merges()
        aliases, splits = self.aliases(), self.splits()
        merged = self.names.merged
        connection = self.connection
        register(
            connection,
            "reference_merges",
            {
                "entity_id": list(merged),
                "into_id": list(merged.values()),
                "reason": [self.reasons[node] for node in merged],
            },
        )
        register(
            connection,
            "reference_aliases",
            {
                "line": [alias.at.line for alias, _, _ in aliases],
                "name": [alias.alias for alias, _, _ in aliases],
                "type": [type_ for _, type_, _ in aliases],
                "entity_id": [entity_id for _, _, entity_id in aliases],
            },
        )
        register(
            connection,
            "reference_splits",
            {
                "line": [split.at.line for split, _, _ in splits],
                "source_id": [source for _, source, _ in splits],
                "target_id": [target for _, _, target in splits],
                "name": [split.name for split, _, _ in splits],
                "article_id": [split.article_id for split, _, _ in splits],
                "outlet": [split.outlet for split, _, _ in splits],
                "role": [split.role for split, _, _ in splits],
            },
        )
        tables.make(connection, "reference_alias_hits", self.query("alias_hits"))
        tables.make(connection, "reference_merged", self.query("merged"))
        tables.make(connection, "reference_chosen", self.query("chosen"))
        tables.make(connection, "reference_corrected", self.query("corrected"))
        tables.make(connection, "reference_redirects", self.query("redirects"))
        self._tell_merges()
        self._tell_aliases(aliases)
        self._tell_splits(splits)
        for split in self.corrections.splits:
            if split.is_new and self.names.final(split.target) == split.target:
                self.renamed[split.target] = split.label
        changed = sorted(self.renamed.keys() | self.retyped.keys())
        register(
            connection,
            "entity_overrides",
            {
                "entity_id": changed,
                "canonical_name": [self.renamed.get(one) for one in changed],
                "type": [self.retyped.get(one) for one in changed],
            },
        )

    def _tell(self, at: Place, status: Status, message: str) -> None:
        """Change what is said of a line."""
        said = self.outcomes[at.file, at.line]
        self.outcomes[at.file, at.line] = replace(said, status=status, message=message)

    def _tell_merges(self) -> None:
        counts = dict(
            self.connection.execute(
                "select unmerged_id, count(*) from reference_merged "
                "where unmerged_id in (select entity_id from reference_merges) group by all"
            ).fetchall()
        )
        for merge in self.corrections.merges:
            said = self.outcomes[merge.at.file, merge.at.line]
            if said.status == "applied" and not said.message:
                moved = counts.get(self.sources[merge.at.line], 0)
                self._tell(merge.at, "applied", f"{_entities(moved)} moved")

    def _tell_aliases(self, aliases: Sequence[tuple[Alias, str, uuid.UUID]]) -> None:
        rows = self.connection.execute(
            "select reference_alias_hits.line, count(*), count(*) filter ("
            "reference_alias_hits.entity_id != reference_merged.automatic_id) "
            "from reference_alias_hits inner join reference_merged "
            "on reference_alias_hits.local_entity_id = reference_merged.local_entity_id "
            "group by reference_alias_hits.line"
        ).fetchall()
        counts = {line: (hits, moved) for line, hits, moved in rows}
        for alias, type_, entity_id in aliases:
            hits, moved = counts.get(alias.at.line, (0, 0))
            if not hits:
                message = (
                    f"no article names “{alias.alias}” as {type_}; correct the name or the type, "
                    "or wait for the articles that do"
                )
                self.say(alias.at, "alias", "not_found", message, entity_id)
                continue
            own = self.names.type_of(entity_id)
            if moved and own is not None and own != type_:
                self.retyped[entity_id] = own
            message = f"{_entities(moved)} moved" if moved else "they are its own already"
            self.say(alias.at, "alias", "applied", message, entity_id)

    def _tell_splits(self, splits: Sequence[tuple[Split, uuid.UUID, uuid.UUID]]) -> None:
        places = {split.at.line: split.at for split, _, _ in splits}
        counts = dict(
            self.connection.execute(
                "select line, count(*) from reference_chosen group by line"
            ).fetchall()
        )
        disputed: dict[int, set[int]] = defaultdict(set)
        numbers: dict[int, int] = {}
        for line, number, others in self.connection.execute(
            "with disputed as (select local_entity_id from reference_chosen "
            "group by all having count(distinct target_id) > 1) "
            "select mine.line, count(distinct mine.local_entity_id), list(distinct theirs.line) "
            "from reference_chosen as mine "
            "inner join disputed on mine.local_entity_id = disputed.local_entity_id "
            "inner join reference_chosen as theirs "
            "on mine.local_entity_id = theirs.local_entity_id "
            "and mine.target_id != theirs.target_id group by mine.line"
        ).fetchall():
            numbers[line] = number
            disputed[line].update(others)
        for split, source, target in splits:
            chosen, open_ones = counts.get(split.at.line, 0), numbers.get(split.at.line, 0)
            if not chosen:
                message = (
                    "nothing of the entity meets these conditions; compare them with `newshouse "
                    f"explain {source}`, or wait for the articles that do"
                )
                self.say(split.at, "split", "not_found", message, source)
                continue
            if chosen > open_ones:
                self._retype(source, target)
            if open_ones:
                others = _lines(places[line] for line in disputed[split.at.line])
                message = (
                    f"{_entities(chosen - open_ones)} moved; {open_ones} stay, as {others} would "
                    "put them elsewhere; narrow the conditions"
                )
                self.say(split.at, "split", "conflict", message, source, target)
            else:
                message = f"{_entities(chosen)} moved"
                self.say(split.at, "split", "applied", message, source, target)

    def attributes(self) -> tuple[EntityAttribute, ...]:
        """The rows of `entity_attributes`."""
        found: list[tuple[Attribute, uuid.UUID]] = []
        for attribute in self.corrections.attributes:
            entity_id = self.find(attribute.at, "attribute", attribute.entity)
            if entity_id is not None:
                found.append((attribute, entity_id))
        register(self.connection, "reference_ids", {"entity_id": sorted({one for _, one in found})})
        # An entity whose members have all gone to one other is that one.
        query = (
            "select entity_id, entity_id from corrected_members "
            "where entity_id in (select entity_id from reference_ids) union "
            "select old_entity_id, entity_id from corrected_redirects "
            "where old_entity_id in (select entity_id from reference_ids)"
        )
        there = dict(self.connection.execute(query).fetchall())
        rows: dict[tuple[object, ...], EntityAttribute] = {}
        for attribute, named_id in found:
            entity_id = there.get(named_id)
            if entity_id is None:
                message = (
                    f"{attribute.entity} has no members, or other lines have parted them all; name "
                    "the entity that they belong to"
                )
                self.say(attribute.at, "attribute", "not_found", message)
                continue
            row = EntityAttribute(
                entity_id=entity_id,
                attribute=attribute.attribute,
                value=attribute.value,
                valid_from=attribute.valid_from,
                valid_to=attribute.valid_to,
                reference_line=attribute.at.line,
            )
            key = (entity_id, row.attribute, row.value, row.valid_from, row.valid_to)
            first = rows.setdefault(key, row)
            if first is row:
                self.say(attribute.at, "attribute", "applied", "", entity_id)
            else:
                message = f"says the same as line {first.reference_line}; delete one of them"
                self.say(attribute.at, "attribute", "duplicate", message, entity_id)
        return tuple(sorted(rows.values(), key=lambda row: (row.entity_id, row.reference_line)))

    def outlets(self) -> tuple[Outlet, ...]:
        """The rows of `outlets`: every outlet of the published articles."""
        query = (
            "select outlet, folded(outlet) from (select distinct outlet from all_articles "
            "where outlet is not null and document_id not in "
            "(select document_id from hidden_documents)) as there"
        )
        there = dict(self.connection.execute(query).fetchall())
        folded = fold(self.connection, (line.outlet for line in self.corrections.outlets))
        lines: dict[str, list[OutletLine]] = defaultdict(list)
        for line in self.corrections.outlets:
            alike = [name for name, form in there.items() if form == folded[line.outlet]]
            if line.outlet in there:
                lines[line.outlet].append(line)
            elif len(alike) == 1:
                lines[alike[0]].append(line)
            else:
                close = difflib.get_close_matches(line.outlet, there, 3)
                message = (
                    f"found “{line.outlet}”, which is no `outlet` of a published article; "
                    + (f"perhaps {', '.join(close)}" if close else "see outlet_activity")
                )
                self.say(line.at, "outlet", "not_found", message)
        for several in lines.values():
            if len(several) > 1:
                for line in several:
                    message = (
                        "the outlet has several lines that say different things; keep one of "
                        f"{_lines(one.at for one in several)}"
                    )
                    self.say(line.at, "outlet", "conflict", message)
            else:
                self.say(several[0].at, "outlet", "applied", "")
        rows = []
        for name in sorted(there):
            said = lines[name][0] if len(lines[name]) == 1 else None
            rows.append(
                Outlet(
                    outlet=name,
                    name=(said.name if said else None) or name,
                    domain=said.domain if said else None,
                    country=said.country if said else None,
                    owner=said.owner if said else None,
                    reference_line=said.at.line if said else None,
                )
            )
        return tuple(rows)


def _entities(count: int) -> str:
    return f"{count:,} within-article {'entity' if count == 1 else 'entities'}"


def apply(connection: duckdb.DuckDBPyConnection, query: Query, corrections: Corrections) -> Applied:
    """Put corrections on top of the automatic result.

    Args:
        connection: with the tables or views `automatic_members(local_entity_id, entity_id,
            reason)`, `automatic_redirects(old_entity_id, entity_id, reason)`,
            `known_types(entity_id, type)`, `all_local_entities`, `all_articles` and
            `hidden_documents`. It gets the temporary views `corrected_members(local_entity_id,
            entity_id, reason)` and `corrected_redirects(old_entity_id, entity_id, reason)`, and the
            table `entity_overrides(entity_id, canonical_name, type)`: what splits call the entities
            that they make, and the type of those that have got members of another. It knows the
            macros of `sql/archive/macros/`.
        query: the statements of `sql/archive/corrections/`.
        corrections: the lines.

    Without a line that concerns entities the members and redirects are the automatic ones.
    """
    applying = _Applying(connection, query, corrections)
    concerned = corrections.merges or corrections.splits or corrections.aliases
    members, redirects = "automatic_members", "automatic_redirects"
    if concerned:
        applying.members()
        members, redirects = "reference_corrected", "reference_redirects"
    else:
        empty: dict[str, Sequence[Any]] = {"entity_id": [], "canonical_name": [], "type": []}
        register(connection, "entity_overrides", empty)
    connection.execute(f"create or replace temp view corrected_members as from {members}")
    connection.execute(f"create or replace temp view corrected_redirects as from {redirects}")
    attributes, outlets = applying.attributes(), applying.outlets()
    outcomes = [
        *applying.outcomes.values(),
        *(Outcome(p.at, p.kind, p.status, p.message) for p in corrections.problems),
    ]
    return Applied(
        attributes,
        outlets,
        tuple(sorted(outcomes, key=lambda one: (one.at.file, one.at.line))),
    )
