"""Word documents (DOCX): one article, or an export of Nexis Uni with many.

Read from the parts' XML by the standard (ECMA-376, part 1, section 17: WordprocessingML). Deleted
text, field codes and the duplicates for old programs are left out; tables and text boxes are read
where they stand. Documents of Nexis Uni end with `End of Document`; its cover page states how many
there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
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
from etl.readers.nexis import Count, Piece, compare, find_date, parse
from etl.readers.packages import Package, fill_properties, package_kind
from etl.readers.text_decoding import clean

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
LEFT_OUT = {
    "del", "moveFrom", "instrText", "delText", "Fallback", "pPr", "rPr", "sdtPr", "annotationRef",
}  # fmt: skip
STYLES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"title|titel|titre"), "title"),
    (re.compile(r"subtitle|untertitel|sous-titre"), "subtitle"),
    (re.compile(r"(?:heading|überschrift|titre|rubrik)\s*\d"), "heading"),
    (re.compile(r"caption|beschriftung|légende"), "caption"),
    (re.compile(r"(?:intense )?quote|zitat|citation"), "quotation"),
    (re.compile(r"list.*|liste.*"), "list"),
)
END = re.compile(r"end of document|ende des dokuments|fin du document", re.IGNORECASE)
STATED = re.compile(r"(?:documents?|dokumente?|documentos|documenti)\s*\((\d+)\)", re.IGNORECASE)


@dataclass(slots=True)
class _Paragraph:
    text: str
    """Line breaks as line feeds."""
    style: str
    """A paragraph kind, `title` or `subtitle`."""
    bold: bool
    section: int
    """Number of section breaks before it."""


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By the names of its parts."""
    return 4 if package_kind(head) == "docx" else 0


def _style_names(data: bytes | None) -> dict[str, str]:
    """Style id -> the name that people see, in small letters."""
    if data is None:
        return {}
    names = {}
    for style in xml.descendants(xml.parse(data, recover=True), "style"):
        name = xml.attribute(xml.child(style, "name"), "val")
        identifier = xml.attribute(style, "styleId")
        if name and identifier:
            names[identifier] = name.lower()
    return names


def _kind(properties: Any | None, names: dict[str, str]) -> str:
    identifier = (
        xml.attribute(xml.child(properties, "pStyle"), "val") if properties is not None else None
    )
    if identifier:
        name = names.get(identifier, identifier.lower())
        for pattern, kind in STYLES:
            if pattern.fullmatch(name):
                return kind
    if properties is not None:
        if xml.child(properties, "outlineLvl") is not None:
            return "heading"
        if xml.child(properties, "numPr") is not None:
            return "list"
    return "body"


class _Walker:
    """Collects the paragraphs of a document in reading order."""

    def __init__(self, names: dict[str, str]) -> None:
        self.paragraphs: list[_Paragraph] = []
        self._names = names
        self._section = 0

    def walk(self, element: Any, table: bool = False) -> None:  # noqa: FBT001, FBT002
        for node in xml.children(element):
            name = xml.local(node)
            if name in LEFT_OUT:
                continue
            if name == "p":
                self._paragraph(node, table)
            else:
                self.walk(node, table or name == "tbl")

    def _paragraph(self, element: Any, table: bool) -> None:  # noqa: FBT001
        properties = xml.child(element, "pPr")
        parts: list[str] = []
        boxes: list[Any] = []
        self._runs(element, parts, boxes)
        text = "".join(parts)
        first = next(
            (run for run in xml.descendants(element, "r") if xml.text(run)),
            None,
        )
        bold = xml.child(first, "rPr", "b") if first is not None else None
        style = "table" if table else _kind(properties, self._names)
        self.paragraphs.append(
            _Paragraph(
                clean(text),
                style,
                bold is not None and xml.attribute(bold, "val") not in {"0", "false", "off"},
                self._section,
            )
        )
        for box in boxes:
            self.walk(box, table)
        if properties is not None and xml.child(properties, "sectPr") is not None:
            self._section += 1

    def _runs(self, element: Any, parts: list[str], boxes: list[Any]) -> None:
        for node in xml.children(element):
            name = xml.local(node)
            if name in LEFT_OUT:
                continue
            if name == "t":
                parts.append(node.text or "")
            elif name in {"tab", "ptab"}:
                parts.append(" ")
            elif name in {"br", "cr"}:
                parts.append("\n")
            elif name == "noBreakHyphen":
                parts.append("\u2011")
            elif name == "txbxContent":
                boxes.append(node)
            else:
                self._runs(node, parts, boxes)


def _properties(package: Package) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in ("docProps/core.xml", "docProps/app.xml"):
        if not package.has(part):
            continue
        for node in xml.children(xml.parse(package.read(part), recover=True)):
            if (value := xml.text(node)) and xml.local(node) not in {"revision", "TotalTime"}:
                found.setdefault(xml.local(node), []).append(value)
    wanted = {"title", "creator", "created", "modified", "language", "subject", "keywords"}
    return {
        name: values
        for name, values in found.items()
        if name in wanted | {"description", "category", "lastModifiedBy", "Company"}
    }


def _article(paragraphs: list[_Paragraph], properties: dict[str, list[str]]) -> RawDocument:
    document = RawDocument(position=0, blocks=[])
    blocks: list[Block] = []
    for paragraph in paragraphs:
        text = " ".join(paragraph.text.split())
        if not text:
            continue
        if paragraph.style == "title" and document.title is None and not blocks:
            document.title = Sourced(text, "style:Title")
        elif paragraph.style == "subtitle" and document.subtitle is None:
            document.subtitle = text
        elif paragraph.style == "heading" and document.title is None and not blocks:
            document.title = Sourced(text, "style:Heading")
        else:
            kind: ParagraphKind = _block_kind(paragraph.style)
            lines = [" ".join(line.split()) for line in paragraph.text.split("\n")]
            blocks += [Block(kind, line) for line in lines if line]
    take_top(document, blocks)
    fill_properties(document, properties)
    return document


def _block_kind(style: str) -> ParagraphKind:
    kinds: dict[str, ParagraphKind] = {
        "title": "heading",
        "subtitle": "heading",
        "heading": "heading",
        "caption": "caption",
        "quotation": "quotation",
        "list": "list",
        "table": "table",
    }
    return kinds.get(style, "body")


def _is_end(paragraph: _Paragraph) -> bool:
    return END.fullmatch(paragraph.text.strip()) is not None


def _without_cover(paragraphs: list[_Paragraph]) -> list[_Paragraph]:
    """The first document without the cover page, which ends with a section or page of its own."""
    dated = next(
        (i for i, p in enumerate(paragraphs) if find_date(p.text.strip()) is not None), None
    )
    if dated is None:
        return paragraphs
    section = paragraphs[dated].section
    return [paragraph for paragraph in paragraphs if paragraph.section >= section]


def _export(paragraphs: list[_Paragraph]) -> Iterator[Outcome]:
    """The documents of a Nexis Uni export, and what it states about their number."""
    ends = [i for i, paragraph in enumerate(paragraphs) if _is_end(paragraph)]
    first = paragraphs[: ends[0]]
    cover = next((found for p in first if (found := STATED.fullmatch(p.text.strip()))), None)
    if cover is not None:
        first = _without_cover(first)
    groups = [first]
    groups += [paragraphs[a + 1 : b] for a, b in pairwise(ends)]
    for number, group in enumerate(groups):
        pieces = [
            Piece(
                tuple(line.strip() for line in paragraph.text.split("\n") if line.strip()),
                bold=paragraph.bold,
                kind=_block_kind(paragraph.style),
            )
            for paragraph in group
            if paragraph.text.strip()
        ]
        yield parse(pieces, number)
    count = Count(int(cover[1]), cover.group()) if cover else None
    if (difference := compare(len(groups), count, len(groups))) is not None:
        yield difference


def read(source: Source) -> Iterator[Outcome]:
    """The document's article, or every document of a Nexis Uni export.

    Raises:
        ReaderError: `damaged`, `encrypted`, `too_large`, or `no_text`.
    """
    with Package(source) as package:
        names = _style_names(
            package.read("word/styles.xml") if package.has("word/styles.xml") else None
        )
        root = xml.parse(package.read("word/document.xml"), recover=True)
        properties = _properties(package)
    walker = _Walker(names)
    walker.walk(root)
    if any(map(_is_end, walker.paragraphs)):
        yield from _export(walker.paragraphs)
        return
    document = _article(walker.paragraphs, properties)
    if not document.blocks:
        raise ReaderError("no_text", "the document holds no text; save it with its text")
    yield document


READER = Reader(
    name="docx",
    version="1",
    title="Word document (DOCX), with exports of Nexis Uni",
    recognised_by="a ZIP file with parts `word/...`",
    yields=(
        "title",
        "subtitle",
        "authors",
        "outlet",
        "section",
        "tags",
        "published",
        "updated",
        "language",
        "dateline",
        "copyright",
        "blocks",
    ),
    library="lxml",
    detect=detect,
    read=read,
)
