"""What a page says of itself: JSON-LD, OpenGraph and other meta elements.

Belongs here: reading those sources, in that order of trust, each field with the name of the source
that won. Does not belong here: the body (`html_blocks`), or guessing from the page's looks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from etl.readers.aliases import names_of
from etl.readers.base import RawDocument, Sourced, SourcedList
from etl.readers.text_decoding import clean

ARTICLE_TYPES = re.compile(
    r"(news|reportage|analysis|opinion|review|advertiser|background|asknews|blog|social|tech|live|"
    r"medical|scholarly|satirical)?(article|posting|blogposting|blogupdate)$",
    re.IGNORECASE,
)
COMMENT = re.compile(
    r"^\s*(?:<!--|//<!\[CDATA\[|/\*<!\[CDATA\[\*/)|(?:-->|//\]\]>|/\*\]\]>\*/)\s*$"
)
SPACE = re.compile(r"\s+")

META: dict[str, tuple[str, ...]] = {
    "title": (
        "og:title",
        "twitter:title",
        "dc.title",
        "dcterms.title",
        "parsely-title",
        "title",
        "sailthru.title",
    ),
    "subtitle": ("og:description", "description", "twitter:description", "dc.description"),
    "authors": (
        "author",
        "article:author",
        "parsely-author",
        "dc.creator",
        "byl",
        "sailthru.author",
        "dcterms.creator",
        "cxenseparse:author",
        "authors",
    ),
    "outlet": (
        "og:site_name",
        "application-name",
        "dc.publisher",
        "publisher",
        "al:android:app_name",
    ),
    "canonical_url": ("og:url",),
    "section": ("article:section", "section", "parsely-section", "category", "dc.subject"),
    "tags": ("article:tag", "news_keywords", "keywords", "parsely-tags", "sailthru.tags"),
    "published": (
        "article:published_time",
        "og:article:published_time",
        "article:published",
        "datepublished",
        "date",
        "pubdate",
        "dc.date",
        "dc.date.issued",
        "dcterms.created",
        "dcterms.date",
        "parsely-pub-date",
        "sailthru.date",
        "publish-date",
        "pub_date",
        "publication_date",
        "last-modified-date",
        "cxenseparse:recs:publishtime",
        "article.published",
        "publishdate",
        "release_date",
        "date.release",
    ),
    "updated": (
        "article:modified_time",
        "og:updated_time",
        "datemodified",
        "last-modified",
        "dcterms.modified",
        "dc.date.modified",
        "article:modified",
        "lastmod",
    ),
    "language": ("og:locale", "content-language", "language", "dc.language"),
    "external_id": (
        "article:id",
        "articleid",
        "parsely-post-id",
        "cxenseparse:articleid",
        "post_id",
    ),
    "copyright": ("copyright", "dcterms.rights", "dc.rights", "rights"),
}
"""Document field -> names of meta elements, surest first."""


@dataclass(slots=True)
class PageMetadata:
    """The meta elements and JSON-LD articles of a page."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    articles: list[Mapping[str, Any]] = field(default_factory=list)
    others: list[Mapping[str, Any]] = field(default_factory=list)
    canonical: str | None = None
    html_language: str | None = None
    title_element: str | None = None


def text(value: object) -> str | None:
    """A value of JSON-LD or of an attribute as one line; None where it holds nothing."""
    if isinstance(value, list):
        value = next((item for item in value if item), None)
    if isinstance(value, Mapping):
        value = value.get("@value") or value.get("name") or value.get("@id")
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return None
    plain = SPACE.sub(" ", clean(unescape(str(value)))).strip()
    if "<" in plain and re.search(r"</?[a-z]+[ >]", plain):
        plain = SPACE.sub(" ", re.sub(r"<[^>]+>", "", plain)).strip()
    return plain or None


def _nodes(value: object, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    if depth > 6:
        return
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item, depth + 1)
    elif isinstance(value, Mapping):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"):
            if isinstance(value.get(key), list | Mapping):
                yield from _nodes(value[key], depth + 1)


def types_of(node: Mapping[str, Any]) -> list[str]:
    """The types of a JSON-LD node, without their namespace."""
    kinds = node.get("@type") or node.get("type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return [str(kind).rpartition("/")[2].rpartition(":")[2] for kind in listed if kind]


def parse_json_ld(script: str) -> object | None:
    """JSON-LD as sites write it: in comments, with raw line breaks, with a stray comma.

    None where nothing can be made of it; a page has other sources.
    """
    body = COMMENT.sub("", script.strip()).strip().rstrip(";")
    for attempt in (body, re.sub(r",\s*([}\]])", r"\1", body), unescape(body)):
        try:
            return json.loads(attempt, strict=False)  # type: ignore[no-any-return]
        except (json.JSONDecodeError, RecursionError):
            continue
    return None


def collect(tree: Any) -> PageMetadata:
    """Everything that the page says of itself.

    Args:
        tree: the page as lxml has parsed it.
    """
    page = PageMetadata()
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        name = name or element.get("http-equiv")
        content = element.get("content")
        if name and content and content.strip():
            page.meta.setdefault(name.strip().lower(), []).append(content.strip())
    for element in tree.iter("link"):
        if (element.get("rel") or "").lower() == "canonical" and element.get("href"):
            page.canonical = page.canonical or element.get("href").strip()
    for element in tree.iter("script"):
        if "ld+json" in (element.get("type") or "").lower() and element.text:
            for node in _nodes(parse_json_ld(element.text)):
                is_article = any(ARTICLE_TYPES.search(kind) for kind in types_of(node))
                (page.articles if is_article else page.others).append(node)
    root = tree.getroottree().getroot()
    page.html_language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    title = next(tree.iter("title"), None)
    if title is not None:
        page.title_element = text(title.text_content())
    return page


def _best_article(page: PageMetadata) -> Mapping[str, Any]:
    """The node that is the page's article: the one that says most of itself."""
    wanted = ("headline", "datePublished", "author", "articleBody", "dateModified", "publisher")
    return max(page.articles, key=lambda node: sum(key in node for key in wanted), default={})


def _names(value: object) -> tuple[str, ...]:
    found: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, Mapping) and isinstance(item.get("name"), list):
            found += [name for entry in item["name"] if (name := text(entry))]
        else:
            found += [name for raw in names_of(item) if (name := text(raw))]
    return tuple(dict.fromkeys(name for name in found if not name.startswith(("http", "www."))))


def _published(
    page: PageMetadata, node: Mapping[str, Any], key: str, field_name: str
) -> tuple[Sourced, ...]:
    found = []
    if value := text(node.get(key)):
        found.append(Sourced(value, f"json-ld:{key}"))
    for name in META[field_name]:
        found += [
            Sourced(value, f"meta:{name}")
            for raw in page.meta.get(name, ())
            if (value := text(raw))
        ]
    return tuple(found)


def _first(
    page: PageMetadata, node: Mapping[str, Any], keys: tuple[str, ...], field_name: str
) -> Sourced | None:
    for key in keys:
        if value := text(node.get(key)):
            return Sourced(value, f"json-ld:{key}")
    for name in META[field_name]:
        for raw in page.meta.get(name, ()):
            if value := text(raw):
                return Sourced(value, f"meta:{name}")
    return None


def _list(value: object) -> list[str]:
    if isinstance(value, str):
        value = value.split(",")
    items = value if isinstance(value, list) else [value]
    return [tag for item in items if (tag := text(item))]


def fill(document: RawDocument, page: PageMetadata) -> None:
    """Set the document's fields to what the page says of itself."""
    node = _best_article(page)
    document.title = _first(page, node, ("headline", "name"), "title")
    subtitle = _first(page, node, ("alternativeHeadline", "description"), "subtitle")
    document.subtitle = subtitle.value if subtitle else None
    names = _names(node.get("author")) or _names(node.get("creator"))
    if names:
        document.authors = SourcedList(names, "json-ld:author")
    else:
        for name in META["authors"]:
            if found := _names(page.meta.get(name)):
                document.authors = SourcedList(found, f"meta:{name}")
                break
    publisher = node.get("publisher")
    if isinstance(publisher, list):
        publisher = next(iter(publisher), None)
    outlet = text(publisher.get("name")) if isinstance(publisher, Mapping) else None
    site_name = _first(page, {}, (), "outlet")
    document.outlet = site_name or (Sourced(outlet, "json-ld:publisher") if outlet else None)
    main = node.get("mainEntityOfPage")
    main_url = main.get("@id") if isinstance(main, Mapping) else main
    document.canonical_url = page.canonical or next(iter(page.meta.get("og:url", ())), None)
    document.url = text(node.get("url")) or text(main_url) or document.canonical_url
    section = _first(page, node, ("articleSection",), "section")
    document.section = section.value if section else None
    tags = _list(node.get("keywords"))
    for name in META["tags"]:
        if tags:
            break
        tags = [tag for raw in page.meta.get(name, ()) for tag in _list(raw)]
    document.tags = tuple(dict.fromkeys(tags))
    document.published = _published(page, node, "datePublished", "published")
    document.updated = _published(page, node, "dateModified", "updated")
    language = text(node.get("inLanguage"))
    if language:
        document.language = Sourced(language, "json-ld:inLanguage")
    elif page.html_language:
        document.language = Sourced(page.html_language, "html:lang")
    else:
        document.language = _first(page, {}, (), "language")
    external = _first(page, node, ("identifier",), "external_id")
    document.external_id = external.value if external else None
    rights = _first(page, node, ("copyrightNotice", "copyrightHolder"), "copyright")
    document.copyright = rights.value if rights else None
    used = {name for names in META.values() for name in names}
    extra: dict[str, object] = {
        name: values[0] if len(values) == 1 else values
        for name, values in page.meta.items()
        if name not in used
        and not name.startswith(("viewport", "msapplication", "theme-color", "csrf"))
    }
    skip = {"@context", "articleBody", "headline", "author", "publisher", "keywords", "description"}
    json_ld = {key: value for key, value in node.items() if key not in skip}
    if json_ld:
        extra["json-ld"] = json_ld
    document.extra = extra
