"""NITF 3.x, the news agencies' markup of text: an element to a document.

Belongs here: the fields of `head` and `body.head`, the blocks of `body.content`, for files of
their own (`formats.nitf`) and for NITF within NewsML, NewsML-G2 and ninjs. Names are those of the
NITF 3.6 documentation (https://iptc.org/std/NITF/3.6/documentation/nitf.html). Does not belong
here: how the standards around it are built.
"""

from __future__ import annotations

import re
from typing import Any

from etl.contracts.articles import ParagraphKind
from etl.readers import xml
from etl.readers.base import Block, RawDocument, Sourced, SourcedList

KINDS: dict[str, ParagraphKind] = {
    "p": "body",
    "hl1": "heading",
    "hl2": "heading",
    "h1": "heading",
    "h2": "heading",
    "h3": "heading",
    "li": "list",
    "dt": "list",
    "dd": "list",
    "bq": "quotation",
    "media-caption": "caption",
    "media-producer": "credit",
    "credit": "credit",
    "tagline": "credit",
    "td": "table",
    "th": "table",
    "caption": "caption",
    "fn": "body",
    "pre": "body",
    "note": "body",
}
"""Elements that hold a paragraph, and what kind it is."""
DATE_ONLY = re.compile(r"\d{6,}(?:T[\d:+Z-]*)?$")
LEFT_OUT = {"media-metadata", "media-object", "media-reference", "nitf-table-metadata"}
STATUS = "management-status"
"""Of docdata: `usable`, `embargoed`, `withheld`, `canceled`; kept in `extra`."""
CORRECTION = re.compile(r"\bcorrection", re.IGNORECASE)
"""The class of blocks that say what was wrong in the article (The New York Times's archive)."""
OUTER = {"bq": "quotation", "media": "caption", "table": "table", "nitf-table": "table"}
"""Elements whose paragraphs (`p`) are of their kind."""


def _collect(element: Any, kind: ParagraphKind, found: list[Block]) -> None:
    """Append the blocks of an element's content; text between blocks is a block of `kind`."""
    parts: list[str] = [element.text or ""]

    def flush() -> None:
        words = xml.SPACE.sub(" ", "".join(parts)).strip()
        parts.clear()
        if words:
            found.append(Block(kind, words))

    for child in element:
        name = xml.local(child)
        if name in LEFT_OUT:
            pass
        elif name in KINDS or any(xml.local(inner) in KINDS for inner in child.iter()):
            flush()
            own = KINDS.get(name, kind)
            if own == "body" and kind in OUTER.values():
                own = kind
            _collect(child, OUTER.get(name, own), found)  # type: ignore[arg-type]
        elif name == "br":
            parts.append("\n")
        else:
            parts.append("".join(child.itertext()))
        parts.append(child.tail or "")
    flush()


def blocks_of(element: Any) -> list[Block]:
    """The blocks of an element of NITF's body.

    Of `block`s that stand side by side, one whose paragraphs are only the first of the next's is
    left out: some archives give the lead and then the whole text.
    """
    found: list[Block] = []
    siblings = xml.children(element, "block")
    if len(siblings) > 1:
        contents: list[list[Block]] = []
        for block in siblings:
            contents.append([])
            _collect(block, "body", contents[-1])
        for block, own, following in zip(siblings, contents, contents[1:], strict=False):
            if own and own == following[: len(own)]:
                element.remove(block)
    _collect(element, "body", found)
    return found


def _dates(docdata: Any | None, pubdata: Any | None) -> tuple[Sourced, ...]:
    candidates = [
        ("nitf:pubdata", xml.attribute(pubdata, "date.publication")),
        *(
            (f"nitf:{name}", xml.attribute(found, "norm") or xml.text(found))
            for name in ("date.release", "date.issue")
            if docdata is not None and (found := xml.child(docdata, name)) is not None
        ),
    ]
    return tuple(Sourced(value, source) for source, value in candidates if value)


def _byline(element: Any) -> tuple[str, ...]:
    """The persons of a byline where it marks them, else its text without the title."""
    people = [name for found in xml.descendants(element, "person") if (name := xml.text(found))]
    if people:
        return tuple(people)
    parts = [element.text or ""]
    for child in element:
        if xml.local(child) not in {"byttl", "location"}:
            parts.append("".join(child.itertext()))
        parts.append(child.tail or "")
    words = xml.SPACE.sub(" ", "".join(parts)).strip(" ,;")
    return (words,) if words else ()


def _hedline(document: RawDocument, hedline: Any) -> None:
    main = xml.text(xml.child(hedline, "hl1"))
    if main:
        document.title = Sourced(main, "nitf:hl1")
    lower = [words for found in xml.children(hedline, "hl2") if (words := xml.text(found))]
    if lower and lower[0] != main:
        document.subtitle = " ".join(lower)


def _body_head(document: RawDocument, head: Any) -> None:
    extra: dict[str, object] = {}
    for child in xml.children(head):
        name = xml.local(child)
        if name == "hedline":
            _hedline(document, child)
        elif name == "byline":
            known = document.authors.values if document.authors else ()
            if names := (*known, *_byline(child)):
                document.authors = SourcedList(names, "nitf:byline")
            for title in xml.children(child, "byttl"):
                xml.add(extra, "byttl", xml.text(title))
        elif name == "dateline":
            # Some agencies have no more in it than the date as a number.
            line = xml.text(child)
            document.dateline = line if line and not DATE_ONLY.match(line) else None
        elif name == "rights":
            owner = xml.text(next(xml.descendants(child, "rights.owner"), None))
            document.copyright = document.copyright or owner
            xml.add(extra, name, xml.as_json(child))
        elif name == "distributor":
            document.wire_agency = xml.text(child)
        elif name == "abstract":
            words = xml.text(child)
            if document.subtitle is None:
                document.subtitle = words
            else:
                xml.add(extra, name, words)
        else:
            xml.add(extra, name, xml.as_json(child))
    document.extra |= {f"body.head {name}": value for name, value in extra.items()}


def _docdata(document: RawDocument, docdata: Any) -> None:
    taken = {"doc-id", "date.issue", "date.release", "key-list", "doc.copyright"}
    extra: dict[str, object] = {}
    document.external_id = xml.attribute(xml.child(docdata, "doc-id"), "id-string")
    xml.add(extra, STATUS, xml.attribute(docdata, STATUS))
    keywords = [
        key for found in xml.descendants(docdata, "keyword") if (key := xml.attribute(found, "key"))
    ]
    rights = xml.child(docdata, "doc.copyright")
    if rights is not None:
        parts = (xml.attribute(rights, "year"), xml.attribute(rights, "holder"))
        document.copyright = " ".join(part for part in parts if part) or None
    for content in xml.children(docdata, "identified-content"):
        keywords += [
            words
            for found in xml.children(content)
            if xml.local(found) != "classifier" and (words := xml.text(found))
        ]
    document.tags = tuple(dict.fromkeys((*document.tags, *keywords)))
    for child in xml.children(docdata):
        if xml.local(child) not in taken:
            xml.add(extra, xml.local(child), xml.as_json(child))
    document.extra |= extra


def _head(document: RawDocument, head: Any) -> None:
    title = xml.text(xml.child(head, "title"))
    if title:
        document.title = Sourced(title, "nitf:title")
    docdata = xml.child(head, "docdata")
    pubdata = xml.child(head, "pubdata")
    if docdata is not None:
        _docdata(document, docdata)
    document.published = _dates(docdata, pubdata)
    if pubdata is not None:
        name = xml.attribute(pubdata, "name")
        if name:
            document.outlet = Sourced(name, "nitf:pubdata")
        document.section = xml.attribute(pubdata, "position.section")
        document.url = xml.attribute(pubdata, "ex-ref")
    changes = [
        value
        for found in xml.children(head, "revision-history")
        if (value := xml.attribute(found, "norm"))
    ]
    corrected = [
        value
        for found in xml.children(head, "meta")
        if CORRECTION.match(xml.attribute(found, "name") or "")
        and (value := xml.attribute(found, "content"))
        and DATE_ONLY.match(value)
    ]
    document.updated = (
        *(Sourced(value, "nitf:correction_date") for value in corrected),
        *(Sourced(value, "nitf:revision-history") for value in changes[::-1]),
    )
    subjects: list[str] = []
    for child in xml.children(head):
        name = xml.local(child)
        if name == "meta":
            key = xml.attribute(child, "name") or xml.attribute(child, "http-equiv")
            if key:
                xml.add(document.extra, key, xml.attribute(child, "content"))
        elif name not in {"title", "docdata"}:
            xml.add(document.extra, name, xml.as_json(child))
        for subject in xml.descendants(child, "tobject.subject"):
            for part in ("type", "matter", "detail"):
                value = xml.attribute(subject, f"tobject.subject.{part}")
                if value:
                    subjects.append(value)
    document.tags = tuple(dict.fromkeys((*document.tags, *subjects)))


def document_of(root: Any) -> RawDocument:
    """A `nitf` element as a document at position 0; `blocks` are empty where it has no text."""
    document = RawDocument(position=0, blocks=[])
    for name in ("lang", "baselang"):
        language = xml.attribute(root, name)
        if language and document.language is None:
            document.language = Sourced(language, f"nitf:{name}")
    for name in ("version", "uno", "change.date"):
        xml.add(document.extra, name, xml.attribute(root, name))
    head = xml.child(root, "head")
    if head is not None:
        _head(document, head)
    body = xml.child(root, "body")
    if body is not None:
        for part in xml.children(body):
            name = xml.local(part)
            if name == "body.head":
                _body_head(document, part)
            elif name in {"body.content", "body.end"}:
                for block in xml.children(part, "block"):
                    if CORRECTION.search(xml.attribute(block, "class") or ""):
                        xml.add(document.extra, "correction", xml.text(block))
                        part.remove(block)
                document.blocks += blocks_of(part)
    return document
