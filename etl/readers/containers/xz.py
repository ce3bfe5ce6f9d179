"""xz: a compressed stream of one file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, BinaryIO, cast

from etl.readers.base import Confidence, Container, Member, Rejected, Skipped, Source
from etl.readers.members import starts_like
from etl.readers.streams import decompressed

MAGIC = b"\xfd7zXZ\x00"

SUFFIXES = (".xz", ".txz")


def detect(head: bytes, name: str) -> Confidence:
    """By its first bytes; by its name where they are cut off."""
    return 3 if starts_like(head, name, MAGIC, SUFFIXES) or head.startswith(MAGIC) else 0


def _decompress(stream: BinaryIO) -> IO[bytes]:
    import lzma

    return cast("IO[bytes]", lzma.open(stream, "rb"))


def members(source: Source) -> Iterator[Member | Skipped | Rejected]:
    """The one file inside, under the outer name without its suffix."""
    name = source.name
    for suffix in SUFFIXES:
        if name.lower().endswith(suffix):
            name = name[: -len(suffix)]
            break
    yield Member(name, lambda: decompressed(source.open(), _decompress))


CONTAINER = Container(
    name="xz",
    version="2",
    title="xz",
    recognised_by="the bytes FD 37 7A 58 5A 00 at the start",
    library="Python's lzma",
    single=True,
    detect=detect,
    members=members,
)
