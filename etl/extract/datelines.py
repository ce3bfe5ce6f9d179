"""The places of an article's dateline, as names.

Belongs here: finding in the body the places that normalisation read from the dateline; needed in
every language. Does not belong here: recognising the dateline (`etl.normalize`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.contracts.articles import Article
from etl.extract.names import Name
from etl.extract.tokens import Tokens


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


def _free(found: Sequence[Name], first: int, end: int) -> bool:
    return all(end <= name.first or name.end <= first for name in found)
