"""What kind of thing a name is, by its own words and the word beside it.

Belongs here: the lists of known names, the words that say what a name is (`Ministry`, `River`), and
the tests that use them. Does not belong here: where a name starts and ends, and what the rest of
the article says of it (`capitals`).
"""

from __future__ import annotations

from collections.abc import Container

from etl.contracts.extraction import EntityType
from etl.extract.cues import is_cue, may_be_noun
from etl.extract.lexicon import words
from etl.extract.names import GIVEN, SURNAME_FIRST, Name
from etl.extract.tokens import Tokens

LINKS = frozenset(["of", "for", "on"])
"""Words that go on with a name after its head (`Ministry of Health`)."""
PARTICLES = words("persons", "particles")
ORG_HEADS = words("organisations", "heads") | words("organisations", "company_suffixes")
ORG_OPENERS = words("organisations", "openers")
_PLACE_HEADS = words("places", "heads")
_PLACE_OPENERS = words("places", "openers")
DIRECTIONS = words("places", "directions")
_FACILITY_HEADS = words("things", "facility_heads")
MISC_HEADS = words("things", "misc_heads")
_MISC_OPENERS = words("things", "misc_openers")
OF_HEADS = ORG_OPENERS | _MISC_OPENERS | MISC_HEADS | words("grammar", "kinds.of_heads")
_PERSON_SUFFIXES = words("persons", "suffixes")
_LOOSE_DIRECTIONS = frozenset(["Western", "Central", "Mid", "Upper", "Lower", "Greater"])
"""Directions that begin other names as often as names of places."""
_PEOPLE_PREFIXES = frozenset(["Afro", "Anglo", "Sino", "Indo", "Franco", "Russo", "Judeo"])
_MAX_LISTED = 6
"""Tokens in the longest listed name."""


def _listed() -> dict[str, EntityType]:
    known: dict[str, EntityType] = {}
    for section in ("countries", "regions", "states", "cities"):
        known.update(dict.fromkeys(words("places", section), "LOCATION"))
    singular = (
        words("peoples", "peoples") | words("peoples", "faiths") | words("peoples", "parties")
    )
    for word in singular:
        known[word] = "NORP"
        if word not in words("peoples", "not_plural") and not word.endswith(("s", "ese")):
            known[word + "s"] = "NORP"
    known.update(dict.fromkeys(words("peoples", "also_plural"), "NORP"))
    known.update(dict.fromkeys(words("things", "products"), "PRODUCT"))
    misc = {word for word in MISC_HEADS if " " in word or word in _LONE_MISC}
    known.update(dict.fromkeys(misc, "MISC"))
    known.update(dict.fromkeys(words("organisations", "known"), "ORGANIZATION"))
    return known


_LONE_MISC = words("things", "lone_misc")
_LISTED = _listed()
_LISTED_FIRST = frozenset(entry.replace("'s", " 's").split()[0] for entry in _LISTED)
LISTED_UPPER = {
    entry.upper(): kind for entry, kind in _LISTED.items() if kind in ("LOCATION", "NORP")
}
UPPER_FIRST = frozenset(entry.split()[0] for entry in LISTED_UPPER)


_SAYS = words("grammar", "kinds.says")
_SURNAMES = words("grammar", "kinds.surnames")
"""Words that end a person's name as often as that of a place or body, where a given name leads."""
_NOUNS_AFTER: dict[str, EntityType] = {
    **dict.fromkeys(words("grammar", "kinds.location_nouns"), "LOCATION"),
    **dict.fromkeys(words("grammar", "kinds.organization_nouns"), "ORGANIZATION"),
    **dict.fromkeys(words("grammar", "kinds.facility_nouns"), "FACILITY"),
    **dict.fromkeys(words("grammar", "kinds.norp_nouns"), "NORP"),
}


def longest_listed(tokens: Tokens, first: int, limit: int) -> int:
    """Where the longest listed name that starts here ends; `first` where there is none."""
    if tokens.text[first] not in _LISTED_FIRST:
        return first
    for end in range(min(first + _MAX_LISTED, limit), first, -1):
        if _plain(tokens.span(first, end)) in _LISTED:
            return end
    return first


def listed_kind(tokens: Tokens, first: int, end: int) -> EntityType | None:
    """The type of a listed name; None where the tokens are none."""
    return _LISTED.get(_plain(tokens.span(first, end)))


def _plain(phrase: str) -> str:
    return " ".join(phrase.replace("’", "'").split())


def is_institute(tokens: Tokens, first: int, end: int) -> bool:
    """Whether the words are those of a body (`Centre for African Studies`)."""
    return any(
        tokens.text[index] in ORG_OPENERS and tokens.text[index + 1] in LINKS
        for index in range(first, end - 1)
    )


def has_head(tokens: Tokens, index: int) -> bool:
    """Whether a token says what the name that it ends names (`Ministry`, `River`)."""
    word = tokens.text[index]
    return (
        word in ORG_HEADS or word in _PLACE_HEADS or word in _FACILITY_HEADS or word in MISC_HEADS
    )


def shouted(tokens: Tokens, first: int, end: int) -> Name | None:
    """A listed place in capitals (`ISLAMABAD`), as datelines write it."""
    phrase = " ".join(tokens.text[first:end])
    kind = LISTED_UPPER.get(phrase) if len(phrase) > 3 else None
    return Name(first, end, kind, 0.85) if kind else None


def by_hyphen(tokens: Tokens, index: int) -> Name | None:
    """A compound of peoples, `Chinese-Canadian`; `US-China` names two places and is left out."""
    parts = tokens.text[index].split("-")
    if len(parts) != 2 or _LISTED.get(parts[1]) != "NORP":
        return None
    compound = _LISTED.get(parts[0]) == "NORP" or parts[0] in _PEOPLE_PREFIXES
    return Name(index, index + 1, "NORP", 0.7) if compound else None


def by_head(tokens: Tokens, first: int, end: int) -> Name | None:
    """The name that tokens are by a word of theirs that says what it names, or None."""
    text = tokens.text
    linked = next((index for index in range(first + 1, end - 1) if text[index] in LINKS), -1)
    if linked > 0:
        kind, confidence = _linked_kind(text[linked - 1])
        return Name(first, end, kind, confidence)
    if end - first < 2 or (
        end - first == 2 and text[first] in GIVEN and text[end - 1] in _SURNAMES
    ):
        return None
    for heads, head_kind, confidence in _BY_LAST:
        if text[end - 1] in heads:
            return Name(first, end, head_kind, confidence)
    return _by_opener(tokens, first, end)


def _linked_kind(head: str) -> tuple[EntityType, float]:
    """The type of a name that goes on with `of` or `for` after a word."""
    for heads, kind, confidence in _BY_LINKED:
        if head in heads:
            return kind, confidence
    return "LOCATION", 0.7


def _by_opener(tokens: Tokens, first: int, end: int) -> Name | None:
    opener, length = tokens.text[first], end - first
    if opener in DIRECTIONS:
        if listed_kind(tokens, first + 1, end) is not None:
            return Name(first, end, "LOCATION", 0.9)
        if length == 2 and opener not in _LOOSE_DIRECTIONS:
            return Name(first, end, "LOCATION", 0.6)
    if opener in _MISC_OPENERS:
        return Name(first, end, "MISC", 0.6)
    if opener in _PLACE_OPENERS and length <= 3:
        return Name(first, end, "LOCATION", 0.6)
    return Name(first, end, "ORGANIZATION", 0.6) if opener in ORG_OPENERS and length > 2 else None


_BY_LAST: tuple[tuple[frozenset[str], EntityType, float], ...] = (
    (ORG_HEADS, "ORGANIZATION", 0.85),
    (_FACILITY_HEADS, "FACILITY", 0.5),
    (_PLACE_HEADS, "LOCATION", 0.75),
    (MISC_HEADS, "MISC", 0.65),
)
_BY_LINKED: tuple[tuple[frozenset[str], EntityType, float], ...] = (
    (ORG_OPENERS | ORG_HEADS, "ORGANIZATION", 0.88),
    (_MISC_OPENERS | MISC_HEADS, "MISC", 0.7),
    (_FACILITY_HEADS - _PLACE_HEADS, "FACILITY", 0.6),
)


def _initial(word: str) -> bool:
    return len(word) == 2 and word[1] == "."


def person_by_words(tokens: Tokens, first: int, end: int, in_lower: Container[str]) -> Name | None:
    """The name of a person, if its words or those after it show that it is one.

    Args:
        tokens: the tokens.
        first: the name's first token.
        end: the token after the name.
        in_lower: the words that the article writes without a capital too.
    """
    parts = tokens.text[first:end]
    if len(parts) > 5:
        return None
    confidence = 0.0
    if parts[0] in GIVEN:
        confidence = 0.92
    elif any(_initial(part) for part in parts[:-1]):
        confidence = 0.85
    elif any(part in PARTICLES for part in parts[1:]) and parts[0] not in _LISTED:
        confidence = 0.55
    elif (
        (parts[0] in SURNAME_FIRST and len(parts) <= 3 and parts[0] not in in_lower)
        or parts[-1] in _PERSON_SUFFIXES
        or (follows_person(tokens, end) and not any(part.isupper() for part in parts))
    ):
        confidence = 0.8
    return Name(first, end, "PERSON", confidence) if confidence else None


def follows_person(tokens: Tokens, end: int) -> bool:
    """Whether what follows a name goes with a person: a speech verb or an age."""
    if end >= len(tokens):
        return False
    if is_cue(tokens.lower[end]) and not may_be_noun(tokens.lower[end]):
        return True
    age = tokens.text[end + 1 : end + 3]
    return (
        tokens.text[end] == ","
        and len(age) == 2
        and len(age[0]) == 2
        and age[0].isdigit()
        and age[1] in (",", ".")
    )


def speaks(tokens: Tokens, end: int) -> bool:
    """Whether a verb follows that persons much more often go with than companies."""
    return end < len(tokens) and tokens.lower[end] in _SAYS


def by_noun_after(tokens: Tokens, end: int) -> EntityType | None:
    """The type that an ordinary noun after a name gives it (`Torvik village`)."""
    return _NOUNS_AFTER.get(tokens.text[end]) if end < len(tokens) else None
