"""ninjs 1.0 to 3.1, IPTC's news items in JSON: one item, an array of them, or one a line.

The names of properties changed between the versions: `headline_main` became `headlines`,
`versioncreated` became `versionCreated`. Here they are compared in lower case, and both shapes are
read (https://iptc.org/standards/ninjs/). An item that breaks the standard in a property that is
needed is rejected with what is wrong; one that has more than the standard knows is read, and keeps
it in `extra`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from etl.readers.base import (
    MAX_DOCUMENT_BYTES,
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
from etl.readers.formats.json import BOM, loads
from etl.readers.json_elements import elements
from etl.readers.news_items import (
    body_from_summary,
    has_letters,
    host,
    set_place,
    sourced,
    text_blocks,
    why_left_out,
)
from etl.readers.text_decoding import clean

STANDARD = re.compile(
    rb'"\$?standard"\s*:\s*\{[^{}]*"ninjs"|ninjs-schema_|"(?:body|description)_xhtml"\s*:'
)
OWN_NAMES = (
    "versioncreated|firstcreated|pubstatus|representationtype|copyrightnotice|copyrightholder|"
    "usageterms|headlines|bodies|descriptions|infosources?|altids|renditions|associations|ednote|"
    "body_html|body_text|body_richtext|headline_main|organisations?|trustindicators?|"
    "plannedcoverage|eventdetails"
)
OWN_NAME = re.compile(rb'"(' + OWN_NAMES.encode() + rb')"\s*:', re.IGNORECASE)
URI = re.compile(rb'"uri"\s*:\s*"')
NAMES_NEEDED = 2
"""So many of ninjs's own names beside `uri` make an item of ninjs."""

KINDS = {"text", "audio", "video", "picture", "graphic", "composite", "component", "event"} | {
    "planning"
}
STATUSES = {"usable", "withheld", "canceled"}
_TEXT_NAMES = (
    "uri mimetype profile version versioncreated firstcreated embargoed language copyrightholder "
    "copyrightnotice usageterms ednote title byline by headline located slugline contentcreated "
    "expires"
)
TEXTS = frozenset(_TEXT_NAMES.split())
"""Properties that hold one text in every version (ninjs-schema 1.0 to 3.1)."""
_LIST_NAMES = (
    "person people organisation organisations place places subject subjects event object objects "
    "infosource infosources genre genres bodies headlines descriptions advices plannedcoverage "
    "trustindicator trustindicators"
)
LISTS = frozenset(_LIST_NAMES.split())
OBJECTS = ("standard", "$standard", "rightsinfo", "digitalsourcetype", "eventdetails")
FAMILY = re.compile(r"(?P<name>headline|body|description)(?P<rest>[_-].*)?$")
FAMILY_NAME = re.compile(r"_[A-Za-z0-9_]+$")
OTHERS = {"type", "pubstatus", "representationtype", "urgency", "altids", "renditions"} | {
    "associations",
    "events",
    "body",
    "headline",
    "description",
    "advice",
}
KNOWN = {*TEXTS, *LISTS, *OBJECTS, *OTHERS}
HTML_FIRST = ("html", "xhtml", "richtext", "nitf", "")
"""Kinds of bodies, the one that says most of its paragraphs first; the empty one is plain text."""
DATES = ("startdate", "expectedstartdate", "estimatedstartdate")


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By the standard's name, or by several of its own property names beside `uri`."""
    text = head.removeprefix(BOM).lstrip()
    if not re.match(rb'\[?\s*\{\s*"', text):
        return 0
    start = text[:8192]
    if STANDARD.search(start) and URI.search(text):
        return 4
    names = {found.lower() for found in OWN_NAME.findall(text)}
    return 4 if URI.search(start) and len(names) >= NAMES_NEEDED else 0


def _lowered(record: Mapping[str, Any]) -> dict[str, Any]:
    """By names in lower case, without those that are null."""
    return {str(name).lower(): value for name, value in record.items() if value is not None}


def _entries(item: Mapping[str, Any], *names: str) -> Iterator[Mapping[str, Any]]:
    """The objects in lists of the item, names in lower case."""
    for name in names:
        listed = item.get(name)
        if isinstance(listed, list):
            yield from (_lowered(entry) for entry in listed if isinstance(entry, Mapping))


def _wrong(name: str, value: object, expected: str) -> str:
    return f"`{name}` is {str(value)[:40]!r}, expected {expected}"


def _wrong_types(item: Mapping[str, Any]) -> Iterator[str]:
    """Properties that this reader needs and that are not of the type they should be."""
    for name in sorted(TEXTS & item.keys()):
        if not isinstance(item[name], str):
            yield _wrong(name, item[name], "a text")
    for name in sorted(LISTS & item.keys()):
        if not isinstance(item[name], list):
            yield _wrong(name, item[name], "a list")
    for name in OBJECTS:
        if name in item and not isinstance(item[name], Mapping):
            yield _wrong(name, item[name], "an object")
    if "pubstatus" in item and str(item["pubstatus"]) not in STATUSES:
        yield _wrong("pubstatus", item["pubstatus"], "usable, withheld or canceled")
    if "type" in item and str(item["type"]) not in KINDS:
        yield _wrong("type", item["type"], "one of " + ", ".join(sorted(KINDS)))
    urgency = item.get("urgency", 1)
    if isinstance(urgency, bool) or not isinstance(urgency, int) or not 1 <= urgency <= 9:
        yield _wrong("urgency", urgency, "a whole number from 1 to 9")
    if isinstance(item.get("altids"), str):
        yield _wrong("altids", item["altids"], "an object or a list")
    if str(item.get("representationtype", "complete")) not in {
        "complete",
        "incomplete",
        "full",
        "partial",
        "associated",
    }:
        yield _wrong("representationtype", item["representationtype"], "complete or incomplete")


def _wrong_names(item: Mapping[str, Any]) -> Iterator[str]:
    """What the standard does not know, or does not want side by side."""
    for name, value in item.items():
        family = FAMILY.match(name)
        if family is None:
            if name not in KNOWN:
                yield f"`{name}` is no property of ninjs"
        elif family["rest"] and not FAMILY_NAME.match(family["rest"]):
            yield f"`{name}` is no name of a property"
        elif not isinstance(value, str):
            yield _wrong(name, value, "a text")
    rights = item.get("rightsinfo")
    if isinstance(rights, Mapping) and {"linkedrights", "encodedrights"} <= _lowered(rights).keys():
        yield "`rightsinfo` has both linked and encoded rights"
    details = item.get("eventdetails")
    dates = _lowered(details).get("dates") if isinstance(details, Mapping) else None
    if isinstance(dates, Mapping):
        given = [name for name in DATES if name in _lowered(dates)]
        if len(given) > 1:
            yield f"`eventDetails` has both {' and '.join(given)}"
    yield from _wrong_places(item)


def _wrong_places(item: Mapping[str, Any]) -> Iterator[str]:
    for place in _entries(item, "places"):
        shape = place.get("geojson")
        if isinstance(shape, Mapping) and "coordinates" not in shape:
            yield "a place's `geojson` has no coordinates"
    for planned in _entries(item, "plannedcoverage"):
        if "plannedcoveragestatus" in planned:
            count = planned.get("urgency", 1)
            if not isinstance(count, int) or not 1 <= count <= 9:
                yield _wrong("plannedCoverage urgency", count, "a whole number from 1 to 9")


def _content_type(role: str, stated: str) -> str:
    """What a body is, in the order of HTML_FIRST, by its role and stated type."""
    words = f"{stated} {role}".lower()
    return next((kind for kind in HTML_FIRST if kind and kind in words), "")


def _bodies(item: Mapping[str, Any]) -> dict[str, list[Block]]:
    """The item's bodies by role."""
    given: list[tuple[str, str, str]] = []
    for name, value in item.items():
        if name.startswith("body_") and isinstance(value, str):
            given.append((name.removeprefix("body_"), "", value))
    given += [
        (str(body.get("role", "")), str(body.get("contenttype", "")), body["value"])
        for body in _entries(item, "bodies")
        if isinstance(body.get("value"), str)
    ]
    given.sort(key=lambda one: HTML_FIRST.index(_content_type(one[0], one[1])))
    types = {"html": "text/html", "xhtml": "text/html", "richtext": "text/html", "nitf": "nitf"}
    return {
        role: blocks
        for role, stated, value in given
        if (blocks := text_blocks(value, types.get(_content_type(role, stated), stated)))
    }


def _size(blocks: list[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _body(item: Mapping[str, Any]) -> list[Block]:
    """The item's text: the body with most markup, unless it is much shorter than another."""
    bodies = list(_bodies(item).values())
    longest = max(map(_size, bodies), default=0)
    return next((blocks for blocks in bodies if _size(blocks) >= 0.6 * longest), [])


def _values(item: Mapping[str, Any], family: str, plural: str) -> list[tuple[str, str]]:
    """The texts of a family of properties with their roles: `headline_main`, `headlines`."""
    found = []
    for name, value in item.items():
        matched = FAMILY.match(name)
        if matched and matched["name"] == family and isinstance(value, str):
            found.append(((matched["rest"] or "_")[1:], value))
    found += [
        (str(one.get("role") or ""), one["value"])
        for one in _entries(item, plural)
        if isinstance(one.get("value"), str)
    ]
    return [(role, _one_line(value)) for role, value in found if _one_line(value)]


def _one_line(value: str) -> str:
    if "</" in value or "/>" in value:
        return " ".join(block.text for block in text_blocks(value, "text/html"))
    return " ".join(clean(value).split())


def _first(found: list[tuple[str, str]], roles: tuple[str, ...]) -> str | None:
    for role in roles:
        for own, value in found:
            if own == role:
                return value
    return found[0][1] if found else None


def _names(item: Mapping[str, Any], *names: str) -> list[str]:
    return [
        one["name"].strip()
        for one in _entries(item, *names)
        if isinstance(one.get("name"), str) and one["name"].strip()
    ]


def _text(item: Mapping[str, Any], name: str) -> str | None:
    value = item.get(name)
    return clean(value).strip() or None if isinstance(value, str) else None


TAKEN = {
    "uri",
    "title",
    "headline",
    "by",
    "byline",
    "language",
    "copyrightnotice",
    "versioncreated",
    "firstcreated",
    "bodies",
    "headlines",
}


def _document(item: Mapping[str, Any], record: Mapping[str, Any]) -> RawDocument:
    uri = _text(item, "uri")
    headlines = _values(item, "headline", "headlines")
    headline = _first(headlines, ("", "main", "headline"))
    title = sourced((headline, "headline"), (_text(item, "title"), "title"))
    descriptions = _values(item, "description", "descriptions")
    captions = {"caption", "creditline", "alttext"}
    leads = [one for one in descriptions if one[0] not in captions]
    by = _text(item, "by") or _text(item, "byline")
    provider = _text(item, "copyrightholder")
    sources = [one for one in _entries(item, "infosource", "infosources") if not one.get("rel")]
    agencies = _names({"": sources}, "")
    is_address = bool(uri and uri.startswith(("http://", "https://")))
    document = RawDocument(
        position=0,
        blocks=_body(item),
        title=title,
        subtitle=_first(leads, ("lead", "summary", "text", "")),
        authors=SourcedList((by,), "by") if by else None,
        outlet=sourced((provider, "copyrightholder"), (host(uri) if is_address else None, "uri")),
        url=uri if is_address else None,
        external_id=uri,
        tags=tuple(dict.fromkeys(_names(item, "subject", "subjects"))),
        published=tuple(
            Sourced(value, name)
            for name in ("firstcreated", "contentcreated", "versioncreated")
            if (value := _text(item, name))
        ),
        updated=tuple(
            Sourced(value, name) for name in ("versioncreated",) if (value := _text(item, name))
        ),
        wire_agency=agencies[0] if len(agencies) == 1 else None,
        copyright=_text(item, "copyrightnotice") or provider,
    )
    if language := _text(item, "language"):
        document.language = Sourced(language, "language")
    set_place(document, _text(item, "located"))
    document.extra = {
        name: value
        for name, value in record.items()
        if name.lower() not in TAKEN
        and not name.lower().startswith("body_")
        and value not in (None, "", [], {})
    }
    others = {role or "headline": value for role, value in headlines if value != headline}
    if others:
        document.extra["headlines"] = others
    if document.title and document.title.source == "headline" and _text(item, "title"):
        document.extra["title"] = item["title"]
    return document


def item_outcome(record: object, content: bytes) -> Outcome:
    """What becomes of an item, at position 0.

    Args:
        record: the item.
        content: its bytes, kept where it is rejected.
    """
    if not isinstance(record, Mapping):
        return Rejected(
            position=0,
            code="not_an_article",
            message=f"found {type(record).__name__}, expected an object: an item of ninjs",
            content=content[:65_536],
        )
    item = _lowered(record)
    wrong = list(_wrong_types(item))
    unknown = list(_wrong_names(item))
    if not isinstance(item.get("uri"), str):
        unknown.append("`uri` is missing")
    document = None if wrong else _document(item, record)
    planned = "eventdetails" in item or "plannedcoverage" in item
    if document and not unknown and not planned and item.get("type", "text") == "text":
        body_from_summary(document)
    has_text = document is not None and has_letters(document.blocks)
    if wrong or (unknown and not has_text):
        return Rejected(
            position=0,
            code="invalid_ninjs",
            message=f"is no valid item of ninjs: {'; '.join([*wrong, *unknown][:5])}; ask its "
            "sender for a valid one",
            content=content[:65_536],
        )
    kind = item.get("type")
    left_out = why_left_out(item.get("pubstatus"), kind)
    if left_out is None and not has_text and kind in {"composite", "event", "planning"}:
        left_out = str(kind)
    if left_out is not None:
        return Skipped(position=0, reason=left_out)
    if not has_text and planned:
        return Skipped(position=0, reason="event" if "eventdetails" in item else "planning")
    if document is None or not has_text:
        return Rejected(
            position=0,
            code="no_text",
            message="the item has no body: expected `bodies`, `body_text`, `body_xhtml` or the "
            "like; ask its sender for the whole item",
            content=content[:65_536],
        )
    if unknown:
        document.extra["not in ninjs"] = unknown
    return document


def _placed(outcome: Outcome, start: int, end: int) -> Outcome:
    outcome.position = start
    if not isinstance(outcome, Skipped):
        outcome.byte_start, outcome.byte_end = start, end
    return outcome


def _read_one(data: bytes, start: int) -> Outcome:
    try:
        outcome = item_outcome(loads(data), data)
    except ReaderError as error:
        outcome = Rejected(
            position=0, code=error.code, message=error.message, content=data[:65_536]
        )
    return _placed(outcome, start, start + len(data))


def read(source: Source) -> Iterator[Outcome]:
    """Every item's outcome, at the offset of its first byte.

    Raises:
        ReaderError: `truncated` or `too_large`.
    """
    with source.open() as stream:
        head = stream.read(65_536)
    offset = len(head) - len(head.removeprefix(BOM).lstrip())
    with source.open() as stream:
        stream.read(offset)
        if head[offset : offset + 1] == b"[":
            for element in elements(stream, offset):
                yield _read_one(element.data, element.start)
            return
        data = stream.read(MAX_DOCUMENT_BYTES + 1)
    if len(data) > MAX_DOCUMENT_BYTES:
        raise ReaderError(
            "too_large", f"one item of more than {MAX_DOCUMENT_BYTES:,} bytes is no article"
        )
    lines = data.split(b"\n")
    whole = [line.strip() for line in lines if line.strip()]
    if len(whole) > 1 and all(line.startswith(b"{") for line in whole):
        for line in lines:
            if line.strip():
                yield _read_one(line.strip(), offset + len(line) - len(line.lstrip()))
            offset += len(line) + 1
        return
    yield _read_one(data.strip(), offset)


READER = Reader(
    name="ninjs",
    version="1",
    title="ninjs",
    recognised_by="JSON that names the standard, or has `uri` beside two of its own properties",
    yields=(
        "title",
        "subtitle",
        "authors",
        "outlet",
        "url",
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
    library="orjson",
    detect=detect,
    read=read,
)
