"""JSON: one article, an array of them, or an object that wraps such an array.

Arrays are streamed, whatever their size. The fields are those of `etl.readers.aliases`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

import orjson

from etl.readers.aliases import article_from_record
from etl.readers.base import (
    MAX_DOCUMENT_BYTES,
    Confidence,
    Outcome,
    Reader,
    ReaderError,
    Rejected,
    Source,
)
from etl.readers.json_elements import elements
from etl.readers.text_decoding import decode

BOM = b"\xef\xbb\xbf"
WRAPPERS = (
    "articles",
    "results",
    "items",
    "stories",
    "documents",
    "data",
    "entries",
    "news",
    "hits",
    "docs",
    "posts",
    "response",
)
"""Fields of an object that hold the articles (NewsAPI, Media Cloud, JSON Feed, CMS exports)."""
WRAPPED = re.compile(
    rb'^\s*\{(?:(?!"(?:title|headline|body|text|content|maintext)").){0,2000}?"(?:'
    + b"|".join(name.encode() for name in WRAPPERS)
    + rb')"\s*:\s*\[',
    re.DOTALL,
)


def _start(head: bytes) -> bytes:
    return head.removeprefix(BOM).lstrip()


def detect(head: bytes, name: str) -> Confidence:
    """An array, or an object that does not end on its first line with more lines after it."""
    text = _start(head)
    lower = name.lower()
    if text.startswith(b"["):
        return 3 if re.match(rb"\[\s*[\[{\]\"]", text) else 0
    if not text.startswith(b"{") or not re.match(rb'\{\s*["}]', text):
        return 0
    return 3 if lower.endswith(".json") else 2


def outcome(data: bytes, start: int, columns: dict[str, str]) -> Outcome:
    """One object's bytes as a document, or why it is none.

    Args:
        data: the object.
        start: offset of its first byte in the member.
        columns: the folder's field map.
    """
    end = start + len(data)
    try:
        record = loads(data)
        document = article_from_record(record, columns)
    except ReaderError as error:
        return Rejected(
            position=start,
            code=error.code,
            message=error.message,
            byte_start=start,
            byte_end=end,
            content=data[:65_536],
        )
    document.position = document.byte_start = start
    document.byte_end = end
    return document


def loads(data: bytes) -> object:
    """A JSON value.

    Bytes that are not UTF-8 are decoded as text would be, numbers beyond 64 bits and NaN are read
    as Python reads them.

    Raises:
        ReaderError: `invalid_json`, naming the place.
    """
    try:
        return cast("object", orjson.loads(data))
    except orjson.JSONDecodeError as error:
        import json

        try:
            return cast("object", json.loads(decode(data)))
        except (json.JSONDecodeError, RecursionError, ValueError):
            raise ReaderError(
                "invalid_json", f"is no valid JSON: {error}; expected one object an article"
            ) from None


def _whole(source: Source, start: int, columns: dict[str, str]) -> Iterator[Outcome]:
    with source.open() as stream:
        stream.read(start)
        data = stream.read(MAX_DOCUMENT_BYTES + 1)
    if len(data) > MAX_DOCUMENT_BYTES:
        raise ReaderError(
            "too_large",
            f"one JSON object of more than {MAX_DOCUMENT_BYTES:,} bytes; expected an array of "
            "articles, or one article a line",
        )
    record = loads(data.strip())
    if isinstance(record, dict):
        for name in WRAPPERS:
            inner = record.get(name)
            if name in {"data", "response", "hits"} and isinstance(inner, dict):
                inner = next((inner[n] for n in WRAPPERS if isinstance(inner.get(n), list)), None)
            if isinstance(inner, list) and inner and all(isinstance(i, dict) for i in inner):
                for number, item in enumerate(inner):
                    yield _inner(item, number, columns)
                return
    yield outcome(data.strip(), start, columns)


def _inner(item: object, number: int, columns: dict[str, str]) -> Outcome:
    try:
        document = article_from_record(item, columns)
    except ReaderError as error:
        return Rejected(
            position=number,
            code=error.code,
            message=error.message,
            content=orjson.dumps(item, default=str)[:65_536],
        )
    document.position = number
    return document


def read(source: Source) -> Iterator[Outcome]:
    """Every article of the member.

    Raises:
        ReaderError: `truncated`, `too_large` or `invalid_json`.
    """
    columns = dict(source.columns)
    with source.open() as stream:
        head = stream.read(65_536)
        text = head.removeprefix(BOM)
        offset = len(head) - len(text)
        offset += len(text) - len(text.lstrip())
        start = head[offset : offset + 1]
        wrapped = WRAPPED.match(head[offset:])
    if start == b"[":
        begin = offset
    elif wrapped is not None:
        begin = offset + wrapped.end() - 1
    elif start == b"{":
        yield from _whole(source, offset, columns)
        return
    else:
        raise ReaderError("invalid_json", f"starts with {head[:20]!r}, expected {{ or [")
    with source.open() as stream:
        stream.read(begin)
        for element in elements(stream, begin):
            yield outcome(element.data, element.start, columns)


READER = Reader(
    name="json",
    version="1",
    title="JSON",
    recognised_by="`[` or `{` at the start",
    yields=(
        "title",
        "subtitle",
        "authors",
        "outlet",
        "url",
        "canonical_url",
        "external_id",
        "section",
        "tags",
        "published",
        "updated",
        "language",
        "dateline",
        "wire_agency",
        "copyright",
        "blocks",
    ),
    library="orjson",
    detect=detect,
    read=read,
)
