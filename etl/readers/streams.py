"""Streams of decompressed bytes with a guard against bombs.

Belongs here: counting what goes in and comes out of a decompressor, and turning its many errors
into `ReaderError`. Does not belong here: any one compression.
"""

from __future__ import annotations

import io
import tempfile
import zlib
from collections.abc import Callable
from typing import IO, BinaryIO, NamedTuple, cast

from etl.readers.base import MAX_DOCUMENT_BYTES, ReaderError, Source
from etl.readers.limits import (
    BUDGET_FREE_BYTES,
    MAX_MEMBERS,
    MAX_RATIO,
    MAX_SPOOLED_BYTES,
    RATIO_FREE_BYTES,
    SPOOL_MEMORY_BYTES,
)
from etl.readers.time_limit import progress

BLOCK = 1024 * 1024
SPOOL_BLOCK = 64 * 1024


class CountingReader(io.RawIOBase):
    """Counts the compressed bytes that a decompressor takes."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self.count = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """As io.RawIOBase."""
        data = self._raw.read(len(buffer))
        buffer[: len(data)] = data
        self.count += len(data)
        return len(data)

    def close(self) -> None:
        """Close what lies beneath, too."""
        self._raw.close()
        super().close()


def _decompressor_errors() -> tuple[type[Exception], ...]:
    import lzma

    import zstandard

    return (EOFError, OSError, zlib.error, lzma.LZMAError, zstandard.ZstdError, ValueError)


class GuardedStream(io.RawIOBase):
    """Decompressed bytes; raises ReaderError where they break off or are a bomb."""

    def __init__(
        self,
        plain: IO[bytes],
        compressed: CountingReader,
        errors: tuple[type[Exception], ...] = (),
    ) -> None:
        self._plain = plain
        self._read = getattr(plain, "read1", plain.read)
        """One step of the decompressor: what it gave before an error is not lost with the rest of
        the block that was asked for."""
        self._compressed = compressed
        self._count = 0
        self._errors = (*_decompressor_errors(), *errors)

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """As io.RawIOBase.

        Raises:
            ReaderError: `truncated`, `damaged` or `bomb`.
        """
        try:
            data = self._read(min(len(buffer), BLOCK))
        except EOFError:
            raise ReaderError(
                "truncated",
                f"the compressed data ends too early, after {self._count:,} bytes of content; "
                "fetch the file again",
            ) from None
        except self._errors as error:
            raise ReaderError(
                "damaged",
                f"the compressed data is damaged after {self._count:,} bytes of content "
                f"({error}); fetch the file again",
            ) from None
        buffer[: len(data)] = data
        self._count += len(data)
        if self._count > RATIO_FREE_BYTES and self._count > MAX_RATIO * max(
            1, self._compressed.count
        ):
            raise ReaderError(
                "bomb",
                f"{self._compressed.count:,} compressed bytes have become {self._count:,}, more "
                f"than {MAX_RATIO} times as many; if this is real news, unpack it yourself",
            )
        return len(data)

    def close(self) -> None:
        """Close what lies beneath, too."""
        self._plain.close()
        self._compressed.close()
        super().close()


class PatientReader(io.BufferedReader):
    """A buffered stream that loses nothing of what came before an error.

    Python's own throws away what a `read(n)` has gathered when the stream breaks off in the midst
    of it. Here that `read` returns what there was, as at the end of a file, and the error comes
    with the next call, or at the latest where the `with` block ends: a reader that takes the
    short answer for the whole is told before it has yielded anything.
    """

    def __init__(self, raw: io.RawIOBase, size: int = BLOCK) -> None:
        super().__init__(raw, size)
        self._late: ReaderError | None = None

    def _raise_late(self) -> None:
        error, self._late = self._late, None
        if error is not None:
            raise error

    def read(self, size: int | None = -1, /) -> bytes:
        """As io.BufferedReader, but for errors in the midst."""
        self._raise_late()
        if size is None or size < 0:
            return super().read()
        parts: list[bytes] = []
        left = size
        while left > 0:
            try:
                block = super().read1(min(left, BLOCK))
            except ReaderError as error:
                if not parts:
                    raise
                self._late = error
                break
            if not block:
                break
            parts.append(block)
            left -= len(block)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """As io.BufferedReader; an error that lay ahead is met again there."""
        self._late = None
        return super().seek(offset, whence)

    def __exit__(self, kind: object, *_: object) -> None:
        """Close, and raise the error that nobody has seen."""
        self.close()
        if kind is None:
            self._raise_late()


def decompressed(source: BinaryIO, decompress: Callable[[BinaryIO], IO[bytes]]) -> BinaryIO:
    """The decompressed bytes of a stream, guarded.

    Args:
        source: compressed bytes; closed with the result.
        decompress: gives the decompressing stream of a compressed one.
    """
    counting = CountingReader(source)
    buffered = cast("BinaryIO", PatientReader(counting))
    return cast("BinaryIO", PatientReader(GuardedStream(decompress(buffered), counting)))


def go_to(stream: BinaryIO, offset: int) -> None:
    """Be at an offset of a stream that is at its start.

    Where it cannot be searched (a compressed one), what lies before is read and dropped.

    Raises:
        ReaderError: the stream breaks off before.
    """
    if stream.seekable():
        stream.seek(offset)
        return
    while offset > 0 and (block := stream.read(min(offset, BLOCK))):
        offset -= len(block)


def length_of(stream: BinaryIO) -> int:
    """The bytes of a stream that is at its start; it is read through, and closed.

    Raises:
        ReaderError: the stream breaks off.
    """
    count = 0
    with stream:
        while block := stream.read(BLOCK):
            count += len(block)
    return count


def head_of(stream: BinaryIO, size: int) -> bytes:
    """The first bytes of a stream, which is closed; those before an error, where there are any.

    Raises:
        ReaderError: there is not one byte before the error.
    """
    try:
        return stream.read(size)
    finally:
        stream.close()


def whole(stream: BinaryIO, what: str) -> bytes:
    """All bytes of a document that is one whole member; the stream is closed.

    Args:
        stream: at its start.
        what: what it is, for the message: `page`.

    Raises:
        ReaderError: `too_large`, or the stream breaks off.
    """
    with stream:
        data = stream.read(MAX_DOCUMENT_BYTES + 1)
    if len(data) > MAX_DOCUMENT_BYTES:
        raise ReaderError(
            "too_large",
            f"a {what} of more than {MAX_DOCUMENT_BYTES:,} bytes is no article; split it",
        )
    return data


class Budget:
    """What may come out of one raw file, whatever lies in what inside it.

    Ratios of single streams do not add up: members may overlap, and containers multiply.
    """

    def __init__(self, raw_size: int) -> None:
        self._raw_size = raw_size
        self._limit = BUDGET_FREE_BYTES + MAX_RATIO * raw_size
        self._bytes = 0
        self._members = 0
        self.exceeded = False

    def spend(self, size: int) -> None:
        """Count bytes that were unpacked.

        Raises:
            ReaderError: `bomb`.
        """
        self._bytes += size
        if self._bytes > self._limit:
            self._refuse(f"a file of {self._raw_size:,} bytes holds more than {self._limit:,}")

    def member(self) -> None:
        """Count a member of any container.

        Raises:
            ReaderError: `bomb`.
        """
        self._members += 1
        if self._members > MAX_MEMBERS:
            self._refuse(f"the file holds more than {MAX_MEMBERS:,} members")

    def _refuse(self, what: str) -> None:
        self.exceeded = True
        raise ReaderError(
            "bomb", f"{what}; the rest was not read: if this is real news, unpack it yourself"
        )


class BudgetedStream(io.RawIOBase):
    """A member's bytes, counted against what the whole raw file may give."""

    def __init__(self, stream: BinaryIO, budget: Budget) -> None:
        self._stream = stream
        self._read = getattr(stream, "read1", stream.read)
        self._budget = budget

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """As what lies beneath."""
        return self._stream.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """As io.RawIOBase."""
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        """As io.RawIOBase."""
        return self._stream.tell()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """As io.RawIOBase.

        Raises:
            ReaderError: `bomb`, or what lies beneath raises.
        """
        data = self._read(min(len(buffer), BLOCK))
        self._budget.spend(len(data))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close what lies beneath, too."""
        self._stream.close()
        super().close()


def budgeted(open_member: Callable[[], BinaryIO], budget: Budget) -> BinaryIO:
    """A member's stream from its start, counted."""
    return cast("BinaryIO", PatientReader(BudgetedStream(open_member(), budget)))


class Spool(NamedTuple):
    """A stream's content, kept so that it can be searched."""

    file: IO[bytes]
    error: ReaderError | None
    """Where the stream broke off; the content before it is kept."""


def spool(stream: BinaryIO) -> Spool:
    """The rest of a stream, which is not closed, as a file that can be searched."""
    file = tempfile.SpooledTemporaryFile(max_size=SPOOL_MEMORY_BYTES)  # noqa: SIM115 - returned
    size = 0
    error: ReaderError | None = None
    try:
        while block := stream.read(SPOOL_BLOCK):
            size += len(block)
            if size > MAX_SPOOLED_BYTES:
                error = ReaderError(
                    "too_large",
                    f"a file within a container holds more than {MAX_SPOOLED_BYTES:,} bytes; "
                    "unpack the container yourself",
                )
                break
            file.write(block)
    except ReaderError as found:
        error = found
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return Spool(cast("IO[bytes]", file), error)


class SpoolReader(io.RawIOBase):
    """Reads a spool from its start, beside others that do; raises the error at its end."""

    def __init__(self, kept: Spool) -> None:
        self._kept = kept
        self._position = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always; the end is where the stream broke off."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """As io.RawIOBase."""
        self._kept.file.seek(self._position)
        self._position = self._kept.file.seek(offset, whence)
        return self._position

    def tell(self) -> int:
        """As io.RawIOBase."""
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """As io.RawIOBase.

        Raises:
            ReaderError: at the end of what there was before the stream broke off.
        """
        progress()
        self._kept.file.seek(self._position)
        data = self._kept.file.read(len(buffer))
        if not data and self._kept.error is not None:
            raise self._kept.error
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)


def open_spool(kept: Spool) -> BinaryIO:
    """The content of a spool from its start; may be called more than once."""
    return cast("BinaryIO", PatientReader(SpoolReader(kept)))


def searchable(source: Source) -> BinaryIO:
    """A member's content as a stream that can seek; kept in a file of its own where need be."""
    stream = source.open()
    if stream.seekable():
        return stream
    with stream:
        kept = spool(stream)
    return open_spool(kept)
