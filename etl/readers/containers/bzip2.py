"""bzip2: a compressed stream of one file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, BinaryIO, cast

from etl.readers.base import Confidence, Container, Member, Rejected, Skipped, Source
from etl.readers.members import starts_like
from etl.readers.streams import decompressed

MAGIC = re.compile(rb"BZh[1-9](\x31\x41\x59\x26\x53\x59|\x17\x72\x45\x38\x50\x90)")
"""The stream header, then the magic of a block or of an empty stream's end."""

SUFFIXES = (".bz2", ".tbz2")


def detect(head: bytes, name: str) -> Confidence:
    """By its first bytes; by its name where they are cut off."""
    return 3 if starts_like(head, name, b"BZh91AY&SY", SUFFIXES) or MAGIC.match(head) else 0


def _decompress(stream: BinaryIO) -> IO[bytes]:
    import bz2

    return cast("IO[bytes]", bz2.open(stream, "rb"))


def members(source: Source) -> Iterator[Member | Skipped | Rejected]:
    """The one file inside, under the outer name without its suffix."""
    name = source.name
    for suffix in SUFFIXES:
        if name.lower().endswith(suffix):
            name = name[: -len(suffix)]
            break
    yield Member(name, lambda: decompressed(source.open(), _decompress))


CONTAINER = Container(
    name="bz2",
    version="2",
    title="bzip2",
    recognised_by="the letters BZh at the start",
    library="Python's bz2",
    single=True,
    detect=detect,
    members=members,
)
