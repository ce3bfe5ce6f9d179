"""One name, one type: what a tagger says of a name in one place of a text, it says in all.

Belongs here: settling a name's type where a tagger gave it several within one text. Does not belong
here: finding names (`tagger`), or which names mean the same (`coreference`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from etl.contracts.extraction import EntityType
from etl.extract.coreference import UNGROUPED, stands_for
from etl.extract.kinds import listed_kind
from etl.extract.lexicon import words
from etl.extract.names import GIVEN, Name, key
from etl.extract.sources import PREPOSITIONS
from etl.extract.tokens import Tokens

_Key = tuple[str, ...]
_Votes = dict[_Key, dict[EntityType, float]]
_OFFICES = words("grammar", "agreement.offices")
_LEGAL_FORMS = words("things", "legal_forms") | {"LP", "L.P", "Bhd", "SpA", "ASA"}
_COMPANY_ENDS = words("organisations", "company_ends")
_PRODUCTS = words("things", "sure_products")
_SERIES = words("things", "series")
_ALSO_PLACES = frozenset((word.casefold(),) for word in words("organisations", "also_places"))
_NATURE = words("places", "natural")
_EMPLOYED = words("grammar", "agreement.employed")
_BODIES = words("grammar", "agreement.bodies")
_NOUN_ENDS = (
    PREPOSITIONS | words("grammar", "clauses.relatives") | {"that", "whose", "and", "based"}
)
_APPOSED = 12
"""Tokens after a name within which the noun of its apposition stands."""
_LENT = 2.0
"""Weight of what a full name says of its surname, and a spelled-out name of its acronym."""
_OVERRULED: dict[EntityType, frozenset[EntityType]] = {
    "ORGANIZATION": frozenset(["PERSON", "LOCATION", "NORP", "FACILITY", "PRODUCT", "MISC"]),
    "PRODUCT": frozenset(["PERSON", "LOCATION", "NORP", "FACILITY", "ORGANIZATION", "MISC"]),
    "NORP": frozenset(["PERSON", "LOCATION"]),
    "MISC": frozenset(["PERSON", "LOCATION", "NORP"]),
}
"""What a tagger takes names for that everybody knows (`Morgan Stanley`, `iPhone`, `Democrats`)."""


def settle(tokens: Tokens, names: Sequence[Name]) -> list[Name]:
    """The names, those of the same words with the type that they most surely have together.

    Every occurrence votes with its confidence squared; a person's full name votes for the surname
    that stands alone elsewhere, and a name for its acronym in brackets. What the text calls a
    company (`Pell, a maker of sails`), or gives a chief executive (`Pell CEO Ines Moreau`), a legal
    form (`Pell Ltd.`) or an economist (`an economist at Pell`), is an organisation, unless it is a
    place or given name that everybody knows. What everybody knows is what it is, whatever it looks
    like (`Morgan Stanley`, `iPhone`, `Democrats`). A name that a firm shares with a place
    (`Amazon`) is the firm's in texts where nothing speaks for the place.

    Args:
        tokens: the tokens of the text.
        names: its names in text order, none overlapping.
    """
    keys = [key(tokens, name) for name in names]
    keyed = [
        (name, own) for name, own in zip(names, keys, strict=True) if name.type not in UNGROUPED
    ]
    votes: _Votes = defaultdict(lambda: defaultdict(float))
    full: dict[str, float] = {}
    for name, own in keyed:
        votes[own][name.type] += name.confidence**2
        if name.type == "PERSON" and len(own) > 1:
            full[own[-1]] = max(full.get(own[-1], 0.0), name.confidence)
    for own, types in votes.items():
        if len(own) == 1 and own[0] in full:
            types["PERSON"] += _LENT * full[own[0]]
    for (long, short), own in zip(pairwise(names), keys[1:], strict=True):
        if long.type not in UNGROUPED and own in votes and _in_brackets(tokens, long, short):
            votes[own][long.type] += _LENT * long.confidence
    given = {own[0] for name, own in keyed if name.type == "PERSON" and len(own) > 1}
    for name, own in keyed:
        alone = len(own) == 1 and (own[0] in full or own[0] in given)  # somebody's name here
        sure = None if alone else _known_kind(tokens, name)
        if sure is not None and _most(votes[own]) in _OVERRULED[sure]:
            votes[own][sure] += 1 + sum(votes[own].values())
    for own in _companies(tokens, keyed):
        votes[own]["ORGANIZATION"] += 1 + sum(votes[own].values())
    settled: list[Name] = []
    for name, own in zip(names, keys, strict=True):
        types = votes.get(own, {})
        best = name.type
        if name.type not in UNGROUPED and len(types) > 1:
            best = _most(types) or best
        settled.append(name if best == name.type else replace(name, type=best))
    return settled


def _companies(tokens: Tokens, keyed: Sequence[tuple[Name, _Key]]) -> set[_Key]:
    """The names that the words beside them make organisations', somewhere in the text."""
    found = {
        own for name, own in keyed if name.type != "ORGANIZATION" and _is_company(tokens, name)
    }
    shared = {own for _, own in keyed} & _ALSO_PLACES
    natural = {own for name, own in keyed if own in shared and _in_nature(tokens, name)}
    return found | (shared - natural)


def _most(votes: Mapping[EntityType, float]) -> EntityType | None:
    """The type with most votes; None without any."""
    return max(votes, key=lambda kind: (votes[kind], kind), default=None)


def _known_kind(tokens: Tokens, name: Name) -> EntityType | None:
    """What everybody knows a name to be, or its legal form says (`Pell Rigging Ltd.`)."""
    first, end = name.first, name.end
    last = tokens.text[end - 1]
    if end - first > 1 and (last.rstrip(".") in _LEGAL_FORMS or last in _COMPANY_ENDS):
        return "ORGANIZATION"
    if tokens.text[first] in _SERIES or tokens.span(first, end) in _PRODUCTS:
        return "PRODUCT"
    kind = listed_kind(tokens, first, end)
    return kind if kind in ("ORGANIZATION", "NORP", "MISC") else None


def _is_company(tokens: Tokens, name: Name) -> bool:
    """Whether the words beside a name say that it is a company or a body like one."""
    lower, end = tokens.lower, name.end
    known = listed_kind(tokens, name.first, name.end)
    if known is not None or (name.type == "PERSON" and tokens.text[name.first] in GIVEN):
        return False
    limit = min(tokens.paragraph_bounds[tokens.paragraph[name.first]][1], end + _APPOSED)
    after = end + (end < limit and lower[end] in ("'s", "'"))
    offices = [lower[after : min(limit, after + count)] for count in (1, 2)]
    if any(" ".join(office) in _OFFICES for office in offices):
        return True
    first = name.head
    if first > 1 and lower[first - 1] in ("at", "with") and lower[first - 2] in _EMPLOYED:
        return True  # `an economist at Pell`
    if end + 2 >= limit or tokens.text[end] != "," or lower[end + 1] not in ("a", "an", "the"):
        return False
    noun = end + 1
    while noun + 1 < limit and lower[noun + 1][0].isalpha() and lower[noun + 1] not in _NOUN_ENDS:
        noun += 1
    return noun + 1 < limit and lower[noun] in _BODIES


def _in_nature(tokens: Tokens, name: Name) -> bool:
    """Whether a name that a firm has too is a place here (`in the Amazon`, `Amazon rainforest`)."""
    lower, first, end = tokens.lower, name.first, name.end
    after = lower[end] if end < len(lower) else ""
    within = first > 1 and lower[first - 1] == "the" and lower[first - 2] in PREPOSITIONS
    return after in _NATURE or (within and not after[:1].isalpha())


def _in_brackets(tokens: Tokens, long: Name, short: Name) -> bool:
    return (
        short.first == long.end + 1
        and tokens.text[long.end] == "("
        and short.end < len(tokens)
        and tokens.text[short.end] == ")"
        and stands_for(
            "".join(tokens.text[short.first : short.end]), tokens.text[long.first : long.end]
        )
    )
