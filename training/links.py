"""How often a source or content belongs to a cue, given what stands between them.

Belongs here: counting the patterns of `etl.extract.linking` in annotated texts. Does not belong
here: using them.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from etl.evaluate.standoff import AttributedText
from etl.evaluate.texts import text_of
from etl.extract import tokens as cutting
from etl.extract.linking import SHARED, Span, chance, gaps, patterns

_LEAST = 12
"""Times that a pattern must have been seen; rarer ones are judged by their beginning."""
_SAME = 0.04
"""A pattern whose share is as near to that of its beginning is left out."""


_MISSED = 0.15
"""Share of spans left out at random, as a tagger misses some: what lost its cue links to none."""
_READINGS = 4


def count(texts: Iterable[AttributedText], seed: int = 1) -> dict[str, float]:
    """Pattern -> share of its occurrences that were links."""
    rng = random.Random(seed)
    seen: Counter[str] = Counter()
    linked: Counter[str] = Counter()
    for text in texts:
        cut = cutting.tokenize(text.body, text_of(text.body, name=text.name).paragraphs)
        owners: dict[Span, set[int]] = {}
        for number, attribution in enumerate(text.attributions):
            for role in ("source", "cue", "content"):
                for start, end in getattr(attribution, role):
                    first, last = cut.at(start), cut.at(end)
                    if last > first:
                        owners.setdefault(Span(first, last, role), set()).add(number)
        spans: list[Span] = []
        for span in sorted(owners):
            if not spans or spans[-1].end <= span.first:
                spans.append(span)
        for _ in range(_READINGS):
            some = [span for span in spans if rng.random() >= _MISSED]
            _add(cut, some, owners, seen, linked)
    kept: dict[str, float] = {}
    for written in sorted(seen, key=lambda pattern: (len(pattern), pattern)):
        share = round((linked[written] + 0.2) / (seen[written] + 1), 2)
        if seen[written] >= _LEAST and abs(share - chance(kept, written)) > _SAME:
            kept[written] = share
    return kept


def _add(
    cut: cutting.Tokens,
    spans: Sequence[Span],
    owners: Mapping[Span, set[int]],
    seen: Counter[str],
    linked: Counter[str],
) -> None:
    between = gaps(cut, spans)
    served: set[int] = set()
    """Cues that have a source of their own."""
    linking: list[tuple[int, int, str, bool]] = []
    for place, span in enumerate(spans):
        if span.role == "cue":
            continue
        found = [
            (abs(place - cue), cue, written, bool(owners[spans[cue]] & owners[span]))
            for cue, written in patterns(spans, between, place)
        ]
        nearest = min((cue for cue in found if cue[3]), default=None)
        for near, cue, written, right in found:
            own = nearest is not None and (near, cue) == nearest[:2]
            if span.role == "content":
                _see(written, right, seen, linked)
            else:
                _see(written, own, seen, linked)
                linking.append((place, cue, written, right))
                if own:
                    served.add(cue)
    for _, cue, written, right in linking:
        if cue not in served:
            _see(SHARED + written[1:], right, seen, linked)


def _see(written: str, right: bool, seen: Counter[str], linked: Counter[str]) -> None:  # noqa: FBT001
    for length in range(3, len(written) + 1):
        seen[written[:length]] += 1
        linked[written[:length]] += right
