"""What a reader is, what it is given and what it yields.

Belongs here: the types shared by all formats. Does not belong here: any one format, the opening of
files and containers (`dispatch`), or any meaning of the values found (that is `normalize`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Literal, NamedTuple

from etl.contracts.articles import ParagraphKind

HEAD_SIZE = 65_536
"""Bytes from the start of a member that a detector may look at."""

MAX_DOCUMENT_BYTES = 64 * 1024 * 1024
"""A single document larger than this is rejected: no article is."""


class Block(NamedTuple):
    """One paragraph as the source delimits it; line breaks within are spaces."""

    kind: ParagraphKind
    text: str


class Sourced(NamedTuple):
    """A value and the name of the field that it was taken from."""

    value: str
    source: str


class SourcedList(NamedTuple):
    """Values and the name of the field that they were taken from."""

    values: tuple[str, ...]
    source: str


@dataclass(slots=True, kw_only=True)
class RawDocument:
    """One document as its format gives it, before any interpretation.

    Values are the source's own strings; dates are as written. `position` is the offset of the
    document's first byte in its member where the format gives one, else its number from 0, and
    grows along the member.
    """

    position: int
    blocks: list[Block]
    byte_start: int | None = None
    byte_end: int | None = None
    title: Sourced | None = None
    subtitle: str | None = None
    authors: SourcedList | None = None
    outlet: Sourced | None = None
    url: str | None = None
    canonical_url: str | None = None
    external_id: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    published: tuple[Sourced, ...] = ()
    """Candidates for the publication date, best first; the first that parses is taken."""
    updated: tuple[Sourced, ...] = ()
    language: Sourced | None = None
    dateline: str | None = None
    """Where the format has a field of its own for it."""
    wire_agency: str | None = None
    """Where the format has a field of its own for it."""
    copyright: str | None = None
    extra: dict[str, object] = field(default_factory=dict)
    """Every other field of the source, JSON-compatible."""


@dataclass(slots=True, kw_only=True)
class Skipped:
    """A document that is no article, and rightly so (a photo, a redirect)."""

    position: int
    reason: str
    """Short and countable (`redirect`), not a sentence."""


@dataclass(slots=True, kw_only=True)
class Rejected:
    """A document, or the rest of a member, that could not be read."""

    position: int
    code: str
    message: str
    """What was found, what was expected, what to do; without the file's name."""
    byte_start: int | None = None
    byte_end: int | None = None
    content: bytes | None = None


Outcome = RawDocument | Skipped | Rejected


class ReaderError(Exception):
    """The rest of a member cannot be read; what was yielded before it stands.

    The only exception that a reader raises.
    """

    def __init__(self, code: str, message: str, *, position: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.position = position


class NothingFoundError(ReaderError):
    """Whoever has read the first range of a file has seen that all of it holds no document."""

    def __init__(self) -> None:
        super().__init__("no_documents", "holds no document; check that it is complete")


@dataclass(frozen=True, slots=True)
class ByteRange:
    """A stretch of a member: the documents whose first byte lies in [start, end)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Beside:
    """The files beside a member, for documents whose parts lie in several files.

    Paths are relative to the member's folder, with `/`; `..` leads no further than to the root of
    raw/ or of the archive, and links are not followed.
    """

    open: Callable[[str], BinaryIO | None]
    """Opens a file at its start; None where there is none."""
    names: Callable[[str], Sequence[str]]
    """The names of the files in a folder (`""`: the member's own), sorted."""


@dataclass(frozen=True, slots=True)
class Source:
    """One member to read: decompressed bytes, and what is known about them."""

    name: str
    """File name of the innermost member, for readers that need it; never for detection alone."""
    open: Callable[[], BinaryIO]
    """Opens the decompressed bytes at their start; may be called more than once."""
    byte_range: ByteRange | None = None
    """Only for readers and containers that can split; None is the whole member."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Field map of the folder: a document field (`title`) -> the source's own name for it."""
    declared_charset: str | None = None
    """What a container (HTTP header, mail part) says; tried after strict UTF-8."""
    beside: Beside | None = None
    """The files beside the member, where it lies among some."""


Confidence = Literal[0, 1, 2, 3, 4]
"""How sure a detector is: 0 no, 1 could be (a fallback), 2 looks like it, 3 unmistakable, 4 a
special form of what another reader would be sure of (a database's export written as HTML)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A format. Each module of `formats/` defines one as `READER`."""

    name: str
    version: str
    """Raised when the same bytes give other documents; part of the read fingerprint."""
    title: str
    """What people call it, for docs/formats.md."""
    recognised_by: str
    yields: tuple[str, ...]
    """The RawDocument fields it can fill."""
    library: str
    detect: Callable[[bytes, str], Confidence]
    """From the first HEAD_SIZE bytes and the member's name (a hint only)."""
    read: Callable[[Source], Iterator[Outcome]]
    splits_by_lines: bool = False
    """Whether `read` takes a byte range, so that a large file can be cut: lines of an uncompressed
    file, records of a web archive."""
    splits_by_reading: bool = False
    """Whether `read` takes a byte range, and finds its documents by reading from the start
    (`etl.readers.ranges`)."""
    proven: bool = True
    """Whether it was tried on real files; False where it was made from its documentation alone."""


class Member(NamedTuple):
    """One file inside a container."""

    name: str
    open: Callable[[], BinaryIO]
    beside: Beside | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A form that holds other files. Each module of `containers/` defines one as `CONTAINER`."""

    name: str
    version: str
    title: str
    recognised_by: str
    library: str
    single: bool
    """A compressed stream of one file (gz): its member adds nothing to `articles.member`."""
    detect: Callable[[bytes, str], Confidence]
    members: Callable[[Source], Iterator[Member | Outcome]]
    """What it holds: files, and documents that are its own (a mail beside its attachments). Raises
    ReaderError where the container breaks off; members before it stand. Where `cut` is defined,
    only those that begin in the source's `byte_range`."""
    cut: Callable[[Source, int], list[ByteRange]] | None = None
    """Ranges of about so many bytes that begin where members do, so that a large file can be read
    in pieces; None where it can only be read from its start. Raises ReaderError where it is
    broken: then it is read as one."""
    cuts_streams: bool = False
    """Whether `cut` and ranges need no more than reading forward, as in a compressed file."""
