"""Names as every engine hands them on: a stretch of tokens and a type.

Belongs here: the record, and what can be said of a name from its own words and the words around it,
whoever tagged it: its title, its key for comparison, its gender. Does not belong here: finding
names (`capitals`, a model), or which names mean the same (`coreference`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from etl.contracts.extraction import EntityType
from etl.extract.lexicon import words
from etl.extract.tokens import Tokens

Gender = Literal["male", "female"]

TITLES = frozenset(title.casefold() for title in words("persons", "titles"))
_TITLE_LAST = frozenset(title.split()[-1] for title in TITLES)
_TITLE_FIRST = frozenset(title.split()[0] for title in TITLES)
_MALE_TITLES = frozenset(title.casefold() for title in words("persons", "male_titles"))
_FEMALE_TITLES = frozenset(title.casefold() for title in words("persons", "female_titles"))
_PEOPLES = frozenset(word.casefold() for word in words("peoples", "peoples"))
_OF_A_PEOPLE = words("grammar", "names.of_a_people")
MALE = words("persons", "male")
FEMALE = words("persons", "female")
GIVEN = MALE | FEMALE
SURNAME_FIRST = words("persons", "surname_first")
_LONGEST_TITLE = max(len(title.split()) for title in TITLES)
_DOMAINS = frozenset(["com", "org", "net", "ai", "io", "co"])
_IN_S = frozenset(name.casefold() for name in words("organisations", "in_s"))
_AFTER_S = words("organisations", "after_s")
_COMPANY_ENDS = words("organisations", "heads") | words("organisations", "company_suffixes")
_MAX_TITLES = 4
"""Titles that may stand one before the other (`Retired Lt. Gen.`, `Prof Dr Dr`)."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a text: tokens `first` to `end`, without title."""

    first: int
    end: int
    type: EntityType
    confidence: float
    full_first: int = -1
    """First token of the name with its title; -1 where nobody has looked."""

    @property
    def head(self) -> int:
        """First token of the name with its title."""
        return self.first if self.full_first < 0 else self.full_first


def title_before(tokens: Tokens, first: int, floor: int = 0) -> int:
    """Where the titles start that stand right before token `first`; `first` where there are none.

    Lower-case offices (`president Obama`) are no titles here, only roles.
    """
    begin = first
    # What ends the paragraph before is no title of this name.
    floor = max(floor, tokens.paragraph_bounds[tokens.paragraph[first]][0])
    for _ in range(_MAX_TITLES):
        step = _one_title(tokens, begin, floor)
        if step == begin:
            break
        begin = step
    return begin


def _one_title(tokens: Tokens, end: int, floor: int) -> int:
    if end <= floor or tokens.lower[end - 1] not in _TITLE_LAST:
        return end
    for length in range(min(_LONGEST_TITLE, end - floor), 0, -1):
        begin = end - length
        if not tokens.text[begin][0].isupper():
            continue
        if " ".join(tokens.lower[begin:end]) in TITLES:
            return begin
    return end


def title_at(tokens: Tokens, first: int, end: int) -> int:
    """Where the titles end that start at token `first`; `first` where there are none."""
    begin = first
    while begin < end:
        if tokens.lower[begin] not in _TITLE_FIRST or not tokens.text[begin][0].isupper():
            break
        for length in range(min(_LONGEST_TITLE, end - begin), 0, -1):
            if " ".join(tokens.lower[begin : begin + length]) in TITLES:
                begin += length
                break
        else:
            break
    return begin


def with_titles(tokens: Tokens, names: Iterable[Name]) -> list[Name]:
    """The names with their titles: a title within a person's span leaves it for the full form."""
    found: list[Name] = []
    floor = 0
    for name in sorted(names, key=lambda item: (item.first, item.end)):
        inner = head = name.first
        if name.type == "PERSON":
            inner = title_at(tokens, name.first, name.end - 1)
            head = title_before(tokens, inner, floor)  # also of half a title in the span
        head = min(head, name.first)
        found.append(Name(inner, name.end, name.type, name.confidence, head))
        floor = name.end
    return found


def with_domains(tokens: Tokens, names: Iterable[Name]) -> list[Name]:
    """The names in order, those that a dot parts from `com` and the like as one (`Amazon.com Inc`).

    What an address names is an organisation.
    """
    found: list[Name] = []
    for name in sorted(names, key=lambda item: item.first):
        before = found[-1] if found else None
        if before is not None and before.end > name.first:
            joined = replace(before, end=max(before.end, name.end))
            found[-1] = joined
            continue
        dot = name.end
        domain = (
            dot + 1 < len(tokens)
            and tokens.text[dot] == "."
            and tokens.lower[dot + 1] in _DOMAINS
            and tokens.start[dot] == tokens.end[dot - 1]
            and tokens.start[dot + 1] == tokens.end[dot]
        )
        found.append(replace(name, end=dot + 2, type="ORGANIZATION") if domain else name)
    return found


def with_own_s(tokens: Tokens, names: Iterable[Name]) -> list[Name]:
    """The names in order, with the `'s` behind those that it is a part of (`McDonald's`).

    It is where the name is known for it, or a verb follows somewhere (`Zabar's said`), and the text
    does not use the name without it. What such a name goes on with is joined to it (`Moody's
    Investors Service`).
    """
    ordered = sorted(names, key=lambda item: item.first)
    followed = [name for name in ordered if tokens.lower[name.end : name.end + 1] == ["'s"]]
    if not followed:
        return ordered

    def written(name: Name) -> str:
        return " ".join(tokens.lower[name.first : name.end])

    own = {
        written(name)
        for name in followed
        if f"{written(name)}'s" in _IN_S
        or _AFTER_S.issuperset(tokens.lower[name.end + 1 : name.end + 2] or [""])
    }
    # A name that stands without the `'s` too, or ends a longer one (`Rob Lowe`), has a genitive.
    bare = {tokens.lower[name.end - 1] for name in ordered if name not in followed}
    bare |= {tokens.lower[name.end - 1] for name in followed if written(name) not in own}
    found: list[Name] = []
    for name in ordered:
        before = found[-1] if found else None
        if before is not None and before.end > name.first:
            found[-1] = replace(before, end=max(before.end, name.end))
        elif name in followed and written(name) in own and tokens.lower[name.end - 1] not in bare:
            found.append(replace(name, end=name.end + 1, type="ORGANIZATION"))
        elif (
            before is not None
            and before.end == name.first
            and tokens.lower[before.end - 1] == "'s"
            and name.type == "ORGANIZATION"
            and tokens.text[name.end - 1] in _COMPANY_ENDS
        ):
            found[-1] = replace(before, end=name.end)
        else:
            found.append(name)
    return found


def without_overlap(names: Iterable[Name]) -> list[Name]:
    """The names in text order, of overlapping ones the first given."""
    kept: list[Name] = []
    starts: list[int] = []
    for name in names:
        place = bisect_left(starts, name.end)
        if place == 0 or kept[place - 1].end <= name.first:
            kept.insert(place, name)
            starts.insert(place, name.first)
    return kept


def key(tokens: Tokens, name: Name) -> tuple[str, ...]:
    """The words of a name for comparison: without case, accents of typing (’) and full stops."""
    return key_of(tokens.lower[name.first : name.end], name.type)


def key_of(lower: Sequence[str], kind: EntityType) -> tuple[str, ...]:
    """The words for comparison of a name given by its lower-case words."""
    folded = [word.replace(".", "") or word for word in lower]
    if kind != "PERSON" and len(folded) > 1 and folded[0] == "the":
        folded = folded[1:]
    return tuple(folded)


def one_of_a_people(lower: str) -> bool:
    """Whether `the` and a word mean one person (`the German`, `the Spaniard`), not a people.

    Args:
        lower: the word in lower case.
    """
    return lower in _PEOPLES and (lower.endswith(("an", "i")) or lower in _OF_A_PEOPLE)


def gender(tokens: Tokens, name: Name) -> Gender | None:
    """What title or given name say; None where neither does."""
    for word in tokens.lower[name.head : name.first]:
        if word in _MALE_TITLES:
            return "male"
        if word in _FEMALE_TITLES:
            return "female"
    if name.end - name.first < 2:
        return None
    given = tokens.text[name.first]
    if given.isupper():
        given = given.title()
    if given in MALE:
        return None if given in FEMALE else "male"
    return "female" if given in FEMALE else None
