"""What a page says of itself: JSON-LD, OpenGraph and other meta elements, microdata, and the page.

Belongs here: reading those sources, the order in which each field trusts them, and the name of the
source that won. Does not belong here: the body (`html_article`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
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
    headings: list[str] = field(default_factory=list)
    """Texts of the h1 elements."""
    microdata: dict[str, list[str]] = field(default_factory=dict)
    """`itemprop` of elements other than meta -> values."""
    author_links: list[str] = field(default_factory=list)
    """Texts of the links that say they lead to an author."""
    times: list[str] = field(default_factory=list)
    """`datetime` of the time elements, those that say to be of publication first."""


@dataclass(slots=True)
class Printed:
    """What is printed beside the headline."""

    authors: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)


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


_STRAY_COMMA = re.compile(r",\s*([}\]])")
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')
_SALVAGE = re.compile(
    r'"(headline|datePublished|dateModified|description|articleSection|inLanguage|url)"\s*:\s*'
    r'"((?:[^"\\\n]|\\.)*)"'
)


def parse_json_ld(script: str) -> object | None:
    """JSON-LD as sites write it.

    That is: in comments, with raw line breaks, stray commas, bad escapes, several values in a row,
    or broken off. Where no repair helps, the plain fields of an article that can still be told
    apart are given as one; None where there is none.
    """
    body = COMMENT.sub("", script.strip()).strip().rstrip(";")
    if not body:
        return None
    for repair in (
        lambda text: text,
        lambda text: _STRAY_COMMA.sub(r"\1", text),
        lambda text: _STRAY_COMMA.sub(r"\1", _BAD_ESCAPE.sub(r"\\\\", text.replace("\\'", "'"))),
        unescape,
    ):
        try:
            return json.loads(repair(body), strict=False)  # type: ignore[no-any-return]
        except (json.JSONDecodeError, RecursionError):
            continue
    return _values_in_a_row(body) or _salvaged(body)


def _values_in_a_row(body: str) -> list[object]:
    decoder = json.JSONDecoder(strict=False)
    found: list[object] = []
    position = 0
    while (position := body.find("{", position)) >= 0:
        try:
            value, position = decoder.raw_decode(body, position)
        except (json.JSONDecodeError, RecursionError):
            break
        found.append(value)
    return found


def _salvaged(body: str) -> Mapping[str, object] | None:
    found: dict[str, object] = {}
    for key, value in _SALVAGE.findall(body):
        try:
            found.setdefault(key, json.loads(f'"{value}"', strict=False))
        except json.JSONDecodeError:
            continue
    return {"@type": "Article", **found} if "headline" in found else None


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
    _collect_marked(tree, page)
    root = tree.getroottree().getroot()
    page.html_language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    title = next(tree.iter("title"), None)
    if title is not None:
        page.title_element = text(title.text_content())
    return page


_MICRODATA = frozenset(
    {"headline", "author", "creator", "datePublished", "dateCreated", "dateModified", "publisher"}
)
_NOT_THE_ARTICLE = frozenset({"aside", "footer", "nav"})
_PUBLICATION = re.compile(r"publ|entry-date|posted|created|erstellt|veroeff", re.IGNORECASE)
_CHANGE = re.compile(r"modif|updat|aktualis|changed", re.IGNORECASE)


def _collect_marked(tree: Any, page: PageMetadata) -> None:
    """What elements of the page itself are marked to be."""
    page.headings = [
        words for heading in tree.iter("h1") if (words := text(" ".join(heading.itertext())))
    ]
    for element in tree.xpath(".//body//*[@itemprop]"):
        for name in element.get("itemprop").split():
            if name not in _MICRODATA:
                continue
            if name in {"author", "creator"}:
                inner = element.find(".//*[@itemprop='name']")
                element = element if inner is None else inner  # noqa: PLW2901 - its name
            value = (
                element.get("content") or element.get("datetime") or " ".join(element.itertext())
            )
            if value := text(value):
                page.microdata.setdefault(name, []).append(value)
    for link in tree.xpath(".//a[contains(concat(' ', @rel, ' '), ' author ')]"):
        if value := text(" ".join(link.itertext())):
            page.author_links.append(value)
    first, other = [], []
    for element in tree.iter("time"):
        if not (value := text(element.get("datetime"))):
            continue
        if any(above.tag in _NOT_THE_ARTICLE for above in element.iterancestors()):
            continue
        words = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
        if element.get("pubdate") is not None or _PUBLICATION.search(words):
            first.append(value)
        elif not _CHANGE.search(words):
            other.append(value)
    page.times = [*first[:2], *other[:1]]


def _squeezed(words: str) -> str:
    return re.sub(r"[\W_]+", "", words).casefold()


def _best_article(page: PageMetadata) -> Mapping[str, Any]:
    """The node that is the page's article.

    It says most of itself, and what the page says elsewhere.
    """
    wanted = ("headline", "datePublished", "author", "articleBody", "dateModified", "publisher")
    titles = {_squeezed(title) for title in (*page.meta.get("og:title", ()), *page.headings)}

    def worth(node: Mapping[str, Any]) -> float:
        headline = _squeezed(text(node.get("headline")) or "")
        named = bool(headline) and any(headline in title or title in headline for title in titles)
        return sum(key in node for key in wanted) + 3 * named

    return max(page.articles, key=worth, default={})


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


def _without_outlet(title: str, names: set[str], others: Sequence[str]) -> str:
    """The title without the outlet, or a section that its headline lacks, at either end.

    Args:
        title: as written.
        names: squeezed names of the outlet.
        others: the page's other titles.
    """
    if len(title) > TITLE_CHARS:
        return title
    known = {_squeezed(other) for other in others}
    if _squeezed(title) in known and not _ends_with_outlet(title, names):
        return title
    for _ in range(2):
        for cut in _TITLE_CUT.finditer(title):
            head, end = title[: cut.start()].strip(), title[cut.end() :].strip()
            if head and (_is_outlet(end, names) or (len(head) > 15 and _squeezed(head) in known)):
                title = head
                break
            if end and len(end) > 15 and (_squeezed(head) in names or _squeezed(end) in known):
                title = end
                break
        else:
            break
    return title


TITLE_CHARS = 500
"""A longer title is a text in the wrong place, and is left as it is."""
_TITLE_CUT = re.compile(r"\s+[|·•»:—–/-]+\s+|\s?[|»：｜]\s?")


def _is_outlet(words: str, names: set[str]) -> bool:
    key = _squeezed(words)
    if key in names:
        return True
    return len(words.split()) <= 3 and any(
        len(name) >= 3 and key.startswith(name) for name in names
    )


def _ends_with_outlet(title: str, names: set[str]) -> bool:
    cuts = list(_TITLE_CUT.finditer(title))
    return bool(cuts) and _is_outlet(title[cuts[-1].end() :], names)


def _outlet_names(page: PageMetadata, publisher: str | None) -> set[str]:
    """What the outlet calls itself, squeezed: its names, and its host with and without ending."""
    names = [publisher or ""]
    for name in (*META["outlet"], "twitter:site"):
        names += page.meta.get(name, ())
    for url in (page.canonical, *page.meta.get("og:url", ())):
        host = re.sub(r"^(?:https?:)?//(?:www\.|m\.)?", "", url or "").partition("/")[0]
        # Of `news.elder-post.co.uk`, `elder-post` is the name.
        names += [host, host.rpartition(".")[0], max(host.split("."), key=len)]
    return {squeezed for name in names if len(squeezed := _squeezed(name)) > 1}


def _title(page: PageMetadata, node: Mapping[str, Any], names: set[str]) -> Sourced | None:
    """The title by which the page is shared, unless what it shows speaks against it.

    What machines are told is often worded for search engines, and so may be the shared title:
    where the headline that is shown and the one in JSON-LD agree, and either the shared title is
    the browser tab's or a second shared title is theirs, it is.
    """

    def plain(value: str | None) -> str | None:
        return _without_outlet(value, names, known) if value else None

    headings = list(dict.fromkeys(page.headings))
    headline = text(node.get("headline")) or text(node.get("name"))
    known = [value for value in (headline, *headings) if value]
    shared = {
        name: value
        for name in META["title"]
        for raw in page.meta.get(name, ())[:1]
        if (value := plain(text(raw)))
    }
    told = plain(headline)
    shown = next(
        (value for value in headings if told and _squeezed(value) == _squeezed(told)),
        headings[0] if len(headings) == 1 else None,
    )
    og = shared.get("og:title")
    if og and told and shown and _squeezed(told) == _squeezed(shown) != _squeezed(og):
        tab = plain(page.title_element)
        second = shared.get("twitter:title")
        if (tab and _squeezed(tab) == _squeezed(og)) or (
            second and _squeezed(second) == _squeezed(told)
        ):
            return Sourced(told, "json-ld:headline")
    candidates = [
        (og, "meta:og:title"),
        (told, "json-ld:headline"),
        (shown, "html:h1"),
        *((value, "microdata:headline") for value in page.microdata.get("headline", ())),
        *((value, f"meta:{name}") for name, value in shared.items()),
        (headings[0] if headings else None, "html:h1"),
        (plain(page.title_element), "html:title"),
    ]
    return next((Sourced(value, source) for value, source in candidates if value), None)


NAMES_CHARS = 2_000
"""A longer field of authors is a text in the wrong place."""
OPENING = re.compile(
    r"^(?:(?:written|posted|reported|story|words|published)\s+)?"
    r"(?:by|von|par|por|di|door|av|af|oleh|autor(?:in)?|author|text)\b\s*:?\s+",
    re.IGNORECASE,
)
_NAME_END = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*|\s*,?\s+[\w.+-]+@[\w.-]+\.\w+$")
_BETWEEN_NAMES = re.compile(
    r"\s*(?:;|\s/\s|\||、|·|•|\n)\s*|\s*,?\s+(?:and|und|et|og|och|ja|&)\s+|\s+(?:y|e|i)\s+(?=\w+\s)"
)
_MAIL = re.compile(r"^\S+@\S+\.\w+$")
_ADDRESS = re.compile(r"^(?:https?:|www\.|/|@)")


PARTICLE_CHARS = 3
_NAME_WORD = re.compile(r"[^\W\d_][\w.'’-]*$")


def is_name(words: str) -> bool:
    """Two to four words of letters, the outer ones with a capital: what a person's name looks like.

    In scripts without capitals any two to four short words are.
    """
    parts = words.split()
    return (
        2 <= len(parts) <= 4
        and all(_NAME_WORD.match(part) for part in parts)
        and not any(part.islower() and len(part) > PARTICLE_CHARS for part in parts)
        and not parts[0].islower()
        and not parts[-1].islower()
    )


def split_names(line: str) -> list[str]:
    """The names in one author field or byline.

    A comma parts names only where what stands around each is one; what follows a name otherwise
    is a place or a role, and is left for normalisation.
    """
    if len(line) > NAMES_CHARS:
        return []
    line = _NAME_END.sub(" ", OPENING.sub("", line)).strip(" ,;:|/-–—•·")
    chunks = [
        chunk.strip(" ,") for chunk in _BETWEEN_NAMES.split(line) if chunk and chunk.strip(" ,")
    ]
    if not all(" " in chunk or len(chunks) == 1 for chunk in chunks):
        chunks = [line]
    names: list[str] = []
    for chunk in chunks:
        parts = [part.strip() for part in chunk.split(",") if part.strip()]
        if len(parts) > 1 and all(map(is_name, parts)):
            names += parts
        elif len(parts) > 1 and is_name(parts[0]) and not _SUFFIX.match(parts[1]):
            names.append(parts[0])
        else:
            names.append(chunk)
    return [name for name in names if not _MAIL.match(name) and not _ADDRESS.match(name)]


_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV|Ph\.?D|M\.?D|MD|Esq|MP)\.?$", re.IGNORECASE)


def _authors(
    page: PageMetadata, node: Mapping[str, Any], names: set[str], printed: Sequence[str]
) -> SourcedList | None:
    """The first source that names someone else than the outlet; else what it says of itself."""
    sources: list[tuple[str, list[str]]] = [
        ("json-ld:author", [*_names(node.get("author"))]),
        ("json-ld:creator", [*_names(node.get("creator"))]),
    ]
    sources += [(f"meta:{name}", [*_names(page.meta.get(name))]) for name in META["authors"]]
    sources += [
        (f"microdata:{name}", page.microdata.get(name, [])) for name in ("author", "creator")
    ]
    sources += [("html:byline", [*printed]), ("html:rel=author", page.author_links[:3])]
    fallback: SourcedList | None = None
    for source, values in sources:
        found = tuple(dict.fromkeys(name for value in values for name in split_names(value)))
        if source.startswith("html:"):
            found = tuple(name for name in found if not _is_outlet(name, names))
        if not found:
            continue
        if all(_squeezed(name) in names or name.startswith("@") for name in found):
            fallback = fallback or SourcedList(found, source)
            continue
        return SourcedList(found, source)
    return fallback


_CLOCK = re.compile(r"\d{1,2}:\d{2}|\dT\d{2}")


def _most_exact(found: Sequence[Sourced]) -> tuple[Sourced, ...]:
    """The candidates; before a first that is but a day, one that has a time on that day."""
    if found and not _CLOCK.search(found[0].value):
        day = found[0].value[:10]
        for item in found[1:]:
            if item.value.startswith(day) and len(day) == 10 and _CLOCK.search(item.value):
                return (item, *(other for other in found if other is not item))
    return tuple(found)


def titles(page: PageMetadata) -> tuple[str, ...]:
    """Everything by which the page calls the article."""
    node = _best_article(page)
    found = [
        text(node.get("headline")),
        *(text(raw) for raw in page.meta.get("og:title", ())),
        page.title_element,
        *page.headings[:1],
    ]
    return tuple(dict.fromkeys(value for value in found if value))


def description(page: PageMetadata) -> str | None:
    """What the page says the article is about; often its standfirst."""
    found = _first(page, _best_article(page), ("description",), "subtitle")
    return found.value if found else None


def article_body(page: PageMetadata) -> str | None:
    """The article's text in JSON-LD, without its paragraphs."""
    return text(_best_article(page).get("articleBody"))


def fill(document: RawDocument, page: PageMetadata, printed: Printed | None = None) -> None:
    """Set the document's fields to what the page says of itself.

    Args:
        document: without metadata.
        page: what `collect` found.
        printed: what stands beside the headline.
    """
    printed = printed or Printed()
    node = _best_article(page)
    publisher_node = node.get("publisher")
    if isinstance(publisher_node, list):
        publisher_node = next(iter(publisher_node), None)
    outlet = text(publisher_node.get("name")) if isinstance(publisher_node, Mapping) else None
    names = _outlet_names(page, outlet)
    document.title = _title(page, node, names)
    subtitle = _first(page, node, ("alternativeHeadline", "description"), "subtitle")
    document.subtitle = subtitle.value if subtitle else None
    document.authors = _authors(page, node, names, printed.authors)
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
    document.published = _most_exact(
        [
            *_published(page, node, "datePublished", "published"),
            *(
                Sourced(value, f"microdata:{name}")
                for name in ("datePublished", "dateCreated")
                for value in page.microdata.get(name, ())[:1]
            ),
            *(Sourced(value, "html:time") for value in page.times),
            *(Sourced(value, "html:dateline") for value in printed.dates),
        ]
    )
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
