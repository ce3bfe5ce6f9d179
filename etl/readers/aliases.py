"""Records with named fields (JSON, JSONL, CSV, front matter) to documents.

Belongs here: the one map from the names that archives use to the fields of a document, and the
shapes that values come in. The map covers news-please, newspaper4k, Fundus, Media Cloud, NewsAPI,
GDELT exports, ninjs-like feeds and what content systems commonly write; a folder's `columns` adds
to it and wins over it. Does not belong here: parsing JSON, CSV or YAML.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import cast

from etl.readers.base import Block, RawDocument, ReaderError, Sourced, SourcedList
from etl.readers.plain import blocks as plain_blocks
from etl.readers.text_decoding import clean

ALIASES: dict[str, tuple[str, ...]] = {
    "body": (
        "maintext",
        "body",
        "text",
        "content",
        "article_body",
        "articlebody",
        "article_text",
        "full_text",
        "fulltext",
        "text_content",
        "body_text",
        "main_text",
        "story",
        "plaintext",
        "body.text",
        "content.text",
        "bodytext",
        "article.text",
        "article.body",
        "raw_text",
        "article",
        "body_html",
        "body_xhtml",
        "content_html",
        "html",
        "text_html",
        "content.rendered",
    ),
    "title": (
        "title",
        "headline",
        "title_page",
        "article_title",
        "name",
        "heading",
        "title.rendered",
        "headline.main",
        "head",
    ),
    "subtitle": (
        "subtitle",
        "subheadline",
        "standfirst",
        "deck",
        "dek",
        "sub_title",
        "kicker",
        "summary",
        "description",
        "abstract",
        "lead",
        "teaser",
        "excerpt",
        "meta_description",
        "lede",
        "description_text",
        "trail_text",
        "standfirst_text",
        "excerpt.rendered",
    ),
    "authors": (
        "authors",
        "author",
        "byline",
        "by",
        "creator",
        "creators",
        "author_name",
        "writer",
        "writers",
        "author.name",
        "byline.original",
        "article_author",
        "journalist",
    ),
    "outlet": (
        "source.name",
        "outlet",
        "publication",
        "publisher",
        "publisher.name",
        "media_name",
        "site_name",
        "sitename",
        "source_name",
        "newspaper",
        "source.title",
        "news_outlet",
        "publication_name",
        "website",
        "source.domain",
        "source_domain",
        "source",
        "provider",
        "sourcecommonname",
        "media_url",
        "domain",
        "journal",
        "og_site_name",
        "meta_site_name",
    ),
    "url": (
        "url",
        "link",
        "article_url",
        "web_url",
        "source_url",
        "uri",
        "weburl",
        "permalink",
        "original_url",
        "requested_url",
        "documentidentifier",
        "href",
        "page_url",
    ),
    "canonical_url": ("canonical_url", "canonical_link", "canonical", "canonicalurl"),
    "external_id": (
        "id",
        "external_id",
        "article_id",
        "guid",
        "uuid",
        "story_id",
        "stories_id",
        "_id",
        "documentid",
        "document_id",
        "item_id",
        "doc_id",
        "docid",
        "storyid",
    ),
    "section": (
        "section",
        "section_name",
        "sectionname",
        "desk",
        "rubric",
        "ressort",
        "category",
        "section.name",
        "news_desk",
        "channel",
    ),
    "tags": (
        "tags",
        "keywords",
        "topics",
        "subjects",
        "subject",
        "categories",
        "meta_keywords",
        "labels",
        "story_tags",
        "topic",
    ),
    "published": (
        "date_publish",
        "published_at",
        "publishedat",
        "publish_date",
        "publishing_date",
        "date_published",
        "datepublished",
        "published",
        "publication_date",
        "pubdate",
        "pub_date",
        "publishdate",
        "published_date",
        "publicationdate",
        "date",
        "first_published",
        "created_at",
        "versioncreated",
        "firstcreated",
        "timestamp",
        "datetime",
        "webpublicationdate",
        "issued",
        "pub_time",
        "published_time",
        "date_created",
        "release_date",
    ),
    "updated": (
        "date_modify",
        "updated_at",
        "updatedat",
        "updated",
        "date_modified",
        "datemodified",
        "modified",
        "last_modified",
        "modified_at",
        "last_updated",
        "modified_date",
        "lastmod",
    ),
    "language": ("language", "lang", "meta_lang", "language_code", "inlanguage", "locale"),
    "dateline": ("dateline", "located", "location_line"),
    "wire_agency": ("wire_agency", "agency", "news_agency", "wire"),
    "copyright": (
        "copyright",
        "copyright_notice",
        "copyrightnotice",
        "rights",
        "credit",
        "license",
        "copyrightholder",
        "creditline",
    ),
}
"""Document field -> the names it goes by, surest first. Names are compared in lower case with `-`
and space as `_`; a dot goes into a nested object."""

REQUIRED_WORDS = 1
HTML_TAG = re.compile(
    r"<(p|div|br|h[1-6]|li|a|strong|em|span|blockquote|ul|article)\b[^>]*>", re.IGNORECASE
)
AUTHOR_SEPARATOR = re.compile(r"\s*;\s*|\s*\|\s*")


def normal_name(name: object) -> str:
    """A field's name as the map has it."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", str(name)) if not str(name).isupper() else str(name)
    return re.sub(r"[\s-]+", "_", text.strip().lower()).strip("_")


KNOWN = frozenset(name for names in ALIASES.values() for name in names)
"""Every name of the map."""


def known_names(names: Iterable[object]) -> int:
    """How many of some names the map has."""
    normal = [normal_name(name) for name in names]
    return sum(name in KNOWN or name.replace("_", "") in KNOWN for name in normal)


@cache
def _steps(path: str) -> tuple[str, str, tuple[str, ...]]:
    """A path's first name, the same without `_`, and the names below it."""
    first, *rest = path.split(".")
    return first, first.replace("_", ""), tuple(rest)


class Fields:
    """A record's fields, each to be taken once; what is left is `extra`."""

    def __init__(self, record: Mapping[str, object]) -> None:
        self.record = record
        self._names: dict[str, str] = {}
        for name in record:
            for key in (normal_name(name), normal_name(name).replace("_", "")):
                self._names.setdefault(key, name)
        self.taken: set[str] = set()

    def get(self, path: str) -> tuple[str, object] | None:
        """The name and value at a path, where there is a value."""
        first, squeezed, rest = _steps(path)
        name = first if first in self.record else self._names.get(first)
        if name is None:
            name = self._names.get(squeezed)
        if name is None:
            if not rest or path not in self.record:
                return None
            # CSV columns may have dots in their own names.
            name, rest = path, ()
        value: object = self.record[name]
        shown = name
        for key in rest:
            if not isinstance(value, Mapping) or key not in value:
                return None
            value = value[key]
            shown = f"{shown}.{key}"
        if value is None or value in ("", [], {}):
            return None
        return shown, value

    def take(
        self, paths: Iterable[str], accept: type | tuple[type, ...]
    ) -> tuple[str, object] | None:
        """The first value of an acceptable type, which then counts as used."""
        for path in paths:
            found = self.get(path)
            if found is not None and isinstance(found[1], accept):
                self.taken.add(found[0].split(".")[0] if "." in path else found[0])
                return found
        return None

    def all(
        self, paths: Iterable[str], accept: type | tuple[type, ...]
    ) -> list[tuple[str, object]]:
        """Every acceptable value, in the map's order; all count as used."""
        found = []
        for path in paths:
            one = self.get(path)
            if one is not None and isinstance(one[1], accept) and one not in found:
                self.taken.add(one[0].split(".")[0])
                found.append(one)
        return found

    def rest(self) -> dict[str, object]:
        """The fields that nothing was taken from."""
        return {
            name: value
            for name, value in self.record.items()
            if name not in self.taken and value not in (None, "", [], {})
        }


TEXT = (str, int, float)
DATE = (str, int, float, dt.date)


def text_of(value: object) -> str:
    """A scalar as clean text."""
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    return clean(str(value)).strip()


def names_of(value: object) -> list[str]:
    """People or topics in whatever shape: a text, a list of texts, of objects with a name."""
    if isinstance(value, str):
        return [part for part in AUTHOR_SEPARATOR.split(clean(value).strip()) if part]
    if isinstance(value, Mapping):
        for key in ("name", "full_name", "fullName", "label", "value", "text", "tag", "title"):
            if isinstance(value.get(key), str):
                return names_of(value[key])
        return []
    if isinstance(value, list | tuple):
        return [name for item in value for name in names_of(item)]
    return []


def _lists(value: object) -> list[str]:
    """Tags: a text is a list with commas."""
    if isinstance(value, str):
        return [part.strip() for part in re.split(r"[,;|]", clean(value)) if part.strip()]
    return names_of(value)


def body_blocks(value: object) -> list[Block]:
    """The blocks of a body in whatever shape: text, HTML, list of paragraphs, Fundus sections."""
    if isinstance(value, str):
        text = clean(value)
        if len(HTML_TAG.findall(text)) > 1:
            from etl.readers.html_blocks import fragment_blocks

            return fragment_blocks(text)
        return plain_blocks(text)
    if isinstance(value, list | tuple):
        return [block for item in value for block in body_blocks(item)]
    if isinstance(value, Mapping):
        found: list[Block] = []
        if "sections" in value or "summary" in value:  # Fundus
            found += body_blocks(value.get("summary") or [])
            for section in cast("list[Mapping[str, object]]", value.get("sections") or []):
                found += [
                    Block("heading", b.text) for b in body_blocks(section.get("headline") or [])
                ]
                found += body_blocks(section.get("paragraphs") or [])
            return found
        for key in ("text", "content", "value", "rendered", "paragraphs", "html", "body"):
            if key in value:
                return body_blocks(value[key])
    return []


def document_from_fields(
    record: Mapping[str, object], prefix: str = "", columns: Mapping[str, str] | None = None
) -> RawDocument:
    """A record as a document at position 0, whatever is missing from it.

    Args:
        record: the source's own names and values.
        prefix: set before field names where it says where a value came from.
        columns: document field -> the source's own name, which wins over the map.

    The values of `blocks` are empty where the record has no body.
    """
    fields = Fields(record)
    paths = ALIASES
    if "text_cleaned" in record:
        # newspaper4k adds a summary and keywords of its own making, which no outlet has printed.
        paths = {
            field: tuple(name for name in names if name not in {"summary", "keywords"})
            for field, names in ALIASES.items()
        }
    if columns:
        own = {field: (name,) for field, name in columns.items()}
        paths = {field: own.get(field, ()) + names for field, names in paths.items()}

    def one(field: str, accept: type | tuple[type, ...] = TEXT) -> Sourced | None:
        found = fields.take(paths[field], accept)
        if found is None or isinstance(found[1], bool):
            return None
        text = text_of(found[1])
        return Sourced(text, prefix + found[0]) if text else None

    def value(field: str) -> str | None:
        found = one(field)
        return found.value if found else None

    body = fields.take(paths["body"], (str, list, dict))
    title = one("title", str)
    subtitle = value("subtitle")
    authors = fields.take(paths["authors"], (str, list, dict))
    names = tuple(names_of(authors[1])) if authors else ()
    tags = fields.take(paths["tags"], (str, list))
    blocks = body_blocks(body[1]) if body else []
    document = RawDocument(
        position=0,
        blocks=blocks,
        title=title,
        subtitle=subtitle,
        authors=SourcedList(names, prefix + authors[0]) if authors and names else None,
        outlet=one("outlet", str),
        url=value("url"),
        canonical_url=value("canonical_url"),
        external_id=value("external_id"),
        section=value("section"),
        tags=tuple(_lists(tags[1])) if tags else (),
        published=tuple(
            Sourced(text_of(v), prefix + n) for n, v in fields.all(paths["published"], DATE)
        ),
        updated=tuple(
            Sourced(text_of(v), prefix + n) for n, v in fields.all(paths["updated"], DATE)
        ),
        language=one("language", str),
        dateline=value("dateline"),
        wire_agency=value("wire_agency"),
        copyright=value("copyright"),
    )
    document.extra = fields.rest()
    return document


def article_from_record(record: object, columns: Mapping[str, str] | None = None) -> RawDocument:
    """A record that should be an article.

    Raises:
        ReaderError: `not_an_article` or `no_text`, saying which fields were found.
    """
    if not isinstance(record, Mapping):
        raise ReaderError(
            "not_an_article",
            f"found {type(record).__name__} {str(record)[:60]!r}, expected an object with the "
            "fields of an article",
        )
    document = document_from_fields(record, columns=columns)
    if not document.blocks:
        shown = ", ".join(list(map(str, record))[:20])
        known = document.title or document.url
        raise ReaderError(
            "no_text" if known else "not_an_article",
            f"no field holds a text; found the fields {shown or '(none)'}; name the text's field "
            'in _newshouse.toml: [columns] body = "..."',
        )
    return document
