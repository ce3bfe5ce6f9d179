"""HTML pages: what the page says of itself, and of its blocks those that are the article.

The page is parsed once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from etl.readers import html_metadata
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
)
from etl.readers.html_article import choose, guesses
from etl.readers.html_blocks import segments
from etl.readers.html_features import Anchors
from etl.readers.html_metadata import OPENING, split_names
from etl.readers.html_printed import BYLINE_CHARS, printed, signature
from etl.readers.text_decoding import decode
from etl.readers.unknown import xml_root

START = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|article|meta|title|div|p|h1|section|main)\b",
    re.IGNORECASE,
)
CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]+encoding\s*=\s*["']([\w.:-]+)""", re.IGNORECASE)
XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*(?:>|\Z)")
REFRESH = re.compile(
    rb"""<meta[^>]+http-equiv\s*=\s*["']?refresh["']?[^>]+url\s*=""", re.IGNORECASE
)
MAX_BLOCKS = 50_000
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


def document_from_tree(tree: Any) -> RawDocument:
    """A page's article at position 0; `blocks` are empty where it has none.

    Raises:
        ReaderError: `too_large`, where no article has so many paragraphs.
    """
    document = RawDocument(position=0, blocks=[])
    page = html_metadata.collect(tree)
    titles = html_metadata.titles(page)
    found = segments(tree)
    if len(found.blocks) > MAX_BLOCKS:
        raise ReaderError(
            "too_large", f"a page of more than {MAX_BLOCKS:,} paragraphs is no article"
        )
    rows, guess = guesses(
        found,
        Anchors(titles, html_metadata.description(page), html_metadata.article_body(page)),
    )
    blocks, first = choose(found, rows, guess)
    signed = _signed(blocks)
    edges = {0, 1, 2, len(blocks) - 1}
    html_metadata.fill(
        document,
        page,
        printed(found, titles, first, blocks[signed].text if signed is not None else None),
    )
    names = {name.casefold() for name in (document.authors.values if document.authors else ())}
    document.blocks = [
        block._replace(kind="credit")
        if (i == signed or i in edges) and _is_byline(block.text, names, bare=i == signed)
        else block
        for i, block in enumerate(blocks)
    ]
    return document


def _is_byline(text: str, names: set[str], *, bare: bool) -> bool:
    """Whether a paragraph says but who wrote the text.

    Args:
        text: a paragraph at the start or end of the text.
        names: of the authors, case folded.
        bare: whether it may do so without `By`.
    """
    if not names or len(text) > BYLINE_CHARS or not (bare or OPENING.match(text)):
        return False
    found = {name.casefold() for name in (signature(text) if bare else split_names(text))}
    return bool(found & names) and (bare or found <= names)


def _signed(blocks: list[Block]) -> int | None:
    """Index of a paragraph at the start or end that is but the names of the authors."""
    running = [i for i, block in enumerate(blocks) if block.kind == "body"]
    if len(running) < 3:
        return None
    return next((i for i in (*running[:2], running[-1]) if signature(blocks[i].text)), None)


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
    version="3",
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
    library="lxml",
    detect=detect,
    read=read,
)
