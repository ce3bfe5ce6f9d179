"""Characters: what every string of an article goes through before it is stored or compared.

Belongs here: white space, invisible characters, Unicode forms, and the keys that make two strings
comparable. Does not belong here: anything that knows what a string means (a title, a name).

The body is stored in Unicode NFC. The verbatim promise is about the body's own offsets, NFC never
changes what a reader sees (UAX #15), and without it a name typed with a combining accent (text from
PDF and macOS) would never meet the same name typed with one character.
"""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile(
    "["
    "\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f"  # controls that are not white space
    "\u00ad"  # soft hyphen
    "\u200b\u2060\ufeff"  # zero width space, word joiner, byte order mark
    "\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks of writing direction
    "]"
)
# Joiners are spelling in Persian and Indic scripts and hold emoji together; between or beside ASCII
# they are debris.
_STRAY_JOINER = re.compile(
    "(?:(?<![^\u0000-\u007f])[\u200c\u200d]+|[\u200c\u200d]+(?![^\u0000-\u007f]))"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_NEEDS_CARE = re.compile("[^\t\n\r\u0020-\u007e\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027]")
_WORD = re.compile(r"[^\W_]+")
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")


def replace_surrogates(text: str) -> str:
    """The text with each lone surrogate as U+FFFD, so that it can be written as UTF-8."""
    return _SURROGATE.sub("\ufffd", text)


def clean(text: str) -> str:
    """One line of text: NFC, single spaces, nothing invisible, no space at either end.

    Every kind of Unicode white space (no-break and thin spaces, line and paragraph separators)
    becomes a space. Soft hyphens, zero-width spaces, marks of writing direction and control
    characters go; joiners stay only within text that is not ASCII. Lone surrogates become U+FFFD.
    """
    if _NEEDS_CARE.search(text):
        text = _INVISIBLE.sub("", replace_surrogates(text))
        text = _STRAY_JOINER.sub("", text)
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


def clean_or_none(text: str | None) -> str | None:
    """The cleaned text, or None where nothing is left."""
    return clean(text) or None if text is not None else None


def has_letter(text: str) -> bool:
    """Whether any character is a letter of any script."""
    return any(character.isalpha() for character in text)


def word_count(text: str) -> int:
    """How many runs of letters and digits there are."""
    return len(_WORD.findall(text))


def comparable(text: str) -> str:
    """The text without regard to case and spacing (NFKC, case folded, single spaces).

    Punctuation counts: two texts that differ in it are near copies, not the same wording.
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def squeezed(text: str) -> str:
    """Letters and digits only, case folded: `The Daily Post` and `thedailypost` are one."""
    return _NOT_ALPHANUMERIC.sub("", unicodedata.normalize("NFKC", text).casefold())


def word_set(*lines: str) -> frozenset[str]:
    """The words of the lines: long lists of words read best as running text."""
    return frozenset(word for line in lines for word in line.split())
