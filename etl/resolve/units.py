"""Sets of forms that mean one entity, joined one pair at a time.

Belongs here: the union of sets and why each form is in its own. Does not belong here: what a form
is, or why two are joined.
"""

from __future__ import annotations

from collections import defaultdict


class Units:
    """Disjoint sets over the places 0 to `size` (Tarjan 1975), with a reason for each join."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))
        self._reasons: dict[int, str] = {}

    def root(self, place: int) -> int:
        """The place that stands for the set of this one; the smallest of the set."""
        parent = self._parent
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    def join(self, one: int, other: int, reason: str) -> None:
        """Make one set of two."""
        first, second = sorted((self.root(one), self.root(other)))
        for place in (one, other):
            self._reasons[place] = min(reason, self._reasons.get(place, reason))
        if first != second:
            self._parent[second] = first

    def reason(self, place: int) -> str | None:
        """Why this place was joined to another, the first by letter; None where it was not."""
        return self._reasons.get(place)

    def sets(self) -> dict[int, list[int]]:
        """Root -> its places, in order."""
        found: dict[int, list[int]] = defaultdict(list)
        for place in range(len(self._parent)):
            found[self.root(place)].append(place)
        return found
