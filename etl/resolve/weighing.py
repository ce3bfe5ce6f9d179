"""What stands around a name, for or against each entity that it may mean.

Belongs here: scoring open forms against candidates over the archive's articles, and choosing. The
counting is SQL (`sql/archive/resolution/`). Does not belong here: which candidates a form has
(`deciding`).
"""

from __future__ import annotations

import math
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import duckdb
import pyarrow as pa

from etl.contracts.base import id_array
from etl.resolve.deciding import Decisions
from etl.resolve.tables import Query, make, register
from etl.resolve.units import Units
from etl.resolve.vocabulary import Vocabulary

WEIGHT = 0.5
"""Of what stands around a name beside how frequent a bearer is: features are not independent."""
MOST_FEATURES = 12
"""Of an article with more features each counts for less."""
NOBODY = 2.0
"""Articles' worth of belief that a name is somebody the archive does not know."""
RARITY = 0.7
"""Of how much rarer a spelling is: a rare one of a common name is a slip."""
MARGIN = 0.7
"""Least lead (in nats) over the next candidate."""
CONTESTED = -1.0
"""Least (in nats) that what stands around a place has to say for a company of its name: a little
against, since articles about one thing share few names."""
MOST_CANDIDATES = 40
"""Bearers of one name that are weighed: those of most articles."""


class Weighing:
    """Scores of open forms against candidates, over the archive's articles."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, query: Query, words: Vocabulary
    ) -> None:
        self.connection = connection
        self.query = query
        self.words = words
        self.register(
            "name_forms",
            pa.table(
                {
                    "name_no": pa.array(range(1, len(words.of_name) + 1), pa.int32()),
                    "form": pa.array(words.of_name.values(), pa.int32()),
                    "retyped": pa.array(map(words.retyped.get, words.of_name), pa.string()),
                }
            ),
        )
        weights = {
            "of_context": WEIGHT,
            "most_features": MOST_FEATURES,
            "nobody": NOBODY,
            "margin": MARGIN,
            "contested": CONTESTED,
        }
        self.register("weights", pa.table({name: [value] for name, value in weights.items()}))
        self.distinguish({})

    def distinguish(self, senses: Mapping[uuid.UUID, int]) -> None:
        """Give entities within articles forms of their own: the sense that their name has there."""
        self.register(
            "senses",
            pa.table(
                {
                    "local_entity_id": id_array(senses),
                    "form": pa.array(list(senses.values()), pa.int32()),
                }
            ),
        )
        self.make("local_forms", "local_forms")

    def document_count(self) -> int:
        """Documents that name anything."""
        counted = self.connection.execute("select count(distinct document_no) from known_entities")
        return int(counted.fetchall()[0][0])

    def register(self, name: str, table: pa.Table) -> None:
        """Make rows known to the statements."""
        register(self.connection, name, table)

    def make(self, name: str, statement: str) -> None:
        """Make what a statement gives known to the statements after it."""
        make(self.connection, name, self.query(statement))

    def know(self, units: Units, unsettled: set[int]) -> None:
        """Take the units as they are now for what stands around a name."""
        settled = [form for form in range(len(self.words.forms)) if form not in unsettled]
        self.register(
            "form_units",
            pa.table(
                {
                    "form": pa.array(settled, pa.int32()),
                    "unit": pa.array([units.root(form) for form in settled], pa.int32()),
                }
            ),
        )
        self.make("document_features", "features")

    def score(self, candidates: Mapping[int, Iterable[int]]) -> None:
        """Score how well each local entity of the forms fits the units that it may stand for."""
        pairs = sorted((form, unit) for form, units in candidates.items() for unit in units)
        self.register(
            "candidates",
            pa.table(
                {
                    "form": pa.array([form for form, _ in pairs], pa.int32()),
                    "unit": pa.array([unit for _, unit in pairs], pa.int32()),
                }
            ),
        )
        self.make("scores", "scores")

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What a statement gives."""
        return self.connection.execute(self.query(statement)).fetchall()


def _totals(words: Vocabulary, units: Units) -> Counter[int]:
    """Root -> articles of its forms, those with several counted as often."""
    totals: Counter[int] = Counter()
    for place, form in enumerate(words.forms):
        totals[units.root(place)] += form.articles
    return totals


def weigh_spellings(weighing: Weighing, decisions: Decisions) -> list[tuple[int, int, float]]:
    """Join forms that may be spellings of one name where their articles agree.

    Returns:
        Pairs that were left apart, with the mean score.
    """
    units, words = decisions.units, weighing.words
    totals = _totals(words, units)
    candidates = {form: {units.root(o) for o in others} for form, others in decisions.weak.items()}
    likely = {(form, units.root(other)): nats for (form, other), nats in decisions.likely.items()}
    weighing.score(candidates)
    means: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for form, unit, context in weighing.rows("spellings"):
        rarity = RARITY * math.log(max(totals[unit], 1) / max(words.forms[form].articles, 1))
        prior = max(rarity, likely.get((form, unit), rarity))
        means[form].append((round(context + prior, 6), unit))
    apart = []
    for form, found in means.items():
        # One alone, so that a slip that is near two names does not join them.
        best, unit = max(found, key=lambda one: (one[0], -one[1]))
        if best > 0 and units.root(form) != units.root(unit):
            units.join(form, unit, f"{decisions.why[form]}; the same names around it")
        apart += [(form, other, mean) for mean, other in found if best <= 0 or other != unit]
    return [one for one in apart if units.root(one[0]) != units.root(one[1])]


def weigh_each(weighing: Weighing, decisions: Decisions) -> list[tuple[int, int, float]]:
    """Decide article by article what the open forms stand for: makes the table `ranked`.

    Returns:
        Form and unit -> mean score of the local entities that might be it and were left alone.
    """
    units, words = decisions.units, weighing.words
    totals = _totals(words, units)
    candidates = {}
    for form, others in decisions.open.items():
        roots = {units.root(other) for other in others} - {units.root(form)}
        ranked = sorted(roots, key=lambda root: (-totals[root], words.forms[root].key))
        if ranked:
            candidates[form] = ranked[:MOST_CANDIDATES]
    weighing.score(candidates)
    contested = pa.array(sorted(decisions.contested), pa.int32())
    weighing.register("contested_forms", pa.table({"form": contested}))
    weighing.make("ranked", "ranked")
    return weighing.rows("doubtful")
