"""WordPress exports (WXR 1.0 to 1.2): published posts and pages of a site.

Written from WordPress's own exporter (`wp-admin/includes/export.php`): RSS 2.0 with the namespaces
`content`, `excerpt`, `dc` and `wp`. Drafts, attachments, menus and protected posts are skipped.
Texts of the classic editor have no paragraphs but blank lines (`wpautop`); shortcodes of captions
become captions, other shortcodes go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from etl.readers import xml
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
from etl.readers.html_blocks import fragment_blocks
from etl.readers.nesting import walkable
from etl.readers.text_decoding import clean
from etl.readers.unknown import xml_root

NAMESPACE = b"wordpress.org/export/"
PARAGRAPH = re.compile(r"<(?:p|div|h[1-6]|ul|ol|blockquote|table|figure)\b|<!-- wp:", re.IGNORECASE)
CAPTION = re.compile(r"\[caption\b[^\]]*\](.*?)\[/caption\]", re.DOTALL | re.IGNORECASE)
EMBED = re.compile(r"\[(embed|video|audio|playlist)\b[^\]]*\].*?\[/\1\]", re.DOTALL | re.IGNORECASE)
SHORTCODE = re.compile(r"\[/?[a-z][a-z0-9_-]*(?:\s+[a-z_-]+=(?:\"[^\"]*\"|'[^']*'|\S+))*\s*/?\]")
IMAGE = re.compile(r"<img\b[^>]*>|</?a\b[^>]*>", re.IGNORECASE)
MORE = re.compile(r"<!--\s*(?:more|nextpage)\b.*?-->", re.DOTALL | re.IGNORECASE)
POSTS = {"post", "page"}
"""Types of items that are articles; a site's own types (`news`) are, too, if they have text."""
APPARATUS = {
    "attachment", "nav_menu_item", "revision", "custom_css", "customize_changeset", "oembed_cache",
    "user_request", "wp_block", "wp_template", "wp_template_part", "wp_global_styles",
    "wp_navigation", "wp_font_family", "wp_font_face",
}  # fmt: skip
"""WordPress's own types that are none (`create_initial_post_types`)."""
UNSET = re.compile(r"(?:0000|-0001|.*-0001)\b.*")


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By WordPress's namespace in an RSS feed."""
    return 4 if NAMESPACE in head and xml_root(head) == "rss" else 0


@dataclass(slots=True)
class _Site:
    title: str | None = None
    language: str | None = None
    authors: dict[str, str] = field(default_factory=dict)
    """Login -> the name that is shown."""


def _site(channel: Any) -> _Site:
    site = _Site(xml.text(xml.child(channel, "title")), xml.text(xml.child(channel, "language")))
    for author in xml.children(channel, "author"):
        login = xml.text(xml.child(author, "author_login"))
        shown = xml.text(xml.child(author, "author_display_name"))
        if login and shown:
            site.authors[login] = shown
    return site


def blocks(content: str) -> list[Block]:
    """The paragraphs of a post."""
    text = EMBED.sub("", MORE.sub("\n\n", clean(content)))
    text = CAPTION.sub(
        lambda found: f"\n\n<figcaption>{IMAGE.sub('', found[1]).strip()}</figcaption>\n\n", text
    )
    text = SHORTCODE.sub("", text)
    if PARAGRAPH.search(text):
        return fragment_blocks(text)
    return [
        block
        for chunk in re.split(r"\n\s*\n", text)
        if chunk.strip()
        for block in fragment_blocks(chunk)
    ]


def _encoded(item: Any, namespace: str) -> str:
    """`<content:encoded>` or `<excerpt:encoded>`: told apart by their namespaces."""
    for element in xml.children(item, "encoded"):
        if namespace in xml.namespace(element):
            return "".join(element.itertext())
    return ""


def _skip(item: Any) -> str | None:
    kind = xml.text(xml.child(item, "post_type")) or "post"
    status = xml.text(xml.child(item, "status")) or "publish"
    if kind in APPARATUS:
        return kind
    if status != "publish":
        return "not published"
    if xml.text(xml.child(item, "post_password")):
        return "protected"
    return None


def _document(item: Any, site: _Site, position: int) -> Outcome:
    if (reason := _skip(item)) is not None:
        return Skipped(position=position, reason=reason)

    def one(name: str) -> str | None:
        return xml.text(xml.child(item, name))

    found = blocks(_encoded(item, "/content/"))
    title = one("title")
    if not found:
        if one("post_type") not in POSTS:
            return Skipped(position=position, reason="no text")
        return Rejected(
            position=position,
            code="no_text",
            message=f"the post {title or one('post_id')!r} has no text of its own; its page may be "
            "built by a plugin",
        )
    login = one("creator")
    author = site.authors.get(login, login) if login else None
    terms: dict[str, list[str]] = {}
    for category in xml.children(item, "category"):
        if (words := xml.text(category)) is not None:
            terms.setdefault(category.get("domain") or "category", []).append(words)
    excerpt = " ".join(block.text for block in blocks(_encoded(item, "/excerpt/")))
    dates = [(name, one(name)) for name in ("pubDate", "post_date_gmt", "post_date")]
    changed = [(name, one(name)) for name in ("post_modified_gmt", "post_modified")]
    metadata = {
        key: xml.text(xml.child(meta, "meta_value"))
        for meta in xml.children(item, "postmeta")
        if (key := xml.text(xml.child(meta, "meta_key"))) and not key.startswith("_")
    }
    extra: dict[str, object] = {
        "post_id": one("post_id"),
        "post_type": one("post_type"),
        "post_name": one("post_name"),
        "comments": len(xml.children(item, "comment")) or None,
        "meta": {key: value for key, value in metadata.items() if value},
        "terms": {
            key: value for key, value in terms.items() if key not in {"category", "post_tag"}
        },
        "categories": terms.get("category", [])[1:],
    }
    return RawDocument(
        position=position,
        blocks=found,
        title=Sourced(title, "title") if title else None,
        subtitle=excerpt or None,
        authors=SourcedList((author,), "dc:creator") if author else None,
        outlet=Sourced(site.title, "channel:title") if site.title else None,
        url=one("link"),
        external_id=one("guid") or one("post_id"),
        section=next(iter(terms.get("category", ())), None),
        tags=tuple(dict.fromkeys([*terms.get("category", ()), *terms.get("post_tag", ())])),
        published=tuple(
            Sourced(value, name) for name, value in dates if value and not UNSET.match(value)
        ),
        updated=tuple(
            Sourced(value, name) for name, value in changed if value and not UNSET.match(value)
        ),
        language=Sourced(site.language, "channel:language") if site.language else None,
        extra={name: value for name, value in extra.items() if value},
    )


def read(source: Source) -> Iterator[Outcome]:
    """Every item.

    Raises:
        ReaderError: `truncated`, `invalid_xml`, `bomb`, or `too_large`.
    """
    site: _Site | None = None
    with source.open() as stream:
        for position, item in enumerate(xml.iterate(stream, {"item"})):
            if site is None:
                # It stands before the first item, and is gone after it.
                site = _site(item.getparent())
            try:
                with walkable():
                    outcome = _document(item, site, position)
            except ReaderError as error:
                outcome = Rejected(position=position, code=error.code, message=error.message)
            yield outcome


READER = Reader(
    name="wordpress",
    version="1",
    title="WordPress export (WXR)",
    recognised_by="an RSS feed with WordPress's namespace `wp`",
    yields=(
        "title",
        "subtitle",
        "authors",
        "outlet",
        "url",
        "external_id",
        "section",
        "tags",
        "published",
        "updated",
        "language",
        "blocks",
    ),
    library="lxml",
    detect=detect,
    read=read,
    proven=False,
)
