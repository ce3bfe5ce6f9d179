"""Zstandard: a compressed stream of one file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, BinaryIO, cast

from etl.readers.base import Confidence, Container, Member, Rejected, Skipped, Source
from etl.readers.streams import decompressed

MAGIC = b"\x28\xb5\x2f\xfd"


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By its first bytes."""
    return 3 if head.startswith(MAGIC) else 0


def _decompress(stream: BinaryIO) -> IO[bytes]:
    import zstandard

    return cast(
        "IO[bytes]",
        zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(
            stream, read_across_frames=True
        ),
    )


def members(source: Source) -> Iterator[Member | Skipped | Rejected]:
    """The one file inside, under the outer name without its suffix."""
    name = source.name
    for suffix in (".zst", ".tzst"):
        if name.lower().endswith(suffix):
            name = name[: -len(suffix)]
            break
    yield Member(name, lambda: decompressed(source.open(), _decompress))


CONTAINER = Container(
    name="zst",
    version="1",
    title="Zstandard",
    recognised_by="the bytes 28 B5 2F FD at the start",
    library="zstandard",
    single=True,
    detect=detect,
    members=members,
)
