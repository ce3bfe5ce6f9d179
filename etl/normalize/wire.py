"""Which news agency each part of an article comes from.

Belongs here: the signs by which a text shows its agency, and how far each sign reaches. Does not
belong here: agencies that the text merely speaks of (`Reuters reported`): those are sources, and
extraction's matter.

How far a sign reaches:

- The format's own field, the dateline's agency, an agency in the byline, and a credit at the end
  (`© 2024 AFP`, `Reporting by ...; Editing by ...`, a closing `Reuter`) cover the whole article
  until another segment begins.
- `Reuters adds: ...`, and a later paragraph that opens with a signed dateline, begin a segment that
  reaches to the next one. `Our correspondent adds` begins one of no agency.
- A credit within the text closes the segment that another sign began.
- `... he said. - AFP` and `... he said. (AP)` close the segment that they stand at the end of.
- `(With inputs from PTI)` says that something comes from the agency, but not what: only the
  paragraph that it stands in is marked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from etl.normalize.agencies import FORM, agency_named
from etl.normalize.dateline import FIRST_PARAGRAPHS, signed_head
from etl.normalize.paragraphs import Span

_RUNNING_TEXT = frozenset({"body", "quotation", "list", "credit"})
_CREDIT_MAX_CHARS = 400
"""A longer paragraph is text, even where it opens like a credit."""
CREDIT_PARAGRAPHS = 3
"""Credits of the whole article stand within so many paragraphs of its end."""

_ADDS = re.compile(
    rf"({FORM})(?:\s*(?:,|/|and|&)\s*{FORM})*\s+(?:further\s+)?(?:adds?|ergänzt|ajoute)"
    r"(?:\s+from\s+[A-Z][\w .\-]{1,40})?(?:\s*[:,—–]|\s+that\b)"
)
_OWN_ADDS = re.compile(
    r"(?:Our|The|A)\s(?:[\w’'\-]+\s){0,4}(?:correspondents?|reporters?|bureau|staff)\sadds?\b"
    r"|[A-Z][\w’' ]{2,40}\s(?:correspondent|reporter)\sadds?\b"
)
_CLOSING = re.compile(
    rf"[.!?…][”\"’'»)\]]*\s*"
    rf"(?:[(\[]\s?({FORM})(?:\s?[/,\-]\s?{FORM})*\s?[)\]]|(?:[—–-]+\s?|/)({FORM})/?)[.*]?$"
)
_LAST_WORD = re.compile(rf"[.!?…][”\"’'»)\]]*\s({FORM})$")
_INPUTS = re.compile(
    r"\(?(?i:with\s)?(?i:additional\s)?"
    r"(?i:inputs?|reports?|reporting|material|information|contributions?)\s(?i:from|by)\s"
    rf"(?:the\s)?(?:agencies\s)?({FORM})\b[^.]{{0,40}}\)?\.?$"
)
_REPORTING_BY = re.compile(
    r"\(?(?:Additional\s)?(?:Reporting|Writing|Compiled)\s[Bb]y\s.{3,300}?[;.]\s?"
    r"(?:Additional\s|Writing|Editing|Compiled|Reporting)",
)
_COPYRIGHT = re.compile(
    r"(?i:(?:copyright\s)?©|\(c\)|copyright|agency:|source:|quelle:|fuente:|con información de|"
    r"mit material (?:von|der))(?:[\s:,©]|\([cC]\)|[Cc]opyright)*"
    rf"(?:\d{{4}}(?:[-–]\d{{4}})?[\s,]*)?(?:by\s)?(?:[Tt]he\s)?({FORM})\b"
)
_ALONE = re.compile(rf"[(\[—–\-/\s]+({FORM})[)\].*/\s—–\-]*$")


class Segments(NamedTuple):
    """The agency of the article, and of each of its paragraphs."""

    article: str | None
    """Where every paragraph comes from one agency, or the format says so."""
    paragraphs: tuple[str | None, ...]


def agency_of_credit(text: str) -> str | None:
    """The agency that a copyright or credit line names as the source of the whole article.

    `(Reporting by ...; Editing by ...)` is how Reuters, and hardly anyone else, closes its stories.
    """
    if len(text) > _CREDIT_MAX_CHARS:
        return None
    for pattern in (_ALONE, _COPYRIGHT):
        match = pattern.match(text)
        agency = _look_up(match[1]) if match else None
        if agency:
            return agency
    return "Reuters" if _REPORTING_BY.match(text) else None


def field_agency(field: str) -> str:
    """The agency of a format's own field: filed under its usual name where it is known."""
    agency = agency_named(field)
    return agency.name if agency else field


def _look_up(form: str) -> str | None:
    agency = agency_named(form)
    return agency.name if agency else None


class _Opened(NamedTuple):
    """A segment that a paragraph begins; no agency where it is the outlet's own."""

    agency: str | None


def _opened_segment(text: str) -> _Opened | None:
    if "add" in text[:100] or "ergänzt" in text[:100] or "ajoute" in text[:100]:
        if match := _ADDS.match(text):
            return _Opened(_look_up(match[1]))
        if _OWN_ADDS.match(text):
            return _Opened(None)
    agency = signed_head(text)
    return _Opened(agency.name) if agency else None


def _closing_agency(text: str) -> str | None:
    match = _CLOSING.search(text[-60:])
    return _look_up(next(filter(None, match.groups()))) if match else None


def _opening_agency(spans: Sequence[Span]) -> str | None:
    """The agency that one of the first paragraphs of running text signs with."""
    running = (span.text for span in spans if span.kind == "body" and span.text[0] not in "*•-–")
    for text in islice(running, FIRST_PARAGRAPHS):
        if (agency := signed_head(text)) is not None:
            return agency.name
    return None


def _end_credit(spans: Sequence[Span]) -> str | None:
    """The agency that a credit near the end names.

    The bare name of an agency counts only as the very last words: further up it is the credit of a
    picture or the source of a teaser.
    """
    running = [span.text for span in spans if span.kind in _RUNNING_TEXT]
    for text in reversed(running[-CREDIT_PARAGRAPHS:]):
        if agency := agency_of_credit(text):
            return agency
    last = running[-1] if running else ""
    match = _LAST_WORD.search(last[-60:])
    return _look_up(match[1]) if match else _look_up(last)


def assign_segments(
    spans: Sequence[Span], *, field: str | None, signed: str | None, copyright_line: str | None
) -> Segments:
    """The agency of every paragraph, and of the article.

    Args:
        spans: the paragraphs.
        field: the agency that the format's own field names.
        signed: the agency of the byline, or of a dateline that the text does not have.
        copyright_line: the source's copyright field.
    """
    whole = (
        (field_agency(field) if field else None)
        or _opening_agency(spans)
        or signed
        or _end_credit(spans)
        or (agency_of_credit(copyright_line) if copyright_line else None)
    )
    found: list[str | None] = []
    current, segment_start = whole, 0
    for number, span in enumerate(spans):
        if span.kind not in _RUNNING_TEXT:
            found.append(current)
            continue
        opened = _opened_segment(span.text)
        if opened is not None and (number or current is None):
            current, segment_start = opened.agency, number
        found.append(current)
        if (closing := _closing_agency(span.text)) is not None:
            found[segment_start:] = [closing] * (number + 1 - segment_start)
            current, segment_start = None, number + 1
        elif segment_start and current is not None and agency_of_credit(span.text) == current:
            current, segment_start = None, number + 1
        elif current is None and (match := _INPUTS.search(span.text[-120:])):
            found[-1] = _look_up(match[1])
    if field:
        return Segments(field_agency(field), tuple(found))
    agencies = {agency for agency, span in zip(found, spans, strict=True) if span.kind != "caption"}
    return Segments(agencies.pop() if len(agencies) == 1 else None, tuple(found))
