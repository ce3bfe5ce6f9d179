"""HTML pages: metadata from JSON-LD and OpenGraph before anything else, the body by trafilatura.

The page is parsed once. What it does not say of itself (title, authors, date) trafilatura looks for
in its layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from etl.readers import html_metadata
from etl.readers.base import (
    MAX_DOCUMENT_BYTES,
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
from etl.readers.html_blocks import tree_blocks
from etl.readers.text_decoding import decode
from etl.readers.unknown import xml_root

START = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|article|meta|title|div|p|h1|section|main)\b",
    re.IGNORECASE,
)
CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]+encoding\s*=\s*["']([\w.:-]+)""", re.IGNORECASE)
XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
REFRESH = re.compile(
    rb"""<meta[^>]+http-equiv\s*=\s*["']?refresh["']?[^>]+url\s*=""", re.IGNORECASE
)
SMALL_PAGE = 8_192
"""A page with a refresh and no more bytes than this is only there to redirect."""


def detect(head: bytes, name: str) -> Confidence:
    """By the elements that only HTML has."""
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not text.startswith(b"<"):
        named = name.lower().endswith((".html", ".htm", ".xhtml"))
        return 2 if START.search(head) and named else 0
    root = xml_root(head)
    if root is not None and root.lower() in {
        "html",
        "head",
        "body",
        "article",
        "div",
        "main",
        "p",
        "section",
    }:
        return 3
    lowered = text[:2048].lower()
    if lowered.startswith(b"<!doctype html"):
        return 3
    if b"<html" in lowered:
        # Under another root it may be the content of that root's format (NewsML-G2).
        return 2 if root is not None and text.startswith(b"<?xml") else 3
    if name.lower().endswith((".html", ".htm", ".xhtml")) and START.search(head):
        return 2
    return 0


def parse(data: bytes, declared: str | None = None) -> Any:
    """A page's tree.

    Raises:
        ReaderError: `binary` or `no_text`, where there is nothing to parse.
    """
    from lxml import etree, html

    found = CHARSET.search(data[:65_536]) or XML_ENCODING.search(data)
    text = decode(data, declared or (found.group(1).decode("ascii") if found else None))
    try:
        tree = html.document_fromstring(XML_DECLARATION.sub("", text), parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise ReaderError(
            "no_text", f"holds no HTML element ({error}); fetch the page again"
        ) from None
    return tree


def _parser() -> Any:
    from lxml import html

    # huge_tree: real pages exceed libxml2's depth of 256; document size is limited before.
    return html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)


def _look_at_layout(document: RawDocument, tree: Any) -> None:
    """Fill what the page does not say of itself."""
    if document.title and document.authors and document.published:
        return
    from trafilatura.metadata import extract_metadata

    # The date finder would take any number that looks like a date from the page's text: it is
    # asked only where the page gives none, and its answer is marked.
    found = extract_metadata(tree, extensive=not document.published)
    if document.title is None and found.title:
        document.title = Sourced(found.title, "layout")
    if document.authors is None and found.author:
        names = tuple(name.strip() for name in found.author.split(";") if name.strip())
        document.authors = SourcedList(names, "layout")
    if not document.published and found.date:
        document.published = (Sourced(found.date, "layout"),)
    if document.outlet is None and found.sitename:
        document.outlet = Sourced(found.sitename, "layout")


def document_from_tree(tree: Any) -> RawDocument:
    """A page's article at position 0; `blocks` are empty where it has none."""
    from trafilatura import bare_extraction

    document = RawDocument(position=0, blocks=[])
    html_metadata.fill(document, html_metadata.collect(tree))
    _look_at_layout(document, tree)
    if document.title is None:
        title = next(tree.iter("title"), None)
        if title is not None and (words := html_metadata.text(title.text_content())):
            document.title = Sourced(words, "html:title")
    extracted = bare_extraction(
        tree, include_comments=False, include_tables=True, with_metadata=False
    )
    body = getattr(extracted, "body", None)
    if body is not None:
        document.blocks = tree_blocks(body)
    return document


def read(source: Source) -> Iterator[Outcome]:
    """The page's article.

    Raises:
        ReaderError: `too_large`, or what `parse` raises.
    """
    with source.open() as stream:
        data = stream.read(MAX_DOCUMENT_BYTES + 1)
    if len(data) > MAX_DOCUMENT_BYTES:
        raise ReaderError(
            "too_large", f"a page of more than {MAX_DOCUMENT_BYTES:,} bytes is no article"
        )
    if len(data) <= SMALL_PAGE and REFRESH.search(data):
        yield Skipped(position=0, reason="redirect")
        return
    document = document_from_tree(parse(data, source.declared_charset))
    document.byte_start, document.byte_end = 0, len(data)
    if not document.blocks:
        yield Rejected(
            position=0,
            code="no_text",
            message="no article text was found in the page; if it is built by scripts, save it "
            "from a browser",
            byte_start=0,
            byte_end=len(data),
            content=data[:65_536],
        )
        return
    yield document


READER = Reader(
    name="html",
    version="1",
    title="HTML",
    recognised_by="`<html`, `<!doctype html` or other elements of HTML at the start",
    yields=(
        "title",
        "subtitle",
        "authors",
        "outlet",
        "url",
        "canonical_url",
        "external_id",
        "section",
        "tags",
        "published",
        "updated",
        "language",
        "copyright",
        "blocks",
    ),
    library="trafilatura, lxml",
    detect=detect,
    read=read,
)
