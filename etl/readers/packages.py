"""Documents that are ZIP files of parts: Office Open XML, OpenDocument, EPUB.

Belongs here: telling them from ordinary ZIP archives, reading a part of one, and what their
properties and paragraphs become. Does not belong here: any one of the formats.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import BinaryIO, Literal, Self, cast

from etl.readers.base import (
    MAX_DOCUMENT_BYTES,
    Block,
    RawDocument,
    ReaderError,
    Source,
    Sourced,
    SourcedList,
)
from etl.readers.streams import searchable

Kind = Literal["docx", "odt", "epub", "xlsx", "ods"]

_LOCAL_HEADER = b"PK\x03\x04"
_NAME_AT = 30
"""Where a name begins in a local file header; its length is at 26 (APPNOTE.TXT 6.3.10, 4.3.7)."""
_MIMETYPES: dict[bytes, Kind] = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/epub+zip": "epub",
}
FIRST_PARTS = (b"[Content_Types].xml", b"_rels/", b"word/", b"xl/", b"docProps/")
ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    KeyError,
)
"""What reading a damaged ZIP raises."""


def _names(head: bytes) -> list[bytes]:
    """The names of the parts whose headers are among some first bytes."""
    names = []
    at = head.find(_LOCAL_HEADER)
    while at >= 0:
        length = int.from_bytes(head[at + 26 : at + 28], "little")
        names.append(head[at + _NAME_AT : at + _NAME_AT + length])
        at = head.find(_LOCAL_HEADER, at + 4)
    return names


def package_kind(head: bytes) -> Kind | None:
    """Which document a ZIP file is, from its first bytes; None for an ordinary archive.

    OpenDocument (part 3, section 3.3) and EPUB (OCF, section 4.3) begin with a part `mimetype`;
    Office Open XML has a part `word/...` or `xl/...`.
    """
    for mimetype, kind in _MIMETYPES.items():
        if head[30:].startswith(b"mimetype" + mimetype):
            return kind
    names = _names(head)
    if names and names[0].startswith(FIRST_PARTS):
        if any(name.startswith(b"word/") for name in names):
            return "docx"
        return "xlsx" if any(name.startswith(b"xl/") for name in names) else None
    return None


class Package:
    """The parts of one document."""

    def __init__(self, source: Source) -> None:
        self._stream = searchable(source)
        try:
            self._zip = zipfile.ZipFile(self._stream)
        except ERRORS as error:
            self._stream.close()
            raise ReaderError(
                "damaged", f"the file's parts cannot be found ({error}); fetch it again"
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()
        self._stream.close()

    def read(self, name: str) -> bytes:
        """A part's bytes.

        Raises:
            ReaderError: `damaged`, `encrypted`, or `too_large`.
        """
        try:
            info = self._zip.getinfo(name)
            if info.flag_bits & 1:
                raise ReaderError("encrypted", "needs a password; save it without one")
            with self._zip.open(info) as part:
                data = part.read(MAX_DOCUMENT_BYTES + 1)
        except ERRORS as error:
            raise ReaderError(
                "damaged", f"the part {name!r} cannot be read ({error}); fetch the file again"
            ) from None
        if len(data) > MAX_DOCUMENT_BYTES:
            raise ReaderError(
                "too_large",
                f"the part {name!r} has more than {MAX_DOCUMENT_BYTES:,} bytes: no article has",
            )
        return data

    def open(self, name: str) -> BinaryIO:
        """A part's bytes as a stream, for parts that hold many documents.

        Raises:
            ReaderError: `damaged`, or `encrypted`; the stream raises what zipfile raises.
        """
        try:
            info = self._zip.getinfo(name)
            if info.flag_bits & 1:
                raise ReaderError("encrypted", "needs a password; save it without one")
            return cast("BinaryIO", self._zip.open(info))
        except ERRORS as error:
            raise ReaderError(
                "damaged", f"the part {name!r} cannot be read ({error}); fetch the file again"
            ) from None

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name in self._zip.NameToInfo


DUBLIN_CORE = {
    "title": "title",
    "creator": "authors",
    "initial-creator": "authors",
    "language": "language",
    "date": "updated",
    "modified": "updated",
    "created": "created",
    "creation-date": "created",
    "identifier": "external_id",
    "publisher": "outlet",
    "rights": "copyright",
    "description": "subtitle",
    "subject": "tags",
    "keywords": "tags",
    "keyword": "tags",
}
"""Names of properties (Dublin Core, and Office's own) -> fields."""
JUNK_TITLE = re.compile(
    r"(?:microsoft word\b.*|untitled\b.*|unbenannt\b.*|document ?\d*|dokument ?\d*"
    r"|.*\.(?:docx?|rtf|odt|pdf|indd|qxd)|)",
    re.IGNORECASE,
)
"""Titles that programs write, not people."""
PROGRAM_AUTHOR = re.compile(
    r"(?:administrator|admin|user|benutzer|utente|python-docx|microsoft.*|unknown|owner|)",
    re.IGNORECASE,
)


def fill_properties(document: RawDocument, properties: Mapping[str, Sequence[str]]) -> None:
    """What a file says about itself, where the text said nothing; the rest goes to `extra`.

    When a file was made is not when its text was published: these dates stay in `extra`, and
    nothing but the text's own date line is taken for the publication.

    Args:
        document: with what its text says.
        properties: local name -> values.
    """
    rest: dict[str, object] = {}
    for name, values in properties.items():
        kept = [value.strip() for value in values if value.strip()]
        if not kept:
            continue
        field = DUBLIN_CORE.get(name)
        source = f"properties:{name}"
        if field == "title" and document.title is None and not JUNK_TITLE.fullmatch(kept[0]):
            document.title = Sourced(kept[0], source)
        elif field == "language" and document.language is None:
            document.language = Sourced(kept[0], source)
        elif field == "tags":
            parts = [part.strip() for value in kept for part in re.split(r"[,;]", value)]
            document.tags = tuple(dict.fromkeys([*document.tags, *filter(None, parts)]))
        elif field == "copyright" and document.copyright is None:
            document.copyright = kept[0]
        elif (
            field == "authors"
            and document.authors is None
            and not any(PROGRAM_AUTHOR.fullmatch(value) for value in kept)
        ):
            document.authors = SourcedList(tuple(kept), source)
        else:
            rest[name] = kept[0] if len(kept) == 1 else kept
    if rest:
        document.extra["properties"] = rest


def take_title(blocks: list[Block], title: str | None, source: str) -> Sourced | None:
    """The title that a style marks, taken out of the blocks' beginning."""
    if title is None:
        return None
    if blocks and blocks[0].text == title:
        blocks.pop(0)
    return Sourced(title, source)
