"""Which source and which content belong to which cue, where a tagger has found all three.

Belongs here: joining spans into attributions. Does not belong here: finding the spans (`tagger`),
or what an attribution says (`attribution`).

Every attribution has one cue. A source or content belongs to the cue that most often owned it in
annotated texts, given what stands between the two: spans, ends of sentences, breaks of paragraphs,
other words. What stands between is written as a pattern, a letter each; the model's files carry how
often each pattern linked (`training/links.py` counts them).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from etl.extract.tokens import Tokens

_NEAR = 4
"""Cues on either side that a span may belong to."""
_LETTER = {"source": "S", "cue": "Q", "content": "C"}
_LONGEST = 9
SHARED = "R"
"""Letter of a source that belongs to another cue already."""
_STOPS = frozenset([".", "!", "?", "…", "...", ";"])
_SOFT = frozenset([",", ":", "–", "—", "--", "(", ")"])


class Span(NamedTuple):
    """Tokens `first` to `end` with one role."""

    first: int
    end: int
    role: str


@dataclass(slots=True)
class Attribution:
    """A cue with what belongs to it; all spans in text order."""

    cue: Span
    sources: list[Span] = field(default_factory=list)
    contents: list[Span] = field(default_factory=list)
    chance: float = 1.0
    """The least of the chances of its links."""


def gaps(tokens: Tokens, spans: Sequence[Span]) -> list[str]:
    """What stands between each span and the next, as letters."""
    return [_gap(tokens, one.end, other.first) for one, other in itertools.pairwise(spans)]


def patterns(
    spans: Sequence[Span], between: Sequence[str], place: int
) -> Iterator[tuple[int, str]]:
    """The cues that a source or content may belong to, by place, with what stands between.

    Args:
        spans: all spans, in text order.
        between: what stands between each and the next (`gaps`).
        place: place of the source or content.
    """
    own = _LETTER[spans[place].role]
    for step in (-1, 1):
        letters, probe, seen = "", place + step, 0
        while 0 <= probe < len(spans) and seen < _NEAR:
            # Always in text order, so that both sides read alike.
            if step < 0:
                letters = between[probe] + letters
            else:
                letters += between[probe - 1]
            if spans[probe].role == "cue":
                mark = "<" if step < 0 else ">"
                whole = len(letters) < _LONGEST
                yield probe, own + mark + (letters + "|" if whole else letters[:_LONGEST] + "+")
                seen += 1
            letters = (
                _LETTER[spans[probe].role] + letters
                if step < 0
                else (letters + _LETTER[spans[probe].role])
            )
            if len(letters) > 2 * _LONGEST:
                break
            probe += step


def _gap(tokens: Tokens, first: int, end: int) -> str:
    if tokens.paragraph[first - 1] != tokens.paragraph[min(end, len(tokens) - 1)]:
        return "/"
    # A stop within the marks of a quotation belongs to the content before.
    if tokens.text[first - 1] in _STOPS or (
        first > 1 and tokens.text[first - 2] in _STOPS and not tokens.text[first - 1][0].isalnum()
    ):
        return ".x" if end - first > 2 else "."
    words = 0
    for index in range(first, end):
        text = tokens.text[index]
        if text in _STOPS:
            return "."
        words += text[0].isalnum()
    if not words:
        return "," if any(tokens.text[i] in _SOFT for i in range(first, end)) else ""
    return "x" if words < 6 else "X"


def chance(chances: Mapping[str, float], written: str) -> float:
    """How often such a pattern links; a pattern never seen is judged by its beginning."""
    while len(written) > 2:
        if written in chances:
            return chances[written]
        written = written[:-1]
    return 0.01


def link(tokens: Tokens, spans: Sequence[Span], chances: Mapping[str, float]) -> list[Attribution]:
    """The attributions, in the order of their cues.

    Args:
        tokens: the tokens.
        spans: sources, cues and contents, in text order, none overlapping.
        chances: pattern -> how often it links.
    """
    found = {place: Attribution(span) for place, span in enumerate(spans) if span.role == "cue"}
    owned: dict[int, tuple[float, Span]] = {}
    between = gaps(tokens, spans)
    to_cues = {
        place: list(patterns(spans, between, place))
        for place, span in enumerate(spans)
        if span.role != "cue"
    }
    for place, written in to_cues.items():
        ranked = [(chance(chances, letters), -abs(cue - place), cue) for cue, letters in written]
        if not ranked:
            continue
        best, _, cue = max(ranked)
        if best < 0.1:
            continue
        span, attribution = spans[place], found[cue]
        if span.role == "content":
            attribution.contents.append(span)
            attribution.chance = min(attribution.chance, best)
        elif cue not in owned or owned[cue][0] < best:
            owned[cue] = (best, span)
    for cue, (_, span) in owned.items():
        found[cue].sources.append(span)
    for place in sorted(found.keys() - owned.keys()):
        shared = _shared(spans, to_cues, place, chances)
        if shared is not None:
            found[place].sources.append(shared)
    return [found[place] for place in sorted(found)]


def _shared(
    spans: Sequence[Span],
    to_cues: Mapping[int, Sequence[tuple[int, str]]],
    cue: int,
    chances: Mapping[str, float],
) -> Span | None:
    """The source of another cue that this one speaks of too (`Lee said ..., adding that ...`)."""
    ranked = [
        (chance(chances, SHARED + written[1:]), -abs(cue - place), place)
        for place in range(max(0, cue - _REACH), min(len(spans), cue + _REACH + 1))
        if spans[place].role == "source"
        for owner, written in to_cues[place]
        if owner == cue
    ]
    best, _, place = max(ranked, default=(0.0, 0, 0))
    return spans[place] if best >= 0.5 else None


_REACH = 8
"""Spans between a cue and a source that it shares, at most."""
