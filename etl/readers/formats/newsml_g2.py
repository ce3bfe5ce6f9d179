"""NewsML-G2 2.x: news items, alone, or many in a news message.

An item of text becomes an article: its content is inline NITF, XHTML or plain text. Items of
other kinds (pictures, video, packages, planning, events, sports results) are skipped, with the kind
as the reason; what has been cancelled or withheld, too. Element names are those of the NewsML-G2
specification (https://iptc.org/std/NewsML-G2/guidelines/).
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from etl.readers import nitf, xml
from etl.readers.base import (
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
from etl.readers.news_items import (
    body_from_summary,
    code,
    fill_from,
    host,
    set_place,
    sourced,
    text_blocks,
    why_left_out,
    xhtml_blocks,
)
from etl.readers.text_decoding import decode
from etl.readers.unknown import ascii_of, xml_root

NAMESPACE = "http://iptc.org/std/nar/2006-10-01/"
OTHER_ITEMS = {
    "packageItem": "package",
    "planningItem": "planning",
    "conceptItem": "concept",
    "knowledgeItem": "concept",
    "catalogItem": "catalog",
}
ROOTS = {"newsItem", "newsMessage", *OTHER_ITEMS}
ITEMS = frozenset(f"{{{NAMESPACE}}}{name}" for name in ("newsItem", "header", *OTHER_ITEMS))
MAIN_ROLES = {None, "main", "headline"}
SUBTITLE_ROLES = {"subheadline", "sub", "deck"}
SUMMARY_ROLES = {None, "summary", "abstract", "lead"}
SOURCE_ROLES = {None, "origprov", "originalprovider"}
"""Roles of a source that is an agency, not a person who was asked."""
TAKEN = {
    "itemMeta": {"itemClass", "pubStatus", "versionCreated", "firstCreated"},
    "contentMeta": {"headline", "dateline", "by", "language", "keyword", "contentModified"},
    "rightsInfo": {"copyrightNotice"},
}
"""Elements that are wholly in a document's own fields; all others are kept in `extra`."""


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By the root element and the standard's namespace."""
    head = ascii_of(head)
    root = xml_root(head)
    if root is None or root.rpartition(":")[2] not in ROOTS:
        return 0
    # An item may hold a whole page: readers of HTML would be sure of it, too.
    return 4 if NAMESPACE.rstrip("/").encode() in head else 0


def name_of(element: Any | None) -> str | None:
    """The name of a concept; of several, the first."""
    return xml.text(xml.child(element, "name")) if element is not None else None


def _code(element: Any | None) -> str | None:
    """A concept's code: of its qualified code, its literal or its address."""
    for name in ("qcode", "literal", "uri"):
        if found := code(xml.attribute(element, name)):
            return found
    return None


def _role(element: Any) -> str | None:
    return code(xml.attribute(element, "role"))


def _outlet(item_meta: Any | None, rights: Any | None) -> Sourced | None:
    provider = xml.child(item_meta, "provider") if item_meta is not None else None
    holder = xml.child(rights, "copyrightHolder") if rights is not None else None
    qcode = xml.attribute(provider, "qcode")
    return sourced(
        (name_of(provider), "provider"),
        (name_of(holder), "copyrightHolder"),
        (xml.attribute(provider, "literal"), "provider"),
        (xml.attribute(holder, "literal"), "copyrightHolder"),
        (qcode.rpartition(":")[2] if qcode else None, "provider"),
        (host(xml.attribute(provider, "uri")), "provider"),
    )


def _names(meta: Any, name: str) -> list[str]:
    return [found for one in xml.children(meta, name) if (found := name_of(one))]


def _subjects(meta: Any) -> list[str]:
    names = []
    for subject in xml.children(meta, "subject"):
        concepts = [subject, *xml.children(subject, "mainConcept", "facetConcept")]
        names += [name for concept in concepts if (name := name_of(concept))]
    return names


def _content_meta(document: RawDocument, meta: Any) -> None:
    for headline in xml.children(meta, "headline"):
        words = xml.text(headline)
        role = _role(headline)
        if document.title is None and words and role in MAIN_ROLES:
            document.title = Sourced(words, "headline")
        elif document.subtitle is None and role in SUBTITLE_ROLES:
            document.subtitle = words
        else:
            xml.add(document.extra, "headline", xml.as_json(headline))
    for description in xml.children(meta, "description"):
        if document.subtitle is None and _role(description) in SUMMARY_ROLES:
            document.subtitle = xml.text(description)
    names = _names(meta, "creator")
    by = xml.text(xml.child(meta, "by"))
    if by:
        document.authors = SourcedList((by,), "by")
    elif names:
        document.authors = SourcedList(tuple(names), "creator")
    document.tags = tuple(
        dict.fromkeys(
            [
                *_subjects(meta),
                *(words for one in xml.children(meta, "keyword") if (words := xml.text(one))),
            ]
        )
    )
    language = xml.attribute(xml.child(meta, "language"), "tag")
    if language:
        document.language = Sourced(language, "language")
    document.dateline = xml.text(xml.child(meta, "dateline"))
    sources = [one for one in xml.children(meta, "infoSource") if _role(one) in SOURCE_ROLES]
    if len(sources) == 1:
        document.wire_agency = name_of(sources[0]) or xml.attribute(sources[0], "literal")
    if document.copyright is None:
        document.copyright = xml.text(xml.child(meta, "creditline"))


def _dates(item: Any, names: tuple[tuple[str, str], ...]) -> tuple[Sourced, ...]:
    return tuple(
        Sourced(value, name)
        for parent, name in names
        if (value := xml.text(xml.child(item, parent, name)))
    )


def _rest(document: RawDocument, item: Any) -> None:
    """What no field of a document has a place for."""
    for name in ("version", "standardversion"):
        xml.add(document.extra, name, xml.attribute(item, name))
    for part in xml.children(item):
        name = xml.local(part)
        if name in TAKEN:
            for child in xml.children(part):
                if xml.local(child) not in TAKEN[name]:
                    xml.add(document.extra, xml.local(child), xml.as_json(child))
        elif name not in {"contentSet", "catalogRef", "catalog"}:
            xml.add(document.extra, name, xml.as_json(part))
    status = _code(xml.child(item, "itemMeta", "pubStatus"))
    xml.add(document.extra, "pubStatus", status)


def _inline_data(element: Any, declared: str) -> RawDocument:
    text = "".join(element.itertext())
    if code(xml.attribute(element, "encoding")) == "base64":
        try:
            text = decode(base64.b64decode(text))
        except ValueError as error:  # binascii's, and that of bytes beyond ASCII
            raise ReaderError("damaged", f"inlineData is no base64 ({error})") from None
    return RawDocument(position=0, blocks=text_blocks(text, declared))


def _content(content_set: Any) -> tuple[RawDocument | None, str | None]:
    """The text of an item; where there is none, what there is in its place."""
    instead = None
    best: RawDocument | None = None
    for content in xml.children(content_set):
        kind = xml.local(content)
        found: RawDocument | None = None
        declared = (xml.attribute(content, "contenttype") or "").lower()
        root = next(iter(xml.children(content)), None)
        if kind == "inlineData":
            if declared.startswith("text/") or not declared:
                found = _inline_data(content, declared)
        elif kind == "inlineXML" and root is not None:
            name = xml.local(root)
            if name == "nitf":
                found = nitf.document_of(root)
            elif name in {"html", "body", "div", "section", "article", "p"}:
                found = RawDocument(position=0, blocks=xhtml_blocks(content))
            elif "sport" in name:
                instead = "sports"
            elif name in {"concept", "conceptSet", "events"}:
                instead = "concept"
            else:
                instead = instead or "no text"
        elif kind == "remoteContent":
            instead = instead or "content elsewhere"
        # Renditions of one content: the longest text is the whole one.
        if found and found.blocks and (best is None or _size(found) > _size(best)):
            best = found
    return best, instead


def _size(document: RawDocument) -> int:
    return sum(len(block.text) for block in document.blocks)


def item_outcome(item: Any, position: int) -> Outcome:
    """What becomes of a news item."""
    kind = _code(xml.child(item, "itemMeta", "itemClass"))
    status = _code(xml.child(item, "itemMeta", "pubStatus"))
    if (left_out := why_left_out(status, kind)) is not None:
        return Skipped(position=position, reason=left_out)
    document = RawDocument(position=position, blocks=[])
    document.external_id = xml.attribute(item, "guid")
    rights = xml.child(item, "rightsInfo")
    if rights is not None:
        document.copyright = xml.text(xml.child(rights, "copyrightNotice")) or name_of(
            xml.child(rights, "copyrightHolder")
        )
    document.outlet = _outlet(xml.child(item, "itemMeta"), rights)
    document.published = _dates(
        item,
        (
            ("itemMeta", "firstCreated"),
            ("contentMeta", "contentCreated"),
            ("itemMeta", "versionCreated"),
        ),
    )
    document.updated = _dates(
        item, (("itemMeta", "versionCreated"), ("contentMeta", "contentModified"))
    )
    meta = xml.child(item, "contentMeta")
    if meta is not None:
        _content_meta(document, meta)
    if document.title is None:
        title = xml.text(xml.child(item, "itemMeta", "title"))
        document.title = Sourced(title, "title") if title else None
    if document.language is None and (language := xml.attribute(item, "lang")):
        document.language = Sourced(language, "xml:lang")
    _rest(document, item)
    content_set = xml.child(item, "contentSet")
    content, instead = _content(content_set) if content_set is not None else (None, None)
    if content is None:
        if instead is not None or kind not in {"text", None}:
            return Skipped(position=position, reason=instead or str(kind))
        body_from_summary(document)
        if document.blocks:
            return document
        return Rejected(
            position=position,
            code="no_text",
            message="the item is of text and has none: expected NITF, XHTML or plain text in "
            "contentSet; ask its sender for the whole item",
        )
    fill_from(document, content)
    located = xml.child(item, "contentMeta", "located")
    set_place(document, name_of(located) or xml.attribute(located, "literal"))
    return document


def _alone(item: Any, position: int) -> Outcome:
    """What becomes of a news item; what is wrong with its content costs it alone."""
    try:
        return item_outcome(item, position)
    except ReaderError as error:
        return Rejected(position=position, code=error.code, message=error.message)


def _other(item: Any) -> str:
    """What an item that holds no text is."""
    types = {code(xml.attribute(found, "qcode")) for found in xml.descendants(item, "type")}
    name = xml.local(item)
    if name in {"conceptItem", "knowledgeItem"} and "event" in types:
        return "event"
    return OTHER_ITEMS[name]


def read(source: Source) -> Iterator[Outcome]:
    """Every item's outcome; positions number the items.

    Raises:
        ReaderError: what `xml.iterate` raises.
    """
    message: dict[str, object] = {}
    position = 0
    with source.open() as stream:
        for element in xml.iterate(stream, ITEMS):
            name = xml.local(element)
            if name == "header":
                message = {
                    xml.local(part): xml.as_json(part)
                    for part in xml.children(element)
                    if xml.local(part) != "catalogRef"
                }
                continue
            if name == "newsItem":
                outcome = _alone(element, position)
            else:
                outcome = Skipped(position=position, reason=_other(element))
            if message and isinstance(outcome, RawDocument):
                outcome.extra["newsMessage"] = message
            yield outcome
            position += 1


READER = Reader(
    name="newsml_g2",
    version="1",
    title="NewsML-G2",
    recognised_by="the root element `newsItem`, `newsMessage` or the like, and IPTC's namespace",
    yields=(
        "title",
        "subtitle",
        "authors",
        "outlet",
        "external_id",
        "tags",
        "published",
        "updated",
        "language",
        "dateline",
        "wire_agency",
        "copyright",
        "blocks",
    ),
    library="lxml",
    detect=detect,
    read=read,
)
