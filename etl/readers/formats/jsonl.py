"""JSON Lines (NDJSON): one article a line. Large files are cut by byte range."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from etl.readers.base import MAX_DOCUMENT_BYTES, Confidence, Outcome, Reader, Rejected, Source
from etl.readers.formats import json
from etl.readers.streams import go_to

BOM = b"\xef\xbb\xbf"


def detect(head: bytes, name: str) -> Confidence:
    """Lines that are whole objects, one after the other."""
    text = head.removeprefix(BOM).lstrip()
    if not re.match(rb'\{\s*["}]', text):
        return 0
    if name.lower().endswith((".jsonl", ".ndjson", ".jsonlines")):
        return 3
    if json.is_lines(head):
        return 3
    line, end, rest = text.partition(b"\n")
    return 1 if end and line.rstrip().endswith(b"}") and not rest.strip() else 0


def _lines(stream: BinaryIO, start: int, end: int | None) -> Iterator[tuple[int, bytes]]:
    """Lines whose first byte lies in [start, end), each with its offset."""
    position = start
    if start > 0:
        # The byte before tells whether `start` is the start of a line.
        go_to(stream, start - 1)
        position = start - 1 + len(stream.readline())
    while end is None or position < end:
        line = stream.readline(MAX_DOCUMENT_BYTES + 1)
        if not line:
            return
        yield position, line
        position += len(line)
        while len(line) > MAX_DOCUMENT_BYTES and not line.endswith(b"\n"):
            line = stream.readline(MAX_DOCUMENT_BYTES + 1)
            position += len(line)
            if not line:
                return


def read(source: Source) -> Iterator[Outcome]:
    """Every line's article; a line that is none is rejected by itself."""
    columns = dict(source.columns)
    start, end = 0, None
    if source.byte_range is not None:
        start, end = source.byte_range.start, source.byte_range.end
    with source.open() as stream:
        for offset, line in _lines(stream, start, end):
            text = line.removeprefix(BOM) if offset == 0 else line
            data = text.strip()
            if not data:
                continue
            first = offset + line.index(data[:1], len(line) - len(text))
            if len(line) > MAX_DOCUMENT_BYTES:
                yield Rejected(
                    position=first,
                    code="too_large",
                    message=f"a line of more than {MAX_DOCUMENT_BYTES:,} bytes is no article",
                    byte_start=first,
                )
                continue
            yield json.outcome(data, first, columns)


READER = Reader(
    name="jsonl",
    version="2",
    title="JSON Lines",
    recognised_by="`{` at the start of each line",
    yields=json.READER.yields,
    library="orjson",
    detect=detect,
    read=read,
    splits_by_lines=True,
)
