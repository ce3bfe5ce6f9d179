"""gzip: a compressed stream of one file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, BinaryIO, cast

from etl.readers.base import Confidence, Container, Member, Rejected, Skipped, Source
from etl.readers.streams import decompressed

MAGIC = b"\x1f\x8b"


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By its first bytes."""
    return 3 if head.startswith(MAGIC) else 0


def _decompress(stream: BinaryIO) -> IO[bytes]:
    import gzip

    return cast("IO[bytes]", gzip.open(stream, "rb"))


def members(source: Source) -> Iterator[Member | Skipped | Rejected]:
    """The one file inside, under the outer name without its suffix."""
    name = source.name
    for suffix in (".gz", ".tgz"):
        if name.lower().endswith(suffix):
            name = name[: -len(suffix)]
            break
    yield Member(name, lambda: decompressed(source.open(), _decompress))


CONTAINER = Container(
    name="gz",
    version="1",
    title="gzip",
    recognised_by="the bytes 1F 8B at the start",
    library="Python's gzip",
    single=True,
    detect=detect,
    members=members,
)
