"""NewsML 1.0 to 1.2, the agencies' format of 2000 to about 2012.

A news item is a tree of components; what one is, its role or media type says. Each component with
a headline and a text below it becomes an article: of its texts (the same in several forms, or
beside captions and contacts) the longest that is the story. Element names are those of the NewsML
1.2 specification (https://iptc.org/std/NewsML/1.2/).
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from etl.readers import nitf, xml
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
from etl.readers.news_items import (
    NOT_TEXT,
    fill_from,
    has_letters,
    set_place,
    sourced,
    text_blocks,
    why_left_out,
    xhtml_blocks,
)
from etl.readers.text_decoding import decode
from etl.readers.unknown import ascii_of, xml_root

STORY_ROLES = {
    "",
    "main",
    "body",
    "story",
    "text",
    "article",
    "maintext",
    "newsarticle",
    "fulltext",
}
"""Roles whose text is the story, without space and in lower case. Every provider names its own."""
SUBTITLE_ROLES = {"subheadline", "subhead", "summary", "abstract", "lead"}
ITEMS = frozenset({"NewsItem", "NewsEnvelope"})
LINES = {"HeadLine", "SubHeadLine", "ByLine", "DateLine", "CopyrightLine", "KeywordLine"}


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By the root element."""
    root = xml_root(ascii_of(head))
    if root is None:
        return 0
    root = root.rpartition(":")[2]
    if root == "NewsML":
        return 4
    return 4 if root == "NewsItem" and b"<NewsManagement" in ascii_of(head) else 0


@dataclass(slots=True)
class _Text:
    """One content of an item that is text."""

    components: list[Any]
    """The components that it lies in, the outermost first."""
    role: str
    document: RawDocument


def _formal(element: Any | None) -> str | None:
    return xml.attribute(element, "FormalName")


def _plain_name(value: str | None) -> str:
    return "".join(character for character in (value or "").lower() if character.isalpha())


def _content(item: Any) -> RawDocument | None:
    """The text of a ContentItem; None where it has none of its own."""
    data = next(xml.descendants(item, "DataContent"), None)
    if data is None:
        return None
    declared = (_formal(xml.child(item, "MimeType")) or "").lower()
    form = _plain_name(_formal(xml.child(item, "Format")))
    if declared.startswith(("text/css", "image/", "audio/", "video/")) or form == "css":
        return None
    root = next(iter(xml.children(data)), None)
    if root is not None:
        name = xml.local(root)
        if name == "nitf":
            return nitf.document_of(root)
        if name.startswith("body.") or name == "block":
            return RawDocument(position=0, blocks=nitf.blocks_of(data))
        return RawDocument(position=0, blocks=xhtml_blocks(data))
    text = "".join(data.itertext())
    encoding = data.getparent()
    notation = (xml.attribute(encoding, "Notation") or "").lower()
    if notation.endswith("base64"):
        try:
            text = decode(base64.b64decode(text))
        except ValueError:  # binascii's, and that of bytes beyond ASCII
            return None
    if not text.strip():
        return None
    kind = declared
    if "html" in form or "html" in declared:
        kind = "text/html"
    elif "nitf" in form:
        kind = "nitf"
    return RawDocument(position=0, blocks=text_blocks(text, kind))


def _texts(component: Any, above: list[Any], role: str = "") -> Iterator[_Text]:
    here = [*above, component]
    role = _plain_name(_formal(xml.child(component, "Role"))) or role
    for child in xml.children(component):
        name = xml.local(child)
        if name == "NewsComponent":
            yield from _texts(child, here, role)
        elif name == "ContentItem":
            kind = _plain_name(_formal(xml.child(child, "MediaType")))
            document = None if kind in NOT_TEXT else _content(child)
            if document is not None and has_letters(document.blocks):
                yield _Text(here, role, document)


def _line(components: list[Any], name: str) -> str | None:
    """A news line of the innermost component that has it."""
    for component in reversed(components):
        words = xml.text(xml.child(component, "NewsLines", name))
        if words:
            return words
    return None


def _stories(texts: list[_Text]) -> list[_Text]:
    """Of the texts under one headline the longest that is the story."""
    best: dict[int, _Text] = {}
    for text in texts:
        if text.role not in STORY_ROLES:
            continue
        headed = next(
            (
                one
                for one in reversed(text.components)
                if xml.child(one, "NewsLines", "HeadLine") is not None
            ),
            text.components[0],
        )
        known = best.get(id(headed))
        if known is None or _size(text.document.blocks) > _size(known.document.blocks):
            best[id(headed)] = text
    return list(best.values())


def _size(blocks: list[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _tags(components: list[Any]) -> list[str]:
    """Keyword lines, and the values of properties that are named keywords."""
    found: list[str] = []
    for component in components:
        for line in xml.descendants(component, "KeywordLine"):
            words = xml.text(line) or ""
            found += [word.strip() for word in words.replace(";", ",").split(",") if word.strip()]
        for part in xml.children(component, "Metadata", "DescriptiveMetadata"):
            for prop in xml.descendants(part, "Property"):
                value = xml.attribute(prop, "Value")
                if value and "keyword" in (_formal(prop) or "").lower():
                    found.append(value)
    return found


def _party(components: list[Any], name: str) -> str | None:
    for component in reversed(components):
        party = xml.child(component, "AdministrativeMetadata", name, "Party")
        if found := _formal(party):
            return found
    return None


def _language(components: list[Any], item: Any) -> Sourced | None:
    for component in reversed(components):
        found = _formal(xml.child(component, "DescriptiveMetadata", "Language"))
        if found:
            return Sourced(found, "Language")
    declared = (xml.attribute(one, "lang") for one in [item, *components])
    found = next((one for one in declared if one), None)
    return Sourced(found, "xml:lang") if found else None


def _place(components: list[Any]) -> str | None:
    """City and country of the innermost location."""
    for component in reversed(components):
        location = xml.child(component, "DescriptiveMetadata", "Location")
        if location is None:
            continue
        values = {
            (_formal(one) or "").lower(): xml.attribute(one, "Value")
            for one in xml.descendants(location, "Property")
        }
        parts = [values.get("city"), values.get("country")]
        if any(parts):
            return ", ".join(part for part in parts if part)
    return None


def _rest(item: Any, components: list[Any]) -> dict[str, object]:
    """What no field of a document has a place for."""
    extra: dict[str, object] = {}
    management = xml.child(item, "NewsManagement")
    if management is not None:
        for child in xml.children(management):
            if xml.local(child) not in {"FirstCreated", "ThisRevisionCreated"}:
                value = _formal(child) if not len(child) and not xml.text(child) else None
                xml.add(extra, xml.local(child), value or xml.as_json(child))
    identification = xml.child(item, "Identification")
    if identification is not None:
        identifier = xml.child(identification, "NewsIdentifier")
        xml.add(
            extra, "RevisionId", xml.text(xml.child(identification, "NewsIdentifier", "RevisionId"))
        )
        if identifier is not None:
            xml.add(extra, "PublicIdentifier", xml.text(xml.child(identifier, "PublicIdentifier")))
        for child in xml.children(identification):
            if xml.local(child) != "NewsIdentifier":
                xml.add(extra, xml.local(child), xml.as_json(child))
    for component in components:
        lines = xml.child(component, "NewsLines")
        for child in xml.children(lines) if lines is not None else []:
            if xml.local(child) not in LINES:
                xml.add(extra, xml.local(child), xml.as_json(child))
        for child in xml.children(
            component, "AdministrativeMetadata", "DescriptiveMetadata", "RightsMetadata", "Metadata"
        ):
            xml.add(extra, xml.local(child), xml.as_json(child))
    return extra


def _identifier(item: Any) -> str | None:
    """The item's identifier without its revision: revisions are of one article."""
    identifier = xml.child(item, "Identification", "NewsIdentifier")
    if identifier is None:
        return None
    parts = [xml.text(xml.child(identifier, n)) for n in ("ProviderId", "DateId", "NewsItemId")]
    if all(parts):
        return "urn:newsml:" + ":".join(part for part in parts if part)
    return xml.text(xml.child(identifier, "PublicIdentifier"))


def _document(
    item: Any, story: _Text, texts: list[_Text], envelope: dict[str, object]
) -> RawDocument:
    components = story.components
    document = RawDocument(position=0, blocks=[])
    document.external_id = _identifier(item)
    title = _line(components, "HeadLine")
    document.title = Sourced(title, "HeadLine") if title else None
    subtitles = [
        " ".join(block.text for block in text.document.blocks)
        for text in texts
        if text.role in SUBTITLE_ROLES and text.components[:-1] == components[:-1]
    ]
    document.subtitle = _line(components, "SubHeadLine") or next(iter(subtitles), None)
    by = _line(components, "ByLine") or _party(components, "Creator")
    document.authors = SourcedList((by,), "ByLine") if by else None
    document.dateline = _line(components, "DateLine")
    document.copyright = _line(components, "CopyrightLine") or _line(components, "CreditLine")
    sender = envelope.get("SentFrom")
    document.outlet = sourced(
        (_party(components, "Provider"), "Provider"),
        (sender if isinstance(sender, str) else None, "SentFrom"),
        (xml.text(xml.child(item, "Identification", "NewsIdentifier", "ProviderId")), "ProviderId"),
    )
    document.language = _language(components, item)
    document.tags = tuple(dict.fromkeys(_tags(components)))
    management = xml.child(item, "NewsManagement")
    dates = {
        name: xml.text(xml.child(management, name)) if management is not None else None
        for name in ("FirstCreated", "ThisRevisionCreated")
    }
    document.published = tuple(Sourced(value, name) for name, value in dates.items() if value)
    revised = dates["ThisRevisionCreated"]
    document.updated = (Sourced(revised, "ThisRevisionCreated"),) if revised else ()
    document.extra = _rest(item, components)
    if envelope:
        document.extra["NewsEnvelope"] = envelope
    others = {
        text.role: " ".join(block.text for block in text.document.blocks)
        for text in texts
        if text.role not in STORY_ROLES | SUBTITLE_ROLES | {"headline"}
    }
    if others:
        document.extra["texts"] = others
    fill_from(document, story.document)
    set_place(document, _place(components))
    return document


def _item_outcomes(item: Any, envelope: dict[str, object]) -> Iterator[Outcome]:
    status = _plain_name(_formal(xml.child(item, "NewsManagement", "Status")))
    if (left_out := why_left_out(status)) is not None:
        yield Skipped(position=0, reason=left_out)
        return
    components = xml.children(item, "NewsComponent")
    texts = [text for component in components for text in _texts(component, [])]
    stories = _stories(texts)
    for number, story in enumerate(stories, 1):
        document = _document(item, story, texts, envelope)
        if len(stories) > 1 and document.external_id:
            document.external_id += f"#{number}"  # several stories under one identifier
        yield document
    if stories:
        return
    media = [
        kind
        for found in xml.descendants(item, "MediaType")
        if (kind := _plain_name(_formal(found)))
    ]
    if media or texts:
        yield Skipped(position=0, reason=next((k for k in media if k in NOT_TEXT), "no story"))
    elif next(xml.descendants(item, "NewsItemRef", "ContentItem"), None) is not None:
        yield Skipped(position=0, reason="content elsewhere")
    else:
        yield Rejected(
            position=0,
            code="no_text",
            message="the item has no content: expected text in DataContent; ask its sender for the "
            "whole item",
        )


def _alone(item: Any, envelope: dict[str, object]) -> Iterator[Outcome]:
    """What becomes of an item; what is wrong with its content costs it alone."""
    try:
        yield from _item_outcomes(item, envelope)
    except ReaderError as error:
        yield Rejected(position=0, code=error.code, message=error.message)


def read(source: Source) -> Iterator[Outcome]:
    """Every item's outcomes; positions number them.

    Raises:
        ReaderError: what `xml.iterate` raises.
    """
    envelope: dict[str, object] = {}
    position = 0
    with source.open() as stream:
        for element in xml.iterate(stream, ITEMS):
            if xml.local(element) == "NewsEnvelope":
                envelope = {
                    xml.local(part): _formal(xml.child(part, "Party"))
                    or _formal(part)
                    or xml.as_json(part)
                    for part in xml.children(element)
                }
                continue
            for outcome in _alone(element, envelope):
                outcome.position = position
                yield outcome
                position += 1


READER = Reader(
    name="newsml1",
    version="1",
    title="NewsML 1",
    recognised_by="the root element `NewsML`",
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
        "copyright",
        "blocks",
    ),
    library="lxml",
    detect=detect,
    read=read,
)
