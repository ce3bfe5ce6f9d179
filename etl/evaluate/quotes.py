"""Scores of quotes: source, cue and content of each attribution.

Belongs here: when a quote equals an annotated attribution. Does not belong here: reading gold data
(`standoff`), or printing.

Annotators leave quotation marks in, rows leave them out: marks and white space at the edges of
spans are ignored. Annotations are cut where a sentence ends and run over paragraph breaks, rows are
cut at paragraph breaks only: both are cut at line ends and joined where no letter or digit stands
between. What is left of a role is a set of parts; exact means the same set. An attribution without
a source, or without a cue, is wanted without one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from etl.contracts.extraction import Quote
from etl.evaluate import scores
from etl.evaluate.scores import Score, Span
from etl.evaluate.standoff import AttributedText, Attribution
from etl.evaluate.texts import text_of
from etl.extract.engine import Engine

ROLES = ("source", "cue", "content")
MARKS = frozenset("\"“”„‟'‘’‚‛«»‹›`´「」『』＂")
_OPENING, _CLOSING, _STRAIGHT = frozenset("“„«「『"), frozenset("”»」』"), frozenset('"＂')
_LINE_END = re.compile(r"[\r\n\u2028\u2029]+")
_WORD = re.compile(r"\w")

Parts = tuple[Span, ...]


class Item(NamedTuple):
    """An attribution, annotated or found, ready for comparison."""

    source: Parts
    cue: Parts
    content: Parts


@dataclass(slots=True)
class QuoteScores:
    """What an engine reached on texts with annotated attributions."""

    texts: int = 0
    exact: dict[str, Score] = field(default_factory=lambda: _empty(*ROLES, "all"))
    """Role -> attributions whose role has the same parts; `all`: all three have."""
    overlap: dict[str, Score] = field(default_factory=lambda: _empty(*ROLES, "all"))
    """Role -> attributions whose role shares a character; `all`: all three, of one attribution."""
    parts_exact: dict[str, Score] = field(default_factory=lambda: _empty(*ROLES))
    """Role -> contiguous parts, each counted once by itself."""
    parts_overlap: dict[str, Score] = field(default_factory=lambda: _empty(*ROLES))
    direct: Score = field(default_factory=Score)
    """Contents that stand wholly within quotation marks, exact."""
    sourced: int = 0
    """Of those found, how many have a source in the gold."""
    right_source: int = 0
    """Of those, how many were given a source that overlaps it."""

    @property
    def speaker_accuracy(self) -> float:
        """Share of right sources among the direct contents found that have one."""
        return self.right_source / self.sourced if self.sourced else 0.0

    def add(self, body: str, found: Sequence[Item], wanted: Sequence[Item]) -> None:
        """Count one text."""
        self.texts += 1
        for place, role in enumerate(ROLES):
            have = [item[place] for item in found if item[place]]
            want = [item[place] for item in wanted if item[place]]
            self.exact[role].add(scores.exact(have, want))
            self.overlap[role].add(scores.overlapping(have, want))
            have_parts = sorted({part for parts in have for part in parts})
            want_parts = sorted({part for parts in want for part in parts})
            self.parts_exact[role].add(scores.exact(have_parts, want_parts))
            self.parts_overlap[role].add(
                scores.overlapping([[part] for part in have_parts], [[part] for part in want_parts])
            )
        self.exact["all"].add(scores.exact(found, wanted))
        self.overlap["all"].add(
            Score(
                len(found),
                sum(any(_alike(item, other) for other in wanted) for item in found),
                len(wanted),
                sum(any(_alike(item, other) for other in found) for item in wanted),
            )
        )
        self._add_direct(body, found, wanted)

    def _add_direct(self, body: str, found: Sequence[Item], wanted: Sequence[Item]) -> None:
        have = {item.content: item for item in reversed(found) if within_marks(body, item.content)}
        want = {item.content: item for item in reversed(wanted) if within_marks(body, item.content)}
        self.direct.add(scores.exact(have, want))
        for content in have.keys() & want.keys():
            if want[content].source:
                self.sourced += 1
                self.right_source += scores.share(have[content].source, want[content].source)

    def as_dict(self, *, parts: bool = False) -> dict[str, Any]:
        """For JSON: F1 as fractions from 0 to 1; `detail` has precision, recall and support."""
        result: dict[str, Any] = {
            "exact": {role: score.f1 for role, score in self.exact.items()},
            "overlap": {role: score.f1 for role, score in self.overlap.items()},
            "direct": {"content": self.direct.f1, "speaker_accuracy": self.speaker_accuracy},
            "detail": {
                "exact": {role: score.figures() for role, score in self.exact.items()},
                "overlap": {role: score.figures() for role, score in self.overlap.items()},
                "direct": self.direct.figures() | {"sourced": self.sourced},
            },
            "texts": self.texts,
        }
        if parts:
            result["parts"] = {
                "exact": {role: score.f1 for role, score in self.parts_exact.items()},
                "overlap": {role: score.f1 for role, score in self.parts_overlap.items()},
            }
        return result


def _empty(*names: str) -> dict[str, Score]:
    return {name: Score() for name in names}


def _alike(one: Item, other: Item) -> bool:
    """Whether all three roles share a character, or are absent in both."""
    return all(
        scores.share(mine, theirs) if mine and theirs else mine == theirs
        for mine, theirs in zip(one, other, strict=True)
    )


def normalised(body: str, spans: Iterable[Span]) -> Parts:
    """Spans for comparison: cut at line ends, joined over gaps without a word, edges trimmed."""
    pieces: list[Span] = []
    for start, end in sorted(spans):
        position = start
        for match in _LINE_END.finditer(body, start, end):
            pieces.append((position, match.start()))
            position = match.end()
        pieces.append((position, end))
    joined: list[Span] = []
    for start, end in pieces:
        if joined:
            gap = body[joined[-1][1] : start]
            if start <= joined[-1][1] or not (_WORD.search(gap) or _LINE_END.search(gap)):
                joined[-1] = (joined[-1][0], max(joined[-1][1], end))
                continue
        joined.append((start, end))
    return tuple(span for span in (_trimmed(body, span) for span in joined) if span[0] < span[1])


def _trimmed(body: str, span: Span) -> Span:
    start, end = span
    while start < end and (body[start].isspace() or body[start] in MARKS):
        start += 1
    while end > start and (body[end - 1].isspace() or body[end - 1] in MARKS):
        end -= 1
    return start, end


def within_marks(body: str, parts: Parts) -> bool:
    """Whether every word of some parts stands within double quotation marks, or single ones do.

    Judged by the marks at and within the parts alone, so that annotations and rows are judged
    alike: a mark opens each part but those that go on from an unclosed paragraph before, and none
    closes before the part's last word.
    """
    return bool(parts) and all(_marked(body, start, end) for start, end in parts)


def _marked(body: str, start: int, end: int) -> bool:
    while start and body[start - 1] in MARKS and not body[start - 1].isspace():
        start -= 1
    opener = body[start]
    if opener not in MARKS:
        return False
    if opener not in _OPENING | _STRAIGHT and body[start : start + 2] not in ("``", "''"):
        closer = body[end : end + 1]
        return opener in "'‘‚‹" and closer in frozenset("'’‘›")
    inside = False
    text = body[start:end].replace("``", "“ ").replace("''", "” ")
    for char in text:
        if char in _STRAIGHT:
            inside = not inside
        elif char in _OPENING:
            inside = True
        elif char in _CLOSING:
            inside = False
        elif char.isalnum() and not inside:
            return False
    return True


def item_of_quote(body: str, quote: Quote) -> Item:
    """A quote's row for comparison."""
    source, cue = [], []
    if quote.speaker_start is not None and quote.speaker_end is not None:
        source = [(quote.speaker_start, quote.speaker_end)]
    if quote.cue_start is not None and quote.cue_end is not None:
        cue = [(quote.cue_start, quote.cue_end)]
    content = [(part.char_start, part.char_end) for part in quote.parts]
    return Item(normalised(body, source), normalised(body, cue), normalised(body, content))


def item_of_attribution(body: str, attribution: Attribution) -> Item:
    """An annotated attribution for comparison."""
    return Item(
        normalised(body, attribution.source),
        normalised(body, attribution.cue),
        normalised(body, attribution.content),
    )


def evaluate(engine: Engine, gold: Iterable[AttributedText], *, language: str) -> QuoteScores:
    """Extract from the gold texts and compare.

    Args:
        engine: the engine.
        gold: the texts.
        language: ISO 639-1 code of their language.
    """
    result = QuoteScores()
    for text in gold:
        extraction = engine.extract([text_of(text.body, name=text.name, language=language)])[0]
        result.add(
            text.body,
            [item_of_quote(text.body, quote) for quote in extraction.quotes],
            [item_of_attribution(text.body, item) for item in text.attributions],
        )
    return result
