"""The roles that a text gives persons beside their names.

Belongs here: offices and occupations in apposition (`Ann Lee, Vice President of Acme`) and before
the name (`army chief General Asim Munir`). Does not belong here: what a sentence says somebody is
or was (`He became president`).
"""

from __future__ import annotations

from collections.abc import Sequence

from etl.extract.lexicon import words
from etl.extract.names import Name
from etl.extract.tokens import Tokens

HEADS = frozenset(word.casefold() for word in words("persons", "role_heads")) | frozenset(
    word.casefold() + "s" for word in words("persons", "role_heads")
)
_TITLE_ROLES = frozenset(
    title.casefold() for title in words("persons", "titles") if not title.endswith(".")
) - words("grammar", "roles.title_roles")
_STOP = frozenset(
    [",", ";", ":", ".", "(", ")", "–", "—", "--", "-", "?", "!", '"', "“", "”", "''", "``"]
)
_BREAK = words("grammar", "roles.break")
_LINKS = words("grammar", "roles.links")
_RANKS = words("grammar", "roles.ranks")
AGED = frozenset(["year-old", "years-old"])
"""Words after a number and a hyphen that say how old somebody is."""
_SERVED = frozenset(["for", "of", "to", "at"])
_ARTICLES = frozenset(["a", "an", "the"])
_DETERMINERS = frozenset(["the", "its", "his", "her", "their", "our", "my", "'s"])
_MAX_WORDS = 18
_PREMODIFIER = 8


def find(tokens: Tokens, names: Sequence[Name], index: int) -> tuple[int, int] | None:
    """The tokens of the role that stands beside a person's name, or None.

    An apposition after the name comes before a role in front of it, since it says more.
    """
    return (
        _after(tokens, names, index)
        or _before(tokens, names, index)
        or _before_comma(tokens, names, index)
    )


def _after(tokens: Tokens, names: Sequence[Name], index: int) -> tuple[int, int] | None:
    name = names[index]
    comma = name.end
    if comma + 1 >= len(tokens) or tokens.text[comma] != ",":
        return None
    paragraph = tokens.paragraph[comma]
    first = comma + 1
    if tokens.text[first].isdigit() and first + 2 < len(tokens) and tokens.text[first + 1] == ",":
        first += 2  # an age
    if first >= len(tokens) or tokens.lower[first] in ("and", "or", "but"):
        return None  # `Pell, and a third officer`
    persons = {
        other.head
        for other in names[index + 1 : index + 1 + _MAX_WORDS]
        if other.type == "PERSON" and other.head < first + _MAX_WORDS
    }
    end, headed = first, False
    while end < len(tokens) and end - first < _MAX_WORDS and tokens.paragraph[end] == paragraph:
        lower = tokens.lower[end]
        if tokens.text[end] in _STOP or lower in _BREAK:
            break
        if lower == "and" and not _goes_on(tokens, end):
            break
        if end in persons and (end == first or tokens.lower[end - 1] not in _BEFORE_PERSON):
            return None  # the next person of a list, whose role this would be
        if lower in HEADS:
            headed = True
        elif not headed and (end - first > 7 or (lower in _LINKS and lower not in _MODIFIERS)):
            return None
        end += 1
    if not headed or end == first:
        return None
    begin = first
    while begin < end and tokens.lower[begin] in ("the", "a", "an", "his", "her", "their"):
        begin += 1
    if begin == end:
        return None
    # A list of persons (`Smith, president Jones and ...`) is none.
    return begin, end


_BEFORE_PERSON = frozenset(["to", "of", "for", "under", "with"])
"""Words within a role that a person's name follows (`adviser to Joris Pell`)."""
_MODIFIERS = words("grammar", "roles.modifiers")


def _goes_on(tokens: Tokens, conjunction: int) -> bool:
    """Whether a role goes on after `and` (`chairman and chief executive of`)."""
    for index in range(conjunction + 1, min(conjunction + 5, len(tokens))):
        if tokens.lower[index] in HEADS:
            return True
        if tokens.text[index] in _STOP or tokens.lower[index] in _BREAK:
            return False
    return False


def _before(tokens: Tokens, names: Sequence[Name], index: int) -> tuple[int, int] | None:
    name = names[index]
    paragraph = tokens.paragraph[name.first]
    floor = names[index - 1].end if index and names[index - 1].type == "PERSON" else 0
    end = name.first
    while end > floor and tokens.lower[end - 1] in _RANKS:
        if tokens.lower[end - 1] == "chief" and (end - 2 < floor or tokens.lower[end - 2] != "air"):
            break  # `army chief General Munir`, but `Air Chief Marshal Munir`
        end -= 1
    if end < name.first and end > floor and tokens.lower[name.first - 1] == "chief":
        end = name.first
    # `Chief of Army Staff (COAS) Asim Munir`
    if end - 3 > floor and tokens.text[end - 1] == ")" and tokens.text[end - 3] == "(":
        end -= 3
    begin = end
    while begin > floor and end - begin < _PREMODIFIER and tokens.paragraph[begin - 1] == paragraph:
        lower = tokens.lower[begin - 1]
        word = tokens.text[begin - 1]
        if word in _STOP or lower in _BREAK or not (word[0].isalnum() or word == "&"):
            break
        if lower in ("the", "a", "an", "his", "her", "their", "its", "'s", "by", "with", "to"):
            break
        if lower in ("and", "or", "in", "on", "at", "from", "against", "under", "for"):
            break
        if lower == "of" and not (tokens.lower[begin - 2] in HEADS or begin - 2 < floor):
            break
        if not word[0].isupper() and _verbal(lower):
            break
        begin -= 1
    begin += begin < end and tokens.lower[begin] in AGED  # `27-year-old farmer Joris Pell`
    span = tokens.lower[begin:end]
    if not span or not any(word in HEADS for word in span):
        return None
    if " ".join(span) in _TITLE_ROLES or len(span) > 1 or span[0] in HEADS:
        return begin, end
    return None


def _before_comma(tokens: Tokens, names: Sequence[Name], index: int) -> tuple[int, int] | None:
    """The role that a person's name is the apposition of: `Its secretary, Gus Pettibone,`."""
    name = names[index]
    comma = name.head - 1
    if (
        comma < 2
        or tokens.text[comma] != ","
        or tokens.paragraph[comma] != tokens.paragraph[name.first]
    ):
        return None
    if name.end < len(tokens) and tokens.text[name.end] not in (",", ".", ":", ";"):
        return None
    floor = max(names[index - 1].end if index else 0, comma - _PREMODIFIER)
    begin = comma
    while (
        begin > floor
        and tokens.text[begin - 1] not in _STOP
        and tokens.lower[begin - 1] not in _BREAK
    ):
        begin -= 1
        if tokens.lower[begin] in _DETERMINERS:
            headed = tokens.lower[comma - 1] in HEADS and comma - begin > 1
            if tokens.lower[begin - 1] not in _SERVED or begin - 1 <= floor:
                return (begin + 1, comma) if headed else None
            # Who is the mayor in `a spokesman for the mayor, Gus Pettibone,`?
            return None if headed else _serving(tokens, begin - 2, floor, comma)
    return None


def _serving(tokens: Tokens, head: int, floor: int, end: int) -> tuple[int, int] | None:
    """The role of who serves something: `A spokesman for the company, Gus Pettibone,`."""
    if tokens.lower[head] not in HEADS:
        return None
    first = head
    while first - 1 > floor and tokens.text[first - 1][0].isalnum():
        if tokens.lower[first - 1] in _ARTICLES or tokens.lower[first - 1] in _BREAK:
            break
        first -= 1
    return first, end


def _verbal(lower: str) -> bool:
    return lower.endswith(("ed", "ing")) and lower not in (
        "managing", "acting", "retired", "united", "visiting", "founding", "ruling", "leading",
    )  # fmt: skip
