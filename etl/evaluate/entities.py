"""Scores of entities: spans with their types.

Belongs here: comparing mentions with gold names. Does not belong here: reading gold data
(`tagged`), or printing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from etl.evaluate import scores
from etl.evaluate.scores import Score, Span
from etl.evaluate.tagged import TaggedText
from etl.evaluate.texts import text_of
from etl.extract.engine import Engine

TEXTS_AT_ONCE = 64
"""Texts given to an engine at a time, as the line gives it many."""


@dataclass(slots=True)
class EntityScores:
    """What an engine reached on texts with annotated names."""

    texts: int = 0
    exact: dict[str, Score] = field(default_factory=dict)
    """Type -> score of mentions with the same span and type."""
    overlap: dict[str, Score] = field(default_factory=dict)
    """Type -> score of mentions of the same type that share a character."""
    spans: Score = field(default_factory=Score)
    """Mentions with the same span, whatever their type."""

    def add(self, found: dict[Span, str], wanted: dict[Span, str]) -> None:
        """Count one text."""
        self.texts += 1
        self.spans.add(scores.exact(found, wanted))
        for kind in sorted({*found.values(), *wanted.values()}):
            have = [span for span, other in found.items() if other == kind]
            want = [span for span, other in wanted.items() if other == kind]
            self.exact.setdefault(kind, Score()).add(scores.exact(have, want))
            self.overlap.setdefault(kind, Score()).add(
                scores.overlapping([[span] for span in have], [[span] for span in want])
            )

    def as_dict(self) -> dict[str, Any]:
        """For JSON: fractions from 0 to 1; `micro` and `by_type` are of exact matches."""
        return {
            "micro": scores.total(self.exact).figures(),
            "by_type": {kind: self.exact[kind].figures() for kind in sorted(self.exact)},
            "overlap": {
                "micro": scores.total(self.overlap).figures(),
                "by_type": {kind: self.overlap[kind].figures() for kind in sorted(self.overlap)},
            },
            "spans": self.spans.figures(),
            "texts": self.texts,
        }


def evaluate(engine: Engine, gold: Iterable[TaggedText], *, language: str) -> EntityScores:
    """Extract from the gold texts and compare.

    Args:
        engine: the engine.
        gold: the texts.
        language: ISO 639-1 code of their language.
    """
    result = EntityScores()
    for batch in _batches(gold):
        texts = [
            text_of(item.body, name=item.name, language=language, spans=item.paragraphs)
            for item in batch
        ]
        for item, extraction in zip(batch, engine.extract(texts), strict=True):
            found = {
                (mention.char_start, mention.char_end): str(mention.type)
                for mention in extraction.mentions
            }
            result.add(found, item.names)
    return result


def _batches(gold: Iterable[TaggedText]) -> Iterator[list[TaggedText]]:
    rest = iter(gold)
    while batch := list(islice(rest, TEXTS_AT_ONCE)):
        yield batch
