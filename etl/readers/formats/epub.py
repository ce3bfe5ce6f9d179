"""EPUB 2 and 3: each chapter of the reading order that has text is a document.

A newspaper's or magazine's issue as an EPUB has one article a file of its spine (EPUB 3.3, sections
5.5 and 6; the daily editions that news programs make are such). Outlet, date and language are those
of the package; the navigation, cover and title pages are skipped.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from etl.readers import xml
from etl.readers.base import (
    Block,
    Confidence,
    Outcome,
    RawDocument,
    Reader,
    ReaderError,
    Rejected,
    Skipped,
    Source,
    Sourced,
    SourcedList,
)
from etl.readers.formats.html import parse
from etl.readers.formats.text import take_top
from etl.readers.html_blocks import tree_blocks
from etl.readers.nesting import walkable
from etl.readers.packages import Package, package_kind

CONTAINER = "META-INF/container.xml"
APPARATUS = re.compile(
    r"(?:^|[/_-])(?:cover|title_?page|toc|nav|contents|copyright|colophon|imprint|calibre_title)"
    r"[^/]*$",
    re.IGNORECASE,
)
SHORT_WORDS = 12
"""A file of so few words is a divider."""


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By the part `mimetype`."""
    return 4 if package_kind(head) == "epub" else 0


class _Book:
    """The package document: what the publication says of itself, and its reading order."""

    def __init__(self, package: Package) -> None:
        container = xml.parse(package.read(CONTAINER), recover=True)
        rootfile = next(xml.descendants(container, "rootfile"), None)
        path = xml.attribute(rootfile, "full-path")
        if path is None:
            raise ReaderError("damaged", "the EPUB names no package document; fetch it again")
        root = xml.parse(package.read(path), recover=True)
        folder = posixpath.dirname(path)
        self.metadata: dict[str, list[str]] = {}
        for element in xml.descendants(root, "metadata"):
            for node in xml.children(element):
                name = xml.attribute(node, "property") or xml.local(node)
                value = xml.text(node) or xml.attribute(node, "content")
                if value:
                    self.metadata.setdefault(name.rpartition(":")[2], []).append(value)
        items: dict[str, tuple[str, str]] = {}
        for item in xml.descendants(root, "item"):
            href = unquote(item.get("href") or "")
            place = posixpath.normpath(posixpath.join(folder, href))
            items[item.get("id") or ""] = (place, item.get("properties") or "")
        self.spine: list[tuple[str, bool]] = []
        """(part, whether it is apparatus), in reading order."""
        for reference in xml.descendants(root, "itemref"):
            place, properties = items.get(reference.get("idref") or "", ("", ""))
            if place:
                apparatus = (
                    "nav" in properties.split()
                    or reference.get("linear") == "no"
                    or APPARATUS.search(place.rpartition(".")[0]) is not None
                )
                self.spine.append((place, apparatus))

    def one(self, name: str) -> str | None:
        return next(iter(self.metadata.get(name, ())), None)


def _chapter(tree: Any, position: int, book: _Book) -> RawDocument:
    document = RawDocument(position=position, blocks=[])
    body = next(tree.iter("body"), tree)
    blocks = tree_blocks(body)
    if blocks and blocks[0].kind == "heading":
        document.title = Sourced(blocks[0].text, "heading")
        blocks = blocks[1:]
    take_top(document, blocks)
    title = next(tree.iter("title"), None)
    words = " ".join(title.text_content().split()) if title is not None else ""
    if document.title is None and words and words != book.one("title"):
        document.title = Sourced(words, "html:title")
    if document.authors is None and len(book.spine) == 1 and book.metadata.get("creator"):
        document.authors = SourcedList(tuple(book.metadata["creator"]), "dc:creator")
    outlet = book.one("publisher") or book.one("title")
    document.outlet = (
        Sourced(outlet, "dc:publisher" if book.one("publisher") else "dc:title") if outlet else None
    )
    if (date := book.one("date")) is not None:
        document.published = (*document.published, Sourced(date, "dc:date"))
    if (modified := book.one("modified")) is not None and not document.updated:
        document.updated = (Sourced(modified, "dcterms:modified"),)
    if (language := book.one("language")) is not None:
        document.language = Sourced(language, "dc:language")
    document.copyright = book.one("rights")
    document.tags = tuple(book.metadata.get("subject", ()))
    document.extra = {
        "publication": {
            name: values[0] if len(values) == 1 else values
            for name, values in book.metadata.items()
            if name in {"title", "creator", "identifier", "description", "publisher", "series"}
        }
    }
    return document


def _is_divider(blocks: list[Block]) -> bool:
    return sum(len(block.text.split()) for block in blocks) <= SHORT_WORDS


def read(source: Source) -> Iterator[Outcome]:
    """Every chapter that has text.

    Raises:
        ReaderError: `damaged`, `encrypted`, or `too_large`.
    """
    with Package(source) as package:
        book = _Book(package)
        name = book.one("identifier")
        for position, (place, apparatus) in enumerate(book.spine):
            if apparatus:
                yield Skipped(position=position, reason="cover or contents")
                continue
            try:
                with walkable():
                    document = _chapter(parse(package.read(place)), position, book)
            except ReaderError as error:
                yield Rejected(position=position, code=error.code, message=error.message)
                continue
            if _is_divider(document.blocks):
                yield Skipped(position=position, reason="cover or contents")
                continue
            if name:
                document.external_id = f"{name}/{place}"
            yield document


READER = Reader(
    name="epub",
    version="1",
    title="EPUB",
    recognised_by="a ZIP file that begins with EPUB's media type",
    yields=(
        "title",
        "authors",
        "outlet",
        "external_id",
        "tags",
        "published",
        "updated",
        "language",
        "copyright",
        "blocks",
    ),
    library="lxml",
    detect=detect,
    read=read,
    proven=False,
)
