"""What a tagger sees of a single word: hashes, shape, and what word lists say of it.

Belongs here: everything that depends on the word alone, computed alike in training and in use. Does
not belong here: its neighbours (`tagger`), or how the numbers are learned (`training/`).

No word is kept, only 32-bit hashes (CRC-32 of UTF-8): a table of 200,000 words takes a stranger for
a friend once in 20,000 times.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

GRAM_BUCKETS = 16384
"""Rows of the table of character n-grams."""
SHAPE_BUCKETS = 256
MAX_GRAMS = 32
BREAK = "¶"
"""Stands between two paragraphs, as a token that no text has by itself."""

_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "„": '"'})
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Wordform:
    """One word, as numbers."""

    key: int
    """Hash of the lower-case word, its digits made equal."""
    shape: int
    """Bucket of its shape (`Xxxx`, `dd`)."""
    case: int
    """0 no letters, 1 lower case, 2 first letter a capital, 3 capitals only, 4 mixed."""
    grams: tuple[int, ...]
    """Buckets of its character 2- to 4-grams, edges marked; at most MAX_GRAMS."""


def normal(word: str) -> str:
    """The word for comparison: lower case, plain quotation marks, digits made equal.

    Years stay apart from other numbers, all as one year.
    """
    lower = word.lower().translate(_QUOTES)
    if _DIGIT.search(lower):
        lower = "1999" if _YEAR.fullmatch(lower) else _DIGIT.sub("0", lower)
    return lower


def key_of(word: str) -> int:
    """The hash under which tables keep a word."""
    return crc32(normal(word).encode("utf-8", "replace"))


def wordform(word: str) -> Wordform:
    """A word as numbers."""
    lower = normal(word)
    marked = f"^{lower[:24]}$"
    grams: list[int] = []
    for size in (3, 4, 2):
        for start in range(max(1, len(marked) - size + 1)):
            gram = marked[start : start + size].encode("utf-8", "replace")
            grams.append(crc32(gram) % GRAM_BUCKETS)
    return Wordform(
        crc32(lower.encode("utf-8", "replace")),
        crc32(shape(word).encode("utf-8", "replace")) % SHAPE_BUCKETS,
        case_of(word),
        tuple(grams[:MAX_GRAMS]),
    )


def shape(word: str) -> str:
    """Capitals as X, other letters as x, digits as d, the rest as it is; runs end after three."""
    found: list[str] = []
    for char in word.translate(_QUOTES):
        if char.isupper():
            kind = "X"
        elif char.isalpha():
            kind = "x"
        elif char.isdigit():
            kind = "d"
        else:
            kind = char
        if found[-3:] != [kind] * 3:
            found.append(kind)
    return "".join(found[:12])


def case_of(word: str) -> int:
    """How the word is written: see `Wordform.case`."""
    if word.islower():
        return 1
    if word.isupper():
        return 3 if len(word) > 1 else 2
    if word[:1].isupper():
        return 2 if word[1:].islower() else 4
    return 4 if any(char.isupper() for char in word) else 0


@dataclass(frozen=True, slots=True)
class Lookups:
    """What word lists say of words, by the hash of the lower-case word."""

    keys: NDArray[np.uint32]
    """Sorted."""
    clusters: NDArray[np.uint16]
    """For each word the Brown clusters of its lower-, title- and upper-case forms; 0: none."""
    habits: NDArray[np.uint8]
    """For each word the case it is mostly written in: 1 lower, 2 title, 3 upper; 0 unknown."""
    lists: NDArray[np.uint8]
    """For each word a bit for each list that it stands in (`training/lookups.py` names them)."""

    def find(self, keys: NDArray[np.uint32]) -> NDArray[np.int64]:
        """Place of each hash in the table, or -1."""
        return find(self.keys, keys)


def find(table: NDArray[np.uint32], keys: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Place of each key in a sorted table, or -1."""
    places = np.searchsorted(table, keys)
    places[places == len(table)] = 0
    return np.where(table[places] == keys, places, -1) if len(table) else np.full(len(keys), -1)


CLUSTERS_OF_CASE = np.array([[0, 1, 2], [0, 1, 2], [1, 0, 2], [2, 1, 0], [1, 2, 0]])
"""For each case: columns of `Lookups.clusters` in the order in which they say most."""
