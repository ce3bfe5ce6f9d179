"""Finding the elements of a JSON array of any size, without holding it.

Belongs here: the boundaries of values in a stream of bytes, by strings and brackets alone; what a
value is, is for orjson to say. Does not belong here: which fields an article has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from etl.readers.base import MAX_DOCUMENT_BYTES, ReaderError

CHUNK = 1024 * 1024
TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|(?P<open>\\?\Z))|[\[\]{},]', re.DOTALL)
"""A whole string, one that the buffer's end cuts off, or a mark of structure. What stands between
these is scalars and space, and needs no look."""


STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
BETWEEN_ELEMENTS = re.compile(rb'(?:[^"\[\]{},]++|' + STRING + rb")*+", re.DOTALL)
"""What an array holds up to the next mark of structure, or to a string that the buffer cuts off."""
WITHIN_ELEMENT = re.compile(rb'(?:[^"\[\]{}]++|' + STRING + rb")*+", re.DOTALL)
"""The same within an element, where commas say nothing: most of an article in one step."""


class Element(NamedTuple):
    """One element: its bytes, and where the first of them stands in the stream."""

    start: int
    data: bytes


BETWEEN = b" \t\r\n,;\x1e"
"""What may stand between objects that follow each other (RFC 7464 has the record separator)."""


def objects(stream: BinaryIO, start: int = 0) -> Iterator[Element]:
    """The objects that follow each other in a stream, without an array around them.

    Args:
        stream: bytes from offset `start`, which is that of a `{`.
        start: offset of the stream's next byte.

    Raises:
        ReaderError: `truncated`, where the stream ends within an object; `too_large`; or
            `invalid_json`, where something else stands between two of them.
    """
    buffer = b""
    base = start
    position = depth = 0
    first = 0
    """Index in the buffer where the current object, or what stands before it, starts."""
    while True:
        for token in TOKEN.finditer(buffer, position):
            if token.group("open") is not None:
                position = token.start()
                break
            position = token.end()
            mark = token.group()
            if mark in b"[{":
                if depth == 0:
                    _only_between(buffer[first : token.start()], base + first)
                    first = token.start()
                depth += 1
            elif mark in b"]}" and depth > 0:
                depth -= 1
                if depth == 0:
                    yield Element(base + first, buffer[first:position])
                    first = position
        base += first
        buffer, position, first = buffer[first:], max(0, position - first), 0
        if len(buffer) > MAX_DOCUMENT_BYTES:
            raise _too_large("object", base)
        more = stream.read(CHUNK)
        if not more:
            if depth:
                raise _truncated("object", len(buffer), base)
            _only_between(buffer, base)
            return
        buffer += more


def _only_between(data: bytes, offset: int) -> None:
    if junk := data.strip(BETWEEN):
        raise ReaderError(
            "invalid_json",
            f"found {junk[:40]!r} after an object; expected another object, or the end: what came "
            "before was read, correct the file",
            position=offset,
        )


def _too_large(what: str, position: int) -> ReaderError:
    return ReaderError(
        "too_large",
        f"an {what} of more than {MAX_DOCUMENT_BYTES:,} bytes is no article, or a quotation mark "
        "is missing in it",
        position=position,
    )


def _truncated(what: str, size: int, position: int) -> ReaderError:
    within = f", in the middle of an element ({size:,} bytes)" if size and what == "array" else ""
    return ReaderError(
        "truncated",
        f"the {what} ends without its closing bracket{within}; what came before was read: fetch "
        "the file again",
        position=position,
    )


def elements(stream: BinaryIO, start: int = 0) -> Iterator[Element]:
    """The elements of the array whose `[` is the next byte but space.

    Args:
        stream: bytes from offset `start`.
        start: offset of the stream's next byte, for `Element.start`.

    Raises:
        ReaderError: `truncated`, where the stream ends within the array; `too_large`, where an
            element is larger than any article.
    """
    buffer = b""
    base = start
    """Offset of buffer[0]."""
    position = 0
    """Where to go on scanning in the buffer."""
    depth = 0
    first: int | None = None
    """Index in the buffer where the current element starts."""
    while True:
        while True:
            passed = (WITHIN_ELEMENT if depth > 1 else BETWEEN_ELEMENTS).match(buffer, position)
            position = passed.end() if passed else position
            mark = buffer[position : position + 1]
            if mark in (b"", b'"'):
                break
            position += 1
            if mark in b"[{":
                depth += 1
                if depth == 1:
                    first = position
            elif mark in b"]}":
                depth -= 1
                if depth == 0:
                    if first is not None:
                        yield from _element(buffer, first, position - 1, base)
                    return
            elif depth == 1 and first is not None:
                yield from _element(buffer, first, position - 1, base)
                first = position
        cut = position if first is None else min(first, position)
        buffer, base = buffer[cut:], base + cut
        position -= cut
        if first is not None:
            first -= cut
            if len(buffer) > MAX_DOCUMENT_BYTES:
                raise _too_large("element", base + first)
        more = stream.read(CHUNK)
        if not more:
            rest = buffer[first:].lstrip() if first is not None else b""
            raise _truncated("array", len(rest), base + len(buffer) - len(rest))
        buffer += more


def _element(buffer: bytes, first: int, end: int, base: int) -> Iterator[Element]:
    data = buffer[first:end]
    stripped = data.strip()
    if stripped:
        offset = data.index(stripped[:1])
        yield Element(base + first + offset, stripped)
