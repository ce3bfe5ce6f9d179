"""Europresse exports as HTML: one table an article, its parts marked by classes.

Marks: `DocPublicationName` (the outlet, with the issue's number), `DocHeader` (section, weekday,
date, page), `TitreArticleVisu` (headline). What stands before the headline after the header is a
kicker or subtitle; a line between headline and text is the byline. The text ends with the notice of
rights and `Numéro de document`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from etl.readers.base import (
    Block,
    Confidence,
    Outcome,
    RawDocument,
    Reader,
    ReaderError,
    Rejected,
    Source,
    Sourced,
    SourcedList,
)
from etl.readers.formats.html import parse
from etl.readers.nesting import walkable
from etl.readers.nexis import find_date
from etl.readers.xml import read_whole

MARK = re.compile(rb"""class=["']?(?:DocPublicationName|TitreArticleVisu)\b""", re.IGNORECASE)
NUMBER = re.compile(
    r"(?:num[ée]ro de document|document number|dokumentnummer)\s*:\s*(\S+)", re.IGNORECASE
)
RIGHTS = re.compile(r"©|\(c\)\s|tous droits|all rights reserved", re.IGNORECASE)
PAGE = re.compile(r"p+\.\s*\S+(?:\s*[,-]\s*\S+)*", re.IGNORECASE)
WEEKDAY = re.compile(
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|(?:mon|tues|wednes|thurs|fri|satur|sun)day",
    re.IGNORECASE,
)
ISSUE = re.compile(r",\s*(no\.?\s*\S+)\s*$", re.IGNORECASE)
BYLINE_WORDS = 12


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By the classes of outlet and headline."""
    return 4 if MARK.search(head) and b"<" in head[:2048] else 0


def _lines(cell: Any) -> list[tuple[str, str]]:
    """(class or tag, text) of each line of an article's cell, in order."""
    found: list[tuple[str, str]] = []
    parts: list[str] = []
    marks: list[str] = []

    def flush() -> None:
        text = " ".join("".join(parts).split())
        if text:
            found.append((marks[0] if marks else "", text))
        parts.clear()
        marks.clear()

    def walk(node: Any) -> None:
        if not isinstance(node.tag, str) or node.tag in {"table", "img", "script", "style", "form"}:
            return
        if node.tag in {"br", "p"}:
            flush()
        mark = node.get("class") or ""
        if mark in {"DocPublicationName", "DocHeader", "TitreArticleVisu"}:
            if marks and marks[0] != mark:
                flush()
            if not any(part.strip() for part in parts):
                marks.append(mark)
        parts.append(node.text or "")
        for child in node:
            walk(child)
            parts.append(child.tail or "")
        if node.tag == "p":
            flush()

    for child in cell:
        walk(child)
        parts.append(child.tail or "")
    flush()
    return found


def _fill_header(document: RawDocument, header: str) -> None:
    """`Éditorial, jeudi 4 octobre 2012, p. 03` as section, date and page."""
    rest = []
    for part in (part.strip() for part in header.split(",")):
        words = WEEKDAY.sub("", part).strip()
        if (dated := find_date(words)) is not None:
            document.published = (Sourced(dated[0], "DocHeader"),)
        elif PAGE.fullmatch(part):
            document.extra["page"] = part
        elif words:
            rest.append(part)
    document.section = ", ".join(rest) or None


def _document(cell: Any, position: int) -> RawDocument | Rejected:
    document = RawDocument(position=position, blocks=[])
    above: list[str] = []
    lines = _lines(cell)
    titled = next((i for i, line in enumerate(lines) if line[0] == "TitreArticleVisu"), None)
    for i, (mark, text) in enumerate(lines):
        if mark == "DocPublicationName":
            issue = ISSUE.search(text)
            document.outlet = Sourced(text[: issue.start()] if issue else text, mark)
            if issue:
                document.extra["issue"] = issue.group(1)
        elif mark == "DocHeader":
            _fill_header(document, text)
        elif mark == "TitreArticleVisu":
            document.title = Sourced(text, mark)
        elif titled is not None and i < titled:
            above.append(text)
        elif found := NUMBER.search(text):
            document.external_id = found.group(1)
        elif RIGHTS.match(text):
            document.copyright = text
        elif (
            titled is not None
            and i == titled + 1
            and len(text.split()) <= BYLINE_WORDS
            and not text.endswith((".", "!", "?", "…", ":"))
            and i + 1 < len(lines)
            and not RIGHTS.match(lines[i + 1][1])
        ):
            document.authors = SourcedList((text,), "byline")
        else:
            document.blocks.append(Block("body", text))
    document.subtitle = " ".join(above) or None
    if not document.blocks:
        return Rejected(
            position=position,
            code="no_text",
            message=f"the article {document.title.value if document.title else '(no title)'!r} has "
            "no text; export it with its full text",
        )
    return document


def read(source: Source) -> Iterator[Outcome]:
    """Every article of the page.

    Raises:
        ReaderError: `too_large`, `binary`, or `no_text`.
    """
    tree = parse(read_whole(source, "page"), source.declared_charset)
    position = 0
    for mark in tree.xpath("//*[@class='DocPublicationName']"):
        with walkable():
            outcome = _document(mark.getparent(), position)
        yield outcome
        position += 1
    if position == 0:
        raise ReaderError(
            "no_text", "no article is marked in the page; save the list with its full texts"
        )


READER = Reader(
    name="europresse",
    version="1",
    title="Europresse HTML export",
    recognised_by="classes `DocPublicationName`, `TitreArticleVisu`",
    yields=(
        "title",
        "subtitle",
        "authors",
        "outlet",
        "external_id",
        "section",
        "published",
        "copyright",
        "blocks",
    ),
    library="lxml",
    detect=detect,
    read=read,
)
