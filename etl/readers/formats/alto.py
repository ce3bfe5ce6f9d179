"""ALTO pages (versions 1 to 4): one document a page, where no METS beside it says what is on it.

A page that a METS file in its folder, or in the one above, refers to is part of that issue's
articles, and skipped here.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from etl.readers.alto import Page, mean_confidence, paragraphs, read_page
from etl.readers.base import (
    MAX_DOCUMENT_BYTES,
    Beside,
    Confidence,
    Outcome,
    RawDocument,
    Reader,
    ReaderError,
    Skipped,
    Source,
    Sourced,
)
from etl.readers.beside import is_index
from etl.readers.unknown import xml_root
from etl.readers.xml import read_whole

MAX_INDEXES = 20
"""METS files that are looked into for a page, those with the most similar names first."""


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By the root element."""
    root = xml_root(head)
    return 3 if root is not None and root.rpartition(":")[2].lower() == "alto" else 0


def _is_listed(name: str, beside: Beside) -> bool:
    """Whether a METS file beside a page refers to it."""
    wanted = name.encode("utf-8", "surrogateescape")
    for folder in ("", ".."):
        indexes = [other for other in beside.names(folder) if is_index(other) and other != name]
        indexes.sort(key=lambda other: -_alike(other, name))
        for index in indexes[:MAX_INDEXES]:
            stream = beside.open(f"{folder}/{index}" if folder else index)
            if stream is None:
                continue
            with stream:
                try:
                    data = stream.read(MAX_DOCUMENT_BYTES)
                except ReaderError:
                    continue  # reading the METS file itself will say what is wrong with it
            if any(data[at - 1 : at] in {b"/", b'"', b"'", b"\\"} for at in _places(data, wanted)):
                return True
    return False


def _alike(a: str, b: str) -> int:
    """How many characters two names have in common at their beginning."""
    pairs = zip(a, b, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _places(data: bytes, wanted: bytes) -> Iterator[int]:
    at = data.find(wanted)
    while at >= 0:
        yield at
        at = data.find(wanted, at + 1)


def page_document(page: Page, position: int) -> RawDocument:
    """A page as a document; without blocks where nothing was recognised on it."""
    blocks = paragraphs((block.kind, block.words) for block in page.blocks.values())
    document = RawDocument(position=position, blocks=blocks)
    first = document.blocks[0] if document.blocks else None
    if first is not None and first.kind == "heading":
        document.title = Sourced(first.text, "heading")
    words = [word for block in page.blocks.values() for word in block.words]
    confidence = mean_confidence(words) or page.confidence
    if confidence is not None:
        document.extra["ocr_confidence"] = confidence
    if page.number:
        document.extra["pages"] = [page.number]
    return document


def read(source: Source) -> Iterator[Outcome]:
    """The page, or that it belongs to an issue.

    Raises:
        ReaderError: `truncated`, `invalid_xml`, `bomb`, or `too_large`.
    """
    if source.beside is not None and _is_listed(source.name.rpartition("/")[2], source.beside):
        yield Skipped(position=0, reason="page of an issue")
        return
    data = read_whole(source, "page")
    document = page_document(read_page(data), 0)
    document.byte_start, document.byte_end = 0, len(data)
    if not document.blocks:
        yield Skipped(position=0, reason="page without text")
        return
    yield document


READER = Reader(
    name="alto",
    version="1",
    title="ALTO page",
    recognised_by="the root `<alto>`",
    yields=("title", "blocks"),
    library="lxml",
    detect=detect,
    read=read,
)
