"""How words would be written in running text that stand in a headline.

Belongs here: paragraphs Written Like a Headline, and the words that a tagger reads in their place.
Does not belong here: what is a name in them (`tagger`), what rules make of capitals (`capitals`).

Taggers learn from running text, where a capital says much. Texts and offsets stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from etl.extract.tokens import Tokens

_FEWEST = 3
"""Words that running text would not capitalise, at least, for a paragraph to be a headline."""
_CAPITALS = 0.85
"""Share of capitals among the longer words of a headline."""
_COMMON = 0.25
"""Share of words, at least, that running text would not capitalise."""
_SHORT = 3
"""Letters of words that headlines may have without a capital (`of`, `for`)."""


@dataclass(frozen=True, slots=True)
class Habit:
    """What is known of a word's writing."""

    lower: bool
    """Whether it is mostly written in lower case."""
    listed: bool
    """Whether a list has it as part of names."""


@dataclass(frozen=True, slots=True)
class Restored:
    """A text's words as a tagger should read them."""

    words: Sequence[str]
    paragraphs: Sequence[tuple[int, int]]
    """First token and end of those that were changed."""


def restored(tokens: Tokens, habits: Callable[[Sequence[str]], Sequence[Habit]]) -> Restored:
    """The words of a text, those of its headlines as running text would have them.

    There a word is in lower case if it mostly is, unless a list has it as part of names or the text
    has it with a capital within a sentence. A text of headlines alone does not tell: its words are
    put into capitals, which taggers know from old wire copy.

    Args:
        tokens: of the text.
        habits: how words are mostly written.
    """
    headlines: list[tuple[int, int, list[int]]] = []
    for first, end in tokens.paragraph_bounds:
        if not _capitalised(tokens, first, end):
            continue
        letters = [index for index in range(first, end) if tokens.text[index][0].isalpha()]
        known = habits([tokens.text[index] for index in letters])
        common = [
            index
            for index, habit in zip(letters, known, strict=True)
            if habit.lower and not habit.listed
        ]
        capital = sum(tokens.text[index][0].isupper() for index in common)
        if capital >= max(_FEWEST, _COMMON * len(letters)):
            headlines.append((first, end, common))
    if not headlines:
        return Restored(tokens.text, ())
    words = list(tokens.text)
    within = [index for first, end, _ in headlines for index in range(first, end)]
    if len(within) * 2 > len(words):
        for index in within:
            words[index] = words[index].upper()
    else:
        named = _named(tokens, set(within))
        for first, _, common in headlines:
            for index in common:
                if index > first and words[index] not in named:
                    words[index] = words[index].lower()
    return Restored(words, [(first, end) for first, end, _ in headlines])


def _named(tokens: Tokens, headlines: set[int]) -> set[str]:
    """The words that a text has with a capital within a sentence, its headlines apart."""
    return {
        tokens.text[index]
        for before, index in pairwise(range(len(tokens)))
        if index not in headlines
        and tokens.text[index][0].isupper()
        and (tokens.text[before][-1].isalnum() or tokens.text[before] == ",")
    }


def _capitalised(tokens: Tokens, first: int, end: int) -> bool:
    """Whether nearly all longer words of a paragraph begin with a capital, and some go on small."""
    longer = [
        tokens.text[index]
        for index in range(first + 1, end)
        if len(tokens.text[index]) > _SHORT and tokens.text[index][0].isalpha()
    ]
    capital = sum(word[0].isupper() for word in longer)
    return (
        len(longer) >= _FEWEST
        and capital >= _CAPITALS * len(longer)
        and not all(word.isupper() for word in longer)
    )
