"""Signatures: what is kept of an article's text, to find its copies without reading it again.

Belongs here: turning texts into sketches of their shingles, each from its own text alone. Does not
belong here: comparing sketches (`etl.resolve.copies`).

A text is its words, without regard to case, punctuation and spacing. In scripts that write no
spaces (Chinese, Japanese, Thai ...) every character is a word. A shingle is three words in a row,
six characters there. Shingles are hashed, and the hashes in the lowest quarter of their range are
kept (FracMinHash: Irber et al. 2022, doi:10.1101/2022.01.11.475838): from two such sketches the
share of one text that stands in the other is estimated without bias, however long each is. The
ordinary MinHash cannot do that for a short text in a long one. Of short texts more is kept, up to
everything, see `LEAST_KEPT`.

The texts of a chunk are worked on together in numpy, so that no word becomes a Python string: each
character is folded to one byte, and a word's hash is made from eight of its bytes at a time.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

VERSION = "1"
"""Raised when the same text gives another sketch; part of the read fingerprint."""

LEAST_WORDS = 30
"""A text of fewer words has no sketch: it can be an exact copy, and nothing else is said of it."""
HASH_BITS = 32
EVERYTHING = 2**HASH_BITS
"""Above every hash: the bound of a sketch that has every shingle of its text."""
REGIONS = 16
"""Equal stretches of a text; of each shingle it is kept in which one it begins."""
DIGIT, CAPITAL = 1, 2
"""Marks of a shingle, one of whose words begins with a digit; with a capital letter."""
_PLACE_BITS = 6
RATE = 4
"""One hash in so many is kept."""
LEAST_KEPT = 64
"""Of a text whose quarter would be less, so many hashes are kept where there are so many."""
WORDS = 3
CHARACTERS = 6
"""Length of a shingle: words, and characters in scripts without spaces."""
CHUNK_CHARS = 2**17
"""Code points worked on at once, more or less; what is made of them fits into a core's cache."""

TEXT_KINDS = frozenset({"body", "quotation", "list", "heading"})
"""Paragraphs that are text: captions, credits and tables go with a page, not with a story."""

Bytes = NDArray[np.uint8]
Hashes = NDArray[np.uint64]
Marks = NDArray[np.bool_]
Places = NDArray[np.int64]

_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x2FDF),  # radicals
    (0x3005, 0x3007),
    (0x3040, 0x30FF),  # kana
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),  # Han
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x323AF),
)
_LAST_LETTER = 0x323AF
"""What comes after it is not assigned, or for private use."""
_FIRST_UNSPACED = _UNSPACED[0][0]
_FACTORS = tuple(
    np.uint64(value)
    for value in (
        0x9FB21C651E98DF25,
        0xD6E8FEB86659FD93,
        0xA0761D6478BD642F,
        0xE7037ED1A0B428DB,
        0x8EBC6AF09C88C6E3,
        0x589965CC75374CC3,
    )
)
"""Odd numbers without a pattern (from rrmxmx and wyhash)."""
_MIX = (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53))
_FIRST_BYTES = np.array([(1 << (8 * count)) - 1 for count in range(9)], np.uint64)


class Sketch(NamedTuple):
    """What is kept of one text."""

    words: int
    bound: int
    """Every shingle whose hash is smaller is in `hashes`."""
    hashes: NDArray[np.uint32]
    """Ascending."""
    places: Bytes
    """Of each hash: four times its region, plus its marks."""


def running_text(paragraphs: Iterable[tuple[str, str]], body: str) -> str:
    """The text that an article is compared by: its paragraphs of text; all of it without any.

    Args:
        paragraphs: (kind, text) of each.
        body: the article's body.
    """
    text = "\n".join(text for kind, text in paragraphs if kind in TEXT_KINDS)
    return text or body


class _Characters(NamedTuple):
    """What code points are to a word."""

    folded: Bytes
    """0 outside words; letters and digits of ASCII in lower case; others 128 and above, by the last
    seven bits of their lower case form, which tell the letters of one script apart."""
    alone: Marks
    """Of a script without spaces."""
    marks: Bytes
    """DIGIT, CAPITAL or neither."""
    of_bytes: bytes
    """`folded` for ASCII, as a table for `bytes.translate`."""


@cache
def _characters() -> _Characters:
    folded = np.zeros(0x110000, np.uint8)
    alone = np.zeros(0x110000, np.bool_)
    marks = np.zeros(0x110000, np.uint8)
    for code in range(_LAST_LETTER + 1):
        character = chr(code)
        category = unicodedata.category(character)
        if category[0] in "LNM":
            wide = unicodedata.decomposition(character).startswith("<")
            plain = (unicodedata.normalize("NFKC", character) if wide else character).lower()
            lower = ord(plain) if len(plain) == 1 else code
            folded[code] = lower if lower < 128 else 128 | (lower & 127)
            marks[code] = {"Nd": DIGIT, "Lu": CAPITAL, "Lt": CAPITAL}.get(category, 0)
    for first, last in _UNSPACED:
        alone[first : last + 1] = folded[first : last + 1] != 0
    return _Characters(folded, alone, marks, folded[:256].tobytes())


def _mixed(values: Hashes) -> Hashes:
    """The finaliser of MurmurHash3, in place: every bit comes to depend on every bit."""
    for factor in _MIX:
        values ^= values >> np.uint64(33)
        values *= factor
    values ^= values >> np.uint64(33)
    return values


class _Words(NamedTuple):
    hashes: Hashes
    starts: Places
    alone: Marks | None
    marks: Bytes


def _words(text: str) -> _Words:
    """The words of a text, in order."""
    characters = _characters()
    codes: NDArray[Any]
    if text.isascii():
        data = text.encode("ascii")
        codes = np.frombuffer(data, np.uint8)
        inner = data.translate(characters.of_bytes)
    else:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        inner = np.take(characters.folded, codes, mode="clip").tobytes()
    # Eight bytes of padding on both sides: words are loaded eight bytes at a time.
    padded = b"\0" * 8 + inner + b"\0" * 8
    folded = np.frombuffer(padded, np.uint8)
    inside = folded != 0
    edges = inside[1:] != inside[:-1]
    alone = None
    if len(codes) and int(codes.max()) >= _FIRST_UNSPACED:
        alone = np.zeros(len(padded), np.bool_)
        alone[8:-8] = np.take(characters.alone, codes, mode="clip")
        starts = np.flatnonzero(inside[1:] & (edges | alone[1:] | alone[:-1])) + 1
        ends = np.flatnonzero(inside[:-1] & (edges | alone[1:] | alone[:-1])) + 1
        alone = alone[starts]
    else:
        both = np.flatnonzero(edges) + 1
        starts, ends = both[::2], both[1::2]
    eights = np.ndarray((len(padded) - 7,), "<u8", padded, strides=(1,))
    lengths = ends - starts
    hashes = eights[starts]
    hashes &= _FIRST_BYTES[np.minimum(lengths, 8)]
    long = np.flatnonzero(lengths > 8)
    tails = eights[ends[long] - 8] * _FACTORS[4]
    tails += lengths[long].view(np.uint64) * _FACTORS[5]
    hashes[long] ^= tails
    starts = starts - 8
    return _Words(hashes, starts, alone, characters.marks[codes[starts]])


class _Shingles(NamedTuple):
    values: Hashes
    """Of 64 bits."""
    whole: Marks
    """False where it would reach into the next text."""


def _rows(words: Hashes, length: int) -> Hashes:
    """The hash of every row of so many words."""
    count = max(0, len(words) - length + 1)
    total = words[:count] * _FACTORS[0]
    for number in range(1, length):
        total += words[number : number + count] * _FACTORS[number]
    return _mixed(total)


def _shingles(words: _Words, texts: Places) -> _Shingles:
    values = _rows(words.hashes, WORDS)
    whole = texts[: len(values)] == texts[WORDS - 1 :]
    if words.alone is None:
        return _Shingles(values, whole)
    longer = _rows(words.hashes, CHARACTERS)
    alone = words.alone[: len(values)]
    whole &= ~alone
    count = len(longer)
    whole[:count] |= alone[:count] & (texts[:count] == texts[CHARACTERS - 1 :])
    values[:count] = np.where(alone[:count], longer, values[:count])
    return _Shingles(values, whole)


class _Entries(NamedTuple):
    texts: Places
    """The number of each one's text, ascending."""
    hashes: NDArray[np.uint32]
    places: Bytes


def _distinct(
    words: _Words, shingles: _Shingles, texts: Places, regions: Hashes, chosen: Places
) -> _Entries:
    """The chosen shingles by text and hash, each hash once, in its first region."""
    marks = words.marks[chosen]
    for number in range(1, WORDS):
        marks |= words.marks[chosen + number]
    keys = texts[chosen].view(np.uint64) << np.uint64(HASH_BITS)
    keys |= shingles.values[chosen] >> np.uint64(64 - HASH_BITS)
    keys <<= np.uint64(_PLACE_BITS)
    keys |= regions[chosen] << np.uint64(2)
    keys |= marks
    keys.sort()
    first = np.ones(len(keys), np.bool_)
    plain = keys >> np.uint64(_PLACE_BITS)
    np.not_equal(plain[1:], plain[:-1], out=first[1:])
    plain = plain[first]
    places = keys[first].astype(np.uint8) & np.uint8(2**_PLACE_BITS - 1)
    return _Entries((plain >> np.uint64(HASH_BITS)).view(np.int64), plain.astype(np.uint32), places)


def _chunk_sketches(texts: Sequence[str]) -> Iterator[Sketch]:
    words = _words("\n".join(texts))
    lengths = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
    ends = np.searchsorted(words.starts, np.cumsum(lengths))
    counts = np.diff(ends, prepend=0)
    text_of = np.repeat(np.arange(len(texts)), counts)
    within = np.arange(len(text_of)) - np.repeat(ends - counts, counts)
    regions = (within * REGIONS // np.repeat(counts, counts)).view(np.uint64)
    shingles = _shingles(words, text_of)
    few = np.flatnonzero((shingles.values < np.uint64(2**64 // RATE)) & shingles.whole)
    kept = _distinct(words, shingles, text_of, regions, few)
    numbers = np.arange(len(texts) + 1)
    kept_at = np.searchsorted(kept.texts, numbers)
    scarce = np.diff(kept_at) < LEAST_KEPT
    rest = np.flatnonzero(scarce[text_of[: len(shingles.whole)]] & shingles.whole)
    more = _distinct(words, shingles, text_of, regions, rest)
    more_at = np.searchsorted(more.texts, numbers)
    places = zip(counts.tolist(), scarce.tolist(), kept_at.tolist(), more_at.tolist(), strict=False)
    for number, (count, is_scarce, kept_from, more_from) in enumerate(places):
        bound = EVERYTHING
        if count < LEAST_WORDS:
            found, own = kept, slice(0, 0)
        elif not is_scarce:
            found, own = kept, slice(kept_from, int(kept_at[number + 1]))
            bound //= RATE
        else:
            found, own = more, slice(more_from, int(more_at[number + 1]))
            if own.stop - own.start > LEAST_KEPT:
                own = slice(more_from, more_from + LEAST_KEPT)
                bound = int(more.hashes[own.stop])
        yield Sketch(count, bound, found.hashes[own], found.places[own])


def make_sketches(texts: Iterable[str]) -> Iterator[Sketch]:
    """The sketch of each text, in order; each depends on its own text alone.

    Args:
        texts: in Unicode NFC, as `running_text` gives them.
    """
    chunk: list[str] = []
    size = 0
    for text in texts:
        chunk.append(text)
        size += len(text)
        if size >= CHUNK_CHARS:
            yield from _chunk_sketches(chunk)
            chunk, size = [], 0
    if chunk:
        yield from _chunk_sketches(chunk)
