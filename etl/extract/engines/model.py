"""The engine `model`: names and the roles of attributions from the shipped network, in English.

Belongs here: putting the shared parts together with the tagger. Does not belong here: any rule of
its own.

The rules read a text first; the network sees what they found and decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from etl.contracts.base import CONTRACT_VERSION
from etl.extract import (
    agreement,
    attribution,
    compose,
    coreference,
    names,
    reported,
    tagger,
)
from etl.extract.engine import Engine, Extraction, Text, collector_paused
from etl.extract.engines import rules
from etl.extract.tagger import Ruled, Tagged

VERSION = "5"
"""Raised with every change of the tagger's own code that may change rows."""
SHIPPED = "news-en"


class Model:
    """Finds names and quotes by a network, in English; in other languages quotations only."""

    name = "model"

    def __init__(self) -> None:
        code, model = f"{VERSION}.{compose.VERSION}", tagger.digest(SHIPPED)[:16]
        self.fingerprint = f"model-{code}-{model}-contract-{CONTRACT_VERSION}"

    @cached_property
    def _tagger(self) -> tagger.Tagger:
        return tagger.Tagger(SHIPPED)

    def extract(self, texts: Sequence[Text]) -> list[Extraction]:
        """One Extraction for each text, in order; each depends on its own text alone."""
        with collector_paused():
            return self._extract(texts)

    def _extract(self, texts: Sequence[Text]) -> list[Extraction]:
        drafts = [compose.prepare(text) for text in texts]
        ruled = [_by_rules(draft) for draft in drafts if draft.known_language]
        read = zip(ruled, self._tagger.tag(ruled), strict=True) if ruled else iter(())
        return [
            self._finish(draft, *next(read))
            if draft.known_language
            else compose.finish(draft, rules.names_of(draft))
            for draft in drafts
        ]

    def _finish(self, draft: compose.Prepared, ruled: Ruled, tagged: Tagged) -> Extraction:
        cut = draft.tokens
        tagged_names = names.with_own_s(cut, names.with_domains(cut, tagged.names))
        found = compose.merged(draft.datelines, agreement.settle(cut, tagged_names))
        found = compose.sound(draft, found)
        grouped = coreference.group(cut, names.with_titles(cut, found))
        statements = reported.attribute(
            cut, draft.sentences, draft.marked, draft.inside, grouped, tagged, ruled.statements,
            self._tagger.chances,
        )  # fmt: skip
        return compose.assemble(draft, grouped, statements)


def _by_rules(draft: compose.Prepared) -> Ruled:
    cut, inside = draft.tokens, draft.inside
    found = rules.names_of(draft)
    known = coreference.group(cut, names.with_titles(cut, found))
    said = attribution.attribute(cut, draft.sentences, draft.marked, inside, known, english=True)
    return Ruled(cut, inside, found, said)


def create(argument: str) -> Engine:
    """The engine.

    Raises:
        ValueError: an argument is given; the engine takes none.
    """
    if argument:
        raise ValueError(f"engine 'model' takes no argument, found {argument!r}: write 'model'")
    return Model()
