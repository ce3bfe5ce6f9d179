"""What IPTC's standards for news items share.

Belongs here: statuses and kinds of items, content in markup, who is the outlet. Does not belong
here: any one standard (`formats.newsml_g2`, `formats.ninjs`, `formats.newsml1`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from etl.readers import nitf, xml
from etl.readers.base import Block, RawDocument, Sourced
from etl.readers.formats.text import DATELINE
from etl.readers.html_blocks import fragment_blocks
from etl.readers.plain import blocks as plain_blocks
from etl.readers.plain import join_lines
from etl.readers.text_decoding import clean

NOT_TEXT = {"audio", "video", "picture", "graphic", "animation", "photo", "image"}
"""Kinds of items whose words, if any, are captions."""
UNPUBLISHED = {"canceled", "cancelled", "withheld"}
"""Statuses that take an item back (https://cv.iptc.org/newscodes/pubstatusg2/)."""


MARKUP = re.compile(r"</[a-zA-Z][a-zA-Z0-9]*>|<br\s*/?>")
INDENTED_LINE = re.compile(r"\n[ \t]{2,}\S[^\n]{20,}")
INDENTED_START = re.compile(r"(?:\n[ \t]*|[.!?…:;\"”’»)\]-][ \t]*|\A)" + INDENTED_LINE.pattern)
"""An indented line after a blank one, or after one that ends as a paragraph may: where markup is
indented itself, the lines within a sentence are, too."""
PIECES = {"p", "div", "br", "li", "td", "h1", "h2", "h3", "blockquote", "section"}


def code(value: str | None) -> str | None:
    """The code of a qualified code (`ninat:text`) or of a concept's address, in lower case."""
    if not value:
        return None
    return value.rstrip("/").rpartition("/")[2].rpartition(":")[2].strip().lower() or None


def host(address: str | None) -> str | None:
    """The host of an address without `www.`, for the name of who keeps it."""
    try:
        found = urlsplit(address or "").hostname
    except ValueError:
        return None
    return found.removeprefix("www.") if found else None


def xhtml_blocks(root: Any) -> list[Block]:
    """The blocks of inline XHTML: of its `body`, where it has one."""
    from lxml import etree

    body = root if xml.local(root) == "body" else next(xml.descendants(root, "body"), root)
    if (text := _preformatted(body)) is not None:
        return wire_blocks(text)
    for element in body.iter():
        if isinstance(element.tag, str):
            element.tag = xml.local(element) or "span"
    etree.cleanup_namespaces(body)
    return fragment_blocks(etree.tostring(body, encoding="unicode", method="html", with_tail=False))


def text_blocks(value: str, content_type: str) -> list[Block]:
    """The blocks of a content given as a string, of a stated or unstated type."""
    text = clean(value)
    kind = content_type.partition(";")[0].strip().lower()
    if "nitf" in kind or text.lstrip().startswith("<nitf"):
        return nitf.document_of(xml.parse(xml.mend(text), recover=True)).blocks
    if "html" in kind or MARKUP.search(text):
        return _fragment_blocks(text)
    return plain_blocks(text)


def wire_blocks(text: str) -> list[Block]:
    """The paragraphs of a story as wires carried it.

    Each begins with an indented line, or after a blank one; other lines go on.
    """
    paragraphs: list[list[str]] = [[]]
    for line in text.expandtabs(4).split("\n"):
        if not line.strip() or line.startswith("  "):
            paragraphs.append([])
        paragraphs[-1].append(line)
    return [Block("body", words) for lines in paragraphs if (words := join_lines(lines))]


def _fragment_blocks(text: str) -> list[Block]:
    from lxml import etree, html

    if INDENTED_LINE.search(text):
        try:
            root = html.fragment_fromstring(text, create_parent="div")
        except (etree.ParserError, ValueError):
            return fragment_blocks(text)
        if (plain := _preformatted(root)) is not None:
            return wire_blocks(plain)
    return fragment_blocks(text)


def _preformatted(root: Any) -> str | None:
    """The text of markup that only wraps an old wire story in one element; None where it does more.

    Its paragraphs begin where lines are indented, as on the wire.
    """
    text = "".join(root.itertext())
    pieces = sum(xml.local(element) in PIECES for element in root.iter() if element is not root)
    indented = len(INDENTED_LINE.findall(text))
    starts = len(INDENTED_START.findall(text))
    return text if indented >= 3 and starts > indented / 2 and pieces < indented / 2 else None


def set_place(document: RawDocument, located: str | None) -> None:
    """Take where the content was made as the dateline, unless the text prints one itself."""
    if document.dateline is not None or not located:
        return
    first = next((block.text for block in document.blocks if block.kind == "body"), "")
    if not DATELINE.match(first):
        document.dateline = located


def fill_from(document: RawDocument, inner: RawDocument) -> None:
    """Give a document what the NITF within it says and the item around it does not."""
    document.blocks = inner.blocks
    for name in ("title", "authors", "outlet", "language", "dateline", "wire_agency", "section"):
        if getattr(document, name) is None:
            setattr(document, name, getattr(inner, name))
    for name in ("subtitle", "copyright", "url", "external_id"):
        if getattr(document, name) is None:
            setattr(document, name, getattr(inner, name))
        elif getattr(inner, name) not in {None, getattr(document, name)}:
            document.extra[f"nitf {name}"] = getattr(inner, name)
    if inner.authors and document.authors and inner.authors != document.authors:
        document.extra["nitf byline"] = list(inner.authors.values)
    if inner.title and document.title and inner.title.value != document.title.value:
        document.extra["nitf title"] = inner.title.value
    document.tags = tuple(dict.fromkeys((*document.tags, *inner.tags)))
    document.published += inner.published
    if inner.extra:
        document.extra["nitf"] = inner.extra


def why_left_out(status: object, kind: object = None) -> str | None:
    """Why an item is no article, whatever it holds; None where it may be one.

    Args:
        status: its publication status, as the standard's code.
        kind: the kind of its content, as the standard's code.
    """
    if isinstance(status, str) and status in UNPUBLISHED:
        return status
    return kind if isinstance(kind, str) and kind in NOT_TEXT else None


def has_letters(blocks: Iterable[Block]) -> bool:
    """Whether there is a text at all: examples and test messages have `...`."""
    return any(character.isalpha() for block in blocks for character in block.text)


def body_from_summary(document: RawDocument) -> None:
    """Where an item of text has no body, take its summary for one, and say so in `extra`.

    Agencies send such items as a story's first take; what they say is said to the public.
    """
    if not has_letters(document.blocks) and document.subtitle:
        document.blocks = [Block("body", document.subtitle)]
        document.subtitle = None
        document.extra["body_from"] = "summary"


def sourced(*candidates: tuple[str | None, str]) -> Sourced | None:
    """The first value there is, with where it was taken from."""
    return next((Sourced(value, source) for value, source in candidates if value), None)
