"""Markdown with front matter (YAML, TOML or JSON).

Blocks are those of CommonMark, with tables. Inline markup is removed, its text is kept.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from etl.contracts.articles import ParagraphKind
from etl.readers.aliases import document_from_fields
from etl.readers.base import (
    MAX_DOCUMENT_BYTES,
    Block,
    Confidence,
    Outcome,
    Reader,
    ReaderError,
    Source,
    Sourced,
)
from etl.readers.formats import json
from etl.readers.text_decoding import decode
from etl.readers.unknown import is_binary

YAML_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
TOML_FRONT = re.compile(r"\A\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
HTML_TAG = re.compile(r"<[^>]+>")


def detect(head: bytes, name: str) -> Confidence:
    """Front matter at the start, or the suffix."""
    if is_binary(head):
        return 0
    text = head.removeprefix(b"\xef\xbb\xbf")
    if re.match(rb"---[ \t]*\r?\n[A-Za-z_][\w -]*\s*:", text) or re.match(
        rb"\+\+\+[ \t]*\r?\n", text
    ):
        return 3
    return 3 if name.lower().endswith((".md", ".markdown", ".mdown")) else 0


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    """The fields above the text, and the text."""
    import yaml

    try:
        if found := YAML_FRONT.match(text):
            fields = yaml.safe_load(found.group(1))
        elif found := TOML_FRONT.match(text):
            fields = tomllib.loads(found.group(1))
        else:
            return {}, text
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        raise ReaderError(
            "bad_front_matter", f"the front matter cannot be read ({error}); correct it"
        ) from None
    if not isinstance(fields, dict):
        return {}, text
    return {str(name): value for name, value in fields.items()}, text[found.end() :]


def _inline(token: Any) -> str:
    parts = []
    for child in token.children or ():
        if child.type in {"text", "code_inline"}:
            parts.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
    return re.sub(r"\s+", " ", "".join(parts)).strip()


def _blocks(text: str) -> list[Block]:
    from markdown_it import MarkdownIt

    found: list[Block] = []
    stack: list[ParagraphKind] = []
    opens: dict[str, ParagraphKind] = {
        "heading_open": "heading",
        "list_item_open": "list",
        "blockquote_open": "quotation",
        "th_open": "table",
        "td_open": "table",
    }
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type in opens:
            stack.append(opens[token.type])
        elif token.type.replace("_close", "_open") in opens and token.nesting < 0:
            stack.pop()
        elif token.type == "inline":
            if content := _inline(token):
                found.append(Block(stack[-1] if stack else "body", content))
        elif token.type in {"fence", "code_block", "html_block"}:
            raw = HTML_TAG.sub(" ", token.content) if token.type == "html_block" else token.content
            if content := re.sub(r"\s+", " ", raw).strip():
                found.append(Block("body", content))
    return found


def read(source: Source) -> Iterator[Outcome]:
    """The whole member as one document.

    Raises:
        ReaderError: `too_large`, `binary` or `bad_front_matter`.
    """
    with source.open() as stream:
        data = stream.read(MAX_DOCUMENT_BYTES + 1)
    if len(data) > MAX_DOCUMENT_BYTES:
        raise ReaderError(
            "too_large", f"a text of more than {MAX_DOCUMENT_BYTES:,} bytes is no article"
        )
    fields, text = _front_matter(decode(data, source.declared_charset))
    document = document_from_fields(fields, "front matter ", source.columns)
    body = _blocks(text)
    if document.title is None and body and body[0].kind == "heading":
        document.title = Sourced(body.pop(0).text, "first heading")
    if body:
        document.blocks = body
    document.byte_start, document.byte_end = 0, len(data)
    yield document


READER = Reader(
    name="markdown",
    version="1",
    title="Markdown with front matter",
    recognised_by="`---` or `+++` and a field at the start, or the suffix `.md`",
    yields=json.READER.yields,
    library="markdown-it-py, PyYAML",
    detect=detect,
    read=read,
)
