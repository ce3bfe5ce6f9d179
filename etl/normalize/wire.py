"""Which news agency each part of an article comes from.

Belongs here: the signs by which a text shows its agency, and how far each sign reaches. Does not
belong here: agencies that the text merely speaks of (`Reuters reported`): those are sources, and
extraction's matter.

How far a sign reaches:

- The format's own field, the dateline's agency, an agency in the byline, and a credit at the end
  (`© 2024 AFP`, `Reporting by ...; Editing by ...`) cover the whole article until another segment
  begins.
- `Reuters adds: ...`, and a later paragraph that opens with a signed dateline, begin a segment that
  reaches to the next one. `Our correspondent adds` begins one of no agency.
- `... he said. - AFP` and `... he said. (AP)` close the segment that they stand at the end of.
- `(With inputs from PTI)` says that something comes from the agency, but not what: only the
  paragraph that it stands in is marked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from etl.normalize.agencies import FORM, agency_named
from etl.normalize.dateline import signed_head
from etl.normalize.paragraphs import Span

_RUNNING_TEXT = frozenset({"body", "quotation", "list", "credit"})
_CREDIT_MAX_CHARS = 400
"""A longer paragraph is text, even where it opens like a credit."""
_CREDIT_PARAGRAPHS = 3
"""Credits of the whole article stand within so many paragraphs of its end."""

_ADDS = re.compile(
    rf"({FORM})(?:\s*(?:,|/|and|&)\s*{FORM})*\s+(?:adds?|further adds?|add that|ergänzt|ajoute)"
    r"(?:\s+from\s+[A-Z][\w .\-]{1,40})?\s*(?::|\b(?!\s+to\b))"
)
_OWN_ADDS = re.compile(
    r"(?:Our|The|A)\s(?:[\w’'\-]+\s){0,4}(?:correspondents?|reporters?|bureau|staff)\sadds?\b"
    r"|[A-Z][\w’' ]{2,40}\s(?:correspondent|reporter)\sadds?\b"
)
_CLOSING = re.compile(
    rf"[.!?…][”\"’'»)\]]*\s*(?:[(\[]\s?({FORM})(?:\s?[/,\-]\s?{FORM})*\s?[)\]]|[—–-]+\s?({FORM})|/({FORM})/?)"
    r"[.*]?$"
)
_INPUTS = re.compile(
    rf"\(?(?:with\s)?(?:additional\s)?(?:inputs?|reports?|reporting|material|information|contributions?)\s"
    rf"(?:from|by)\s(?:the\s)?(?:agencies\s)?({FORM})\b[^.]{{0,40}}\)?\.?$",
    re.IGNORECASE,
)
_REPORTING_BY = re.compile(
    r"\(?(?:Additional\s)?(?:Reporting|Writing|Compiled)\sby\s.{3,300}?[;.]\s?"
    r"(?:Additional\s|Writing|Editing|Compiled|Reporting)",
)
_COPYRIGHT = re.compile(
    rf"(?:©|\(c\)|Copyright|Agency:|Source:|Quelle:|Fuente:|Con información de|Mit Material (?:von|der)|"
    rf"©\s?Copyright)[\s:,©]*(?:Copyright\s)?(?:\(c\)\s?)?(?:\d{{4}}(?:[-–]\d{{4}})?[\s,]*)?(?:by\s)?(?:The\s)?({FORM})\b",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"[(\[—–\-/\s]*({FORM})[)\].*/\s]*$")


class Segments(NamedTuple):
    """The agency of the article, and of each of its paragraphs."""

    article: str | None
    """Where every paragraph comes from one agency, or the format says so."""
    paragraphs: tuple[str | None, ...]


def agency_of_credit(text: str) -> str | None:
    """The agency that a copyright or credit line names as the source of the whole article.

    `(Reporting by ...; Editing by ...)` is the form in which Reuters, and hardly anyone else, closes
    its stories.
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


def _closing_agency(text: str) -> str | None:
    match = _CLOSING.search(text[-60:])
    return _look_up(next(filter(None, match.groups()))) if match else None


def _end_credit(spans: Sequence[Span]) -> str | None:
    for span in reversed(spans[-_CREDIT_PARAGRAPHS:]):
        if span.kind in _RUNNING_TEXT and (agency := agency_of_credit(span.text)):
            return agency
    return None


def assign_segments(
    spans: Sequence[Span], *, field: str | None, signed: str | None, copyright_line: str | None
) -> Segments:
    """The agency of every paragraph, and of the article.

    Args:
        spans: the paragraphs.
        field: the agency that the format's own field names.
        signed: the agency of dateline or byline.
        copyright_line: the source's copyright field.
    """
    whole = (
        (field_agency(field) if field else None)
        or signed
        or _end_credit(spans)
        or (agency_of_credit(copyright_line) if copyright_line else None)
    )
    found: list[str | None] = []
    current, segment_start = whole, 0
    for number, span in enumerate(spans):
        text = span.text
        if span.kind in _RUNNING_TEXT:
            if match := _ADDS.match(text):
                current, segment_start = _look_up(match[1]), number
            elif _OWN_ADDS.match(text):
                current, segment_start = None, number
            elif (agency := signed_head(text)) is not None and (number or current is None):
                current, segment_start = agency.name, number
        found.append(current)
        if span.kind not in _RUNNING_TEXT:
            continue
        if (closing := _closing_agency(text)) is not None:
            found[segment_start:] = [closing] * (number + 1 - segment_start)
            current, segment_start = None, number + 1
        elif current is None and (match := _INPUTS.search(text[-120:])):
            found[-1] = _look_up(match[1])
    if field:
        return Segments(field_agency(field), tuple(found))
    agencies = {agency for agency, span in zip(found, spans, strict=True) if span.kind != "caption"}
    return Segments(agencies.pop() if len(agencies) == 1 else None, tuple(found))
