"""Word lists, each in a text file beside this module, and the function that reads them.

Belongs here: lists of words that the language fixes (function words, titles, speech verbs) or that
general knowledge does (countries, capitals, common given names), written for this project. Does not
belong here: a name because one article has it, and anything taken from a corpus.
"""

from __future__ import annotations

from functools import cache
from importlib import resources


class LexiconError(ValueError):
    """A word list is not written as its reader expects."""


@cache
def sections(name: str) -> dict[str, frozenset[str]]:
    """The sections of one file: heading -> its entries.

    A file has headings in square brackets, entries separated by commas, any number a line, and
    comments after `#`.

    Raises:
        LexiconError: an entry stands before the first heading.
    """
    found: dict[str, set[str]] = {}
    current: set[str] | None = None
    content = resources.files(__package__).joinpath(f"{name}.txt").read_text("utf-8")
    for number, line in enumerate(content.splitlines(), 1):
        text = line.partition("#")[0].strip()
        if text.startswith("["):
            current = found.setdefault(text.strip("[]"), set())
        elif text:
            if current is None:
                raise LexiconError(f"{name}.txt, line {number}: expected a [heading] before {text}")
            current.update(entry.strip() for entry in text.split(",") if entry.strip())
    return {heading: frozenset(entries) for heading, entries in found.items()}


def words(name: str, section: str) -> frozenset[str]:
    """The entries of one section.

    Raises:
        LexiconError: the file has no such section.
    """
    try:
        return sections(name)[section]
    except KeyError:
        raise LexiconError(
            f"{name}.txt has no section [{section}]; it has {', '.join(sections(name))}"
        ) from None
