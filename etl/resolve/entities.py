"""From the entities within articles to those of the archive: the order of the decisions.

Belongs here: what is decided first, and the result as tables. Does not belong here: comparing names
(`forms`, `persons`), deciding by them (`deciding`) or by what stands around them (`weighing`), what
people corrected, or where files lie (`lake`).

    names as written -> forms -> senses -> units (forms that mean one entity) -> members

1. Names of one type and form are one entity. A type that at most a fifth of the articles give a
   name yields to what the others give it.
2. Forms that say the same or less are joined where the names alone decide it (`Joe Biden`, `Joseph
   R. Biden`), where articles spell it out (`World Health Organization (WHO)`), or, for initials,
   other spellings and short forms, where what stands around them agrees.
3. A form that could be several entities (`Johnson`) is decided article by article, by what stands
   around it, and left alone where that does not tell.

Before that, one name is made several where it is: offices that every country has (`Supreme Court`)
by the country of the article; persons named again after sixty years, or at one time with
different callings, in other company.

Everything is a function of what the archive holds, not of the order in which it came.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa

from etl import collector
from etl.contracts.base import id_array
from etl.extract.lexicon import words as lexicon
from etl.resolve import countries
from etl.resolve.deciding import Decisions, decide_bodies, decide_persons, decide_types, is_company
from etl.resolve.senses import senses_by_calling, senses_by_country, senses_by_era
from etl.resolve.tables import Query, make
from etl.resolve.units import Units
from etl.resolve.vocabulary import Vocabulary, vocabulary
from etl.resolve.weighing import Weighing, weigh_each, weigh_spellings

_KNOWN = lexicon("organisations", "known")
VERSION = "2"
"""Raised when the same local entities would be resolved otherwise."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What was decided."""

    forms: pa.Table
    """form, own_id, entity_id, reason: what the names of each form are taken for."""
    single: pa.Table
    """local_no, entity_id, reason: what was decided for one article alone, by its row in
    `known_entities`."""
    doubtful: pa.Table
    """first_entity_id, second_entity_id, type, reason, score."""
    types: pa.Table
    """entity_id, type: what an entity is by the names it has."""
    places: pa.Table
    """entity_id, country, latitude, longitude: of the places that a gazetteer knows."""


@collector.paused()
def resolve(connection: duckdb.DuckDBPyConnection, query: Query) -> Resolution:
    """Decide which entity of the archive each entity within an article is.

    Args:
        connection: has the tables `known_entities` (local_entity_id, document_no, type, name,
            aliases, acronym, roles, mention_count), each local entity once, and `known_documents`
            (document_no, document_id, outlet, published_date, published). It gets `local_forms`.
        query: the statements of `sql/archive/resolution/`.
    """
    make(connection, "known_names", query("known_names"))
    make(connection, "local_names", query("local_names"))
    words = vocabulary(connection.execute(query("names")).fetchall())
    weighing = Weighing(connection, query, words)
    senses = {**senses_by_country(weighing), **senses_by_era(weighing)}
    weighing.distinguish(senses)
    called = senses_by_calling(weighing)
    if called:
        weighing.distinguish({**senses, **called})
    decisions = Decisions(Units(len(words.forms)))
    equations = connection.execute(query("aliases")).fetchall()
    decide_persons(words, equations, decisions)
    decide_types(words, decisions)
    decide_bodies(words, equations, decisions)
    weighing.know(decisions.units, decisions.partial | set(decisions.weak))
    apart = weigh_spellings(weighing, decisions)
    weighing.know(decisions.units, decisions.partial)
    doubtful = weigh_each(weighing, decisions)
    return _assemble(weighing, decisions, doubtful, apart)


def _representatives(words: Vocabulary, units: Units, unsettled: set[int]) -> dict[int, int]:
    """Root -> the form whose own id is the entity's: the one seen first, so that it stays."""
    found = {}
    for root, places in units.sets().items():
        settled = [place for place in places if place not in unsettled] or places
        found[root] = min(
            settled,
            key=lambda p: (
                words.forms[p].first_date or date.max,
                -len(words.forms[p].key),
                words.forms[p].key,
            ),
        )
    return found


def _assemble(
    weighing: Weighing,
    decisions: Decisions,
    doubtful: Sequence[tuple[int, int, float]],
    apart: Sequence[tuple[int, int, float]],
) -> Resolution:
    words, units = weighing.words, decisions.units
    first = _representatives(words, units, decisions.partial)

    def entity(place: int) -> uuid.UUID:
        return words.forms[first[units.root(place)]].own_id

    settled = []
    for place, form in enumerate(words.forms):
        joined = first[units.root(place)] != place
        reason = _joined(words, first, units, place) if joined else form.sense or "same name"
        settled.append((place, form.own_id, entity(place), reason))
    pairs = [
        (words.forms[form].own_id, entity(unit), form, score) for form, unit, score in doubtful
    ] + [(entity(form), entity(unit), form, score) for form, unit, score in apart]
    return Resolution(
        forms=pa.table(
            {
                "form": pa.array([row[0] for row in settled], pa.int32()),
                "own_id": id_array(row[1] for row in settled),
                "entity_id": id_array(row[2] for row in settled),
                "reason": [row[3] for row in settled],
            }
        ),
        single=_single(weighing, decisions, first),
        doubtful=pa.table(
            {
                "first_entity_id": id_array(one for one, *_ in pairs),
                "second_entity_id": id_array(other for _, other, *_ in pairs),
                "type": pa.array([words.forms[form].type for *_, form, _ in pairs], pa.string()),
                "reason": pa.array([decisions.why[form] for *_, form, _ in pairs], pa.string()),
                "score": pa.array([round(score, 3) for *_, score in pairs], pa.float64()),
            }
        ),
        types=_types(words, units, first, decisions.partial),
        places=_places(words, first),
    )


def _single(weighing: Weighing, decisions: Decisions, first: Mapping[int, int]) -> pa.Table:
    """What was decided article by article, with the reason."""
    words = weighing.words
    weighing.register(
        "shown_units",
        pa.table(
            {
                "unit": pa.array(first, pa.int32()),
                "entity_id": id_array(words.forms[place].own_id for place in first.values()),
                "shown": [words.shown(place) for place in first.values()],
            }
        ),
    )
    open_forms = sorted(decisions.open)
    weighing.register(
        "open_forms",
        pa.table(
            {
                "form": pa.array(open_forms, pa.int32()),
                "why": pa.array([decisions.why.get(form) for form in open_forms], pa.string()),
            }
        ),
    )
    return weighing.connection.sql(weighing.query("told")).to_arrow_table()


def _types(
    words: Vocabulary, units: Units, first: Mapping[int, int], unsettled: set[int]
) -> pa.Table:
    """What each entity is: an organisation where a name has a legal form or is well known as one.

    Else what most articles say. A well-known name that no article takes for an organisation (the
    `Delta` of a river) is none.
    """
    types = {}
    for root, places in units.sets().items():
        counts: Counter[str] = Counter()
        for place in places:
            if place == first[root] or place not in unsettled:
                counts[words.forms[place].type] += words.forms[place].articles
        usual = min(counts, key=lambda one: (-counts[one], one))
        company = any(is_company(words.forms[place]) for place in places) or (
            "ORGANIZATION" in counts and any(words.shown(place) in _KNOWN for place in places)
        )
        types[words.forms[first[root]].own_id] = "ORGANIZATION" if company else usual
    return pa.table({"entity_id": id_array(types), "type": pa.array(types.values(), pa.string())})


def _places(words: Vocabulary, first: Mapping[int, int]) -> pa.Table:
    """Where the places among the entities lie, as far as a gazetteer tells."""
    places = []
    for place in first.values():
        form = words.forms[place]
        spot = countries.location(form.key) if form.type == "LOCATION" else None
        if spot is not None:
            places.append((form.own_id, spot.country, spot.latitude, spot.longitude))
    return pa.table(
        {
            "entity_id": id_array(row[0] for row in places),
            "country": pa.array([row[1] for row in places], pa.string()),
            "latitude": pa.array([row[2] for row in places], pa.float64()),
            "longitude": pa.array([row[3] for row in places], pa.float64()),
        }
    )


def _joined(words: Vocabulary, first: Mapping[int, int], units: Units, place: int) -> str:
    usual = words.shown(first[units.root(place)])
    return f"taken for {usual}: {units.reason(place) or 'joined to another form of it'}"
