"""Files of many gzip members, one a record, as web archives are kept.

Belongs here: opening each member by itself, so that a damaged one costs itself alone and reading
can begin anywhere. Does not belong here: what a member holds (`warc`, `arc`), or gzip as the form
of one file (`containers.gzip`).
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple, cast

from etl.readers.base import ReaderError
from etl.readers.limits import MAX_RATIO, RATIO_FREE_BYTES

MAGIC = b"\x1f\x8b\x08"
"""ID1, ID2 and the only compression method there is (RFC 1952, 2.3.1)."""
CHUNK = 64 * 1024
GZIP = 31
"""zlib's window for data with a gzip head."""
PEEK = 4096
BEGINNING = 8192
"""Bytes of content from which it is told whether a record begins there."""


class Member(NamedTuple):
    """One gzip member."""

    start: int
    """Offset of its first byte in the file."""
    stream: BinaryIO
    """Its content; reading it raises ReaderError where it is damaged, breaks off or is a bomb."""
    end: Callable[[], int | None]
    """Offset after its last byte; None until its content has been read to the end."""
    go_on: Callable[[], bool]
    """At its end: go on with the next member, which is part of the same record (some writers start
    a member wherever they flush); False where that begins a record of its own."""


class Damage(NamedTuple):
    """Bytes between members that are none."""

    start: int
    end: int


def first_bytes(head: bytes, size: int) -> bytes:
    """The first bytes of what a gzip member holds; empty where it is none."""
    try:
        return zlib.decompressobj(GZIP).decompress(head, size)
    except zlib.error:
        return b""


class _Content(io.RawIOBase):
    """The content of the member that begins at the file's place."""

    def __init__(self, file: _File, begins: Callable[[bytes], bool]) -> None:
        self._file = file
        self._begins = begins
        self._start = file.offset
        self._decompressor = zlib.decompressobj(GZIP)
        self._size = 0
        self._held = b""
        """Compressed bytes that the decompressor has handed back."""
        self.finished = False

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """As io.RawIOBase."""
        while not self.finished:
            data = self._held or self._file.take(CHUNK)
            try:
                plain = self._decompressor.decompress(data, len(buffer))
            except zlib.error as error:
                raise ReaderError(
                    "damaged",
                    f"the compressed record is damaged after {self._size:,} bytes of content "
                    f"({error}); fetch the file again",
                ) from None
            self._held = self._decompressor.unconsumed_tail
            if self._decompressor.eof:
                self._file.give_back(self._decompressor.unused_data)
                self._held = b""
                self.finished = True
            elif not data and not plain:
                raise ReaderError(
                    "truncated",
                    f"the file ends within a compressed record, after {self._size:,} bytes of its "
                    "content; fetch the file again",
                )
            self._size += len(plain)
            taken = self._file.offset - self._start
            if self._size > RATIO_FREE_BYTES and self._size > MAX_RATIO * max(1, taken):
                raise ReaderError(
                    "bomb",
                    f"{taken:,} compressed bytes have become {self._size:,}, more than "
                    f"{MAX_RATIO} times as many",
                )
            if plain:
                buffer[: len(plain)] = plain
                return len(plain)
        return 0

    def go_on(self) -> bool:
        """Take the next member for this one's continuation, unless a record begins there."""
        head = self._file.peek(PEEK)
        if not head.startswith(MAGIC) or self._begins(first_bytes(head, BEGINNING)):
            return False
        self._decompressor = zlib.decompressobj(GZIP)
        self.finished = False
        return True


class _File:
    """A file read forward, which bytes can be given back to."""

    def __init__(self, raw: BinaryIO, offset: int) -> None:
        self._raw = raw
        self._buffer = b""
        self.offset = offset
        """Of the next byte."""

    def take(self, size: int) -> bytes:
        data = self._buffer[:size] if self._buffer else self._raw.read(size)
        self._buffer = self._buffer[size:]
        self.offset += len(data)
        return data

    def give_back(self, data: bytes) -> None:
        self._buffer = data + self._buffer
        self.offset -= len(data)

    def peek(self, size: int) -> bytes:
        while len(self._buffer) < size and (more := self._raw.read(max(size, CHUNK))):
            self._buffer += more
        return self._buffer[:size]

    def go_to(self, offset: int) -> None:
        """Be at an offset that lies behind, where the file lets one go there."""
        if self._raw.seekable():
            self._raw.seek(offset)
            self._buffer = b""
            self.offset = offset

    def find(self, begins: Callable[[bytes], bool]) -> bool:
        """Go to the next member whose content begins as wanted; False where there is none."""
        while True:
            window = self.peek(CHUNK)
            at = window.find(MAGIC)
            if at < 0:
                if len(window) < CHUNK:
                    self.take(len(window))
                    return False
                self.take(len(window) - len(MAGIC) + 1)
                continue
            self.take(at)
            if begins(first_bytes(self.peek(PEEK), BEGINNING)):
                return True
            self.take(1)


def members(
    raw: BinaryIO, begins: Callable[[bytes], bool], start: int = 0, end: int | None = None
) -> Iterator[Member | Damage]:
    """The members from the first at or after `start` that begins as wanted, in order.

    They end before the first at or after `end` that begins as wanted: ranges that lie side by side
    together give every member once, and damaged ones go with what stands before them. After a
    member that cannot be read the next one that begins as wanted is looked for.

    Args:
        raw: the file, at `start`.
        begins: whether a content's first bytes are those of a record.
        start: an offset; 0 is the first member, however it begins.
        end: an offset; None is the end of the file.
    """
    file = _File(raw, start)
    if start > 0 and (not file.find(begins) or (end is not None and file.offset >= end)):
        return
    while head := file.peek(PEEK):
        if end is not None and file.offset >= end and begins(first_bytes(head, BEGINNING)):
            return
        if not head.startswith(MAGIC):
            yield from _pass(file, begins)
            continue
        content = _Content(file, begins)
        place = file.offset
        plain = io.BufferedReader(content, CHUNK)
        yield Member(
            place,
            cast("BinaryIO", plain),
            lambda content=content: file.offset if content.finished else None,  # type: ignore[misc]
            content.go_on,
        )
        if not content.finished:
            try:
                while plain.read(CHUNK):
                    pass
            except ReaderError:
                # Its record has said so; here the next one is looked for.
                file.go_to(place + 1)
                if not file.find(begins):
                    return


def _pass(file: _File, begins: Callable[[bytes], bool]) -> Iterator[Damage]:
    """Pass over bytes that begin no member; padding with zeros is no damage."""
    place = file.offset
    zeros = True
    while window := file.peek(CHUNK):
        at = window.find(MAGIC)
        zeros = zeros and not window[: at if at >= 0 else len(window)].strip(b"\x00")
        if at >= 0:
            file.take(at)
            if begins(first_bytes(file.peek(PEEK), BEGINNING)):
                break
            zeros = False
            file.take(1)
            continue
        file.take(max(1, len(window) - len(MAGIC) + 1) if len(window) == CHUNK else len(window))
    if not zeros:
        yield Damage(place, file.offset)
