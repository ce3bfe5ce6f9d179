"""IPTC 7901, the European agencies' format of the wire (1979, version 5 of 1995).

Made from the standard's description and published examples; it has met no archive yet. A message:
a line with the source, the message's number, priority, category and count of words; lines with
keywords; the text, which begins with the headline; after it day, time, month and year.
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
from etl.readers.formats.text import DATELINE
from etl.readers.news_items import wire_blocks
from etl.readers.wire import Message, full_year, outcomes, readable

START = re.compile(rb"[\x00\x16\s]*\x01[A-Za-z]{2,5}[0-9]{3,5} [0-9] [A-Za-z]{1,3} [0-9]+")
HEADER = re.compile(
    r"(?P<source>[A-Za-z]+)(?P<number>[0-9]+) (?P<priority>[0-9]) (?P<category>[A-Za-z]+) "
    r"(?P<words>[0-9]+)\s*(?P<information>.*)"
)
MOMENT = re.compile(
    r"(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)(?P<zone>\s?(?:GMT|UTC|Z))?\s+(?P<month>[A-Za-zÀ-ž]{3,9})\.?"
    r"\s+(?P<year>\d\d|\d{4})\b"
)
NOT_PUBLISHED = re.compile(
    r"^\W*(?:# ?Notebook|# ?Notizblock|Notizblock|"
    r"The following information is not (?:intended )?for publication|"
    r"Die folgenden Informationen sind nicht zur Veröffentlichung bestimmt).*",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
"""What follows is for editors."""
BYLINE = re.compile(r"(?:By|Von|Par|Por|Da)\s+\S.*")


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By the start of header and the fields of its first line."""
    return 3 if START.match(head) else 0


def _moment(text: str) -> Sourced | None:
    found = MOMENT.search(text)
    if found is None:
        return None
    year = full_year(found["year"])
    zone = "Z" if found["zone"] else ""
    # In words, since months are named in the agency's language.
    time = f"{found['hour']}:{found['minute']}{zone}"
    return Sourced(f"{found['day']} {found['month']} {year} {time}", "transmitted")


def _head_and_body(text: str) -> tuple[list[str], str]:
    """The lines above the text, and the text; there may be no line between them."""
    head: list[str] = []
    lines = text.strip("\n").split("\n")
    for number, line in enumerate(lines):
        words = line.strip()
        if not words:
            return head, "\n".join(lines[number:])
        if head and (line.startswith("  ") or DATELINE.match(words)):
            return head, "\n".join(lines[number:])
        head.append(words)
    # No line is blank: the first is the headline, the rest the text.
    return head[:1], "\n".join(lines[1:])


def _document(message: Message) -> RawDocument:
    document = RawDocument(position=0, blocks=[])
    header = [line.strip() for line in message.header.split("\n") if line.strip()]
    found = HEADER.match(header[0]) if header else None
    if found:
        document.extra |= {
            name: value.strip() for name, value in found.groupdict().items() if value
        }
    keywords = [word.strip() for line in header[1:] for word in line.split("/") if word.strip()]
    document.tags = tuple(dict.fromkeys(keywords))
    text = readable(message.text)
    notes = NOT_PUBLISHED.search(text)
    if notes:
        document.extra["notes"] = notes.group().strip()
        text = text[: notes.start()]
    head, body = _head_and_body(text)
    titles: list[str] = []
    for line in head:
        words = line.rstrip("= ").strip()
        if BYLINE.match(words) and titles:
            document.authors = SourcedList((words,), "byline")
        elif words:
            titles.append(words)
    if titles:
        document.title = Sourced(" ".join(titles), "headline")
    document.blocks = [block for block in wire_blocks(body) if _says_something(block)]
    moment = _moment(message.trailer) or _moment(message.text[-100:])
    if moment:
        document.published = (moment,)
    return document


def _says_something(block: Block) -> bool:
    return any(character.isalnum() for character in block.text)


def read(source: Source) -> Iterator[Outcome]:
    """Every message's article, at the offset of its start.

    Raises:
        ReaderError: `truncated` or `too_large`.
    """
    return outcomes(source, _document)


READER = Reader(
    name="iptc7901",
    version="1",
    title="IPTC 7901",
    recognised_by="start of header, source and number, priority, category and count of words",
    yields=("title", "authors", "tags", "published", "blocks"),
    library="",
    detect=detect,
    read=read,
    proven=False,
)
