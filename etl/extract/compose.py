"""The steps that every engine shares before and after its tagger.

Belongs here: the order of the shared parts, and what is done in which language. Does not belong
here: a tagger, or any rule about the text.

An engine prepares its texts, finds names in their tokens as it likes, many texts at a time or one,
and finishes each:

    prepared = compose.prepare(text)
    extraction = compose.finish(prepared, names_found_in(prepared.tokens))
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from etl.extract import (
    assembly,
    attribution,
    coreference,
    datelines,
    mistaken,
    names,
    quotemarks,
    tokens,
    values,
)
from etl.extract.attribution import Statement
from etl.extract.engine import Extraction, Text
from etl.extract.names import Name
from etl.extract.quotemarks import Marked
from etl.extract.tokens import Sentence, Tokens

VERSION = "21"
"""Raised with every change of the shared parts or the lists that may change rows; part of every
engine's fingerprint."""
LANGUAGES = frozenset(["en"])
"""Languages that the shared parts know the words of. In others they find quotation marks and
datelines only, and guess nothing."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """One text, cut into tokens."""

    text: Text
    tokens: Tokens
    sentences: list[Sentence]
    marked: list[Marked]
    """The outermost quotations."""
    inside: list[int]
    """For each token, the quotation that it stands in, or -1."""
    datelines: list[Name]
    """The dateline's places."""
    known_language: bool
    """Whether the words of its language are known (`LANGUAGES`)."""


def prepare(text: Text) -> Prepared:
    """Tokens, quotation marks, sentences and dateline of one text."""
    article, paragraphs = text.article, text.paragraphs
    cut = tokens.tokenize(article.body, paragraphs)
    marked, inside = quotemarks.locate(cut, quotemarks.pair(article.body, paragraphs))
    sentences = datelines.apart(tokens.sentences(cut, inside), cut, article, paragraphs)
    return Prepared(
        text,
        cut,
        sentences,
        marked,
        inside,
        datelines.tag(cut, article),
        article.language in LANGUAGES,
    )


def fixed_names(prepared: Prepared) -> list[Name]:
    """The names that need no tagger: the dateline's places, dates and sums of money."""
    if not prepared.known_language:
        return prepared.datelines
    dated = values.tag(prepared.tokens, prepared.text.paragraphs)
    return names.without_overlap([*prepared.datelines, *dated])


def finish(prepared: Prepared, found: Iterable[Name]) -> Extraction:
    """The rows of one text, given its names.

    Args:
        prepared: the text.
        found: its names, none overlapping, titles included or not, in any order.
    """
    cut = prepared.tokens
    grouped = coreference.group(cut, names.with_titles(cut, sound(prepared, found)))
    statements = attribution.attribute(
        cut,
        prepared.sentences,
        prepared.marked,
        prepared.inside,
        grouped,
        english=prepared.known_language,
    )
    return assemble(prepared, grouped, statements)


def assemble(
    prepared: Prepared, grouped: coreference.Coreference, statements: Sequence[Statement]
) -> Extraction:
    """The rows of one text, given its names, grouped, and what is said in it."""
    return assembly.assemble(
        prepared.text.article,
        prepared.text.paragraphs,
        prepared.tokens,
        prepared.sentences,
        prepared.inside,
        grouped,
        statements,
    )


def sound(prepared: Prepared, found: Iterable[Name]) -> list[Name]:
    """The names but for what is none (`mistaken`), or a whole credit.

    A credit of one name is an agency's signature (`Reuter`, `(AP)`).
    """
    cut, paragraphs = prepared.tokens, prepared.text.paragraphs

    def signs(name: Name) -> bool:
        place = cut.paragraph[name.first]
        if paragraphs[place].kind != "credit":
            return False
        first, end = cut.paragraph_bounds[place]
        beside = chain(range(first, name.first), range(name.end, end))
        return not any(cut.text[index][0].isalnum() for index in beside)

    mended = mistaken.mended(cut, paragraphs, found)
    return [name for name in mended if not signs(name)]


def merged(first: Sequence[Name], then: Sequence[Name]) -> list[Name]:
    """All names of the first list, and those of the second that none of them overlaps."""
    return names.without_overlap([*first, *then])
