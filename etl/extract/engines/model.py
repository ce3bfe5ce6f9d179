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
from etl.extract.engine import Engine, Extraction, Text
from etl.extract.engines import rules

VERSION = "4"
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
        return [self._extract(text) for text in texts]

    def _extract(self, text: Text) -> Extraction:
        prepared = compose.prepare(text)
        guessed = rules.names_of(prepared)
        if not prepared.known_language:
            return compose.finish(prepared, guessed)
        cut, sentences = prepared.tokens, prepared.sentences
        marked, inside = prepared.marked, prepared.inside
        known = coreference.group(cut, names.with_titles(cut, guessed))
        said = attribution.attribute(cut, sentences, marked, inside, known, english=True)
        tagged = self._tagger.tag(cut, inside, guessed, said)
        tagged_names = names.with_own_s(cut, names.with_domains(cut, tagged.names))
        found = compose.merged(prepared.datelines, agreement.settle(cut, tagged_names))
        found = compose.sound(prepared, found)
        grouped = coreference.group(cut, names.with_titles(cut, found))
        statements = reported.attribute(
            cut, sentences, marked, inside, grouped, tagged, said, self._tagger.chances
        )
        return compose.assemble(prepared, grouped, statements)


def create(argument: str) -> Engine:
    """The engine.

    Raises:
        ValueError: an argument is given; the engine takes none.
    """
    if argument:
        raise ValueError(f"engine 'model' takes no argument, found {argument!r}: write 'model'")
    return Model()
