"""RSS 0.90 to 2.0, Atom 0.3 and 1.0, and CDF: each item of a feed is an article.

An item with its whole text (`content:encoded`, Atom's `content`) becomes an article of that text.
An item with a summary alone becomes an article whose body is the summary, and says so in `extra`
(`body_from`): who monitors a feed wants to find what an outlet announced, by its headline and its
summary, whether or not the page itself is in the archive. An item with no more than a title is
skipped (`title only`).

Feeds are seldom valid: what is not well-formed is mended as far as that goes. Names are those of
RSS 2.0 (https://www.rssboard.org/rss-specification), RSS 1.0 and its modules
(https://web.resource.org/rss/1.0/), Atom (RFC 4287) and Media RSS.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urljoin

from etl.readers import xml
from etl.readers.base import (
    Block,
    Confidence,
    Outcome,
    RawDocument,
    Reader,
    ReaderError,
    Skipped,
    Source,
    Sourced,
    SourcedList,
)
from etl.readers.html_blocks import fragment_blocks
from etl.readers.plain import blocks as plain_blocks
from etl.readers.text_decoding import clean
from etl.readers.unknown import ascii_of, xml_root

MODULES: tuple[tuple[str, str], ...] = (
    ("purl.org/dc/elements", "dc"),
    ("purl.org/dc/terms", "dcterms"),
    ("modules/content", "content"),
    ("search.yahoo.com/mrss", "media"),
    ("itunes", "itunes"),
    ("feedburner", "feedburner"),
    ("www.w3.org/1999/xhtml", "xhtml"),
    ("www.w3.org/2005/atom", "atom"),
    ("purl.org/atom/ns", "atom"),
    ("purl.org/rss/", ""),
    ("netscape.com/rdf/simple", ""),
    ("userland.com/rss", ""),
    ("rssboard.org", ""),
)
"""Part of a namespace in lower case -> the prefix by which its elements are looked for."""
ITEM_START = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)[\s>]", re.IGNORECASE)
ITEM_END = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
MARKUP = re.compile(r"<(?:[a-zA-Z][^<>]*|/[a-zA-Z][^<>]*|!--.*?--)>", re.DOTALL)
RSS_AUTHOR = re.compile(r"\S+@\S+\s*\((?P<name>[^)]+)\)$|(?P<name_first>[^@]+?)\s*[(<]\S+@\S+[)>]$")
"""A mail address beside the name, either way round."""
EXCERPT = 40
"""So many letters in common at the start make a summary an excerpt of the text."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A field that may hold markup."""

    value: str
    is_markup: bool

    def blocks(self) -> list[Block]:
        if self.is_markup and MARKUP.search(self.value):
            return fragment_blocks(self.value)
        return plain_blocks(unescape(self.value) if self.is_markup else self.value)

    def line(self) -> str | None:
        words = " ".join(block.text for block in self.blocks())
        return " ".join(words.split()) or None


class _Fields:
    """The children of an item or channel by name: `title`, `dc:creator`, `content:encoded`."""

    def __init__(self, element: Any, *, is_atom: bool) -> None:
        self.element = element
        self._is_atom = is_atom
        self._by_name: dict[str, list[Any]] = {}
        self.taken: set[str] = set()
        for child in xml.children(element):
            self._by_name.setdefault(self._name(child), []).append(child)

    def _name(self, child: Any) -> str:
        prefix = _prefix(child)
        if prefix == "atom" and self._is_atom:
            prefix = ""
        name = xml.local(child)
        return f"{prefix}:{name}" if prefix else name if self._is_atom else name.lower()

    def all(self, *names: str) -> list[Any]:
        """The elements of these names, in the order of the names."""
        self.taken.update(names)
        return [element for name in names for element in self._by_name.get(name, ())]

    def first(self, *names: str) -> Any | None:
        return next((one for one in self.all(*names) if xml.text(one) or len(one)), None)

    def text(self, *names: str) -> str | None:
        return xml.text(self.first(*names))

    def sourced(self, *names: str) -> tuple[Sourced, ...]:
        return tuple(
            Sourced(words, name)
            for name in names
            for element in self.all(name)
            if (words := xml.text(element))
        )

    def rest(self) -> dict[str, object]:
        """What nothing was taken from."""
        found: dict[str, object] = {}
        for name, elements in self._by_name.items():
            if name not in self.taken:
                for element in elements:
                    xml.add(found, name, xml.as_json(element))
        return found


def _prefix(element: Any) -> str:
    space = xml.namespace(element).lower()
    for part, prefix in MODULES:
        if space and part in space:
            return prefix
    if space:
        return element.prefix or ""
    return str(element.tag).rpartition(":")[0].lower()  # never declared


def _inner(element: Any) -> str:
    """The markup within an element."""
    from lxml import etree

    copy = deepcopy(element)
    for inner in copy.iter():
        if isinstance(inner.tag, str):
            inner.tag = xml.local(inner) or "span"
    etree.cleanup_namespaces(copy)
    parts = [copy.text or ""]
    parts += [etree.tostring(child, encoding="unicode", method="html") for child in copy]
    return "".join(parts)


def _content(element: Any, *, is_atom: bool) -> _Text | None:
    """A text of a feed: RSS's are HTML by custom, Atom's say what they are (RFC 4287, 3.1)."""
    kind = (xml.attribute(element, "type") or "").lower()
    mode = (xml.attribute(element, "mode") or "").lower()  # Atom 0.3
    if len(element):
        return _Text(_inner(element), is_markup=True)
    value = clean(element.text or "")
    if mode == "base64" or (is_atom and kind and "/" in kind and not kind.startswith("text/")):
        try:
            packed = "".join(value.split())
            value = clean(base64.b64decode(packed, validate=True).decode("utf-8", "replace"))
        except (binascii.Error, ValueError):
            if mode == "base64":
                return None
    if not value.strip():
        return None
    is_plain = is_atom and mode != "escaped" and kind in {"", "text", "text/plain"}
    # Feeds that say `text` and mean HTML are too many to be believed.
    return _Text(value, is_markup=not is_plain or bool(MARKUP.search(value)))


def _base(element: Any) -> str:
    return element.base or ""


def _resolved(address: str | None, element: Any, feed_url: str | None) -> str | None:
    if not address:
        return None
    base = next((one for one in (_base(element), feed_url) if one and one.startswith("http")), None)
    try:
        return urljoin(base, address) if base else address
    except ValueError:
        return address


def _link(fields: _Fields, feed_url: str | None) -> str | None:
    candidates: list[tuple[int, str, Any]] = []
    for element in fields.all("link", "atom:link"):
        href = xml.attribute(element, "href")
        rel = (xml.attribute(element, "rel") or "alternate").lower().rpartition("/")[2]
        if href and rel == "alternate":
            kind = (xml.attribute(element, "type") or "text/html").lower()
            candidates.append((0 if "html" in kind else 1, href, element))
        elif not href and (words := xml.text(element)):
            candidates.append((0, words, element))
    candidates.sort(key=lambda one: one[0])
    for _, address, element in candidates:
        return _resolved(address, element, feed_url)
    if href := xml.attribute(fields.element, "HREF"):
        return _resolved(href, fields.element, feed_url)  # CDF
    for element in fields.all("guid", "id"):
        words = xml.text(element)
        permanent = (xml.attribute(element, "isPermaLink") or "true").lower() != "false"
        if words and permanent and words.startswith(("http://", "https://")):
            return words
    return None


def _people(fields: _Fields, *, is_atom: bool) -> SourcedList | None:
    for name in ("author", "dc:creator", "dc:author", "media:credit", "itunes:author"):
        found = []
        for element in fields.all(name):
            if name == "media:credit" and "author" not in (xml.attribute(element, "role") or ""):
                fields.taken.discard(name)
                continue
            person = xml.child(element, "name")
            if person is None and is_atom and len(element):
                continue
            words = xml.text(person if person is not None else element)
            match = RSS_AUTHOR.match(words or "")
            if match:
                words = (match["name"] or match["name_first"]).strip()
            if words:
                found.append(words)
        if found:
            return SourcedList(tuple(dict.fromkeys(found)), name)
    return None


def _tags(fields: _Fields) -> tuple[str, ...]:
    found: list[str] = []
    for element in fields.all("category", "dc:subject", "media:category", "itunes:category"):
        words = xml.attribute(element, "label") or xml.attribute(element, "term")
        words = words or (xml.attribute(element, "text") if not xml.text(element) else None)
        words = words or xml.text(element)
        if words:
            found.append(words)
        # Categories of iTunes lie in each other.
        within = (xml.attribute(one, "text") for one in xml.descendants(element, "category"))
        found += [words for words in within if words]
    for element in fields.all("media:keywords", "itunes:keywords"):
        found += [word.strip() for word in (xml.text(element) or "").split(",") if word.strip()]
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class _Feed:
    """What a feed says for all of its items."""

    is_atom: bool
    title: str | None
    url: str | None
    language: Sourced | None
    copyright: str | None
    authors: SourcedList | None
    extra: dict[str, object]


def _feed(root: Any, *, is_atom: bool) -> _Feed:
    channel = root if is_atom or xml.local(root).lower() == "channel" else None
    if channel is None:
        channel = next(
            (one for one in xml.children(root) if xml.local(one).lower() == "channel"), root
        )
    fields = _Fields(channel, is_atom=is_atom)
    title = fields.first("title", "dc:title")
    name = _content(title, is_atom=is_atom) if title is not None else None
    language = fields.text("language", "dc:language") or xml.attribute(root, "lang")
    extra = {
        "title": name.line() if name else None,
        "link": _link(fields, None),
        "description": fields.text("description", "subtitle", "tagline"),
        "category": list(_tags(fields)),
    }
    return _Feed(
        is_atom=is_atom,
        title=name.line() if name else None,
        url=_link(fields, None),
        language=Sourced(language, "feed:language") if language else None,
        copyright=fields.text("copyright", "rights", "dc:rights"),
        authors=_people(fields, is_atom=is_atom) if is_atom else None,
        extra={key: value for key, value in extra.items() if value},
    )


def _outlet(fields: _Fields, feed: _Feed) -> Sourced | None:
    """The feed that an item was taken over from, the item's publisher, or the feed itself."""
    source = fields.first("source", "atom:source")
    if source is not None:
        title = xml.child(source, "title") if len(source) else source
        name = _content(title, is_atom=feed.is_atom) if title is not None else None
        if name and (line := name.line()):
            return Sourced(line, "source")
    publisher = fields.text("dc:publisher")
    if publisher:
        return Sourced(publisher, "dc:publisher")
    return Sourced(feed.title, "feed:title") if feed.title else None


def _letters(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


def _body(document: RawDocument, fields: _Fields, *, is_atom: bool) -> None:
    """The whole text where there is one, with the summary as subtitle; else the summary."""
    whole_names = ("content:encoded", "xhtml:body", "xhtml:div", "content", "fullitem", "body")
    texts = [
        text
        for element in fields.all(*whole_names)
        if (text := _content(element, is_atom=is_atom)) is not None
    ]
    summaries = [
        text
        for element in fields.all(
            "description",
            "summary",
            "abstract",
            "dc:description",
            "dcterms:abstract",
            "itunes:summary",
            "media:description",
            "itunes:subtitle",
        )
        if (text := _content(element, is_atom=is_atom)) is not None
    ]
    whole = max((text.blocks() for text in texts), key=_size, default=[])
    summary = summaries[0] if summaries else None
    line = summary.line() if summary else None
    if whole and (summary is None or _size(whole) >= len(line or "")):
        document.blocks = whole
        start = _letters(" ".join(block.text for block in whole))[:EXCERPT]
        if line and _letters(line)[:EXCERPT] != start:
            document.subtitle = line
    elif summary is not None:
        document.blocks = summary.blocks()
        document.extra["body_from"] = "summary"


def _size(blocks: list[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _document(item: Any, feed: _Feed) -> RawDocument:
    is_atom = feed.is_atom
    fields = _Fields(item, is_atom=is_atom)
    document = RawDocument(position=0, blocks=[])
    title = fields.first("title", "dc:title", "media:title")
    words = _content(title, is_atom=is_atom) if title is not None else None
    if words and (line := words.line()):
        document.title = Sourced(line, "title")
    _body(document, fields, is_atom=is_atom)
    document.url = _link(fields, feed.url)
    document.canonical_url = fields.text("feedburner:origLink")
    document.external_id = fields.text("guid", "id", "dc:identifier")
    about = xml.attribute(item, "about")
    if document.external_id is None and about:
        document.external_id = about  # RSS 1.0
    document.authors = _people(fields, is_atom=is_atom) or feed.authors
    document.outlet = _outlet(fields, feed)
    document.tags = _tags(fields)
    issued = fields.sourced(
        "pubdate",
        "published",
        "issued",
        "dc:date",
        "dcterms:issued",
        "dcterms:created",
        "created",
        "pubDate",
    )
    document.updated = fields.sourced(
        "updated", "modified", "dcterms:modified", "atom:updated", "lastmodified"
    )
    if changed := xml.attribute(item, "LASTMOD"):
        document.updated += (Sourced(changed, "lastmod"),)  # CDF
    document.published = issued or document.updated
    language = fields.text("dc:language", "language") or xml.attribute(item, "lang")
    document.language = Sourced(language, "item:language") if language else feed.language
    document.copyright = (
        fields.text("rights", "dc:rights", "copyright", "media:copyright") or feed.copyright
    )
    document.extra |= fields.rest()
    for element in fields.all("source", "atom:source"):
        xml.add(document.extra, "source", xml.as_json(element))
    for element in fields.all("link", "atom:link"):
        if (xml.attribute(element, "rel") or "alternate") != "alternate":
            xml.add(document.extra, "link", xml.as_json(element))
    if feed.extra:
        document.extra["feed"] = feed.extra
    return document


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By the root element, and for RDF and `feed` by the namespace."""
    head = ascii_of(head)
    root = xml_root(head)
    if root is None:
        return 0
    root = root.rpartition(":")[2].lower()
    # Items may hold whole pages: readers of HTML would be sure of them, too.
    if root == "rss":
        # An export of WordPress is RSS too; its own reader is surer.
        return 3 if b"wordpress.org/export/" in head else 4
    lower = head[:8192].lower()
    if root == "rdf" and (b"purl.org/rss/" in lower or b"netscape.com/rdf/simple" in lower):
        return 4
    if root == "feed":
        return 4 if b"/atom" in lower else 2 if b"<entry" in head.lower() else 0
    return 2 if root == "channel" and b"<item" in head.lower() else 0


def _parse(text: str) -> Any:
    try:
        return xml.parse(text)
    except ReaderError as error:
        if error.code == "bomb":
            raise
        return xml.parse(xml.mend_ampersands(text), recover=True)


def documents(text: str) -> Iterator[RawDocument]:
    """Every item of a feed as a document, whatever it lacks; positions number the items.

    Args:
        text: the feed as `xml.to_text` gives it.

    Raises:
        ReaderError: `truncated`, after the items that are whole, or what `xml.parse` raises.
    """
    root = _parse(text)
    feed = _feed(root, is_atom=xml.local(root).lower() == "feed")
    items = [one for one in root.iter() if xml.local(one).lower() in {"item", "entry"}]
    whole = xml.is_whole(text)
    if not whole and items:
        started = max((found.start() for found in ITEM_START.finditer(text)), default=-1)
        ended = max((found.start() for found in ITEM_END.finditer(text)), default=-1)
        if started > ended:
            items.pop()
    for position, item in enumerate(items):
        document = _document(item, feed)
        document.position = position
        yield document
    if not whole:
        raise ReaderError(
            "truncated",
            "the feed breaks off before its end; the items that are whole were read: fetch it "
            "again",
            position=len(items),
        )


def read(source: Source) -> Iterator[Outcome]:
    """Every item's outcome.

    Raises:
        ReaderError: what `documents` and `xml.read_whole` raise.
    """
    text = xml.to_text(xml.read_whole(source, "feed"), source.declared_charset)
    for document in documents(text):
        texts = (block.text for block in document.blocks)
        if any(character.isalnum() for text in texts for character in text):
            yield document
        else:
            reason = "title only" if document.title else "empty item"
            yield Skipped(position=document.position, reason=reason)


READER = Reader(
    name="feed",
    version="2",
    title="RSS and Atom",
    recognised_by="the root element `rss`, `feed` or, with RSS's namespace, `RDF`",
    yields=(
        "title",
        "subtitle",
        "authors",
        "outlet",
        "url",
        "canonical_url",
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
)
