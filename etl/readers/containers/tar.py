"""tar: members in the order in which they lie, read as a stream.

Headers are parsed by Python's tarfile; the walk from one to the next is our own, because tarfile
takes a cut-off or damaged archive for its end without a word (POSIX.1-2017, pax, "ustar Interchange
Format"; GNU tar manual, "Basic Tar Format").
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from itertools import islice, pairwise
from typing import BinaryIO, NamedTuple, Self, cast

from etl.readers.base import (
    ByteRange,
    Confidence,
    Container,
    Member,
    ReaderError,
    Rejected,
    Skipped,
    Source,
)
from etl.readers.beside import in_archive
from etl.readers.limits import MAX_MEMBERS
from etl.readers.members import MemberNames, link, refuse, too_many
from etl.readers.streams import (
    BLOCK,
    SPOOL_BLOCK,
    PatientReader,
    go_to,
    open_spool,
    searchable,
    spool,
)

MAGIC_AT = 257
"""Offset of `ustar` in a header block."""
UNIT = 512
"""Everything in an archive is padded to a multiple of this."""
META = (tarfile.XGLTYPE, tarfile.GNUTYPE_LONGLINK)
"""Entries that say something of others which does not matter here, in content of their own."""
MAX_EXTENDED = 1024 * 1024
"""Bytes of an extended header: names are shorter."""
PAX = (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE)


def detect(head: bytes, name: str) -> Confidence:
    """By the magic of the first header; by the name where that is cut off."""
    if name.lower().endswith(".tar") and 0 < len(head) < UNIT:
        return 3
    return 3 if head[MAGIC_AT : MAGIC_AT + 5] == b"ustar" else 0


class _Content(io.RawIOBase):
    """The content of one entry, from the archive's own stream."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream = stream
        self.left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(min(len(buffer), self.left))
        if not data and self.left:
            raise _truncated(f"{self.left:,} bytes of this file are missing")
        buffer[: len(data)] = data
        self.left -= len(data)
        return len(data)


class _Entry(NamedTuple):
    """One file, folder or link: its headers begin at `start`."""

    info: tarfile.TarInfo
    start: int
    content: _Content
    sparse: bool


def _truncated(what: str) -> ReaderError:
    return ReaderError("truncated", f"the archive ends too early: {what}; fetch the file again")


def _padded(size: int) -> int:
    return -(-size // UNIT) * UNIT


def _skip(stream: BinaryIO, size: int) -> None:
    if stream.seekable():
        stream.seek(size, io.SEEK_CUR)
        return
    while size > 0 and (block := stream.read(min(size, BLOCK))):
        size -= len(block)


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise _truncated("within a header")
    return data


def _pax(data: bytes) -> dict[str, str]:
    """The records `length keyword=value` of an extended header."""
    found = {}
    while data:
        digits, space, _ = data.partition(b" ")
        length = int(digits) if space and digits.isdigit() else 0
        if not len(digits) + 1 < length <= len(data):
            break
        key, _, value = data[len(digits) + 1 : length - 1].partition(b"=")
        found[key.decode("utf-8", "replace")] = value.decode("utf-8", "surrogateescape")
        data = data[length:].lstrip(b"\x00")
    return found


def _damaged(offset: int, error: Exception | str) -> ReaderError:
    return ReaderError(
        "damaged",
        f"the archive is damaged at byte {offset:,} ({error}); what comes after was not read: "
        "fetch the file again",
        position=offset,
    )


def _entries(stream: BinaryIO, offset: int) -> Iterator[_Entry]:
    """Every entry from an offset on. Whoever takes one may read its content, or some of it.

    Raises:
        ReaderError: the archive breaks off, or is damaged.
    """
    start = offset
    pax: dict[str, str] = {}
    long_name: str | None = None
    while True:
        header = stream.read(UNIT)
        if not header:
            raise _truncated("its end mark is missing, so files may be, too")
        if len(header) < UNIT:
            raise _truncated("within a header")
        if not header.strip(b"\x00"):
            return
        try:
            info = tarfile.TarInfo.frombuf(header, "utf-8", "surrogateescape")
            size = int(pax.get("size", info.size))
        except (tarfile.TarError, ValueError) as error:
            raise _damaged(offset, error) from None
        offset += UNIT
        if size < 0:
            raise _damaged(offset, f"a size of {size}")
        if info.type in (*PAX, tarfile.GNUTYPE_LONGNAME):
            if info.size > MAX_EXTENDED:
                raise _damaged(offset, f"a header of {info.size:,} bytes")
            data = _exactly(stream, _padded(info.size))[: info.size]
            offset += _padded(info.size)
            if info.type == tarfile.GNUTYPE_LONGNAME:
                long_name = data.rstrip(b"\x00").decode("utf-8", "surrogateescape")
            else:
                pax = _pax(data)
            continue
        sparse = info.type == tarfile.GNUTYPE_SPARSE or any("GNU.sparse" in key for key in pax)
        more = info.type == tarfile.GNUTYPE_SPARSE and header[482] != 0
        while more:
            more = _exactly(stream, UNIT)[504] != 0
            offset += UNIT
        info.name = long_name or pax.get("path") or info.name
        # Links and folders have no content, whatever their size says; unknown types have.
        holds = info.isreg() or info.type not in tarfile.SUPPORTED_TYPES or sparse
        size = size if holds or info.type in META else 0
        content = _Content(stream, size)
        yield _Entry(info, start, content, sparse)
        _skip(stream, content.left + _padded(size) - size)
        offset += _padded(size)
        start = offset
        pax, long_name = {}, None


def _refusal(entry: _Entry) -> Skipped | Rejected | None:
    info, position = entry.info, entry.start
    if refusal := refuse(info.name, position):
        return refusal
    if info.issym() or info.islnk():
        return link(info.name, position)
    if entry.sparse:
        return Rejected(
            position=position,
            code="unsupported",
            message=f"member {info.name!r} is a sparse file; pack it again without --sparse",
        )
    return None if info.isreg() else Skipped(position=position, reason="no file")


def members(source: Source) -> Iterator[Member | Skipped | Rejected]:
    """Every regular file; each is read before the next is looked for.

    Raises:
        ReaderError: the archive breaks off or is damaged between two files. Where it breaks off
            within one, reading that one raises.
    """
    first, end = 0, None
    if source.byte_range is not None:
        first, end = source.byte_range.start, source.byte_range.end
    names = MemberNames()
    with source.open() as stream, _Others(source) as others:
        if first:
            go_to(stream, first)
        for number, entry in enumerate(_entries(stream, first)):
            if end is not None and entry.start >= end:
                return
            if number >= MAX_MEMBERS:
                yield too_many(MAX_MEMBERS, entry.start)
                return
            if entry.info.isdir() or entry.info.type in META:
                continue
            refusal = _refusal(entry)
            if refusal is not None:
                yield refusal
                continue
            # A stream cannot go back: the member is kept while it is looked at.
            kept = spool(cast("BinaryIO", PatientReader(entry.content, SPOOL_BLOCK)))
            try:
                yield Member(
                    names.take(entry.info.name),
                    partial(open_spool, kept),
                    in_archive(entry.info.name, others.members),
                )
            finally:
                kept.file.close()
            if kept.error is not None:
                return
        if not stream.seekable():
            # What comes after the end mark is padding; but errors of the stream show there.
            while stream.read(BLOCK):
                pass


class _Others:
    """The members of an archive by name, for members whose documents lie in several.

    The archive is opened a second time, and kept whole (in memory or an unnamed file) if it cannot
    be searched; only when something asks.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._open: ExitStack = ExitStack()
        self._members: dict[str, Callable[[], BinaryIO]] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def members(self) -> dict[str, Callable[[], BinaryIO]]:
        """Every regular file and how to open it, as far as the archive can be read."""
        if self._members is None:
            self._members = {}
            stream = self._open.enter_context(searchable(self._source))
            try:
                for entry in islice(_entries(stream, 0), MAX_MEMBERS):
                    if entry.info.isreg() and not entry.sparse:
                        place = (stream, stream.tell(), entry.content.left)
                        self._members[entry.info.name] = partial(_stretch, *place)
            except ReaderError:
                pass  # Whoever reads the archive through is told.
        return self._members


class _Stretch(io.RawIOBase):
    """Some bytes of a stream that others read, too."""

    def __init__(self, stream: BinaryIO, start: int, size: int) -> None:
        self._stream = stream
        self._next = start
        self._left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._stream.seek(self._next)
        data = self._stream.read(min(len(buffer), self._left))
        if not data and self._left:
            raise _truncated(f"{self._left:,} bytes of this file are missing")
        buffer[: len(data)] = data
        self._next += len(data)
        self._left -= len(data)
        return len(data)


def _stretch(stream: BinaryIO, start: int, size: int) -> BinaryIO:
    return cast("BinaryIO", PatientReader(_Stretch(stream, start, size), SPOOL_BLOCK))


def cut(source: Source, target_bytes: int) -> list[ByteRange]:
    """Ranges of about `target_bytes` that begin where entries do; none where names repeat.

    Raises:
        ReaderError: the archive breaks off or is damaged.
    """
    starts = [0]
    end = 0
    names: set[str] = set()
    with source.open() as stream:
        for entry in _entries(stream, 0):
            if entry.info.name in names:
                return []  # Names are numbered by all that came before.
            names.add(entry.info.name)
            if entry.start - starts[-1] >= target_bytes:
                starts.append(entry.start)
            end = entry.start + UNIT + _padded(entry.info.size)
    return [ByteRange(start, stop) for start, stop in pairwise([*starts, end])]


CONTAINER = Container(
    name="tar",
    version="3",
    title="tar",
    recognised_by="`ustar` in the first header",
    library="Python's tarfile",
    single=False,
    detect=detect,
    members=members,
    cut=cut,
    cuts_streams=True,
)
