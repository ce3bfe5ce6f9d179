"""What taggers take for names and is none, or is half of one, whoever tagged it.

Belongs here: what the words of a text themselves disprove: legal forms apart from their company's
name, labels of rows of figures, abbreviations of common nouns. Does not belong here: finding names
(`capitals`, a model), titles and domains (`names`), signatures (`compose`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from etl.contracts.articles import Paragraph
from etl.extract.lexicon import words
from etl.extract.names import Name
from etl.extract.tokens import Tokens

_LEGAL_FORMS = words("things", "legal_forms")
_SHORT_FORMS = frozenset(["Co", "Bros", "Cie"])
"""Legal forms that `and` joins to a company's name."""
_AND = frozenset(["and", "&"])
_NO_NAMES = words("things", "no_names")
_LONE = words("things", "lone_misc")
"""Abbreviations among them that name something by themselves (`GDP`)."""
_GLUED = re.compile("(?:com|org|net)[A-Z]")
"""The end of an address to which a page has glued its next words (`bloomberg.comSubscribe`)."""
_RATINGS = words("things", "ratings")
_RATED_BY = frozenset(["a", "an", "'s", "’s"])
_COMMON_HEADS = words("things", "common_heads")
_COUNTRIES = words("peoples", "peoples") | words("places", "countries") | {"U.S", "US", "U.K", "UK"}
_BODIES = frozenset(["PERSON", "ORGANIZATION", "LOCATION", "FACILITY"])
_FIGURES = words("things", "figures")
_VERSUS = "vs"
_LONGEST_ROW = 30
"""Tokens of a row of figures."""


def mended(tokens: Tokens, paragraphs: Sequence[Paragraph], found: Iterable[Name]) -> list[Name]:
    """The names without those that are none, and halves of a name as one.

    Args:
        tokens: of the text.
        paragraphs: of the text.
        found: its names, none overlapping, in any order.
    """
    unrated = (_without_rating(tokens, name) for name in found)
    ordered = _whole(tokens, sorted(unrated, key=lambda name: name.first))
    return [
        name
        for place, name in enumerate(ordered)
        if not _is_none(tokens, name) and not _is_label(tokens, paragraphs, ordered, place)
    ]


def _bare(tokens: Tokens, index: int) -> str:
    return tokens.text[index].rstrip(".")


def _is_legal_form(tokens: Tokens, name: Name) -> bool:
    return all(_bare(tokens, index) in _LEGAL_FORMS for index in range(name.first, name.end))


def _whole(tokens: Tokens, found: Sequence[Name]) -> list[Name]:
    """The names with their legal forms: `Jefferies` and `Co`, `Wix.com` and `Ltd.`, `P and O`."""
    whole: list[Name] = []
    for place, name in enumerate(found):
        following = found[place + 1].first if place + 1 < len(found) else len(tokens)
        before = whole[-1] if whole and whole[-1].type not in ("DATE", "MONEY") else None
        if before is not None and _goes_on(tokens, before, name):
            whole[-1] = replace(before, end=name.end, type="ORGANIZATION")
            continue
        floor = whole[-1].end if whole else 0
        whole.append(_with_company(tokens, _letters(tokens, name, floor, following), following))
    return whole


def _goes_on(tokens: Tokens, before: Name, name: Name) -> bool:
    """Whether a name is the legal form of the one before, or both are letters joined by `and`."""
    begin = name.first
    if tokens.paragraph[before.first] != tokens.paragraph[begin]:
        return False
    between = tokens.text[before.end : begin]
    joined = len(between) == 1 and between[0] in _AND
    if _is_legal_form(tokens, name):
        return not between or between == [","] or (joined and _bare(tokens, begin) in _SHORT_FORMS)
    return joined and all(
        one.end - one.first == 1 and _is_letter(tokens, one.first) for one in (before, name)
    )


def _is_letter(tokens: Tokens, index: int) -> bool:
    text = tokens.text[index]
    return len(text) == 1 and text.isupper()


def _with_company(tokens: Tokens, name: Name, following: int) -> Name:
    """The name with `and Co` where the tagger left that out."""
    end = name.end + 2
    if (
        name.type in ("PERSON", "ORGANIZATION")
        and end <= following
        and tokens.text[name.end] in _AND
        and _bare(tokens, name.end + 1) == "Co"
        and tokens.paragraph[name.first] == tokens.paragraph[end - 1]
    ):
        return replace(name, end=end, type="ORGANIZATION")
    return name


def _letters(tokens: Tokens, name: Name, floor: int, following: int) -> Name:
    """A letter with the one that `and` joins to it, an organisation: `S and P`, `P and O`.

    Args:
        tokens: of the text.
        name: the name.
        floor: where the name before it ends.
        following: where the next one begins.
    """
    first, end = name.first, name.end
    if end - first != 1 or not _is_letter(tokens, first):
        return name
    if first - 2 >= floor and tokens.text[first - 1] in _AND and _is_letter(tokens, first - 2):
        first -= 2
    elif end + 2 <= following and tokens.text[end] in _AND and _is_letter(tokens, end + 1):
        end += 2
    if (first, end) == (name.first, name.end) or (
        tokens.paragraph[first] != tokens.paragraph[end - 1]
    ):
        return name
    return replace(name, first=first, end=end, type="ORGANIZATION")


def _without_rating(tokens: Tokens, name: Name) -> Name:
    """The name without the rating that it is given: `PSX an Outperform`, `Hale's Buy`."""
    end = name.end
    while end > name.first and tokens.text[end - 1] in _RATINGS:
        end -= 1
    rated = name.first < end < name.end and tokens.lower[end - 1] in _RATED_BY
    return replace(name, end=end - 1) if rated and end - 1 > name.first else name


def _is_none(tokens: Tokens, name: Name) -> bool:
    """Whether a name is a legal form, common nouns or an analyst's rating."""
    found = [_bare(tokens, index) for index in range(name.first, name.end)]
    if all(word in _RATINGS or word in _RATED_BY for word in found):
        return True
    if name.type == "ORGANIZATION" and all(word in _LEGAL_FORMS for word in found):
        return True
    joined = "".join(found)
    if name.type in ("DATE", "MONEY") or joined in _LONE:
        return False
    if joined in _NO_NAMES or _GLUED.match(joined):
        return True
    if name.type not in _BODIES:
        return False
    common = len(found) > 1 and tokens.lower[name.end - 1] in _COMMON_HEADS
    return common and " ".join(found[:-1]) in _COUNTRIES


def _is_label(
    tokens: Tokens, paragraphs: Sequence[Paragraph], found: Sequence[Name], place: int
) -> bool:
    """Whether a name is what a row of figures begins with: `Shr 14 cts vs 11 cts`.

    A row compares figures by `vs`, ends like no sentence, and has no other name: `Boston 3 vs
    Chicago 2` has two.
    """
    name = found[place]
    index = tokens.paragraph[name.first]
    first, end = tokens.paragraph_bounds[index]
    if name.first != first or end - first > _LONGEST_ROW or name.type in ("DATE", "MONEY"):
        return False
    row = tokens.lower[first:end]
    if _VERSUS not in row or paragraphs[index].text.rstrip()[-1:] in ".!?":
        return False
    at = first + row.index(_VERSUS)
    beside = [other for other in found if first <= other.first < end and other is not name]
    words_of_label = range(name.first + 1, name.end)
    return (
        name.end <= at
        and not any(other.type not in ("DATE", "MONEY") for other in beside)
        and all(_is_figure(tokens, one) for one in words_of_label)
        and any(_is_figure(tokens, one) for one in range(name.first + 1, at))
        and any(_is_figure(tokens, one) for one in range(at + 1, end))
    )


def _is_figure(tokens: Tokens, index: int) -> bool:
    return tokens.text[index][0].isdigit() or tokens.lower[index] in _FIGURES
