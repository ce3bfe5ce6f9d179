"""LexisNexis exports as HTML: documents between comments `<DOCFULL>`.

The comments (`Hide XML section from browser`) have marked documents in every layout so far; classes
are numbered anew in every file, so that what is centred is looked up in its style sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from etl.readers.base import (
    HEAD_SIZE,
    Confidence,
    Outcome,
    RawDocument,
    Reader,
    ReaderError,
    Rejected,
    Source,
)
from etl.readers.formats import nexis_text
from etl.readers.nexis import Count, Piece, compare, parse, request_count, sequence_count
from etl.readers.records import between
from etl.readers.text_decoding import decode

OPENING = re.compile(rb"<DOCFULL>\s*-->", re.IGNORECASE)
CLOSING = re.compile(rb"</DOCFULL>", re.IGNORECASE)
COMMENT = re.compile(rb"<!--\s*Hide XML section from browser", re.IGNORECASE)
STATED = re.compile(r"<META\s[^>]*\bDOCUMENTS\s*=\s*\"?(\d+)", re.IGNORECASE)
CENTRED = re.compile(r"\.(\w+)\s*\{[^}]*text-align:\s*center", re.IGNORECASE)
CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
NUMBER = re.compile(
    r"\s*(?:FOCUS - )?(?:\w+ )?(\d[\d.,]*) (?:of|von|de|sur|van|di) (\d[\d.,]*)(?: \w+)?\s*",
    re.IGNORECASE,
)
SKIPPED = {"style", "script", "img", "head", "title"}


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By the comments that only these exports have."""
    if b"<" not in head[:4096]:
        return 0
    return 4 if OPENING.search(head) and COMMENT.search(head) else 0


def _lines(element: Any) -> list[str]:
    """The text of an element, cut at its line breaks."""
    parts: list[str] = []

    def walk(node: Any) -> None:
        if not isinstance(node.tag, str) or node.tag in SKIPPED:
            return
        if node.tag == "br":
            parts.append("\n")
        parts.append(re.sub(r"\s", " ", node.text or ""))
        for child in node:
            walk(child)
            parts.append(re.sub(r"\s", " ", child.tail or ""))

    walk(element)
    lines = [line.replace("\u00a0", " ").strip() for line in "".join(parts).split("\n")]
    return [line for line in lines if line]


def _pieces(tree: Any, centred: set[str]) -> list[Piece]:
    found: list[Piece] = []
    for element in tree.iter("p"):
        lines = _lines(element)
        if not lines:
            continue
        classes = {element.get("class"), element.getparent().get("class")}
        table = next(element.iterancestors("table"), None) is not None
        found.append(
            Piece(
                tuple(lines),
                centred=not table and bool(classes & centred),
                kind="table" if table else "body",
            )
        )
    return found


def _document(
    data: bytes, start: int, centred: set[str], charset: str | None
) -> tuple[RawDocument | Rejected, tuple[int, int] | None]:
    from lxml import etree, html

    text = decode(data, charset)
    inner = text.partition("-->")[2].rpartition("<!--")[0]
    try:
        tree = html.fragment_fromstring(inner, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        return (
            Rejected(
                position=start, code="damaged", message=f"a document that is no HTML ({error})"
            ),
            None,
        )
    pieces = _pieces(tree, centred)
    number = NUMBER.fullmatch(pieces[0].text) if pieces else None
    numbers = None
    if number is not None:
        pieces = pieces[1:]
        numbers = (int(re.sub(r"\D", "", number[1])), int(re.sub(r"\D", "", number[2])))
    outcome = parse(pieces, start)
    outcome.byte_start, outcome.byte_end = start, start + len(data)
    if numbers and isinstance(outcome, RawDocument):
        outcome.extra["number"] = list(numbers)
    return outcome, numbers


def _stated(head: str) -> Count | None:
    """What the page's own head or cover states."""
    cover = re.sub(r"<[^>]+>|&nbsp;", "\n", head.partition("<DOCFULL>")[0])
    if (count := request_count(cover)) is not None:
        return count
    found = STATED.search(head)
    return Count(int(found[1]), f'DOCUMENTS="{found[1]}"') if found else None


def read(source: Source) -> Iterator[Outcome]:
    """Every document; then a reject, where the file states another number of them.

    Raises:
        ReaderError: `truncated` or `too_large`.
    """
    with source.open() as stream:
        head = stream.read(HEAD_SIZE)
    found = CHARSET.search(head)
    charset = found.group(1).decode("ascii") if found else source.declared_charset
    text = decode(head, charset)
    centred = set(CENTRED.findall(text))
    numbers: list[tuple[int, int]] = []
    delivered = 0
    end = 0
    with source.open() as stream:
        for record in between(stream, OPENING, CLOSING):
            end = record.start + len(record.data)
            if not record.closed:
                if not record.data.startswith(b"<DOCFULL"):
                    continue  # the page's end
                raise ReaderError(
                    "truncated",
                    "the file ends within a document; export it again",
                    position=record.start,
                )
            outcome, number = _document(record.data, record.start, centred, charset)
            numbers += [number] if number else []
            delivered += 1
            yield outcome
    difference = compare(delivered, _stated(text) or sequence_count(numbers), end)
    if difference is not None:
        yield difference


READER = Reader(
    name="nexis_html",
    version="1",
    title="LexisNexis HTML export",
    recognised_by="comments `<DOCFULL>`",
    yields=nexis_text.READER.yields,
    library="lxml",
    detect=detect,
    read=read,
)
