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

import math
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa

from etl.contracts.base import id_array
from etl.extract.lexicon import words as lexicon
from etl.resolve import countries
from etl.resolve.deciding import Decisions, decide_bodies, decide_persons, decide_types, is_company
from etl.resolve.senses import senses_by_calling, senses_by_country, senses_by_era
from etl.resolve.tables import Query
from etl.resolve.units import Units
from etl.resolve.vocabulary import Vocabulary, vocabulary
from etl.resolve.weighing import Chosen, Fit, Weighing, weigh_each, weigh_spellings

_KNOWN = lexicon("organisations", "known")
VERSION = "2"
"""Raised when the same local entities would be resolved otherwise."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What was decided."""

    forms: pa.Table
    """form, own_id, entity_id, reason: what the names of each form are taken for."""
    single: pa.Table
    """local_entity_id, entity_id, reason: what was decided for one article alone."""
    doubtful: pa.Table
    """first_entity_id, second_entity_id, type, reason, score."""
    types: pa.Table
    """entity_id, type: what an entity is by the names it has."""
    places: pa.Table
    """entity_id, country, latitude, longitude: of the places that a gazetteer knows."""


def resolve(connection: duckdb.DuckDBPyConnection, query: Query) -> Resolution:
    """Decide which entity of the archive each entity within an article is.

    Args:
        connection: knows `known_entities` (local_entity_id, document_id, article_id, type, name,
            aliases, acronym, mention_count, published, outlet, published_date), each local
            entity once.
        query: the statements of `sql/archive/resolution/`.
    """
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
    chosen = weigh_each(weighing, decisions)
    return _assemble(words, decisions, chosen, apart)


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
    words: Vocabulary,
    decisions: Decisions,
    chosen: Chosen,
    apart: Sequence[tuple[int, int, float]],
) -> Resolution:
    units = decisions.units
    first = _representatives(words, units, decisions.partial)

    def entity(place: int) -> uuid.UUID:
        return words.forms[first[units.root(place)]].own_id

    settled = []
    for place, form in enumerate(words.forms):
        joined = first[units.root(place)] != place
        reason = _joined(words, first, units, place) if joined else form.sense or "same name"
        settled.append((place, form.own_id, entity(place), reason))
    single = [
        (one, entity(fit.unit), _weighed(words, first, decisions, fit))
        for one, fit in chosen.units.items()
    ]
    pairs = [
        (words.forms[form].own_id, entity(unit), form, math.fsum(scores) / len(scores))
        for (form, unit), scores in chosen.doubtful.items()
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
        single=pa.table(
            {
                "local_entity_id": id_array(row[0] for row in single),
                "entity_id": id_array(row[1] for row in single),
                "reason": pa.array([row[2] for row in single], pa.string()),
            }
        ),
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


def _weighed(words: Vocabulary, first: Mapping[int, int], decisions: Decisions, fit: Fit) -> str:
    usual = words.shown(first[decisions.units.root(fit.unit)])
    return (
        f"taken for {usual}: {decisions.why[fit.form]}; {fit.shared} of {fit.features} things "
        f"around it stand around {usual} elsewhere too"
    )
