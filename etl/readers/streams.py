"""Streams of decompressed bytes with a guard against bombs.

Belongs here: counting what goes in and comes out of a decompressor, and turning its many errors
into `ReaderError`. Does not belong here: any one compression.
"""

from __future__ import annotations

import io
import tempfile
import zlib
from collections.abc import Callable
from typing import IO, BinaryIO, cast

from etl.readers.base import ReaderError
from etl.readers.limits import (
    MAX_RATIO,
    MAX_SPOOLED_BYTES,
    RATIO_FREE_BYTES,
    SPOOL_MEMORY_BYTES,
)

BLOCK = 1024 * 1024


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

    def __init__(self, plain: IO[bytes], compressed: CountingReader) -> None:
        self._plain = plain
        self._compressed = compressed
        self._count = 0
        self._errors = _decompressor_errors()

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """As io.RawIOBase.

        Raises:
            ReaderError: `truncated`, `damaged` or `bomb`.
        """
        try:
            data = self._plain.read(len(buffer))
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


def decompressed(source: BinaryIO, decompress: Callable[[BinaryIO], IO[bytes]]) -> BinaryIO:
    """The decompressed bytes of a stream, guarded.

    Args:
        source: compressed bytes; closed with the result.
        decompress: gives the decompressing stream of a compressed one.
    """
    counting = CountingReader(source)
    buffered = cast("BinaryIO", io.BufferedReader(counting, BLOCK))
    return cast("BinaryIO", io.BufferedReader(GuardedStream(decompress(buffered), counting), BLOCK))


def spooled(stream: BinaryIO) -> IO[bytes]:
    """The rest of a stream as a file that can be searched: containers need one.

    Raises:
        ReaderError: there is more than MAX_SPOOLED_BYTES, or the stream breaks off.
    """
    spool = tempfile.SpooledTemporaryFile(max_size=SPOOL_MEMORY_BYTES)  # noqa: SIM115 - returned
    size = 0
    try:
        while block := stream.read(BLOCK):
            size += len(block)
            if size > MAX_SPOOLED_BYTES:
                raise ReaderError(  # noqa: TRY301 - the spool is closed below
                    "too_large",
                    f"a container within a container holds more than {MAX_SPOOLED_BYTES:,} bytes; "
                    "unpack the outer one yourself",
                )
            spool.write(block)
    except BaseException:
        spool.close()
        raise
    spool.seek(0)
    return cast("IO[bytes]", spool)
