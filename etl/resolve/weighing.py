"""What stands around a name, for or against each entity that it may mean.

Belongs here: scoring open forms against candidates over the archive's articles, and choosing. The
counting is SQL (`sql/archive/resolution/`). Does not belong here: which candidates a form has
(`deciding`).
"""

from __future__ import annotations

import math
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True)
class Fit:
    """How well one local entity fits one candidate."""

    local_entity_id: uuid.UUID
    form: int
    unit: int
    articles: int
    features: int
    shared: int
    fit: float

    @property
    def context(self) -> float:
        """What stands around it, for (above nought) or against the candidate."""
        return WEIGHT * self.fit * min(1.0, MOST_FEATURES / max(self.features, 1))

    @property
    def score(self) -> float:
        """With the candidate's weight beside somebody whom the archive does not know."""
        return round(self.context + math.log(self.articles / NOBODY), 6)


class Weighing:
    """Scores of open forms against candidates, over the archive's articles."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, query: Query, words: Vocabulary
    ) -> None:
        self.connection = connection
        self.query = query
        self.words = words
        names = list(words.of_name.items())
        self.register(
            "name_forms",
            pa.table(
                {
                    "type": [key[0] for key, _ in names],
                    "name": [key[1] for key, _ in names],
                    "form": pa.array([place for _, place in names], pa.int32()),
                    "retyped": pa.array([words.retyped.get(key) for key, _ in names], pa.string()),
                }
            ),
        )
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
        counted = self.connection.execute("select count(distinct document_id) from known_entities")
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

    def fits(self, candidates: Mapping[int, Iterable[int]]) -> Iterator[Fit]:
        """How well each local entity of the forms fits the units that the form may stand for."""
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
        found = self.connection.execute(self.query("scores"))
        while rows := found.fetchmany(10_000):
            for row in rows:
                yield Fit(*row)


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
    sums: dict[tuple[int, int], list[float]] = defaultdict(list)
    for fit in weighing.fits(candidates):
        sums[fit.form, fit.unit].append(fit.context)
    means: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for (form, unit), scores in sorted(sums.items()):
        rarity = RARITY * math.log(max(totals[unit], 1) / max(words.forms[form].articles, 1))
        prior = max(rarity, likely.get((form, unit), rarity))
        means[form].append((round(math.fsum(scores) / len(scores) + prior, 6), unit))
    apart = []
    for form, found in means.items():
        # One alone, so that a slip that is near two names does not join them.
        best, unit = max(found, key=lambda one: (one[0], -one[1]))
        if best > 0 and units.root(form) != units.root(unit):
            units.join(form, unit, f"{decisions.why[form]}; the same names around it")
        apart += [(form, other, mean) for mean, other in found if best <= 0 or other != unit]
    return [one for one in apart if units.root(one[0]) != units.root(one[1])]


def choose(fits: Sequence[Fit], *, contested: bool = False) -> Fit | None:
    """The candidate that a local entity is taken for; None where that does not tell.

    Args:
        fits: how well it fits each.
        contested: whether it names something by itself too: then what stands around it has to
            fit the candidate, however frequent that is.
    """
    ranked = sorted(fits, key=lambda fit: (-fit.score, -fit.articles, fit.unit))
    best = ranked[0]
    if best.score <= 0 or (contested and best.context <= CONTESTED):
        return None
    if len(ranked) > 1 and best.score - ranked[1].score < MARGIN:
        return None
    return best


@dataclass(slots=True)
class Chosen:
    """What was decided article by article."""

    units: dict[uuid.UUID, Fit] = field(default_factory=dict)
    """Local entity -> the candidate it is taken for."""
    doubtful: dict[tuple[int, int], list[float]] = field(default_factory=lambda: defaultdict(list))
    """Form and unit -> scores of the local entities that might be it and were left alone."""


def weigh_each(weighing: Weighing, decisions: Decisions) -> Chosen:
    """Decide article by article what the open forms stand for."""
    units, words = decisions.units, weighing.words
    totals = _totals(words, units)
    candidates = {}
    for form, others in decisions.open.items():
        roots = {units.root(other) for other in others} - {units.root(form)}
        ranked = sorted(roots, key=lambda root: (-totals[root], words.forms[root].key))
        if ranked:
            candidates[form] = ranked[:MOST_CANDIDATES]
    fits: dict[uuid.UUID, list[Fit]] = defaultdict(list)
    for fit in weighing.fits(candidates):
        fits[fit.local_entity_id].append(fit)
    chosen = Chosen()
    for local_entity_id, found in fits.items():
        best = choose(found, contested=found[0].form in decisions.contested)
        if best is not None:
            chosen.units[local_entity_id] = best
            continue
        for fit in found:
            if fit.score > -MARGIN:
                chosen.doubtful[fit.form, fit.unit].append(fit.score)
    return chosen
