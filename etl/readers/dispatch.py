"""Opening a raw file and yielding everything that is in it.

Belongs here: choosing a reader by content, going into containers, and the promise that reading
never raises and never loses what came before an error. Does not belong here: any one format.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from etl.readers.base import (
    HEAD_SIZE,
    ByteRange,
    Container,
    Member,
    Outcome,
    Reader,
    ReaderError,
    Rejected,
    Source,
)
from etl.readers.beside import on_disk
from etl.readers.limits import MAX_DEPTH
from etl.readers.registry import CORE_VERSION, containers, readers
from etl.readers.unknown import describe


@dataclass(frozen=True, slots=True)
class Found:
    """One outcome, and where it was."""

    member: str
    """Path inside containers, `!` between levels; empty where the file itself was read."""
    format: str
    """Containers first: `gz+html`."""
    parser: str
    parser_version: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a file the reading is."""

    member: str = ""
    formats: tuple[str, ...] = ()
    depth: int = 0
    reader: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    def found(self, outcome: Outcome, item: Reader | Container | None = None) -> Found:
        """An outcome at this place."""
        return Found(
            member=self.member,
            format="+".join(self.formats) or "unknown",
            parser=item.name if item else "dispatch",
            parser_version=item.version if item else CORE_VERSION,
            outcome=outcome,
        )


def _head(source: Source) -> bytes:
    with source.open() as stream:
        return stream.read(HEAD_SIZE)


def _rejected(error: ReaderError, content: bytes | None = None) -> Rejected:
    return Rejected(
        position=error.position or 0, code=error.code, message=error.message, content=content
    )


def choose(head: bytes, name: str) -> Reader | Container | None:
    """The format or container that is surest of these bytes; None where none is.

    Args:
        head: the first HEAD_SIZE bytes.
        name: the member's name, which readers may use to break ties.
    """
    best: tuple[int, Reader | Container] | None = None
    items: list[Reader | Container] = [*containers().values(), *readers().values()]
    for item in items:
        confidence = item.detect(head, name)
        if confidence and (best is None or confidence > best[0]):
            best = (confidence, item)
    return best[1] if best else None


def _read(source: Source, place: _Place) -> Iterator[Found]:
    try:
        head = _head(source)
    except ReaderError as error:
        yield place.found(_rejected(error))
        return
    if not head:
        yield place.found(
            Rejected(position=0, code="empty", message="holds no bytes; fetch the file again")
        )
        return
    item = choose(head, source.name)
    if place.reader is not None and not isinstance(item, Container):
        item = readers()[place.reader]
    if item is None:
        yield place.found(
            Rejected(position=0, code="unknown_format", message=describe(head), content=head)
        )
        return
    place = _Place(
        place.member, (*place.formats, item.name), place.depth, place.reader, place.columns
    )
    if isinstance(item, Container):
        yield from _read_container(source, item, place)
    else:
        yield from _read_documents(source, item, place)


def _read_documents(source: Source, reader: Reader, place: _Place) -> Iterator[Found]:
    count = 0
    last = 0
    try:
        for outcome in reader.read(source):
            count += 1
            last = outcome.position
            yield place.found(outcome, reader)
    except ReaderError as error:
        position = error.position if error.position is not None else last + (count > 0)
        yield place.found(
            Rejected(position=position, code=error.code, message=error.message), reader
        )
        return
    except Exception as error:  # noqa: BLE001
        # The one place where a defect of a reader, or of a library beneath it, is kept from
        # costing more than the rest of its member. It is not hidden: it is a reject that names the
        # exception and asks for a report.
        yield place.found(
            Rejected(
                position=last + (count > 0),
                code="reader_failed",
                message=f"reading as {reader.name} failed with {type(error).__name__}: {error}; "
                "please report this with the file",
            ),
            reader,
        )
        return
    if count == 0 and source.byte_range is None:
        yield place.found(
            Rejected(
                position=0,
                code="no_documents",
                message=f"holds no document that can be read as {reader.title}",
            ),
            reader,
        )


def _read_container(source: Source, container: Container, place: _Place) -> Iterator[Found]:
    if place.depth >= MAX_DEPTH:
        yield place.found(
            Rejected(
                position=0,
                code="too_deep",
                message=f"lies in more than {MAX_DEPTH} containers, one inside the other; unpack "
                "the outer ones yourself",
            ),
            container,
        )
        return
    count = 0
    try:
        for member in container.members(source):
            count += 1
            if not isinstance(member, Member):
                yield place.found(member, container)
                continue
            path = place.member
            if not container.single:
                path = f"{path}!{member.name}" if path else member.name
            inner = _Place(path, place.formats, place.depth + 1, place.reader, place.columns)
            beside = source.beside if container.single else member.beside
            yield from _read(
                Source(name=member.name, open=member.open, columns=place.columns, beside=beside),
                inner,
            )
    except ReaderError as error:
        position = error.position if error.position is not None else count
        yield place.found(
            Rejected(position=position, code=error.code, message=error.message), container
        )
        return
    if count == 0:
        yield place.found(
            Rejected(position=0, code="no_documents", message="the container is empty"), container
        )


def _open_file(path: Path) -> BinaryIO:
    try:
        return cast("BinaryIO", path.open("rb"))
    except OSError as error:
        raise ReaderError(
            "not_readable", f"cannot be opened: {error.strerror}; check that it is still there"
        ) from None


class _FileReader(io.RawIOBase):
    """Turns the operating system's errors while reading into ReaderError."""

    def __init__(self, path: Path) -> None:
        self._file = _open_file(path)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._file.read(len(buffer))
        except OSError as error:
            raise ReaderError(
                "not_readable", f"cannot be read: {error.strerror}; check the disk"
            ) from None
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


def _open_buffered(path: Path) -> BinaryIO:
    return cast("BinaryIO", io.BufferedReader(_FileReader(path), 256 * 1024))


def read_file(
    path: Path | str,
    *,
    reader: str | None = None,
    columns: Mapping[str, str] | None = None,
    byte_range: ByteRange | None = None,
    depth: int = 0,
) -> Iterator[Found]:
    """Everything that a file holds: at least one outcome, whatever its bytes.

    Args:
        path: the file.
        reader: the format to read documents as, where content is not to decide.
        columns: document field -> the source's own name for it.
        byte_range: read only the documents that begin there; for files that `cut` has cut.
        depth: folders between the root of raw/ and the file. Documents whose parts lie in several
            files are looked for no further up.
    """
    path = Path(path)
    source = Source(
        name=path.name,
        open=partial(_open_buffered, path),
        byte_range=byte_range,
        columns=columns or {},
        beside=on_disk(path, depth, _open_buffered),
    )
    yield from _read(source, _Place(reader=reader, columns=columns or {}))


def cut(
    path: Path | str, *, target_bytes: int, reader: str | None = None
) -> list[ByteRange | None]:
    """Ranges that a large file can be read in independently; [None] where it cannot be cut.

    Args:
        path: the file.
        target_bytes: length of a range.
        reader: as for `read_file`.
    """
    path = Path(path)
    try:
        size = path.stat().st_size
        with _open_buffered(path) as stream:
            head = stream.read(HEAD_SIZE)
    except (OSError, ReaderError):
        # Reading it will say what is wrong.
        return [None]
    item = choose(head, path.name)
    if reader is not None and not isinstance(item, Container):
        item = readers()[reader]
    if not isinstance(item, Reader) or not item.splits_by_lines or size <= target_bytes:
        return [None]
    starts = range(0, size, target_bytes)
    return [ByteRange(start, min(size, start + target_bytes)) for start in starts]
