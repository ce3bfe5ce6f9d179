"""ZIP: members are opened one at a time; sizes that headers state are never trusted."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import BinaryIO, cast

from etl.readers.base import (
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
    encrypted,
    link,
    part_of_a_page,
    refuse,
    saved_pages,
    too_many,
)
from etl.readers.streams import BLOCK, CountingReader, GuardedStream, spooled

ENCRYPTED_FLAG = 0x1
"""Bit 0 of the general purpose flag (APPNOTE.TXT 6.3.10, 4.4.4)."""
ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By the signature of a local file header, or of the end of an empty archive."""
    return 3 if head.startswith((b"PK\x03\x04", b"PK\x05\x06")) else 0


def _searchable(source: Source) -> BinaryIO:
    stream = source.open()
    return stream if stream.seekable() else cast("BinaryIO", spooled(stream))


def _open(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO:
    try:
        plain = archive.open(info)
    except (RuntimeError, *ERRORS) as error:
        raise ReaderError(
            "damaged", f"the member cannot be unpacked ({error}); fetch the file again"
        ) from None
    counting = CountingReader(cast("BinaryIO", io.BytesIO()))
    # The central directory's compressed size is what the archive can hold of this member: a lie
    # here makes zipfile stop reading, so it bounds the ratio.
    counting.count = max(1, info.compress_size)
    return cast("BinaryIO", io.BufferedReader(GuardedStream(plain, counting), BLOCK))


def members(source: Source) -> Iterator[Member | Skipped | Rejected]:
    """Every file, in the order of the central directory.

    Raises:
        ReaderError: there is no readable central directory.
    """
    stream = _searchable(source)
    try:
        archive = zipfile.ZipFile(stream)
    except ERRORS as error:
        stream.close()
        raise ReaderError(
            "damaged", f"no ZIP directory can be read ({error}); fetch the file again"
        ) from None

    @cache
    def others() -> dict[str, Callable[[], BinaryIO]]:
        return {
            info.filename: partial(_open, archive, info)
            for info in archive.infolist()
            if not info.is_dir()
            and not stat.S_ISLNK(info.external_attr >> 16)
            and not info.flag_bits & ENCRYPTED_FLAG
        }

    with stream, archive:
        folders = saved_pages(info.filename for info in archive.infolist()[:MAX_MEMBERS])
        for position, info in enumerate(archive.infolist()):
            if position >= MAX_MEMBERS:
                yield too_many(MAX_MEMBERS, position)
                return
            refusal = refuse(info.filename, position)
            if info.is_dir():
                continue
            if refusal is not None:
                yield refusal
            elif part_of_a_page(info.filename, folders):
                yield Skipped(position=position, reason="part of a saved page")
            elif stat.S_ISLNK(info.external_attr >> 16):
                yield link(info.filename, position)
            elif info.flag_bits & ENCRYPTED_FLAG:
                yield encrypted(info.filename, position)
            else:
                beside = in_archive(info.filename, others)
                yield Member(info.filename, partial(_open, archive, info), beside)


CONTAINER = Container(
    name="zip",
    version="1",
    title="ZIP",
    recognised_by="the letters PK at the start",
    library="Python's zipfile",
    single=False,
    detect=detect,
    members=members,
)
