"""ANPA 1312, the American agencies' format of the wire (1979, last revised 1989).

Made from the standard's description and published examples; it has met no archive yet. A message:
a line with the service level, the number and the selector; a line with priority, category, keyword,
date and count of words; the text, whose lines with `^` are headings, notes and bylines, and whose
paragraphs are indented; after it the agency and the moment of transmission.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.readers.base import (
    Block,
    Confidence,
    Outcome,
    RawDocument,
    Reader,
    Source,
    Sourced,
    SourcedList,
)
from etl.readers.news_items import wire_blocks
from etl.readers.wire import Message, full_year, outcomes, readable

START = re.compile(rb"[\x00\x16\s]*\x01[A-Za-z][0-9]{4}\x1f")
FIRST_LINE = re.compile(r"(?P<level>[A-Za-z])(?P<number>[0-9]{4})(?P<selector>\S*)")
SECOND_LINE = re.compile(
    r"(?P<priority>[A-Za-z]) (?P<category>[A-Za-z]) (?:(?P<edition>AM|PM|BC|AP)-)?(?P<keyword>\S+)"
    r"(?P<take>.*?)\s+(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:\s+(?P<words>\d{1,4}))?\s*$",
    re.IGNORECASE,
)
TRANSMITTED = re.compile(
    r"(?P<agency>[A-Z]{2,6})(?:-(?P<circuit>[A-Z]{1,4}))?-(?P<month>\d\d)-(?P<day>\d\d)-(?P<year>\d\d)"
    r"\s+(?P<hour>\d\d)(?P<minute>\d\d)(?P<zone>GMT|[ECMP][SD]T)"
)
OFFSETS = {"E": 5, "C": 6, "M": 7, "P": 8}
"""Hours that the zones of the United States are behind Greenwich in winter."""
NOTE = re.compile(
    r"(?:Eds\.?|EDITOR'?S'? NOTE|[A-Z]{2,4} (?:Photos?|Graphics?)|Note)\b", re.IGNORECASE
)
BYLINE = re.compile(r"By\s+\S", re.IGNORECASE)


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By the start of header, the service level, the number and the unit separator."""
    return 3 if START.match(head) else 0


def _moment(text: str) -> tuple[str | None, str | None]:
    """The moment of transmission in ISO 8601, and the agency."""
    found = TRANSMITTED.search(text)
    if found is None:
        return None, None
    year = full_year(found["year"])
    zone = "Z"
    if found["zone"] != "GMT":
        hours = OFFSETS[found["zone"][0]] - (found["zone"][1] == "D")
        zone = f"-{hours:02}:00"
    day = f"{year}-{found['month']}-{found['day']}"
    return f"{day}T{found['hour']}:{found['minute']}{zone}", found["agency"]


def _quad(line: str) -> str | None:
    """The words of a line that is set by itself; None where it is running text."""
    return line.strip().strip("^<=").strip() if line.startswith("^") else None


def _top(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines set by themselves above the text, and the text."""
    top: list[str] = []
    for number, line in enumerate(lines):
        if line.strip() and not line.startswith("^"):
            return top, lines[number:]
        if words := _quad(line):
            top.append(words)
    return top, []


def _body(lines: list[str]) -> list[Block]:
    blocks: list[Block] = []
    running: list[str] = []
    for line in lines:
        words = _quad(line)
        if words is None:
            running.append(line)
            continue
        blocks += wire_blocks("\n".join(running))
        running = []
        if words:
            blocks.append(Block("heading" if len(words) < 80 else "body", words))
    return blocks + wire_blocks("\n".join(running))


def _headings(document: RawDocument, lines: list[str]) -> None:
    """Headline, second headline, byline, and notes, in the order in which they come."""
    titles: list[str] = []
    bylines: list[str] = []
    notes: list[str] = []
    for line in lines:
        if BYLINE.match(line) and not bylines:
            bylines.append(line)
        elif NOTE.match(line) or bylines:
            notes.append(line)  # after the byline stands what the writer is: `AP Sports Writer`
        else:
            titles.append(line)
    if titles:
        document.title = Sourced(titles[0], "headline")
        document.subtitle = titles[1] if len(titles) > 1 else None
    if bylines:
        document.authors = SourcedList(tuple(bylines), "byline")
    if notes:
        document.extra["notes"] = notes


def _document(message: Message) -> RawDocument:
    document = RawDocument(position=0, blocks=[])
    header = [line for line in message.header.split("\n") if line.strip()]
    first = FIRST_LINE.match(header[0]) if header else None
    if first:
        document.extra |= {name: value for name, value in first.groupdict().items() if value}
    second = SECOND_LINE.match(header[1].strip()) if len(header) > 1 else None
    if second:
        fields = second.groupdict()
        document.extra |= {
            name: value.strip() for name, value in fields.items() if value and value.strip()
        }
    top, rest = _top(readable(message.text).split("\n"))
    # The first repeats keyword and count of words.
    _headings(document, top[1:] if len(top) > 1 else top)
    document.blocks = _body(rest)
    moment, agency = _moment(message.trailer)
    if moment is None:
        moment, agency = _moment(message.text[-200:])
    if moment:
        document.published = (Sourced(moment, "transmitted"),)
    if agency:
        document.wire_agency = agency
        document.outlet = Sourced(agency, "transmitted")
        document.blocks = [
            block for block in document.blocks if not TRANSMITTED.fullmatch(block.text.strip(" <"))
        ]
    return document


def read(source: Source) -> Iterator[Outcome]:
    """Every message's article, at the offset of its start.

    Raises:
        ReaderError: `truncated` or `too_large`.
    """
    return outcomes(source, _document)


READER = Reader(
    name="anpa1312",
    version="1",
    title="ANPA 1312",
    recognised_by="start of header, a letter, four digits and a unit separator",
    yields=(
        "title",
        "subtitle",
        "authors",
        "outlet",
        "published",
        "wire_agency",
        "blocks",
    ),
    library="",
    detect=detect,
    read=read,
    proven=False,
)
