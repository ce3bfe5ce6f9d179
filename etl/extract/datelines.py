"""Datelines, and labels like `Reuters adds:`, where they stand in the text.

Belongs here: the dateline's places as names, and keeping its words out of the sentence that
follows; needed in every language. Does not belong here: recognising the dateline (`etl.normalize`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from etl.contracts.articles import Article, Paragraph
from etl.extract.names import Name
from etl.extract.tokens import Sentence, Tokens

_LABEL_WITHIN = 5
"""Tokens of a paragraph within which the colon of its agency's label stands."""


def tag(tokens: Tokens, article: Article) -> list[Name]:
    """The dateline's places where they stand, in order, none overlapping."""
    if article.dateline_start is None or article.dateline_end is None:
        return []
    found: list[Name] = []
    for place in sorted(set(article.dateline_places), key=lambda item: (-len(item), item)):
        pattern = re.compile(rf"(?<!\w){re.escape(place)}(?!\w)", re.IGNORECASE)
        match = pattern.search(tokens.body, article.dateline_start, article.dateline_end)
        if match is None:
            continue
        first, end = tokens.at(match.start()), tokens.at(match.end())
        whole = end > first and tokens.start[first] == match.start()
        if whole and tokens.end[end - 1] == match.end() and _free(found, first, end):
            found.append(Name(first, end, "LOCATION", 0.97))
    return sorted(found, key=lambda name: name.first)


def apart(
    sentences: Sequence[Sentence], tokens: Tokens, article: Article, paragraphs: Sequence[Paragraph]
) -> list[Sentence]:
    """The sentences, with datelines and agency labels as sentences of their own.

    `PORT ELLERY: The ferry sank, police said` reports that the ferry sank, not its dateline.
    """
    ends = set()
    if article.dateline_end is not None:
        ends.add(tokens.at(article.dateline_end))
    for paragraph in paragraphs:
        if paragraph.wire_agency is not None:
            first = tokens.at(paragraph.char_start)
            label = tokens.text[first : first + _LABEL_WITHIN]
            if ":" in label:
                ends.add(first + label.index(":") + 1)
    found: list[Sentence] = []
    for sentence in sentences:
        cuts = sorted(end for end in ends if sentence.first < end < sentence.end)
        bounds = [sentence.first, *cuts, sentence.end]
        found += [
            sentence if not cuts else replace(sentence, first=first, end=end)
            for first, end in pairwise(bounds)
        ]
    return found


def _free(found: Sequence[Name], first: int, end: int) -> bool:
    return all(end <= name.first or name.end <= first for name in found)
