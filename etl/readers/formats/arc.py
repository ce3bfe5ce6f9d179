"""ARC 1 and 2, the form of web archives before WARC (Internet Archive, 1996 to about 2008).

A record's header is one line: address, IP address, date, media type and length, in version 2 five
more fields before the length (https://archive.org/web/researcher/ArcFileFormat.php). Pages become
articles as those of a WARC do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.readers.base import Confidence, Outcome, Reader, Source
from etl.readers.formats import html
from etl.readers.web_archive import Form, Frame, NoRecordError, Stream
from etl.readers.web_archive import detect as detect_form
from etl.readers.web_archive import read as read_form
from etl.readers.web_records import Record

FIRST = b"filedesc:"
HEADER = re.compile(
    rb"(?P<url>[A-Za-z][A-Za-z0-9+.-]*:[^\r\n]*) (?P<ip>[0-9A-Fa-f.:-]+) (?P<date>\d{8,18}) "
    rb"(?P<type>\S+)(?: (?P<more>\S+ \S+ \S+ \S+))? (?P<length>\S+)\r?\n?$"
)
"""Addresses are written with spaces in them by some crawlers; media types are not."""


def _begins(data: bytes) -> bool:
    line, end, _ = data.partition(b"\n")
    return HEADER.match(line + end) is not None


def read_header(stream: Stream) -> Frame | None:
    """The header of the record at the stream's place; None at the stream's end.

    Raises:
        NoRecordError: what is there is none.
    """
    place = stream.offset
    line = stream.readline()
    if not line:
        return None
    found = HEADER.match(line)
    if found is None:
        raise NoRecordError(
            f"found {line[:60]!r}, expected a record's address, IP address, date, type and length"
        )
    length = found["length"].decode("ascii", "replace")
    if not length.isdigit():
        raise NoRecordError(f"a record states {length!r} as its length, expected a number of bytes")
    fields = {
        "URL": found["url"].decode("utf-8", "replace"),
        "IP-address": found["ip"].decode("ascii"),
        "Archive-date": found["date"].decode("ascii"),
        "Content-type": found["type"].decode("ascii", "replace"),
    }
    if found["more"]:
        names = ("Result-code", "Checksum", "Location", "Offset")
        fields |= zip(names, found["more"].decode("utf-8", "replace").split(" "), strict=True)
    return Frame(
        Record(
            kind="filedesc" if line.startswith(FIRST) else "response",
            position=place,
            byte_start=None,
            byte_end=None,
            url=fields["URL"],
            media_type=fields["Content-type"],
            block=b"",
            fields=fields,
        ),
        int(length),
    )


FORM = Form(begins=_begins, read_header=read_header)


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By the version block that every file begins with, plain or in a gzip member of its own."""
    if head.startswith(FIRST):
        return detect_form(head, FORM)
    return detect_form(head, Form(lambda data: data.startswith(FIRST), read_header))


def read(source: Source) -> Iterator[Outcome]:
    """The outcome of every record.

    Raises:
        ReaderError: `truncated`, where the file ends within a record.
    """
    return read_form(source, FORM)


READER = Reader(
    name="arc",
    version="1",
    title="ARC",
    recognised_by="`filedesc:` at the start, plain or in a gzip member of its own",
    yields=html.READER.yields,
    library="FastWARC for HTTP; pages as HTML",
    detect=detect,
    read=read,
    splits_by_lines=True,
)
