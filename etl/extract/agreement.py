"""One name, one type: what a tagger says of a name in one place of a text, it says in all.

Belongs here: settling a name's type where a tagger gave it several within one text. Does not belong
here: finding names (`tagger`), or which names mean the same (`coreference`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from etl.contracts.extraction import EntityType
from etl.extract.coreference import UNGROUPED, stands_for
from etl.extract.names import Name, key
from etl.extract.tokens import Tokens

_LENT = 2.0
"""Weight of what a full name says of its surname, and a spelled-out name of its acronym."""


def settle(tokens: Tokens, names: Sequence[Name]) -> list[Name]:
    """The names, those of the same words with the type that they most surely have together.

    Every occurrence votes with its confidence squared; a person's full name votes for the surname
    that stands alone elsewhere, and a name for its acronym in brackets.

    Args:
        tokens: the tokens of the text.
        names: its names in text order, none overlapping.
    """
    votes: dict[tuple[str, ...], dict[EntityType, float]] = defaultdict(lambda: defaultdict(float))
    keys = [key(tokens, name) for name in names]
    full: dict[str, float] = {}
    for name, words in zip(names, keys, strict=True):
        if name.type in UNGROUPED:
            continue
        votes[words][name.type] += name.confidence**2
        if name.type == "PERSON" and len(words) > 1:
            full[words[-1]] = max(full.get(words[-1], 0.0), name.confidence)
    for words, types in votes.items():
        if len(words) == 1 and words[0] in full:
            types["PERSON"] += _LENT * full[words[0]]
    for (long, short), words in zip(pairwise(names), keys[1:], strict=True):
        if long.type not in UNGROUPED and words in votes and _in_brackets(tokens, long, short):
            votes[words][long.type] += _LENT * long.confidence
    settled: list[Name] = []
    for name, words in zip(names, keys, strict=True):
        types = votes.get(words, {})
        best = name.type
        if name.type not in UNGROUPED and len(types) > 1:
            best = max(types, key=lambda kind: (types[kind], kind))
        settled.append(name if best == name.type else replace(name, type=best))
    return settled


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
