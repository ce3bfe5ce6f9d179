"""WARC 0.17 to 1.1 (ISO 28500:2017): pages as crawlers keep them, and the texts of WET files.

A response or resource that is HTML becomes an article; every other record is skipped, with the
reason. The date of a record is when the page was fetched, not when it was published: it is kept in
`extra`. A record that is damaged is rejected by itself, and the reading goes on after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.readers.base import Confidence, Outcome, Reader, Source
from etl.readers.formats import html
from etl.readers.web_archive import (
    MAX_FIELDS,
    Form,
    Frame,
    NoRecordError,
    Stream,
)
from etl.readers.web_archive import detect as detect_form
from etl.readers.web_archive import read as read_form
from etl.readers.web_records import Record

VERSION = re.compile(rb"WARC/\d+\.\d+\s*$")
BEGINS = re.compile(rb"WARC/\d+\.\d+\r?\n")


def _begins(data: bytes) -> bool:
    return BEGINS.match(data) is not None


def _fields(stream: Stream) -> dict[str, str]:
    """The named fields up to the blank line (WARC 1.1, 4); of a repeated one the last."""
    fields: dict[str, str] = {}
    name = ""
    for _ in range(MAX_FIELDS):
        line = stream.readline()
        if not line.strip():
            return fields
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if text[0] in " \t" and name:
            fields[name] += " " + text.strip()
            continue
        name, colon, value = text.partition(":")
        name = name.strip()
        if not colon:
            raise NoRecordError(f"a line of a record's header is {text[:60]!r}, no named field")
        fields[name] = value.strip()
    raise NoRecordError(f"a record's header has more than {MAX_FIELDS:,} fields")


def read_header(stream: Stream) -> Frame | None:
    """The header of the record at the stream's place; None at the stream's end.

    Raises:
        NoRecordError: what is there is none.
    """
    place = stream.offset
    line = stream.readline()
    if not line:
        return None
    if not VERSION.match(line):
        raise NoRecordError(f"found {line[:60]!r}, expected the first line of a record (WARC/1.1)")
    fields = _fields(stream)
    names = {name.lower(): value for name, value in fields.items()}
    length = names.get("content-length", "")
    if not length.isascii() or not length.isdigit():
        raise NoRecordError(
            f"a record states {length!r} as its Content-Length, expected a number of bytes"
        )
    url = names.get("warc-target-uri")
    if url is not None:
        # WARC 1.0 prints angle brackets around the address in its grammar, and Wget writes them.
        url = url.removeprefix("<").removesuffix(">")
    return Frame(
        Record(
            kind=names.get("warc-type", "unknown").lower(),
            position=place,
            byte_start=None,
            byte_end=None,
            url=url,
            media_type=names.get("content-type", ""),
            block=b"",
            fields=fields,
        ),
        int(length),
    )


FORM = Form(begins=_begins, read_header=read_header)


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By the first line of the first record, plain or in a gzip member of its own."""
    return detect_form(head, FORM)


def read(source: Source) -> Iterator[Outcome]:
    """The outcome of every record.

    Raises:
        ReaderError: `truncated`, where the file ends within a record.
    """
    return read_form(source, FORM)


READER = Reader(
    name="warc",
    version="1",
    title="WARC",
    recognised_by="`WARC/1.` at the start, plain or in a gzip member of its own",
    yields=html.READER.yields,
    library="FastWARC for HTTP; pages as HTML",
    detect=detect,
    read=read,
    splits_by_lines=True,
)
