"""Which names of persons may mean the same person, judged from the names alone.

Belongs here: comparing two names, and listing for each name the names that say more than it does.
Does not belong here: deciding between several of them, which takes the articles (`context`).

Names are compared within blocks (consonants of the surname, first letter of the given name), so
that the cost grows with the number of names, not with its square.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal

from rapidfuzz.fuzz import ratio

from etl.resolve.forms import SHORT_NAMES, PersonForm, skeleton

Relation = Literal["same", "less", "more"]
_ALIKE = 75.0
"""Least similarity (normalised Indel, 0 to 100) of two spellings of one word."""
_LEAST_LETTERS = 5
"""Shorter words are the same only where they are equal."""
_LARGEST_BLOCK = 1500
"""Names of one block that are compared with each other: the commonest in the archive."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two names relate: `same`, or the first says `less` or `more` than the second."""

    relation: Relation
    reason: str
    weak: bool
    """Whether the articles must agree: an initial, another spelling, a short form."""


def _word(first: str, second: str) -> str | None:
    """Why two words of a name may be one: `` (equal), `spelling`; None where they are not."""
    if first == second:
        return ""
    if min(len(first), len(second)) < _LEAST_LETTERS or skeleton(first) != skeleton(second):
        return None
    for one, other in ((first, second), (second, first)):
        # Ivanov and Ivanova, Clark and Clarke are two; Mario and Maria as well.
        if one == other + "a" or one == other + "e" or (one[-1] == "a" and other[-1] == "o"):
            return None
    return "spelling" if ratio(first, second) >= _ALIKE else None


def _given(first: str, second: str) -> tuple[str, bool] | None:
    """Why two given names may be one, and whether one of them is an initial; None where not."""
    same = _word(first, second)
    if same is not None:
        return same, False
    if len(first) == 1 or len(second) == 1:
        return ("initial", True) if first[0] == second[0] else None
    if SHORT_NAMES.get(first, first) == SHORT_NAMES.get(second, second):
        return "short form of the given name", False
    return None


def compare(one: PersonForm, other: PersonForm) -> Likeness | None:
    """How two full names (both with a given name) relate; None where they are two persons'."""
    surname = _word(one.surname, other.surname)
    if surname is None or (one.suffix and other.suffix and one.suffix != other.suffix):
        return None
    given = _given(one.given[0], other.given[0])
    if given is None:
        return None
    reasons = [surname, given[0]]
    less = more = 0
    if given[1]:
        less, more = len(one.given[0]) == 1, len(other.given[0]) == 1
        if less == more:
            less = more = 0
    weak = any(reason in ("spelling", "initial") for reason in reasons)
    mine, yours = one.given[1:], other.given[1:]
    for middle, counterpart in zip(mine, yours, strict=False):
        matched = _given(middle, counterpart)
        if matched is None:
            return None
        if matched[1] and len(middle) != len(counterpart):
            less, more = (less + 1, more) if len(middle) == 1 else (less, more + 1)
    if len(mine) != len(yours):
        less, more = (less + 1, more) if len(mine) < len(yours) else (less, more + 1)
        reasons.append("middle name")
    if one.suffix != other.suffix:
        less, more = (less + 1, more) if other.suffix else (less, more + 1)
        reasons.append("suffix")
    if less and more:
        return None
    reason = " and ".join(dict.fromkeys(reason for reason in reasons if reason)) or "initials"
    relation: Relation = "less" if less else "more" if more else "same"
    return Likeness(relation, reason, weak)


def ends_alike(one: PersonForm, other: PersonForm) -> bool:
    """Whether one name is the end of the other: `asim munir`, `syed asim munir`."""
    first, second = (*one.given, one.surname), (*other.given, other.surname)
    shorter, longer = sorted((first, second), key=len)
    return longer[len(longer) - len(shorter) :] == shorter


@dataclass(slots=True)
class PersonLinks:
    """What the names alone say."""

    same: list[tuple[str, str, str]] = field(default_factory=list)
    """Pairs of keys that may be spellings of one name, with the reason; the articles must agree."""
    sure: list[tuple[str, str, str]] = field(default_factory=list)
    """Pairs of keys that say the same, with the reason: short forms of the given name."""
    fuller: dict[str, dict[str, Likeness]] = field(default_factory=lambda: defaultdict(dict))
    """Key -> the keys that say more than it does."""
    bearers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Word that stands alone as a name -> the full names that it may stand for."""


def _blocks(forms: Mapping[str, PersonForm], counts: Mapping[str, int]) -> Iterator[list[str]]:
    blocks: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key, form in forms.items():
        if form.given:
            first = SHORT_NAMES.get(form.given[0], form.given[0])
            blocks[skeleton(form.surname), first[0]].append(key)
            if first != form.given[0] and first[0] != form.given[0][0]:
                blocks[skeleton(form.surname), form.given[0][0]].append(key)
    for block in blocks.values():
        yield sorted(block, key=lambda key: (-counts[key], key))[:_LARGEST_BLOCK]


def _suffixes(forms: Mapping[str, PersonForm]) -> Iterable[tuple[str, str]]:
    """Pairs of a name and a longer one that ends with it: `asim munir`, `syed asim munir`."""
    by_words: dict[tuple[str, ...], str] = {
        (*form.given, form.surname): key for key, form in forms.items() if form.given
    }
    for words, key in by_words.items():
        for start in range(1, len(words) - 1):
            shorter = by_words.get(words[start:])
            if shorter is not None and len(words[start]) > 1:
                yield shorter, key


def link_persons(forms: Mapping[str, PersonForm], counts: Mapping[str, int]) -> PersonLinks:
    """Compare the names of persons with each other.

    Args:
        forms: key -> the name's parts.
        counts: key -> in how many articles it stands.
    """
    links = PersonLinks()
    seen: set[tuple[str, str]] = set()
    for block in _blocks(forms, counts):
        for one, other in combinations(sorted(block), 2):
            if (one, other) in seen:
                continue
            likeness = compare(forms[one], forms[other])
            if likeness is None:
                continue
            seen.add((one, other))
            if likeness.relation == "same":
                (links.same if likeness.weak else links.sure).append((one, other, likeness.reason))
            elif likeness.relation == "less":
                links.fuller[one][other] = likeness
            else:
                links.fuller[other][one] = likeness
    for shorter, longer in _suffixes(forms):
        if longer not in links.fuller[shorter]:
            links.fuller[shorter][longer] = Likeness("less", "end of a longer name", weak=False)
    for key, form in forms.items():
        if form.given:
            for word in form.family_names:
                links.bearers[word].add(key)
    return links
