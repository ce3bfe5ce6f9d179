"""Counts of what was found, wanted and right, and the figures that follow from them.

Belongs here: precision, recall, F1, and matching of spans, whatever they are spans of. Does not
belong here: what counts as a span (`entities`, `quotes`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

Span = tuple[int, int]
"""Code points of a body from 0, end exclusive."""


class Figures(TypedDict):
    """Precision, recall and F1 as fractions from 0 to 1; how many are wanted."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(slots=True)
class Score:
    """Counts that add up over texts."""

    found: int = 0
    found_right: int = 0
    wanted: int = 0
    wanted_right: int = 0
    """Of those wanted, how many were found. With overlaps this may differ from `found_right`."""

    @property
    def precision(self) -> float:
        """Share of the found that is right; 0 where nothing was found."""
        return self.found_right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the wanted that was found; 0 where nothing is wanted."""
        return self.wanted_right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both; 0 where both are 0."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def add(self, other: Score) -> None:
        """Add the counts of another score to this one."""
        self.found += other.found
        self.found_right += other.found_right
        self.wanted += other.wanted
        self.wanted_right += other.wanted_right

    def figures(self) -> Figures:
        """The figures for JSON."""
        return {
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
            "support": self.wanted,
        }


def exact(found: Iterable[Hashable], wanted: Iterable[Hashable]) -> Score:
    """Equal items; one that is found or wanted twice counts twice."""
    have, want = Counter(iter(found)), Counter(iter(wanted))
    right = (have & want).total()
    return Score(have.total(), right, want.total(), right)


def overlapping(found: Sequence[Iterable[Span]], wanted: Sequence[Iterable[Span]]) -> Score:
    """Items, each a set of spans, that share at least one character with some item of the others.

    One item may so be right by several others, and make several right.
    """
    have = [tuple(item) for item in found]
    want = [tuple(item) for item in wanted]
    return Score(len(have), _touching(have, want), len(want), _touching(want, have))


def _touching(items: Sequence[Sequence[Span]], others: Sequence[Sequence[Span]]) -> int:
    """How many items share a character with any of the others."""
    starts, ends = _merged(span for other in others for span in other)
    return sum(any(_meets(span, starts, ends) for span in item) for item in items)


def _merged(spans: Iterable[Span]) -> tuple[list[int], list[int]]:
    """The union of spans as starts and ends of stretches that do not overlap, in order."""
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted(spans):
        if ends and start <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        elif end > start:
            starts.append(start)
            ends.append(end)
    return starts, ends


def _meets(span: Span, starts: Sequence[int], ends: Sequence[int]) -> bool:
    place = bisect_left(starts, span[1]) - 1
    return place >= 0 and ends[place] > span[0] and span[1] > span[0]


def share(one: Iterable[Span], other: Iterable[Span]) -> bool:
    """Whether two sets of spans have a character in common."""
    others = list(other)
    return any(a < d and c < b for a, b in one for c, d in others)


def total(scores: Mapping[str, Score]) -> Score:
    """All scores together (micro average)."""
    everything = Score()
    for score in scores.values():
        everything.add(score)
    return everything
