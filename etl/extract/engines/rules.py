"""The engine `rules`: names by capital letters and lists, quotes by marks and cues. No model.

Belongs here: putting the shared parts together with the tagger `capitals`. Does not belong here:
any rule of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from etl.contracts.base import CONTRACT_VERSION
from etl.extract import capitals, compose
from etl.extract.engine import Engine, Extraction, Text, collector_paused
from etl.extract.names import Name


class Rules:
    """Finds names and quotes by rules, in English; in other languages quotations only."""

    name = "rules"
    fingerprint = f"rules-{compose.VERSION}-contract-{CONTRACT_VERSION}"

    def extract(self, texts: Sequence[Text]) -> list[Extraction]:
        """One Extraction for each text, in order; each depends on its own text alone."""
        with collector_paused():
            return [_extract(text) for text in texts]


def create(argument: str) -> Engine:
    """The engine.

    Raises:
        ValueError: an argument is given; the engine takes none.
    """
    if argument:
        raise ValueError(f"engine 'rules' takes no argument, found {argument!r}: write 'rules'")
    return Rules()


def _extract(text: Text) -> Extraction:
    prepared = compose.prepare(text)
    return compose.finish(prepared, names_of(prepared))


def names_of(prepared: compose.Prepared) -> list[Name]:
    """The names of a text; in languages whose words are not known, its dateline's alone."""
    found = compose.fixed_names(prepared)
    if prepared.known_language:
        found = [*found, *capitals.tag(prepared.tokens, prepared.sentences, found)]
    return found
