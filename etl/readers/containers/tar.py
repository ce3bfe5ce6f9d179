"""tar: members in the order in which they lie, read as a stream."""

from __future__ import annotations

import tarfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import IO, BinaryIO, Self, cast

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
from etl.readers.members import link, refuse, too_many
from etl.readers.streams import spooled

MAGIC_AT = 257
"""Offset of `ustar` in a header block (POSIX.1-2017, pax: ustar Interchange Format)."""


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By the magic of the first header."""
    return 3 if head[MAGIC_AT : MAGIC_AT + 5] == b"ustar" else 0


def members(source: Source) -> Iterator[Member | Skipped | Rejected]:
    """Every regular file; each is read before the next is looked for.

    Raises:
        ReaderError: the archive breaks off; members before stand.
    """
    stream = source.open()
    position = -1
    with stream, _Others(source) as others:
        try:
            with tarfile.open(fileobj=stream, mode="r|") as archive:
                for position, info in enumerate(archive):
                    if position >= MAX_MEMBERS:
                        yield too_many(MAX_MEMBERS, position)
                        return
                    if info.isdir():
                        continue
                    refusal = refuse(info.name, position)
                    if refusal is not None:
                        yield refusal
                    elif info.issym() or info.islnk():
                        yield link(info.name, position)
                    elif not info.isfile():
                        yield Skipped(position=position, reason="no file")
                    else:
                        # A stream cannot go back: the member is kept while it is looked at.
                        extracted = cast("BinaryIO", archive.extractfile(info))
                        with spooled(extracted) as content:
                            yield Member(
                                info.name,
                                lambda c=content: _again(c),  # type: ignore[misc]
                                in_archive(info.name, others.members),
                            )
        except (tarfile.TarError, EOFError, OSError, ValueError) as error:
            raise ReaderError(
                "truncated",
                f"the archive breaks off or is damaged after {position + 1:,} members ({error}); "
                "fetch the file again",
                position=position + 1,
            ) from None


class _Others:
    """The members of an archive by name, for members whose documents lie in several.

    The archive is opened a second time, and kept whole (in memory or an unnamed file) if it cannot
    be searched; only when something asks.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._open: ExitStack = ExitStack()
        self._members: dict[str, Callable[[], BinaryIO]] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def members(self) -> dict[str, Callable[[], BinaryIO]]:
        """Every regular file and how to open it."""
        if self._members is None:
            self._members = {}
            stream: IO[bytes] = self._open.enter_context(self._source.open())
            if not stream.seekable():
                stream = self._open.enter_context(spooled(cast("BinaryIO", stream)))
            archive = self._open.enter_context(tarfile.TarFile(fileobj=stream))
            for info in archive:
                if info.isfile() and len(self._members) < MAX_MEMBERS:
                    self._members[info.name] = partial(_extract, archive, info)
        return self._members


def _extract(archive: tarfile.TarFile, info: tarfile.TarInfo) -> BinaryIO:
    return cast("BinaryIO", archive.extractfile(info))


class _Unclosable:
    """A file that stays open when one of its readers is done."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)

    def close(self) -> None:
        """Left to the owner."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Left to the owner."""

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._file)


def _again(file: object) -> BinaryIO:
    content = cast("BinaryIO", file)
    content.seek(0)
    return cast("BinaryIO", _Unclosable(content))


CONTAINER = Container(
    name="tar",
    version="1",
    title="tar",
    recognised_by="`ustar` in the first header",
    library="Python's tarfile",
    single=False,
    detect=detect,
    members=members,
)
