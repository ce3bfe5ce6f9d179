"""From a reader's blocks to a body and the place of each paragraph in it.

Belongs here: which blocks become paragraphs, how they are joined, and their offsets. Does not
belong here: what a paragraph means (`byline`, `dateline`, `wire`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from etl.contracts.articles import ParagraphKind
from etl.normalize.text import clean, comparable, has_letter
from etl.readers.base import Block

SEPARATOR = "\n\n"
"""What stands between two paragraphs of a body."""


class Span(NamedTuple):
    """A paragraph and its place: code points of the body from 0, end exclusive."""

    kind: ParagraphKind
    text: str
    start: int
    end: int


def clean_blocks(blocks: Iterable[Block], title: str | None) -> list[Block]:
    """The blocks that become paragraphs, their texts cleaned.

    Empty blocks go. So do headings that repeat the title before the text has begun, as pages and
    feeds print it a second time; nothing else is dropped, and these only where a letter remains.
    """
    cleaned = [Block(kind, text) for kind, raw in blocks if (text := clean(raw))]
    if not title:
        return cleaned
    begun = next(
        (
            i
            for i, block in enumerate(cleaned)
            if block.kind not in ("heading", "caption", "credit")
        ),
        len(cleaned),
    )
    key = comparable(title)
    kept = [
        block
        for i, block in enumerate(cleaned)
        if i >= begun or block.kind != "heading" or comparable(block.text) != key
    ]
    return kept if any(has_letter(block.text) for block in kept) else cleaned


def lay_out(blocks: Sequence[Block]) -> tuple[str, list[Span]]:
    """The body, and the blocks as spans of it."""
    spans = []
    position = 0
    for kind, text in blocks:
        end = position + len(text)
        spans.append(Span(kind, text, position, end))
        position = end + len(SEPARATOR)
    return SEPARATOR.join(block.text for block in blocks), spans
