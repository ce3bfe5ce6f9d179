"""Which quotation marks belong together.

Belongs here: pairing marks of every style within paragraphs and across them. Does not belong here:
whether what they enclose is a statement, a title or irony (`attribution`).

The rules are typography's, not a language's: a mark opens after white space or an opening bracket
and closes before white space or punctuation; apostrophes join two letters; a quotation that goes on
in the next paragraph has no closing mark in the first and repeats the opening one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from etl.contracts.articles import Paragraph
from etl.extract.tokens import Tokens

DOUBLE = frozenset(['"', "“", "”", "„", "«", "»", "``", "''", "「", "」", "『", "』", "＂", "‟"])
SINGLE = frozenset(["'", "‘", "’", "‚", "‹", "›", "‛", "`"])
MARKS = DOUBLE | SINGLE

_MARK = re.compile("``|''|[\"“”„«»「」『』＂‟'‘’‚‹›‛]")
_ONLY_CLOSES = {"“": "”", "‘": "’", "«": "»", "‹": "›", "「": "」", "『": "』", "``": "''"}
_LOW = {"„": '“”"„', "‚": "‘’'"}
_APOSTROPHES = frozenset("'’‛")
_MAX_SINGLE = 1500
"""Code points that a quotation in single marks may span: further away, it was an apostrophe."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """What stands between two quotation marks, or after one that is never closed."""

    start: int
    """Offset after the opening mark."""
    end: int
    """Offset of the closing mark, or the end of the paragraph where there is none."""
    outer_start: int
    """Offset of the opening mark."""
    outer_end: int
    """Offset after the closing mark."""
    paragraph: int
    """Place of its paragraph in the sequence given."""
    closed: bool
    continues: bool = False
    """Whether it goes on from the paragraph before, which has no closing mark."""


def _can_open(body: str, start: int, end: int, first: int, limit: int) -> bool:
    before = body[start - 1] if start > first else " "
    after = body[end] if end < limit else " "
    return not after.isspace() and (not before.isalnum()) and before not in ".,;!?%"


def _can_close(body: str, start: int, end: int, first: int, limit: int) -> bool:
    before = body[start - 1] if start > first else " "
    after = body[end] if end < limit else " "
    return not before.isspace() and not after.isalnum()


def _double_role(mark: str, opener: str | None, *, can_open: bool, can_close: bool) -> str:
    """`open`, `close` or `none` for a double mark, given the one that is open."""
    if opener is None:
        if mark in "„«“‟「『``" and mark != "''":
            return "open"
        if mark == "»":  # »German style«
            return "open" if can_open else "none"
        return "open" if can_open or not can_close else "none"
    if opener in _LOW:
        return "close" if mark in _LOW[opener] and mark != "„" else "none"
    if opener == "»":
        return "close" if mark == "«" else "none"
    if mark == _ONLY_CLOSES.get(opener):
        return "close"
    if opener in "“``" and mark in ('"', "''", "”"):
        return "close" if can_close else "none"
    if opener == "”":  # Swedish and Finnish style, or a wrong key
        return "close" if mark == "”" else "none"
    if mark == opener or (opener in ('"', "''", "＂") and mark in ('"', "''", "”", "＂")):
        if can_close:
            return "close"
        return "reopen" if can_open else "close"
    if mark == opener:
        return "reopen"
    return "none"


def _pair_doubles(
    body: str, marks: Sequence[tuple[int, int, str]], first: int, limit: int
) -> tuple[list[tuple[int, int, int, int]], tuple[int, int, str] | None]:
    """Pairs (outer start, start, end, outer end), and the opening mark left open at the end."""
    nested, left = _pair_nested(body, marks, first, limit, nest=True)
    if left is None:
        return nested, None
    # A closing mark is missing somewhere: then an opening mark within a quotation starts a new one.
    return _pair_nested(body, marks, first, limit, nest=False)


def _pair_nested(
    body: str, marks: Sequence[tuple[int, int, str]], first: int, limit: int, *, nest: bool
) -> tuple[list[tuple[int, int, int, int]], tuple[int, int, str] | None]:
    pairs: list[tuple[int, int, int, int]] = []
    opening: tuple[int, int, str] | None = None
    depth = 0
    for start, end, mark in marks:
        can_open = _can_open(body, start, end, first, limit)
        can_close = _can_close(body, start, end, first, limit)
        role = _double_role(
            mark, opening[2] if opening else None, can_open=can_open, can_close=can_close
        )
        if opening is None:
            if role == "open":
                opening = (start, end, mark)
        elif role == "close":
            if depth:
                depth -= 1
                continue
            pairs.append((opening[0], opening[1], start, end))
            opening = None
        elif mark == opening[2] and mark in "“«„" and can_open and nest:
            depth += 1
        elif role == "reopen" or (mark == opening[2] and mark in "“«„" and can_open):
            # The one before was never closed: it quoted up to here, or was a stray mark.
            opening = (start, end, mark)
    return pairs, opening


def _pair_singles(
    body: str,
    marks: Sequence[tuple[int, int, str]],
    taken: Sequence[tuple[int, int, int, int]],
    first: int,
    limit: int,
) -> list[tuple[int, int, int, int]]:
    """Pairs of single marks outside the double ones."""
    pairs: list[tuple[int, int, int, int]] = []
    opening: tuple[int, int, str] | None = None
    fence = 0
    for start, end, mark in marks:
        while fence < len(taken) and taken[fence][3] <= start:
            fence += 1
        if fence < len(taken) and taken[fence][0] <= start:
            continue  # nested in double marks
        if opening and (
            start - opening[0] > _MAX_SINGLE
            or (fence and taken[fence - 1][0] > opening[0] and mark in "‘‚‹")
        ):
            opening = None
        can_open = _can_open(body, start, end, first, limit)
        can_close = _can_close(body, start, end, first, limit)
        if mark in "‘‚‹" and can_open:
            opening = (start, end, mark)
        elif opening is None:
            if mark == "'" and can_open and not body[end].isdigit():
                opening = (start, end, mark)
        elif can_close and (
            mark == opening[2] == "'"
            or mark in {"‘": "’'", "‚": "‘’", "‹": "›"}.get(opening[2], "")
        ):
            # `workers’ rights`: a plural's apostrophe closes only where nothing goes on in the pair
            if (
                mark in _APOSTROPHES
                and body[start - 1] in "sS"
                and _closes_later(body, end, limit, mark)
            ):
                continue
            pairs.append((opening[0], opening[1], start, end))
            opening = None
    return pairs


def _closes_later(body: str, end: int, limit: int, mark: str) -> bool:
    """Whether a surer closing mark follows before the next opening one."""
    window = body[end : min(limit, end + 300)]
    for match in re.finditer(r"['’‘]", window):
        at = match.start()
        before = window[at - 1] if at else " "
        after = window[at + 1] if at + 1 < len(window) else " "
        if before.isspace() or before == "(":
            return False
        if before in ".,!?" and not after.isalnum() and match.group() == mark:
            return True
    return False


def pair(body: str, paragraphs: Sequence[Paragraph]) -> list[Quotation]:
    """The outermost quotations of a body, in order; they do not overlap.

    Marks nested in others are left to those. A quotation whose closing mark is missing ends with
    its paragraph; if the next paragraph opens with the same mark it goes on there.

    Args:
        body: the text that the paragraphs' offsets count in.
        paragraphs: in order.
    """
    found: list[Quotation] = []
    open_before: str | None = None
    for number, paragraph in enumerate(paragraphs):
        first, limit = paragraph.char_start, paragraph.char_end
        doubles: list[tuple[int, int, str]] = []
        singles: list[tuple[int, int, str]] = []
        for match in _MARK.finditer(body, first, limit):
            mark = match.group()
            start, end = match.span()
            if mark in DOUBLE:
                doubles.append((start, end, mark))
            elif not (
                mark in _APOSTROPHES
                and start > first
                and body[start - 1].isalnum()
                and end < limit
                and body[end].isalnum()
            ):
                singles.append((start, end, mark))
        pairs, left_open = _pair_doubles(body, doubles, first, limit)
        continued = -1
        if open_before is not None:
            lead = first
            while lead < limit and body[lead].isspace():
                lead += 1
            if (pairs and pairs[0][0] == lead) or (left_open and left_open[0] == lead):
                continued = lead
        quotations = [
            Quotation(a, b, outer_a, outer_b, number, closed=True, continues=outer_a == continued)
            for outer_a, a, b, outer_b in pairs
        ]
        open_before = None
        if left_open is not None:
            start, end, mark = left_open
            if end < limit:
                quotations.append(
                    Quotation(
                        end, limit, start, limit, number, closed=False, continues=start == continued
                    )
                )
            open_before = mark
        quotations += [
            Quotation(a, b, outer_a, outer_b, number, closed=True)
            for outer_a, a, b, outer_b in _pair_singles(body, singles, pairs, first, limit)
            if left_open is None or outer_b <= left_open[0]
        ]
        quotations.sort(key=lambda quotation: quotation.outer_start)
        if not quotations or quotations[-1].closed:
            open_before = None
        found += _without_overlap(quotations)
    return found


def _without_overlap(quotations: Sequence[Quotation]) -> list[Quotation]:
    kept: list[Quotation] = []
    for quotation in quotations:
        if kept and quotation.outer_start < kept[-1].outer_end:
            continue
        if quotation.end > quotation.start:
            kept.append(quotation)
    return kept


@dataclass(frozen=True, slots=True)
class Marked:
    """A quotation with its tokens."""

    quotation: Quotation
    first: int
    """First token within the marks."""
    end: int
    """Token of the closing mark, or the one after the last."""
    outer_first: int
    outer_end: int


def locate(tokens: Tokens, quotations: Sequence[Quotation]) -> tuple[list[Marked], list[int]]:
    """The tokens of each quotation, and for each token the quotation it stands in, marks included.

    Returns:
        The quotations that hold at least one token, and a list as long as the tokens with places in
        the first, or -1.
    """
    inside = [-1] * len(tokens)
    marked: list[Marked] = []
    for quotation in quotations:
        outer_first = tokens.at(quotation.outer_start)
        first, end = tokens.at(quotation.start), tokens.at(quotation.end)
        outer_end = tokens.at(quotation.outer_end)
        if end <= first:
            continue
        inside[outer_first:outer_end] = [len(marked)] * (outer_end - outer_first)
        marked.append(Marked(quotation, first, end, outer_first, outer_end))
    return marked, inside
