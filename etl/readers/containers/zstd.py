"""Zstandard: a compressed stream of one file.

Large web archives begin with the dictionary that their records were compressed with, in a frame
that decompressors skip (https://iipc.github.io/warc-specifications/specifications/warc-zstd/).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO, Any, BinaryIO, cast

from etl.readers.base import Confidence, Container, Member, Rejected, Skipped, Source
from etl.readers.members import starts_like
from etl.readers.streams import decompressed

MAGIC = b"\x28\xb5\x2f\xfd"
DICTIONARY = b"\x5d\x2a\x4d\x18"
"""Of the frame that holds one; its length comes after it, in four bytes."""
MAX_DICTIONARY = 16 * 1024 * 1024
"""Real ones have a hundred kilobytes or two."""
SUFFIXES = (".zst", ".tzst")
MAX_WINDOW = 2**27
"""Memory that a frame may ask for: the limit of the zstd command, too."""
CHUNK = 1024
"""Compressed bytes given at once. Four can become 128 KiB (RFC 8878, 3.1.1.2.2): 32 MiB at most."""


def _dictionary(compressed: BinaryIO, size: int) -> Any:
    """The dictionary that comes next in a stream; it may be compressed itself.

    Raises:
        EOFError: the stream ends within it.
        ValueError: it is larger than any that is of use.
    """
    import zstandard

    if size > MAX_DICTIONARY:
        raise ValueError(f"a dictionary of {size:,} bytes")
    data = compressed.read(size)
    if len(data) < size:
        raise EOFError("the dictionary ends too early")
    if data.startswith(MAGIC):
        if zstandard.frame_content_size(data) > MAX_DICTIONARY:
            raise ValueError("a dictionary that becomes larger than any")
        context = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW)
        data = context.decompress(data, max_output_size=MAX_DICTIONARY)
    return zstandard.ZstdCompressionDict(data)


class _ZstdStream(io.RawIOBase):
    """Frame after frame; an end within a frame is an error, which the library's reader hides."""

    def __init__(self, compressed: BinaryIO) -> None:
        self._compressed = compressed
        self._context: Any = None
        """Made when first asked for bytes, whose errors are those of the stream."""
        self._frame: Any = None
        self._started = False
        """Whether the current frame has bytes."""
        self._plain = memoryview(b"")

    def _begin(self) -> bytes:
        """Be ready for the first frame; its first bytes."""
        import zstandard

        head = self._compressed.read(8)
        options: dict[str, Any] = {"max_window_size": MAX_WINDOW}
        if head.startswith(DICTIONARY):
            if len(head) < 8:
                raise EOFError("the head of the dictionary ends too early")
            options["dict_data"] = _dictionary(self._compressed, int.from_bytes(head[4:], "little"))
            head = self._compressed.read(CHUNK)
        self._context = zstandard.ZstdDecompressor(**options)
        self._frame = self._context.decompressobj()
        return head

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._plain:
            chunk = self._compressed.read(CHUNK) if self._context is not None else self._begin()
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
    whole = head.startswith((MAGIC, DICTIONARY))
    return 3 if whole or starts_like(head, name, MAGIC, SUFFIXES) else 0


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
    version="3",
    title="Zstandard",
    recognised_by="the bytes 28 B5 2F FD at the start, or 5D 2A 4D 18 (a dictionary)",
    library="zstandard",
    single=True,
    detect=detect,
    members=members,
)
