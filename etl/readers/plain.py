"""Plain text to blocks: where its paragraphs are.

Belongs here: paragraph conventions of text without markup, shared by the text reader and by text
fields of JSON and CSV. Does not belong here: headlines, bylines and dates (`formats.text`).
"""

from __future__ import annotations

import re
from itertools import pairwise

from etl.readers.base import Block

BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
WRAP_WIDTH = 100
"""Hard-wrapped text has lines no longer than this."""
SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
INDENTED = re.compile(r"^(?: {2,}|\t)\S")
SPACE = re.compile(r"[ \t\n\u00a0]+")


def is_wrapped(lines: list[str]) -> bool:
    """Whether line ends are those of a page, not of paragraphs.

    Wrapped lines are about equally long, and break in the middle of sentences; lines that are
    paragraphs mostly end where a sentence ends.
    """
    if len(lines) < 2:
        return False
    longest = max(map(len, lines))
    if longest > WRAP_WIDTH:
        return False
    inner = lines[:-1]
    full = sum(len(line) > 0.6 * longest for line in inner)
    ended = sum(bool(SENTENCE_END.search(line.rstrip())) for line in inner)
    return full >= 0.6 * len(inner) and ended <= 0.5 * len(inner)


def join_lines(lines: list[str]) -> str:
    """The lines of one paragraph as one line of text."""
    return SPACE.sub(" ", " ".join(line.strip() for line in lines)).strip()


def _indents_begin(lines: list[str]) -> bool:
    """Whether lines are indented where paragraphs begin: after a sentence's end, and only there."""
    pairs = list(pairwise(lines))
    begun = [before for before, line in pairs if INDENTED.match(line)]
    going_on = [before for before, line in pairs if not INDENTED.match(line)]
    ended = sum(bool(SENTENCE_END.search(before.rstrip())) for before in going_on)
    return (
        bool(begun and going_on)
        and all(SENTENCE_END.search(before.rstrip()) for before in begun)
        and ended <= 0.5 * len(going_on)
    )


def _indented(lines: list[str]) -> list[list[str]]:
    """Paragraphs whose first lines are indented (old wire copy)."""
    groups: list[list[str]] = []
    for line in lines:
        if INDENTED.match(line) or not groups:
            groups.append([])
        groups[-1].append(line)
    return groups


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a plain text.

    Blank lines part paragraphs. Within what they leave, lines are joined where they are wrapped;
    first lines that are indented begin paragraphs; otherwise each line is one.
    """
    found: list[str] = []
    for chunk in BLANK_LINE.split(text.strip("\n")):
        lines = [line for line in chunk.split("\n") if line.strip()]
        indented = sum(bool(INDENTED.match(line)) for line in lines)
        groups: list[list[str]]
        if 0 < indented < len(lines) and (
            is_wrapped([line.strip() for line in lines]) or _indents_begin(lines)
        ):
            groups = _indented(lines)
        elif is_wrapped(lines):
            groups = [lines]
        else:
            groups = [[line] for line in lines]
        found += [paragraph for group in groups if (paragraph := join_lines(group))]
    return found


def blocks(text: str) -> list[Block]:
    """The paragraphs of a plain text as blocks."""
    return [Block("body", paragraph) for paragraph in paragraphs(text)]
