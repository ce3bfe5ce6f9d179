"""Zstandard: a compressed stream of one file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO, BinaryIO, cast

from etl.readers.base import Confidence, Container, Member, Rejected, Skipped, Source
from etl.readers.members import starts_like
from etl.readers.streams import decompressed

MAGIC = b"\x28\xb5\x2f\xfd"
SUFFIXES = (".zst", ".tzst")
MAX_WINDOW = 2**27
"""Memory that a frame may ask for: the limit of the zstd command, too."""
CHUNK = 1024
"""Compressed bytes given at once. Four can become 128 KiB (RFC 8878, 3.1.1.2.2): 32 MiB at most."""


class _ZstdStream(io.RawIOBase):
    """Frame after frame; an end within a frame is an error, which the library's reader hides."""

    def __init__(self, compressed: BinaryIO) -> None:
        import zstandard

        self._compressed = compressed
        self._context = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW)
        self._frame = self._context.decompressobj()
        self._started = False
        """Whether the current frame has bytes."""
        self._plain = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._plain:
            chunk = self._compressed.read(CHUNK)
            if not chunk:
                if self._started:
                    raise EOFError("the frame ends too early")
                return 0
            self._plain = memoryview(self._take(chunk))
        size = min(len(buffer), len(self._plain))
        buffer[:size] = self._plain[:size]
        self._plain = self._plain[size:]
        return size

    def _take(self, chunk: bytes) -> bytes:
        parts = []
        while chunk:
            self._started = True
            parts.append(self._frame.decompress(chunk))
            chunk = b""
            if self._frame.eof:
                chunk = self._frame.unused_data
                self._frame = self._context.decompressobj()
                self._started = False
        return b"".join(parts)


def detect(head: bytes, name: str) -> Confidence:
    """By its first bytes; by its name where they are cut off."""
    return 3 if starts_like(head, name, MAGIC, SUFFIXES) or head.startswith(MAGIC) else 0


def _decompress(stream: BinaryIO) -> IO[bytes]:
    return cast("IO[bytes]", _ZstdStream(stream))


def members(source: Source) -> Iterator[Member | Skipped | Rejected]:
    """The one file inside, under the outer name without its suffix."""
    name = source.name
    for suffix in SUFFIXES:
        if name.lower().endswith(suffix):
            name = name[: -len(suffix)]
            break
    yield Member(name, lambda: decompressed(source.open(), _decompress))


CONTAINER = Container(
    name="zst",
    version="2",
    title="Zstandard",
    recognised_by="the bytes 28 B5 2F FD at the start",
    library="zstandard",
    single=True,
    detect=detect,
    members=members,
)
