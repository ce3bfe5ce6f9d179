"""JSON: one article, several that follow each other, an array, or an object that wraps an array.

Arrays are streamed, whatever their size. The fields are those of `etl.readers.aliases`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import cast

import orjson

from etl.readers.aliases import article_from_record, document_from_fields
from etl.readers.base import (
    Confidence,
    Outcome,
    RawDocument,
    Reader,
    ReaderError,
    Rejected,
    Source,
)
from etl.readers.json_elements import Element, elements, objects
from etl.readers.ranges import within
from etl.readers.streams import head_of
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


def is_lines(head: bytes) -> bool:
    """Whether most lines are objects: JSON Lines, whatever the file is called."""
    lines = [line.strip() for line in _start(head).split(b"\n", 20)]
    whole = [line for line in lines[:-1] if line]
    objects_ = sum(line.startswith(b"{") and line.endswith(b"}") for line in whole)
    if objects_ < 2:
        return objects_ == 1 and len(whole) == 1 and lines[-1].startswith(b"{")
    return objects_ * 2 > len(whole)


def detect(head: bytes, name: str) -> Confidence:
    """An array, or an object that does not end on its first line with more lines after it."""
    text = _start(head)
    if text.startswith(b"["):
        return 3 if re.match(rb"\[\s*[\[{\]\"]", text) else 0
    if not text.startswith(b"{") or not re.match(rb'\{\s*["}]', text):
        return 0
    return 3 if name.lower().endswith(".json") and not is_lines(head) else 2


def _article(record: object, columns: dict[str, str]) -> RawDocument:
    if isinstance(record, dict) and isinstance(record.get("_source"), dict):
        # A hit of Elasticsearch, or a line of its dump.
        record = {**{key: record[key] for key in record if key != "_source"}, **record["_source"]}
    return article_from_record(record, columns)


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
        document = _article(record, columns)
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
                "invalid_json",
                f"is no valid JSON: {error}; expected one object an article, whole: fetch the file "
                "again, or mend it there",
            ) from None


def _articles_in(record: object, columns: dict[str, str]) -> list[object] | None:
    """The articles that an object wraps; None where it is one itself."""
    if not isinstance(record, dict) or not any(name in record for name in WRAPPERS):
        return None
    if document_from_fields(record, columns=columns).blocks:
        return None
    for name in WRAPPERS:
        inner = record.get(name)
        if isinstance(inner, dict):
            inner = next((inner[n] for n in WRAPPERS if isinstance(inner.get(n), list)), None)
        if isinstance(inner, list) and inner and all(isinstance(i, dict) for i in inner):
            return inner
    return None


def _objects(source: Source, start: int, columns: dict[str, str]) -> Iterator[Outcome]:
    with source.open() as stream:
        stream.read(start)
        found = objects(stream, start)
        first = next(found)
        try:
            second = next(found, None)
        except ReaderError as error:
            yield from _one(first, columns)
            raise error from None
        if second is None:
            yield from _one(first, columns)
            return
        if b"\n" not in first.data:
            from etl.readers.formats import jsonl

            yield from jsonl.read(source)
            return
        for element in chain((first, second), found):
            yield outcome(element.data, element.start, columns)


def _one(element: Element, columns: dict[str, str]) -> Iterator[Outcome]:
    try:
        articles = _articles_in(loads(element.data), columns)
    except ReaderError:
        articles = None
    if articles is None:
        yield outcome(element.data, element.start, columns)
        return
    for number, item in enumerate(articles):
        yield _inner(item, number, columns)


def _inner(item: object, number: int, columns: dict[str, str]) -> Outcome:
    try:
        document = _article(item, columns)
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
    """Every article of the member; in ranges only where it is an array.

    Raises:
        ReaderError: `truncated`, `too_large` or `invalid_json`.
    """
    columns = dict(source.columns)
    head = head_of(source.open(), 65_536)
    text = head.removeprefix(BOM)
    offset = len(head) - len(text)
    offset += len(text) - len(text.lstrip())
    start = head[offset : offset + 1]
    wrapped = WRAPPED.match(head[offset:])
    if start == b"[":
        begin = offset
    elif wrapped is not None:
        begin = offset + wrapped.end() - 1
    elif source.byte_range is not None and source.byte_range.start > 0:
        return
    elif start == b"{":
        yield from _objects(replace(source, byte_range=None), offset, columns)
        return
    else:
        raise ReaderError("invalid_json", f"starts with {head[:20]!r}, expected {{ or [")
    with source.open() as stream:
        stream.read(begin)
        found = ((element.start, element) for element in elements(stream, begin))
        for element in within(found, source.byte_range):
            yield outcome(element.data, element.start, columns)


READER = Reader(
    name="json",
    version="2",
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
    splits_by_reading=True,
)
