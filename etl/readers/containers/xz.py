"""xz: a compressed stream of one file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, BinaryIO, cast

from etl.readers.base import Confidence, Container, Member, Rejected, Skipped, Source
from etl.readers.streams import decompressed

MAGIC = b"\xfd7zXZ\x00"


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By its first bytes."""
    return 3 if head.startswith(MAGIC) else 0


def _decompress(stream: BinaryIO) -> IO[bytes]:
    import lzma

    return cast("IO[bytes]", lzma.open(stream, "rb"))


def members(source: Source) -> Iterator[Member | Skipped | Rejected]:
    """The one file inside, under the outer name without its suffix."""
    name = source.name
    for suffix in (".xz", ".txz"):
        if name.lower().endswith(suffix):
            name = name[: -len(suffix)]
            break
    yield Member(name, lambda: decompressed(source.open(), _decompress))


CONTAINER = Container(
    name="xz",
    version="1",
    title="xz",
    recognised_by="the bytes FD 37 7A 58 5A 00 at the start",
    library="Python's lzma",
    single=True,
    detect=detect,
    members=members,
)
