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
from collections.abc import Callable, Collection, Iterator
from functools import cache, partial
from itertools import pairwise
from typing import IO, BinaryIO, NamedTuple, cast

import numpy as np

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
ENTRY = struct.Struct("<4s6H3L5H2L")
"""Signature, versions, flag, method, time, date, CRC, sizes, lengths of name, extra and comment,
disk, attributes (two), offset (4.3.12)."""
ENTRY_SIGNATURE = b"PK\x01\x02"
MAX_ENTRY = ENTRY.size + 3 * 0xFFFF
DIRECTORY_BLOCK = 1024 * 1024
END_RECORD = struct.Struct("<4s4H2LH")
"""Signature, disks, entries here and in all, size, offset, length of the comment (4.3.16)."""
END_SIGNATURE = b"PK\x05\x06"
LOCATOR_64 = struct.Struct("<4sLQL")
LOCATOR_SIGNATURE = b"PK\x06\x07"
END_RECORD_64 = struct.Struct("<4sQ2H2L4Q")
"""Signature, the record's size, versions, disks, entries here and in all, size, offset (4.3.14)."""
END_SIGNATURE_64 = b"PK\x06\x06"
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


class _Directory(Collection[zipfile.ZipInfo]):
    """The entries of an archive's directory, each made when it is asked for.

    As objects they take 0.8 KB a member, which is much for an archive of a million.
    """

    def __init__(self, stream: BinaryIO) -> None:
        """Find it, and go through it once.

        Raises:
            ReaderError, or one of ERRORS: there is none, or it is not what it says.
        """
        self._stream = stream
        self._start, self._size, self._shift = _find_directory(stream)
        hashes = np.fromiter((hash(info.filename) for info in self), np.int64)
        self._count = len(hashes)
        self.names_differ = len(np.unique(hashes)) == len(hashes)
        """Whether no name is there twice."""

    def __len__(self) -> int:
        return self._count

    def __contains__(self, info: object) -> bool:
        return any(info == one for one in self)

    def __iter__(self) -> Iterator[zipfile.ZipInfo]:
        """The entries in their order; others may read the stream in between."""
        position, end = self._start, self._start + self._size
        data = b""
        at = 0
        while position < end or at < len(data):
            if len(data) - at < MAX_ENTRY and position < end:
                self._stream.seek(position)
                more = self._stream.read(min(DIRECTORY_BLOCK, end - position))
                if not more:
                    raise zipfile.BadZipFile("the directory ends too early")
                position += len(more)
                data, at = data[at:] + more, 0
            info, size = _entry(data, at, self._shift)
            at += size
            yield info


class _FileNames(Collection[str]):
    """The names in a directory, as often as they are asked for."""

    def __init__(self, directory: _Directory) -> None:
        self._directory = directory

    def __len__(self) -> int:
        return len(self._directory)

    def __contains__(self, name: object) -> bool:
        return any(name == one for one in self)

    def __iter__(self) -> Iterator[str]:
        return (info.filename for info in self._directory)


def _find_directory(stream: BinaryIO) -> tuple[int, int, int]:
    """Where the directory begins, its bytes, and what offsets are short of.

    Offsets are short where something was put before the archive: a program that unpacks it. How
    many members there should be is not asked: old programs count to 65,535 and begin anew.
    """
    length = _length(stream)
    tail = min(length, END_RECORD.size + 0xFFFF)
    stream.seek(length - tail)
    data = stream.read(tail)
    at = data.rfind(END_SIGNATURE)
    if at < 0 or len(data) - at < END_RECORD.size:
        raise zipfile.BadZipFile("no end of the directory")
    end = length - tail + at
    _, disk, first_disk, _, _, size, offset, _ = END_RECORD.unpack_from(data, at)
    if disk or first_disk:
        raise zipfile.BadZipFile("one of several parts of an archive")
    locator = data[max(0, at - LOCATOR_64.size) : at]
    if locator.startswith(LOCATOR_SIGNATURE):
        end -= LOCATOR_64.size + END_RECORD_64.size
        stream.seek(end)
        record = END_RECORD_64.unpack(stream.read(END_RECORD_64.size))
        if record[0] != END_SIGNATURE_64:
            raise zipfile.BadZipFile("no end of the directory of 64 bits")
        size, offset = record[8:10]
    start = end - size
    if start < offset:
        raise zipfile.BadZipFile("the directory is not where its end says")
    return start, size, start - offset


def _entry(data: bytes, at: int, shift: int) -> tuple[zipfile.ZipInfo, int]:
    """An entry of the directory, and how many bytes it takes (4.3.12)."""
    fields = ENTRY.unpack_from(data, at)
    if fields[0] != ENTRY_SIGNATURE:
        raise zipfile.BadZipFile("an entry of the directory is none")
    flags, name_length, extra_length, comment_length = fields[3], *fields[10:13]
    size = ENTRY.size + name_length + extra_length + comment_length
    if at + size > len(data):
        raise zipfile.BadZipFile("an entry of the directory ends too early")
    name = data[at + ENTRY.size : at + ENTRY.size + name_length]
    info = zipfile.ZipInfo(name.decode("utf-8" if flags & UTF8_FLAG else "cp437"))
    info.flag_bits, info.compress_type, info.CRC = flags, fields[4], fields[7]
    info.create_system, info.external_attr = fields[1] >> 8, fields[15]
    extra = data[at + ENTRY.size + name_length : at + size - comment_length]
    info.compress_size, info.file_size, offset = _wide(extra, fields[8], fields[9], fields[16])
    info.header_offset = offset + shift
    return info, size


def _wide(extra: bytes, packed: int, plain: int, offset: int) -> tuple[int, int, int]:
    """Sizes and offset of an entry whose own fields are too small for them (4.5.3)."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<2H", extra)
        if kind == ZIP64_EXTRA:
            numbers = iter(struct.unpack_from(f"<{length // 8}Q", extra, 4))
            plain = next(numbers) if plain == 0xFFFFFFFF else plain
            packed = next(numbers) if packed == 0xFFFFFFFF else packed
            offset = next(numbers) if offset == 0xFFFFFFFF else offset
            break
        extra = extra[4 + length :]
    return packed, plain, offset


def _open(stream: BinaryIO, info: zipfile.ZipInfo) -> BinaryIO:
    try:
        stream.seek(info.header_offset)
        header = stream.read(LOCAL_HEADER.size)
        if len(header) < LOCAL_HEADER.size or not header.startswith(LOCAL_SIGNATURE):
            raise zipfile.BadZipFile("no header where the directory says")
        fields = LOCAL_HEADER.unpack(header)
        start = info.header_offset + LOCAL_HEADER.size + fields[9] + fields[10]
        raw = cast("BinaryIO", PatientReader(_Slice(stream, start, info.compress_size)))
        plain = zipfile.ZipExtFile(raw, "r", info, None, True)  # noqa: FBT003 - as zipfile has it
    except NotImplementedError as error:
        raise _unsupported(str(error)) from None
    except ERRORS as error:
        raise ReaderError(
            "damaged", f"the member cannot be unpacked ({error}); fetch the file again"
        ) from None
    # The directory's compressed size is what the archive can hold of this member: no more is read
    # of it, so it bounds the ratio.
    return _guarded(cast("IO[bytes]", plain), info.compress_size)


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
            directory = _Directory(stream)
        except (ReaderError, NotImplementedError, StopIteration, *ERRORS):
            yield from _recovered(stream)
            return

        @cache
        def others() -> dict[str, Callable[[], BinaryIO]]:
            return {
                info.filename: partial(_open, stream, info)
                for position, info in enumerate(directory)
                if not _is_folder(info) and _outcome(info, position) is None
            }

        names = MemberNames()
        folders = saved_pages(_FileNames(directory))
        for position, info in enumerate(directory):
            if position >= MAX_MEMBERS:
                yield too_many(MAX_MEMBERS, position)
                return
            name = info.filename if directory.names_differ else names.take(info.filename)
            if not first <= info.header_offset or (end is not None and info.header_offset >= end):
                continue
            found = _outcome(info, position)
            if found is not None:
                yield found
            elif part_of_a_page(info.filename, folders):
                yield Skipped(position=position, reason="part of a saved page")
            elif not _is_folder(info):
                beside = in_archive(info.filename, others)
                yield Member(name, partial(_open, stream, info), beside)


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
            offsets = np.fromiter((info.header_offset for info in _Directory(stream)), np.int64)
        except (NotImplementedError, StopIteration, *ERRORS) as error:
            raise ReaderError("damaged", f"no ZIP directory can be read ({error})") from None
    starts = [0]
    for offset in np.sort(offsets).tolist():
        if offset - starts[-1] >= target_bytes:
            starts.append(offset)
    # A damaged entry may say that its member lies behind the archive's end.
    end = max(length, int(offsets.max(initial=0)) + 1)
    return [ByteRange(start, stop) for start, stop in pairwise([*starts, end])]


CONTAINER = Container(
    name="zip",
    version="3",
    title="ZIP",
    recognised_by="the letters PK at the start",
    library="Python's zipfile",
    single=False,
    detect=detect,
    members=members,
    cut=cut,
)
