"""OpenDocument texts (ODT): one article, read by the standard (OASIS ODF 1.3, part 3).

Deleted text that change tracking keeps, comments and footnote marks are left out; footnotes follow
the paragraph that they stand in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from etl.contracts.articles import ParagraphKind
from etl.readers import xml
from etl.readers.base import (
    Block,
    Confidence,
    Outcome,
    RawDocument,
    Reader,
    ReaderError,
    Source,
    Sourced,
)
from etl.readers.formats.text import take_top
from etl.readers.packages import Package, fill_properties, package_kind
from etl.readers.text_decoding import clean

LEFT_OUT = {"tracked-changes", "annotation", "note-citation", "forms", "sequence-decls", "bookmark"}
OUTLINES = {
    "title": "title",
    "subtitle": "subtitle",
    "quotations": "quotation",
    "caption": "caption",
}
"""Styles by their English names, which files keep in every language."""


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By the part `mimetype`."""
    return 4 if package_kind(head) == "odt" else 0


def _parents(root: Any) -> dict[str, str]:
    """Automatic style -> the named style that it stands for."""
    found = {}
    for style in xml.descendants(root, "style"):
        name, parent = xml.attribute(style, "name"), xml.attribute(style, "parent-style-name")
        if name and parent:
            found[name] = parent
    return found


class _Walker:
    def __init__(self, parents: dict[str, str]) -> None:
        self.paragraphs: list[tuple[str, str]] = []
        """(kind or `title` or `subtitle`, text)."""
        self._parents = parents

    def walk(self, element: Any, kind: str = "body") -> None:
        for node in xml.children(element):
            name = xml.local(node)
            if name in LEFT_OUT:
                continue
            if name == "h":
                self._paragraph(node, "heading")
            elif name == "p":
                self._paragraph(node, self._kind(node, kind))
            elif name == "list":
                self.walk(node, "list")
            elif name == "table":
                self.walk(node, "table")
            else:
                self.walk(node, kind)

    def _kind(self, node: Any, kind: str) -> str:
        style = xml.attribute(node, "style-name") or ""
        for name in (style, self._parents.get(style, "")):
            plain = name.replace("_20_", " ").lower()
            if plain in OUTLINES:
                return OUTLINES[plain]
        return kind

    def _paragraph(self, node: Any, kind: str) -> None:
        parts: list[str] = []
        inner: list[Any] = []
        self._runs(node, parts, inner)
        text = clean("".join(parts)).strip()
        if text:
            self.paragraphs.append((kind, text))
        for element in inner:
            self.walk(element, "body" if xml.local(element) == "note-body" else "caption")

    def _runs(self, node: Any, parts: list[str], inner: list[Any]) -> None:
        parts.append(node.text or "")
        for child in xml.children(node):
            name = xml.local(child)
            if name in {"s", "tab"}:
                parts.append(" ")
            elif name == "line-break":
                parts.append("\n")
            elif name in {"note-body", "text-box"}:
                inner.append(child)
            elif name not in LEFT_OUT:
                self._runs(child, parts, inner)
            parts.append(child.tail or "")


def _properties(data: bytes) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in xml.descendants(xml.parse(data, recover=True), "meta"):
        for node in xml.children(element):
            name = xml.attribute(node, "name") if xml.local(node) == "user-defined" else None
            if (value := xml.text(node)) is not None:
                found.setdefault(name or xml.local(node), []).append(value)
    for name in ("generator", "editing-cycles", "editing-duration", "document-statistic"):
        found.pop(name, None)
    return found


def read(source: Source) -> Iterator[Outcome]:
    """The document's article.

    Raises:
        ReaderError: `damaged`, `encrypted`, `too_large`, or `no_text`.
    """
    with Package(source) as package:
        root = xml.parse(package.read("content.xml"), recover=True)
        properties = _properties(package.read("meta.xml")) if package.has("meta.xml") else {}
    walker = _Walker(_parents(root))
    body = next(xml.descendants(root, "text"), None)
    if body is not None:
        walker.walk(body)
    document = RawDocument(position=0, blocks=[])
    blocks: list[Block] = []
    for kind, text in walker.paragraphs:
        line = " ".join(text.split())
        if kind in {"title", "heading"} and document.title is None and not blocks:
            document.title = Sourced(line, f"style:{kind.capitalize()}")
        elif kind == "subtitle" and document.subtitle is None:
            document.subtitle = line
        else:
            lines = [" ".join(one.split()) for one in text.split("\n")]
            blocks += [Block(_block_kind(kind), one) for one in lines if one]
    take_top(document, blocks)
    fill_properties(document, properties)
    if not document.blocks:
        raise ReaderError("no_text", "the document holds no text; save it with its text")
    yield document


def _block_kind(kind: str) -> ParagraphKind:
    kinds: dict[str, ParagraphKind] = {
        "title": "heading",
        "subtitle": "heading",
        "heading": "heading",
        "caption": "caption",
        "quotation": "quotation",
        "list": "list",
        "table": "table",
    }
    return kinds.get(kind, "body")


READER = Reader(
    name="odt",
    version="1",
    title="OpenDocument text (ODT)",
    recognised_by="a ZIP file that begins with its OpenDocument media type",
    yields=("title", "subtitle", "authors", "tags", "published", "updated", "language", "blocks"),
    library="lxml",
    detect=detect,
    read=read,
    proven=False,
)
