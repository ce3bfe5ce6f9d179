"""Markdown with front matter (YAML, TOML or JSON).

Blocks are those of CommonMark, with tables. Inline markup is removed, its text is kept.
"""

from __future__ import annotations

import json as json_library
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

from etl.contracts.articles import ParagraphKind
from etl.readers.aliases import document_from_fields
from etl.readers.base import (
    Block,
    Confidence,
    Outcome,
    Reader,
    ReaderError,
    Source,
    Sourced,
)
from etl.readers.formats import json
from etl.readers.streams import whole
from etl.readers.text_decoding import decode
from etl.readers.unknown import is_binary

YAML_FRONT = re.compile(r"\A\s*?---[ \t]*\n(.*?)(?:^|\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
TOML_FRONT = re.compile(r"\A\s*?\+\+\+[ \t]*\n(.*?)(?:^|\n)\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
MAX_FRONT = 256 * 1024
"""Characters of front matter: beyond, it is none."""
FIELD_LINE = re.compile(r"([A-Za-z_][\w -]*?)\s*:(?:\s+(.*))?")
HTML_TAG = re.compile(r"<[^>]+>")


def detect(head: bytes, name: str) -> Confidence:
    """Front matter at the start, or the suffix."""
    if is_binary(head):
        return 0
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if re.match(rb"---[ \t]*\r?\n[A-Za-z_][\w -]*\s*:", text) or re.match(
        rb"\+\+\+[ \t]*\r?\n", text
    ):
        return 3
    return 3 if name.lower().endswith((".md", ".markdown", ".mdown")) else 0


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    """The fields above the text, and the text."""
    try:
        if found := YAML_FRONT.match(text[:MAX_FRONT]):
            fields = _yaml(found.group(1))
        elif found := TOML_FRONT.match(text[:MAX_FRONT]):
            fields = tomllib.loads(found.group(1))
        elif text.lstrip().startswith("{"):
            return _json(text)
        else:
            return {}, text
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        raise ReaderError(
            "bad_front_matter", f"the front matter cannot be read ({error}); correct it"
        ) from None
    if not isinstance(fields, dict):
        return {}, text
    return {str(name): value for name, value in fields.items()}, text[found.end() :]


def _json(text: str) -> tuple[dict[str, Any], str]:
    """Hugo's third form: an object before the text."""
    start = len(text) - len(text.lstrip())
    try:
        fields, end = json_library.JSONDecoder().raw_decode(text[start : start + MAX_FRONT])
    except ValueError:
        return {}, text
    return (fields, text[start + end :]) if isinstance(fields, dict) else ({}, text)


def _yaml(text: str) -> object:
    """The values as they are written: dates, `no` and `007` stay text.

    What is not strictly YAML (a title with a colon) is read line by line.
    """
    import yaml

    try:
        return yaml.load(text, _loader())  # noqa: S506 - a SafeLoader
    except yaml.YAMLError:
        fields = dict(_field_lines(text))
        if not fields:
            raise ReaderError(
                "bad_front_matter",
                "the front matter is neither YAML nor lines of the form `field: value`; correct it",
            ) from None
        return fields


@cache
def _loader() -> type[Any]:
    """A safe loader without YAML 1.1's guesses, and without aliases, which can multiply."""
    import yaml

    class Loader(yaml.SafeLoader):
        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                raise yaml.composer.ComposerError(None, None, "aliases are not read", None)
            return super().compose_node(parent, index)

    Loader.yaml_implicit_resolvers = {}
    # The core schema of YAML 1.2 (10.3.2), of which fields need no more.
    for tag, pattern, first in (
        ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
        ("int", r"-?(?:0|[1-9][0-9]*)", "-0123456789"),
        ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ):
        Loader.add_implicit_resolver(
            f"tag:yaml.org,2002:{tag}", re.compile(rf"\A(?:{pattern})\Z"), list(first)
        )
    return Loader


def _field_lines(text: str) -> Iterator[tuple[str, object]]:
    """`field: value` lines, and lists of `- item` lines below a field without a value."""
    name = None
    items: list[str] = []
    for line in [*text.split("\n"), "end:"]:
        stripped = line.strip()
        if name is not None and stripped.startswith("- "):
            items.append(stripped[2:].strip().strip("'\""))
            continue
        if name is not None and items:
            yield name, items
        name, items = None, []
        if found := FIELD_LINE.fullmatch(line.rstrip()):
            if value := (found.group(2) or "").strip():
                yield found.group(1), _unquoted(value)
            else:
                name = found.group(1)


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
    return value[1:-1] if quoted else value


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
        ReaderError: `too_large`, `binary`, `bad_front_matter` or `no_text`.
    """
    data = whole(source.open(), "text")
    fields, text = _front_matter(decode(data, source.declared_charset))
    document = document_from_fields(fields, "front matter ", source.columns)
    body = _blocks(text)
    if document.title is None and body and body[0].kind == "heading":
        document.title = Sourced(body.pop(0).text, "first heading")
    if body:
        document.blocks = body
    if not document.blocks:
        raise ReaderError("no_text", "holds no text below its front matter; fetch the file again")
    document.byte_start, document.byte_end = 0, len(data)
    yield document


READER = Reader(
    name="markdown",
    version="2",
    title="Markdown with front matter",
    recognised_by="`---` or `+++` and a field at the start, or the suffix `.md`",
    yields=json.READER.yields,
    library="markdown-it-py, PyYAML",
    detect=detect,
    read=read,
)
