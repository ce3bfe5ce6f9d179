"""The engine `rules`: names by capital letters and lists, quotes by marks and cues. No model.

Belongs here: putting the shared parts together with the tagger `capitals`. Does not belong here:
any rule of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from etl.contracts.base import CONTRACT_VERSION
from etl.extract import (
    assembly,
    attribution,
    capitals,
    coreference,
    datelines,
    names,
    quotemarks,
    tokens,
    values,
)
from etl.extract.engine import Engine, Extraction, Text

VERSION = "2"
"""Raised with every change of the shared parts or the lists that may change rows."""


class Rules:
    """Finds names and quotes by rules, in English; in other languages quotations only."""

    name = "rules"
    fingerprint = f"rules-{VERSION}-contract-{CONTRACT_VERSION}"

    def extract(self, texts: Sequence[Text]) -> list[Extraction]:
        """One Extraction for each text, in order; each depends on its own text alone."""
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
    article, paragraphs = text.article, text.paragraphs
    cut = tokens.tokenize(article.body, paragraphs)
    marked, inside = quotemarks.locate(cut, quotemarks.pair(article.body, paragraphs))
    sentences = datelines.apart(tokens.sentences(cut, inside), cut, article, paragraphs)
    english = article.language == "en"
    found = datelines.tag(cut, article)
    if english:
        found = names.without_overlap([*found, *values.tag(cut, paragraphs)])
        found += capitals.tag(cut, sentences, found)
    grouped = coreference.group(cut, names.with_titles(cut, found))
    statements = attribution.attribute(cut, sentences, marked, inside, grouped, english=english)
    return assembly.assemble(article, paragraphs, cut, grouped, statements)
