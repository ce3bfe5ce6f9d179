"""Texts made by chance, for tests that need many: unrelated ones, and what is done to them."""

from __future__ import annotations

import random

CONSONANTS, VOWELS = "bcdfghklmnprstvz", "aeiou"


def _word(chance: random.Random) -> str:
    return "".join(
        chance.choice(CONSONANTS) + chance.choice(VOWELS) for _ in range(chance.randint(1, 4))
    )


VOCABULARY = sorted({_word(random.Random(seed)) for seed in range(4000)})


def words(seed: int, count: int) -> list[str]:
    """So many words that have nothing to do with those of another seed."""
    chance = random.Random(seed)
    return [chance.choice(VOCABULARY) for _ in range(count)]


def story(seed: int, count: int = 300) -> str:
    """A text of so many words, with capitals, full stops and paragraphs."""
    sentences = []
    rest = words(seed, count)
    chance = random.Random(seed)
    while rest:
        length = chance.randint(6, 20)
        sentences.append(" ".join(rest[:length]).capitalize() + ".")
        rest = rest[length:]
    return "\n".join(sentences)


def edited(text: str, seed: int, share: float) -> str:
    """The text with this share of its words replaced, here and there."""
    chance = random.Random(seed)
    return " ".join(
        chance.choice(VOCABULARY) if chance.random() < share else word for word in text.split()
    )


def cut(text: str, start: float, end: float) -> str:
    """The stretch of the text between two shares of its words."""
    listed = text.split()
    return " ".join(listed[int(start * len(listed)) : int(end * len(listed))])
