"""What a page prints beside its headline: the byline and the date.

Belongs here: finding them among the page's blocks, where the page does not say them to machines.
Does not belong here: which source wins (`html_metadata`), or which blocks are the article
(`html_article`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from etl.readers.html_blocks import HINT_NAMES, HINTS, PageBlock, Segments
from etl.readers.html_features import squeeze
from etl.readers.html_metadata import OPENING, Printed, is_name, split_names

BEFORE, AFTER = 8, 12
"""Blocks before and after the headline that are looked at."""
BYLINE_CHARS = 140
DATE_CHARS = 120
SIGNATURE_CHARS = 60
BYLINE = 1 << [name for name, _ in HINTS].index("byline")
ASIDE = sum(
    1 << HINT_NAMES.index(name)
    for name in ("navigation", "related", "<nav>", "<aside>", "<footer>", "caption")
)
_PIECES = re.compile(r"\s*[|•·]\s*|\s[–—-]\s")
_CLOCK = (
    r"(?:[\s,|·–—-]*(?:um|at|à|às|a las|kl\.?|ore|o)?\s*\d{1,2}\s?[:.h]\s?\d{2}(?::\d{2})?"
    r"(?:\s?[ap]\.?m\.?)?(?:\s*(?:Uhr|GMT|UTC|[A-Z]{2,4}T))?(?:\s?\(?(?:GMT|UTC)?[+-]\d{1,2}"
    r"(?::?\d{2})?\)?)?)?"
)
_DATE = re.compile(
    r"(?<!\d)(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./]\s?\d{1,2}[./]\s?(?:\d{4}|\d{2})(?!\d)"
    r"|\d{4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]"
    r"|\d{1,2}(?:st|nd|rd|th|\.)?\s+(?:de\s+)?[^\W\d_]{3,12}\.?,?\s+(?:de\s+)?\d{4}"
    r"|(?<![^\W_])[^\W\d_]{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4})" + _CLOCK,
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"updat|aktualis|modif|mis à jour|actualiz|aggiornat|güncel|changed", re.IGNORECASE
)


def _hints(found: Segments, block: PageBlock, levels: int = 2) -> int:
    mask, node = block.mask, block.node
    for _ in range(levels):
        if node < 0:
            break
        mask |= found.nodes[node].mask
        node = found.nodes[node].parent
    return mask


def headline_at(found: Segments, titles: Sequence[str]) -> int | None:
    """Index of the block that is the headline; None where none is like any of the titles.

    Of several the last heading counts: those before it are in lists and in what scripts hide.
    """
    keys = [key for title in titles if len(key := squeeze(title)) >= 8]
    at = None
    for i, block in enumerate(found.blocks):
        if block.kind != "heading":
            continue
        key = squeeze(block.text)
        if len(key) >= 8 and any(key in title or title in key for title in keys):
            if found.nodes[block.node].tag == "h1":
                return i
            at = i if at is None else at
    return at


def _names(found: Segments, window: Sequence[PageBlock]) -> Iterator[tuple[int, list[str]]]:
    """Bylines, with how sure each is: 3 says so in words, 2 in its markup."""
    for block in window:
        if len(block.text) > BYLINE_CHARS or block.kind == "caption":
            continue
        for piece in _PIECES.split(block.text):
            opening = OPENING.match(piece)
            cut = _DATE.search(piece)
            names = split_names(piece[: cut.start()] if cut else piece)
            if not names or not all(map(is_name, names)):
                continue
            if opening:
                yield 3, names
            elif _hints(found, block) & BYLINE or (cut is None and _DATE.search(block.text)):
                # In an element for bylines, or with the date in one line.
                yield 2, names


def signature(text: str) -> list[str]:
    """The names that a paragraph consists of; none where it says anything else."""
    if len(text) > SIGNATURE_CHARS:
        return []
    text = OPENING.sub("", text)
    names = [name.strip() for name in re.split(r"\s*/\s*|\s*,\s*|\s+[&+]\s+", text)]
    return names if all(is_name(name) and len(name.split()) <= 3 for name in names) else []


def printed(
    found: Segments, titles: Sequence[str], first: int | None, signed: str | None = None
) -> Printed:
    """The byline and the dates that stand beside the headline.

    Args:
        found: the page.
        titles: how the page calls the article.
        first: index of the first block of the article; None where there is none.
        signed: a paragraph at the article's start or end that is but names, for want of a byline.
    """
    at = headline_at(found, titles)
    if at is None:
        if first is None:
            return Printed()
        at = max(0, first - 1)
    start = max(0, at - BEFORE)
    end = at + AFTER
    if first is not None and first > at:
        # Between the headline and the text there may be a summary and a player's controls.
        end = min(max(end, first + 2), at + 4 * AFTER)
    window = [
        block
        for block in [*found.blocks[at:end], *reversed(found.blocks[start:at])]
        if not _hints(found, block) & ASIDE
    ]
    ranked = sorted(_names(found, window), key=lambda item: -item[0])
    authors: list[str] = []
    if ranked:
        best = ranked[0][0]
        authors = [name for sure, names in ranked if sure == best for name in names]
    elif signed is not None:
        authors = signature(signed)
    dates = []
    for block in window:
        if len(block.text) <= DATE_CHARS and not _CHANGED.match(block.text):
            match = _DATE.search(re.sub(r"\s*[|•·]\s*", " ", block.text))
            if match:
                dates.append(match.group())
    return Printed(list(dict.fromkeys(authors))[:6], dates[:3])
