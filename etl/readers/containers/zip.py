"""ZIP: members are opened one at a time; sizes that headers state are never trusted.

Where the directory at the end is missing or damaged (a broken download), members are found by their
own headers, as far as they go (APPNOTE.TXT 6.3.10, 4.3.7).
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import pairwise
from typing import IO, BinaryIO, NamedTuple, cast

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
from etl.readers.members import (
    MemberNames,
    encrypted,
    link,
    part_of_a_page,
    refuse,
    saved_pages,
    starts_like,
    too_many,
)
from etl.readers.streams import (
    BLOCK,
    CountingReader,
    GuardedStream,
    PatientReader,
    searchable,
)

ENCRYPTED_FLAG = 0x1
DESCRIPTOR_FLAG = 0x8
UTF8_FLAG = 0x800
"""Bits 0, 3 and 11 of the general purpose flag (4.4.4)."""
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
"""Signature, version, flag, method, time, date, CRC, compressed and plain size, lengths (4.3.7)."""
LOCAL_SIGNATURE = b"PK\x03\x04"
DESCRIPTOR_SIZES = (16, 24, 12, 20, 0)
"""With or without a signature, with sizes of 32 or 64 bits (4.3.9), or none after all."""
ZIP64_EXTRA = 0x0001
ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    struct.error,
    IndexError,
    OverflowError,
)


def detect(head: bytes, name: str) -> Confidence:
    """By the signature of a local file header, or of the end of an empty archive."""
    return (
        3
        if starts_like(head, name, LOCAL_SIGNATURE, (".zip",))
        or head.startswith((LOCAL_SIGNATURE, b"PK\x05\x06"))
        else 0
    )


def _unsupported(what: str) -> ReaderError:
    return ReaderError(
        "unsupported",
        f"the member cannot be unpacked ({what}); pack it again with the ordinary method, deflate",
    )


def _open(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO:
    try:
        plain = archive.open(info)
    except NotImplementedError as error:
        raise _unsupported(str(error)) from None
    except ERRORS as error:
        raise ReaderError(
            "damaged", f"the member cannot be unpacked ({error}); fetch the file again"
        ) from None
    # The central directory's compressed size is what the archive can hold of this member: a lie
    # here makes zipfile stop reading, so it bounds the ratio.
    return _guarded(plain, info.compress_size)


def _guarded(plain: IO[bytes], compressed_size: int) -> BinaryIO:
    counting = CountingReader(cast("BinaryIO", io.BytesIO()))
    counting.count = max(1, compressed_size)
    return cast("BinaryIO", PatientReader(GuardedStream(plain, counting, ERRORS)))


def members(source: Source) -> Iterator[Member | Skipped | Rejected]:
    """Every file, in the order of the central directory.

    Raises:
        ReaderError: there is no readable central directory; what could be found without it has been
            given.
    """
    first, end = 0, None
    if source.byte_range is not None:
        first, end = source.byte_range.start, source.byte_range.end
    with searchable(source) as stream:
        try:
            archive = zipfile.ZipFile(stream)
        except (ReaderError, NotImplementedError, *ERRORS):
            yield from _recovered(stream)
            return

        @cache
        def others() -> dict[str, Callable[[], BinaryIO]]:
            return {
                info.filename: partial(_open, archive, info)
                for position, info in enumerate(archive.infolist())
                if not _is_folder(info) and _outcome(info, position) is None
            }

        with archive:
            names = MemberNames()
            folders = saved_pages(info.filename for info in archive.infolist()[:MAX_MEMBERS])
            for position, info in enumerate(archive.infolist()):
                name = names.take(info.filename)
                if not first <= info.header_offset or (
                    end is not None and info.header_offset >= end
                ):
                    continue
                if position >= MAX_MEMBERS:
                    yield too_many(MAX_MEMBERS, position)
                    return
                found = _outcome(info, position)
                if found is not None:
                    yield found
                elif part_of_a_page(info.filename, folders):
                    yield Skipped(position=position, reason="part of a saved page")
                elif not _is_folder(info):
                    beside = in_archive(info.filename, others)
                    yield Member(name, partial(_open, archive, info), beside)


def _is_folder(info: zipfile.ZipInfo) -> bool:
    # ZipInfo.is_dir() of Python 3.11 fails on an empty name.
    return info.filename.endswith("/")


def _outcome(info: zipfile.ZipInfo, position: int) -> Skipped | Rejected | None:
    if _is_folder(info):
        return None
    if refusal := refuse(info.filename, position):
        return refusal
    if stat.S_ISLNK(info.external_attr >> 16):
        return link(info.filename, position)
    if info.flag_bits & ENCRYPTED_FLAG:
        return encrypted(info.filename, position)
    return None


class _Local(NamedTuple):
    """A member as its own header states it."""

    info: zipfile.ZipInfo
    start: int
    """Of its content."""
    size: int
    """Of its compressed content, as far as it is there."""
    whole: bool


class _Slice(io.RawIOBase):
    """A stretch of a stream; an early end of it is an error unless it is open-ended."""

    def __init__(self, stream: BinaryIO, start: int, size: int | None) -> None:
        self._stream = stream
        self._position = start
        self._left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        size = len(buffer) if self._left is None else min(len(buffer), self._left)
        self._stream.seek(self._position)
        data = self._stream.read(size)
        if not data and size and self._left is not None:
            raise EOFError("the member ends too early")
        buffer[: len(data)] = data
        self._position += len(data)
        if self._left is not None:
            self._left -= len(data)
        return len(data)


class _Inflated(io.RawIOBase):
    """The content of a deflated member, to its end mark."""

    def __init__(self, compressed: BinaryIO) -> None:
        self._compressed = compressed
        self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        self.taken = 0
        """Compressed bytes up to the end mark, once that is reached."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._inflate.eof:
            chunk = self._inflate.unconsumed_tail
            if not chunk:
                chunk = self._compressed.read(65_536)
                self.taken += len(chunk)
                if not chunk:
                    raise EOFError("the member ends too early")
            data = self._inflate.decompress(chunk, len(buffer))
            self.taken -= len(self._inflate.unused_data)
            if data:
                buffer[: len(data)] = data
                return len(data)
        return 0


def _sizes(extra: bytes, packed: int) -> int:
    """The compressed size, where the header's own field is too small for it (4.5.3)."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<2H", extra)
        if kind == ZIP64_EXTRA and length >= 16 and len(extra) >= 20:
            return int(struct.unpack_from("<Q", extra, 12)[0])
        extra = extra[4 + length :]
    return packed


def _measure(stream: BinaryIO, start: int, length: int, method: int) -> tuple[int, bool]:
    """How long a member is whose header does not say, and whether its end is there."""
    if method != zipfile.ZIP_DEFLATED:
        stream.seek(start)
        empty = stream.read(2) == b"PK"
        return (0, True) if empty else (length - start, False)
    inflated = _Inflated(cast("BinaryIO", PatientReader(_Slice(stream, start, None))))
    sink = memoryview(bytearray(BLOCK))
    try:
        while inflated.readinto(sink):
            pass
    except (EOFError, zlib.error):
        return length - start, False
    return inflated.taken, True


def _after_descriptor(stream: BinaryIO, end: int) -> int:
    for size in DESCRIPTOR_SIZES:
        stream.seek(end + size)
        if stream.read(2) == b"PK":
            return end + size
    return end


def _local_members(stream: BinaryIO, length: int) -> Iterator[_Local]:
    """What the headers before each member tell, until there is none."""
    offset = 0
    while True:
        stream.seek(offset)
        header = stream.read(LOCAL_HEADER.size)
        if len(header) < LOCAL_HEADER.size or not header.startswith(LOCAL_SIGNATURE):
            return
        fields = LOCAL_HEADER.unpack(header)
        flags, method, packed = fields[2], fields[3], fields[7]
        name = stream.read(fields[9])
        extra = stream.read(fields[10])
        start = offset + LOCAL_HEADER.size + fields[9] + fields[10]
        if start > length:
            return
        info = zipfile.ZipInfo(name.decode("utf-8" if flags & UTF8_FLAG else "cp437", "replace"))
        info.flag_bits, info.compress_type = flags, method
        if packed == 0xFFFFFFFF:
            packed = _sizes(extra, packed)
        whole = start + packed <= length
        if flags & DESCRIPTOR_FLAG and packed == 0:
            packed, whole = _measure(stream, start, length, method)
        yield _Local(info, start, packed, whole)
        if not whole:
            return
        offset = start + packed
        if flags & DESCRIPTOR_FLAG:
            offset = _after_descriptor(stream, offset)


def _open_local(stream: BinaryIO, local: _Local) -> BinaryIO:
    raw = _Slice(stream, local.start, local.size)
    if local.info.compress_type == zipfile.ZIP_STORED:
        return _guarded(cast("IO[bytes]", raw), local.size)
    if local.info.compress_type == zipfile.ZIP_DEFLATED:
        inflated = _Inflated(cast("BinaryIO", PatientReader(raw)))
        return _guarded(cast("IO[bytes]", inflated), local.size)
    raise _unsupported(f"method {local.info.compress_type}, without a directory")


def _recovered(stream: BinaryIO) -> Iterator[Member | Skipped | Rejected]:
    length = _length(stream)
    names = MemberNames()
    count = 0
    for local in _local_members(stream, length):
        if count >= MAX_MEMBERS:
            break
        found = _outcome(local.info, count)
        count += 1
        if found is not None:
            yield found
        elif not _is_folder(local.info):
            yield Member(names.take(local.info.filename), partial(_open_local, stream, local))
            if not local.whole:
                return  # Reading it has told that the archive breaks off.
    raise ReaderError(
        "truncated",
        f"the directory at the archive's end is missing or damaged; the {count:,} members before "
        "the damage were read by their own headers: fetch the file again",
        position=count,
    )


def _length(stream: BinaryIO) -> int:
    return stream.seek(0, io.SEEK_END)


def cut(source: Source, target_bytes: int) -> list[ByteRange]:
    """Ranges of about `target_bytes` that begin where members do.

    Raises:
        ReaderError: there is no readable directory.
    """
    with searchable(source) as stream:
        length = _length(stream)
        try:
            with zipfile.ZipFile(stream) as archive:
                offsets = sorted(info.header_offset for info in archive.infolist())
        except (NotImplementedError, *ERRORS) as error:
            raise ReaderError("damaged", f"no ZIP directory can be read ({error})") from None
    starts = [0]
    for offset in offsets:
        if offset - starts[-1] >= target_bytes:
            starts.append(offset)
    return [ByteRange(start, end) for start, end in pairwise([*starts, length])]


CONTAINER = Container(
    name="zip",
    version="2",
    title="ZIP",
    recognised_by="the letters PK at the start",
    library="Python's zipfile",
    single=False,
    detect=detect,
    members=members,
    cut=cut,
)
