"""Documents that follow one another in one stream of bytes, told apart by marks.

Belongs here: cutting the stream, in bounded memory, with each record's place. Does not belong here:
what the marks are, or what is inside a record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from etl.readers.base import MAX_DOCUMENT_BYTES, ReaderError

BLOCK = 256 * 1024
LONGEST_MARK = 4096
"""Bytes at the end of what has been read that a mark may still be growing in."""


class Record(NamedTuple):
    """One record's bytes, marks included."""

    start: int
    """Offset of the first byte in the stream."""
    data: bytes
    closed: bool
    """Whether its closing mark was there."""
    last: bool
    """Whether the stream ended with it."""


class _Window:
    """The part of a stream that is being looked at."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.data = b""
        self.at = 0
        """Where in `data` what is being looked at begins."""
        self.ended = False
        self._base = 0

    @property
    def position(self) -> int:
        """Offset in the stream of what is being looked at."""
        return self._base + self.at

    def more(self) -> None:
        """Read on; what is no longer looked at goes.

        Raises:
            ReaderError: `too_large`: what is being looked at has outgrown a document.
        """
        block = self._stream.read(BLOCK)
        self.ended = not block
        self.data = self.data[self.at :] + block
        self._base += self.at
        self.at = 0
        if len(self.data) > MAX_DOCUMENT_BYTES + BLOCK:
            raise ReaderError(
                "too_large",
                f"a document of more than {MAX_DOCUMENT_BYTES:,} bytes is no article",
                position=self._base,
            )

    def take(self, end: int, *, closed: bool, last: bool = False) -> Record:
        """What is being looked at up to `end` (in `data`) as a record."""
        record = Record(self.position, self.data[self.at : end], closed, last)
        self.at = end
        return record


def between(
    stream: BinaryIO, opening: re.Pattern[bytes], closing: re.Pattern[bytes]
) -> Iterator[Record]:
    """The records that begin with one mark and end with another.

    What stands between records is passed over, but for the very end: anything there that is not
    white space comes as a record that is neither closed nor empty, because a stream that breaks off
    within an opening mark must not look whole. A record is not closed where the next one begins
    first.

    Raises:
        ReaderError: `too_large`, or what the stream raises.
    """
    window = _Window(stream)
    found_any = False
    while True:
        first = opening.search(window.data, window.at)
        if first is None or (first.end() == len(window.data) and not window.ended):
            if window.ended:
                if found_any and window.data[window.at :].strip():
                    yield window.take(len(window.data), closed=False, last=True)
                return
            if first is None and not found_any:
                window.at = max(window.at, len(window.data) - LONGEST_MARK)
            window.more()
            continue
        window.at = first.start()
        found_any = True
        size = len(first.group())
        searched = size
        while True:
            # The next opening first: the end of this record stands before it, or nowhere.
            again = opening.search(window.data, window.at + searched)
            limit = again.start() if again else len(window.data)
            end = closing.search(window.data, window.at + searched, limit)
            if end is not None:
                yield window.take(end.end(), closed=True)
                break
            if again is not None:
                yield window.take(again.start(), closed=False)
                break
            if window.ended:
                yield window.take(len(window.data), closed=False, last=True)
                return
            searched = max(size, len(window.data) - window.at - LONGEST_MARK)
            window.more()


def headed(stream: BinaryIO, heading: re.Pattern[bytes]) -> Iterator[Record]:
    """The records that each begin with a heading and reach to the next.

    What stands before the first heading comes first, as a record of its own that is not closed,
    even where it is empty; all others are closed.

    Args:
        stream: the bytes.
        heading: matches a whole heading, what ends its line included; it may look one byte back.

    Raises:
        ReaderError: `too_large`, or what the stream raises.
    """
    window = _Window(stream)
    closed = False
    size = 0
    searched = 0
    while True:
        found = heading.search(window.data, window.at + searched)
        if found is not None and (found.end() < len(window.data) or window.ended):
            yield window.take(found.start(), closed=closed)
            size = len(found.group())
            searched = size
            closed = True
        elif window.ended:
            yield window.take(len(window.data), closed=closed, last=True)
            return
        else:
            searched = max(size, len(window.data) - window.at - LONGEST_MARK)
            window.more()
