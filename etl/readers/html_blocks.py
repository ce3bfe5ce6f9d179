"""HTML to blocks: the paragraphs of a page's article, or of a fragment in a text field.

Belongs here: where paragraphs begin and end, and what kind each is. Does not belong here: a page's
metadata (`html_metadata`).
"""

from __future__ import annotations

import re
from typing import Any

from etl.contracts.articles import ParagraphKind
from etl.readers.base import Block

SPACE = re.compile(r"\s+")
KINDS: dict[str, ParagraphKind] = {
    "head": "heading",
    "quote": "quotation",
    "h1": "heading",
    "h2": "heading",
    "h3": "heading",
    "h4": "heading",
    "h5": "heading",
    "h6": "heading",
    "blockquote": "quotation",
    "figcaption": "caption",
    "caption": "caption",
}
PIECES = {
    "p",
    "div",
    "section",
    "article",
    "main",
    "body",
    "li",
    "item",
    "td",
    "th",
    "cell",
    "tr",
    "row",
    "ul",
    "ol",
    "list",
    "table",
    "figure",
    "header",
    "footer",
    "aside",
    "dd",
    "dt",
    "pre",
    "span_block",
    "html",
    "center",
    *KINDS,
}
"""Elements that begin and end paragraphs."""
DROPPED = {
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "svg",
    "form",
    "button",
    "nav",
    "head_",
    "graphic",
    "img",
    "video",
    "audio",
    "object",
}
BREAKS = {"br", "lb"}


class _Collector:
    """Walks a tree and cuts its text where blocks begin and end."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._parts: list[str] = []
        self._break = False

    def flush(self, kind: ParagraphKind) -> None:
        text = SPACE.sub(" ", "".join(self._parts)).strip()
        self._parts = []
        if text:
            self.blocks.append(Block(kind, text))

    def text(self, text: str | None) -> None:
        if text:
            self._parts.append(text)

    def walk(self, element: Any, kind: ParagraphKind) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in DROPPED:
            return
        inner = KINDS.get(tag, kind)
        if tag in {"li", "item", "dd", "dt"}:
            inner = "list"
        elif tag in {"td", "th", "cell"}:
            inner = "table"
        piece = tag in PIECES
        if piece:
            self.flush(kind)
        self.text(element.text)
        last_break = False
        for child in element:
            if child.tag in BREAKS:
                # One line break is a space within a paragraph; two are a paragraph's end.
                if last_break and not (child.getprevious().tail or "").strip():
                    self.flush(inner)
                self.text("\n")
                last_break = True
            else:
                self.walk(child, inner)
                last_break = False
            self.text(child.tail)
        if piece:
            self.flush(inner)


def tree_blocks(root: Any) -> list[Block]:
    """The blocks of an element: of trafilatura's body or of plain HTML.

    Args:
        root: an lxml element.
    """
    collector = _Collector()
    collector.walk(root, "body")
    collector.flush("body")
    return collector.blocks


def fragment_blocks(text: str) -> list[Block]:
    """The blocks of an HTML fragment, all of it being the article."""
    from lxml import etree, html

    try:
        root = html.fragment_fromstring(text, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        # Not HTML after all: its marks are part of the text.
        return [Block("body", SPACE.sub(" ", text).strip())] if text.strip() else []
    return tree_blocks(root)
