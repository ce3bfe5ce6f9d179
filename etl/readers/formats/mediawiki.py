"""MediaWiki exports (`<mediawiki>`): each page's latest revision (export format 0.3 to 0.11).

A dump with histories holds every edit of every page: the latest is the article, the others are
skipped as `earlier revision`. The date is what the page says (Wikinews: `{{date|...}}`), else its
first revision's where the history is there; the latest revision's is when it was updated. Skipped,
too: redirects, other namespaces than that of articles, pages that are no wikitext.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, BinaryIO, cast
from urllib.parse import quote

from etl.readers import xml
from etl.readers.base import (
    Confidence,
    Outcome,
    RawDocument,
    Reader,
    Rejected,
    Skipped,
    Source,
    Sourced,
)
from etl.readers.nesting import walkable
from etl.readers.ranges import Places, within
from etl.readers.unknown import xml_root
from etl.readers.wikitext import Namespaces, parse, unclosed

REDIRECT = re.compile(
    r"\s*#\s*(?:redirect|weiterleitung|redirection|redirec+i[oó]n|rinvia|doorverwijzing|"
    r"перенаправление|przekieruj|omdirigering)\b",
    re.IGNORECASE,
)
MAX_WIKITEXT = 8 * 1024 * 1024
"""MediaWiki itself takes no page beyond 2 MiB ($wgMaxArticleSize)."""
MAX_UNCLOSED = 300
"""The parser looks through the rest of the page for the end of each mark."""
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
CATEGORY, FILE = "14", "6"
"""Numbers of namespaces."""


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By the root element."""
    return 3 if xml_root(head) == "mediawiki" else 0


@dataclass(slots=True)
class _Wiki:
    """What the dump says of its wiki."""

    name: str | None = None
    base: str | None = None
    language: str | None = None
    namespaces: Namespaces = field(default_factory=Namespaces)
    names: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Revision:
    id: str | None
    timestamp: str
    text: str | None
    """None where it was deleted."""
    model: str
    contributor: str | None
    comment: str | None
    size: int


@dataclass(slots=True)
class _Page:
    title: str = ""
    namespace: str = "0"
    id: str | None = None
    redirect: bool = False
    first: str | None = None
    """The earliest revision's time."""
    latest: _Revision | None = None
    count: int = 0


def _site(element: Any, wiki: _Wiki) -> None:
    wiki.name = xml.text(xml.child(element, "sitename"))
    wiki.base = xml.text(xml.child(element, "base"))
    names: dict[str, set[str]] = {CATEGORY: {"category"}, FILE: {"file", "image"}}
    for namespace in xml.descendants(element, "namespace"):
        key, name = namespace.get("key"), xml.text(namespace)
        if key and name:
            wiki.names[key] = name
            if key in names:
                names[key].add(name.lower())
    wiki.namespaces = Namespaces(frozenset(names[CATEGORY]), frozenset(names[FILE]))


def _about(parent: Any, page: _Page) -> None:
    """What a page says before its revisions: it is gone once they are read."""
    for element in xml.children(parent, "title", "ns", "id", "redirect"):
        value = xml.text(element)
        match xml.local(element):
            case "title":
                page.title = value or ""
            case "ns":
                page.namespace = value or "0"
            case "id":
                page.id = value
            case _:
                page.redirect = True


def _revision(element: Any) -> _Revision:
    content = xml.child(element, "text")
    deleted = content is None or content.get("deleted") is not None
    text = None if deleted else "".join(content.itertext())  # type: ignore[union-attr]
    contributor = xml.child(element, "contributor")
    who = None
    if contributor is not None:
        who = xml.text(xml.child(contributor, "username")) or xml.text(xml.child(contributor, "ip"))
    return _Revision(
        id=xml.text(xml.child(element, "id")),
        timestamp=xml.text(xml.child(element, "timestamp")) or "",
        text=text,
        model=xml.text(xml.child(element, "model")) or "wikitext",
        contributor=who,
        comment=xml.text(xml.child(element, "comment")),
        size=len(text or ""),
    )


def _add(page: _Page, revision: _Revision) -> None:
    page.count += 1
    if page.first is None or revision.timestamp < page.first:
        page.first = revision.timestamp
    if page.latest is None or revision.timestamp >= page.latest.timestamp:
        page.latest = revision


def _url(wiki: _Wiki, title: str) -> str | None:
    if not wiki.base or "/" not in wiki.base:
        return None
    return f"{wiki.base.rpartition('/')[0]}/{quote(title.replace(' ', '_'), safe='/:()!,;@*')}"


def _skip(page: _Page) -> str | None:
    """Why a page is no article; None where it is one."""
    revision = page.latest
    if page.namespace != "0":
        return "other namespace"
    if page.redirect or (revision and REDIRECT.match(revision.text or "")):
        return "redirect"
    if revision is None or revision.text is None:
        return "deleted"
    if revision.model != "wikitext":
        return "not wikitext"
    return None


def _document(page: _Page, wiki: _Wiki, position: int) -> Outcome:
    if (reason := _skip(page)) is not None:
        return Skipped(position=position, reason=reason)
    revision = page.latest
    assert revision is not None  # noqa: S101 - _skip has seen it
    text = revision.text or ""
    if revision.size > MAX_WIKITEXT:
        return Rejected(
            position=position,
            code="too_large",
            message=f"the page {page.title!r} has {revision.size:,} characters; no article has",
        )
    if (open_marks := unclosed(text)) > MAX_UNCLOSED:
        return Rejected(
            position=position,
            code="too_tangled",
            message=f"the page {page.title!r} opens {open_marks:,} marks that it does not close; "
            "it is damaged or made to break readers",
            content=text[:65_536].encode("utf-8", "replace"),
        )
    with walkable():
        content = parse(text, wiki.namespaces)
    if not content.blocks:
        return Rejected(
            position=position,
            code="no_text",
            message=f"the page {page.title!r} holds no text outside its templates",
            content=text[:65_536].encode("utf-8", "replace"),
        )
    published = [Sourced(date, "template:date") for date in content.dates]
    if page.count > 1 and page.first:
        published.append(Sourced(page.first, "first revision"))
    extra: dict[str, object] = {
        "revision_id": revision.id,
        "contributor": revision.contributor,
        "comment": revision.comment,
        "revisions": page.count,
        "sources": content.sources,
        "templates": content.templates,
    }
    return RawDocument(
        position=position,
        blocks=content.blocks,
        title=Sourced(page.title, "title") if page.title else None,
        outlet=Sourced(wiki.name, "sitename") if wiki.name else None,
        url=_url(wiki, page.title),
        external_id=page.id,
        tags=tuple(content.categories),
        published=tuple(published),
        updated=(Sourced(revision.timestamp, "timestamp"),) if revision.timestamp else (),
        language=Sourced(wiki.language, "xml:lang") if wiki.language else None,
        dateline=content.location,
        extra={name: value for name, value in extra.items() if value},
    )


def read(source: Source) -> Iterator[Outcome]:
    """Every page; its earlier revisions as skipped.

    Raises:
        ReaderError: `truncated`, `invalid_xml`, `bomb`, or `too_large`.
    """
    with source.open() as stream:
        for make in within(_found(stream), source.byte_range):
            yield make()


def _found(stream: BinaryIO) -> Iterator[tuple[int, Callable[[], Outcome]]]:
    """Every page and earlier revision with its place, as what makes its outcome: that takes time.

    Call it before going on.
    """
    wiki = _Wiki()
    page = _Page()
    position = 0
    places = Places(stream)
    for element in xml.iterate(cast("BinaryIO", places), {"siteinfo", "revision", "page"}):
        if wiki.language is None:
            wiki.language = element.getroottree().getroot().get(LANG) or ""
        match xml.local(element):
            case "siteinfo":
                _site(element, wiki)
            case "revision":
                if page.count == 0:
                    _about(element.getparent(), page)
                else:
                    skipped = Skipped(position=position, reason="earlier revision")
                    yield places.begun, lambda skipped=skipped: skipped  # type: ignore[misc]
                    position += 1
                _add(page, _revision(element))
            case _:
                if page.count == 0:
                    _about(element, page)
                yield places.begun, partial(_document, page, wiki, position)
                position += 1
                page = _Page()


READER = Reader(
    name="mediawiki",
    version="1",
    title="MediaWiki export",
    recognised_by="the root `<mediawiki>`",
    yields=(
        "title",
        "outlet",
        "url",
        "external_id",
        "tags",
        "published",
        "updated",
        "language",
        "dateline",
        "blocks",
    ),
    library="mwparserfromhell, lxml",
    detect=detect,
    read=read,
    splits_by_reading=True,
)
