"""Web archives, plain or compressed a record at a time, to outcomes.

Belongs here: what the readers of WARC and ARC share around their own rules of where a record begins
and ends: the two ways in which files are kept, damage, ranges. Does not belong here: those rules
(`formats.warc`, `formats.arc`), or what a record holds (`web_records`).

Places. In a plain file the position of a record is the offset of its first byte. In a file that is
compressed record by record (as the standard recommends, WARC 1.1 annex D) it is the offset of its
gzip member, as in the indexes that web archives keep (CDX): `byte_start` and `byte_end` then bound
the compressed record. A file compressed as a whole is a plain file in a gzip container.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, NamedTuple

from etl.readers import gzip_members
from etl.readers.base import (
    MAX_DOCUMENT_BYTES,
    Confidence,
    Outcome,
    ReaderError,
    Rejected,
    Source,
)
from etl.readers.streams import go_to
from etl.readers.web_records import Record, is_whole, outcome

MAX_LINE = 64 * 1024
MAX_FIELDS = 1_000
LOOK_AHEAD = 256 * 1024


class Frame(NamedTuple):
    """A record's header; its block is what follows in the stream."""

    record: Record
    """With an empty block."""
    length: int


class NoRecordError(Exception):
    """There is no record where one was expected."""


@dataclass(frozen=True, slots=True)
class Form:
    """The rules of one kind of web archive."""

    begins: Callable[[bytes], bool]
    """Whether bytes at the start of a line are those of a record."""
    read_header: Callable[[Stream], Frame | None]
    """The header at the stream's place; None at its end.

    Raises NoRecordError, saying what is there; the stream is then anywhere after it.
    """


class Stream:
    """Bytes read forward, with their offsets."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._back = b""
        self.offset = 0

    def readline(self) -> bytes:
        """A line with its end; MAX_LINE bytes at most."""
        if self._back:
            line, end, self._back = self._back.partition(b"\n")
            line += end
            if not end:
                line += self._raw.readline(MAX_LINE)
        else:
            line = self._raw.readline(MAX_LINE)
        self.offset += len(line)
        return line

    def give_back(self, data: bytes) -> None:
        """Put bytes back that were just read."""
        self._back = data + self._back
        self.offset -= len(data)

    def pass_blank_lines(self) -> None:
        """Be at the start of the next line that is not blank."""
        while line := self.readline():
            if line.strip(b"\r\n"):
                self.give_back(line)
                return

    def read(self, size: int) -> bytes:
        """So many bytes, fewer only at the end."""
        data, self._back = self._back[:size], self._back[size:]
        while len(data) < size and (more := self._raw.read(size - len(data))):
            data += more
        self.offset += len(data)
        return data

    def skip(self, size: int) -> int:
        """Pass over so many bytes; how many there were."""
        passed = len(self.read(min(size, len(self._back))))
        if size - passed > LOOK_AHEAD and self._raw.seekable():
            here = self._raw.tell()
            there = min(here + size - passed, self._raw.seek(0, io.SEEK_END))
            self._raw.seek(there)
            self.offset += there - here
            return passed + there - here
        while passed < size and (more := self.read(min(size - passed, LOOK_AHEAD))):
            passed += len(more)
        return passed


def _block(stream: Stream, length: int) -> tuple[bytes, int]:
    """A record's block, cut where it is longer than any document; and its bytes in the stream."""
    data = stream.read(min(length, MAX_DOCUMENT_BYTES + 1))
    return data, len(data) + (stream.skip(length - len(data)) if length > len(data) else 0)


def _find(stream: Stream, form: Form) -> bool:
    """Go to the next line that begins a record; False where there is none."""
    while line := stream.readline():
        if form.begins(line):
            stream.give_back(line)
            return True
    return False


def _damaged(message: str, start: int, end: int | None, content: bytes = b"") -> Rejected:
    return Rejected(
        position=start,
        code="damaged",
        message=f"{message}; the reading goes on at the next record: fetch the file again",
        byte_start=start,
        byte_end=end,
        content=content[:65_536] or None,
    )


def _truncated(record: Record, found: int, length: int) -> ReaderError:
    return ReaderError(
        "truncated",
        f"the file ends after {found:,} of the {length:,} bytes of a record; fetch the file again",
        position=record.position,
    )


def _plain(stream: Stream, form: Form, start: int, end: int | None) -> Iterator[Outcome]:
    """The outcomes of the records whose first byte lies in [start, end)."""
    while True:
        stream.pass_blank_lines()
        place = stream.offset
        if end is not None and place >= end:
            return
        try:
            frame = form.read_header(stream)
        except NoRecordError as error:
            _find(stream, form)
            if place >= start:
                yield _damaged(str(error), place, stream.offset)
            continue
        if frame is None:
            return
        if place < start:
            stream.skip(frame.length)
            continue
        block, found = _block(stream, frame.length)
        record = replace(frame.record, block=block, byte_start=place, byte_end=stream.offset)
        if found < frame.length:
            if is_whole(block):
                yield outcome(record)
                record = replace(record, position=stream.offset)
            raise _truncated(record, found, frame.length)
        yield outcome(record)


def _in_member(member: gzip_members.Member, form: Form) -> Iterator[tuple[Record | Rejected, bool]]:
    """The records of one gzip member, and whether each is its last; mostly there is one."""
    stream = Stream(member.stream)
    waiting: Record | Rejected | None = None
    count = 0
    while True:
        stream.pass_blank_lines()
        try:
            frame = form.read_header(stream)
        except NoRecordError as error:
            found: Record | Rejected = _damaged(str(error), member.start + count, None)
            _find(stream, form)
        else:
            if frame is None:
                break
            block, size = _block(stream, frame.length)
            while size < frame.length and member.go_on():
                more, count_more = _block(stream, frame.length - size)
                block, size = (block + more)[: MAX_DOCUMENT_BYTES + 1], size + count_more
            if size < frame.length:
                found = _damaged(
                    f"a record has {size:,} of the {frame.length:,} bytes that its header states",
                    member.start + count,
                    None,
                    block,
                )
            else:
                found = replace(
                    frame.record,
                    position=member.start + count,
                    byte_start=member.start,
                    block=block,
                )
        if waiting is not None:
            yield waiting, False
        waiting = found
        count += 1
    if waiting is not None:
        yield waiting, True


def _member_outcomes(member: gzip_members.Member, form: Form) -> Iterator[Outcome]:
    try:
        for found, last in _in_member(member, form):
            end = member.end() if last else None
            if isinstance(found, Record):
                yield outcome(replace(found, byte_end=end))
            else:
                found.byte_end = end
                yield found
    except ReaderError as error:
        if error.code == "truncated":
            raise ReaderError(error.code, error.message, position=member.start) from None
        yield Rejected(
            position=member.start,
            code=error.code,
            message=error.message,
            byte_start=member.start,
        )


def read(source: Source, form: Form) -> Iterator[Outcome]:
    """The outcome of every record, damaged ones among them.

    Raises:
        ReaderError: `truncated`, where the file ends within a record.
    """
    start, end = 0, None
    if source.byte_range is not None:
        start, end = source.byte_range.start, source.byte_range.end
    with source.open() as raw:
        head = raw.read(len(gzip_members.MAGIC))
    with source.open() as raw:
        if head != gzip_members.MAGIC:
            yield from _plain(Stream(raw), form, start, end)
            return
        if start:
            go_to(raw, start)
        for member in gzip_members.members(raw, form.begins, start, end):
            if isinstance(member, gzip_members.Damage):
                yield _damaged("bytes that are no compressed record", *member)
            else:
                yield from _member_outcomes(member, form)


def detect(head: bytes, form: Form) -> Confidence:
    """By the first record; compressed only where it has a gzip member of its own."""
    if form.begins(head[:MAX_LINE]):
        return 3
    if not head.startswith(gzip_members.MAGIC):
        return 0
    content = gzip_members.first_bytes(head, 16 * len(head))
    if not form.begins(content):
        return 0
    stream = Stream(io.BytesIO(content))
    stream.pass_blank_lines()
    try:
        frame = form.read_header(stream)
    except NoRecordError:
        return 0
    if frame is None:
        return 0
    stream.skip(frame.length)
    return 0 if stream.read(LOOK_AHEAD).strip() else 4
