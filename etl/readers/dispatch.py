"""Opening a raw file and yielding everything that is in it.

Belongs here: choosing a reader by content, going into containers, and the promise that reading
never raises and never loses what came before an error. Does not belong here: any one format.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from etl.readers.base import (
    HEAD_SIZE,
    ByteRange,
    Container,
    Member,
    NothingFoundError,
    Outcome,
    Reader,
    ReaderError,
    Rejected,
    Skipped,
    Source,
)
from etl.readers.beside import on_disk
from etl.readers.limits import MAX_DEPTH, MAX_PACKED_PIECES, UNPACKED
from etl.readers.registry import CORE_VERSION, containers, readers
from etl.readers.streams import Budget, PatientReader, budgeted, head_of, length_of
from etl.readers.text_decoding import SURROGATES
from etl.readers.time_limit import progress, time_limit
from etl.readers.unknown import describe, no_article

MAX_MESSAGE = 600
"""Characters of a reject's message; its start says what was found, its end what to do."""


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

    budget: Budget
    member: str = ""
    formats: tuple[str, ...] = ()
    depth: int = 0
    reader: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    def found(self, outcome: Outcome, item: Reader | Container | None = None) -> Found:
        """An outcome at this place."""
        if isinstance(outcome, Rejected):
            # It shows what was found: that may be half a character, or a megabyte of column names.
            message = SURROGATES.sub("\ufffd", outcome.message)
            if len(message) > MAX_MESSAGE:
                half = MAX_MESSAGE // 2
                message = f"{message[:half]} ... {message[-half:]}"
            outcome = replace(outcome, message=message)
        return Found(
            member=self.member,
            format="+".join(self.formats) or "unknown",
            parser=item.name if item else "dispatch",
            parser_version=item.version if item else CORE_VERSION,
            outcome=outcome,
        )


def _rejected(error: Exception, doing: str, position: int = 0) -> Rejected:
    """An error as an outcome.

    Args:
        error: what a reader, or a library beneath it, raised. One that is no ReaderError is a
            defect of ours: kept here from costing more than the rest of its member, it is not
            hidden, but names itself and asks for a report.
        doing: what was done, for the message.
        position: where the error does not say.
    """
    if isinstance(error, ReaderError):
        return Rejected(
            position=position if error.position is None else error.position,
            code=error.code,
            message=error.message,
        )
    if isinstance(error, RecursionError):
        return Rejected(
            position=position,
            code="too_nested",
            message=f"{doing} met more elements inside each other than any article has; look at "
            "the file, or exclude it in _newshouse.toml",
        )
    return Rejected(
        position=position,
        code="reader_failed",
        message=f"{doing} failed with {type(error).__name__}: {error}; please report this with the "
        "file",
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


def _choose(source: Source, place: _Place) -> tuple[bytes, Reader | Container | None]:
    head = head_of(source.open(), HEAD_SIZE)
    item = choose(head, source.name)
    if place.reader is not None and not isinstance(item, Container):
        item = readers()[place.reader]
    return head, item


def _read(source: Source, place: _Place) -> Iterator[Found]:
    try:
        with time_limit():
            head, item = _choose(source, place)
    except Exception as error:  # noqa: BLE001 - see _rejected
        yield place.found(_rejected(error, "looking at the first bytes"))
        return
    if not head:
        yield place.found(
            Rejected(position=0, code="empty", message="holds no bytes; fetch the file again")
        )
        return
    if place.reader is None and (item is None or item.name == "text"):
        reason = no_article(head, source.name)
        if reason is not None:
            yield place.found(Skipped(position=0, reason=reason))
            return
    if item is None:
        yield place.found(
            Rejected(
                position=0, code="unknown_format", message=describe(head, source.name), content=head
            )
        )
        return
    place = replace(place, formats=(*place.formats, item.name))
    if isinstance(item, Container):
        yield from _read_container(source, item, place)
    else:
        yield from _read_documents(source, item, place)


def _each(outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
    """The outcomes of a reader, each within the time that a document may take."""
    while True:
        with time_limit():
            outcome = next(outcomes, None)
        if outcome is None:
            return
        yield outcome


def _read_documents(source: Source, reader: Reader, place: _Place) -> Iterator[Found]:
    count = 0
    last = 0
    whole = source.byte_range is None
    try:
        for outcome in _each(reader.read(source)):
            count += 1
            last = outcome.position
            yield place.found(outcome, reader)
    except NothingFoundError:
        whole = True
    except Exception as error:  # noqa: BLE001 - see _rejected
        position = last + (count > 0)
        yield place.found(_rejected(error, f"reading as {reader.name}", position), reader)
        return
    if count == 0 and whole:
        yield place.found(
            Rejected(
                position=0,
                code="no_documents",
                message=f"holds no document that can be read as {reader.title}; check that it is "
                "complete, name its reader in _newshouse.toml, or exclude it there",
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
    last = -1
    try:
        for member in container.members(source):
            if not isinstance(member, Member):
                count += 1
                last = member.position
                yield place.found(member, container)
                continue
            place.budget.member()
            count += 1
            yield from _read_member(member, container, place, source)
            if place.budget.exceeded:
                return
    except Exception as error:  # noqa: BLE001 - see _rejected
        position = max(count, last + 1)
        yield place.found(_rejected(error, f"unpacking {container.name}", position), container)
        return
    if count == 0 and source.byte_range is None:
        yield place.found(
            Rejected(
                position=0,
                code="no_documents",
                message="the container is empty; fetch it again, or exclude it in _newshouse.toml",
            ),
            container,
        )


def _read_member(
    member: Member, container: Container, place: _Place, outer: Source
) -> Iterator[Found]:
    path = place.member
    if not container.single:
        path = f"{path}!{member.name}" if path else member.name
    inner = Source(
        name=member.name,
        open=partial(budgeted, member.open, place.budget),
        byte_range=outer.byte_range if container.single else None,
        columns=place.columns,
        beside=outer.beside if container.single else member.beside,
    )
    yield from _read(inner, replace(place, member=path, depth=place.depth + 1))


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
        progress()
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
    return cast("BinaryIO", PatientReader(_FileReader(path), 256 * 1024))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # Opening it will say what is wrong.


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
    budget = Budget(_size(path))
    yield from _read(source, _Place(budget, reader=reader, columns=columns or {}))


def _split(size: int, target_bytes: int) -> list[ByteRange]:
    pieces = -(-size // target_bytes) or 1
    each = -(-size // pieces) or 1
    return [ByteRange(start, min(size, start + each)) for start in range(0, size, each)]


def _at_most(pieces: int, ranges: list[ByteRange]) -> list[ByteRange]:
    """The same stretches in fewer ranges, where there are more than so many."""
    together = -(-len(ranges) // pieces) or 1
    groups = [ranges[at : at + together] for at in range(0, len(ranges), together)]
    return [ByteRange(group[0].start, group[-1].end) for group in groups]


def _cut(
    source: Source, place: _Place, size: int, target_bytes: int, packed_bytes: int | None
) -> list[ByteRange]:
    _, item = _choose(source, place)
    if isinstance(item, Container) and item.single:
        if packed_bytes is None or size <= packed_bytes:
            return []
        return _cut_packed(source, item, place, size, packed_bytes)
    if size <= target_bytes:
        return []
    if isinstance(item, Container):
        return item.cut(source, target_bytes) if item.cut else []
    if item is None or not (item.splits_by_lines or item.splits_by_reading):
        return []
    ranges = _split(size, target_bytes)
    return ranges if item.splits_by_lines else _at_most(MAX_PACKED_PIECES, ranges)


def _cut_packed(
    source: Source, container: Container, place: _Place, size: int, target_bytes: int
) -> list[ByteRange]:
    """Ranges of what a compressed file of a size holds; it is read through to find them."""
    member = next(iter(container.members(source)), None)
    if not isinstance(member, Member) or place.depth >= MAX_DEPTH:
        return []
    inner = Source(name=member.name, open=partial(budgeted, member.open, place.budget))
    place = replace(place, depth=place.depth + 1)
    _, item = _choose(inner, place)
    if isinstance(item, Container) and item.single:
        return _cut_packed(inner, item, place, size, target_bytes)
    if isinstance(item, Container) and item.cut and item.cuts_streams:
        ranges = item.cut(inner, target_bytes * UNPACKED)
    elif isinstance(item, Reader) and (item.splits_by_lines or item.splits_by_reading):
        length = length_of(inner.open())
        ranges = _split(length, max(1, length * target_bytes // size))
    else:
        return []
    return _at_most(MAX_PACKED_PIECES, ranges)


def cut(
    path: Path | str,
    *,
    target_bytes: int,
    packed_bytes: int | None = None,
    reader: str | None = None,
) -> list[ByteRange | None]:
    """Ranges that a large file can be read in independently; [None] where it cannot be cut.

    Ranges of a compressed file are of what it holds. It is decompressed once to find them.

    Args:
        path: the file.
        target_bytes: bytes of the file that a range stands for, about.
        packed_bytes: the same for compressed files; None to leave them whole.
        reader: as for `read_file`.
    """
    path = Path(path)
    size = _size(path)
    if size <= min(target_bytes, target_bytes if packed_bytes is None else packed_bytes):
        return [None]
    source = Source(name=path.name, open=partial(_open_buffered, path))
    try:
        place = _Place(Budget(size), reader=reader)
        ranges = _cut(source, place, size, target_bytes, packed_bytes)
    except Exception:  # noqa: BLE001 - reading it as one will say what is wrong
        return [None]
    return list(ranges) if len(ranges) > 1 else [None]
