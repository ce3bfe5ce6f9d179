"""Plain text: headline, byline and dates by convention.

The conventions, each only at the top of the text: lines `Key: value`; a headline, which is a short
line without a full stop; a byline (`By Jane Doe`); a date line (`3 May 2024`, `Updated: ...`). The
dateline of the first paragraph stays in the body, where normalisation finds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.readers.aliases import document_from_fields
from etl.readers.base import (
    Block,
    Confidence,
    Outcome,
    RawDocument,
    Reader,
    ReaderError,
    Source,
    Sourced,
    SourcedList,
)
from etl.readers.plain import blocks
from etl.readers.streams import whole
from etl.readers.text_decoding import decode
from etl.readers.unknown import SIGNATURES, is_binary, xml_root

MONTH = r"(?:jan|feb|mar|apr|may|mai|jun|jul|aug|sep|sept|oct|okt|nov|dec|dez)[a-zä]*\.?"
WEEKDAY = r"(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?\.?,?\s+"
HEADER = re.compile(
    r"^(title|headline|author|authors|by|date|published|updated|source|outlet|publication|url|link|"
    r"language|section|tags|keywords|subtitle|id)\s*:\s+(\S.*)$",
    re.IGNORECASE,
)
BYLINE = re.compile(r"^(?:by|von|par|por|di)\s+[A-ZÄÖÜÉ][^.!?]{2,120}$", re.IGNORECASE)
DATE_LINE = re.compile(
    rf"^(?:(?P<label>published|posted|updated|last updated|modified|date)\s*:?\s+(?:on\s+)?)?"
    rf"(?:{WEEKDAY})?"
    rf"(?P<date>\d{{1,2}}\.?\s+{MONTH},?\s+\d{{4}}.{{0,30}}|{MONTH}\s+\d{{1,2}},?\s+\d{{4}}.{{0,30}}"
    rf"|\d{{4}}-\d{{2}}-\d{{2}}.{{0,25}})$",
    re.IGNORECASE,
)
DATELINE = re.compile(
    r"^[A-ZÄÖÜ][A-ZÄÖÜ./ '-]{2,40}(?:,[^:—–-]{2,30})?(?:\s*\([^)]{2,20}\))?\s*(?::|—|–|--?)\s"
)
TITLE_LENGTH = 160
TOP_BLOCKS = 8
"""Paragraphs at the start of a document among which headline, byline and date are looked for."""
SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")


def detect(head: bytes, name: str) -> Confidence:
    """Anything that is text and nothing else: the last resort."""
    if any(head.startswith(signature) for signature, _ in SIGNATURES) or is_binary(head):
        return 0
    if xml_root(head) is not None:
        return 0
    return 2 if name.lower().endswith((".txt", ".text")) else 1


def _split_byline(line: str) -> tuple[str, str | None]:
    """`Jane Doe | 3 May 2024` as byline and date."""
    for separator in (" | ", " – ", " — ", " • ", " · "):
        left, found, right = line.partition(separator)
        if found and DATE_LINE.match(right.strip()):
            return left.strip(), right.strip()
    return line, None


def _take_headers(lines: list[str]) -> tuple[dict[str, object], list[str]]:
    fields: dict[str, object] = {}
    rest = list(lines)
    while rest and (found := HEADER.match(rest[0].strip())):
        fields[found.group(1).lower()] = found.group(2).strip()
        rest.pop(0)
    # One `Source: ...` alone is as likely a sentence of the text.
    return (fields, rest) if len(fields) > 1 else ({}, lines)


class _Top:
    """Takes the lines above the text away, one after the other."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.title: str | None = None
        self.authors: str | None = None
        self.published: list[Sourced] = []
        self.updated: list[Sourced] = []

    def drop_blank(self) -> bool:
        """Whether there was a blank line."""
        dropped = False
        while self.lines and not self.lines[0].strip():
            self.lines.pop(0)
            dropped = True
        return dropped

    def take_title(self) -> None:
        if not self.lines:
            return
        line = self.lines[0].strip()
        after = self.lines[1].strip() if len(self.lines) > 1 else None
        stands_alone = after == "" or (after is not None and self._is_meta(after))
        if (
            after is not None
            and stands_alone
            and len(line) <= TITLE_LENGTH
            and not SENTENCE_END.search(line.rstrip(")"))
            and not DATELINE.match(line)
            and not self._is_meta(line)
            and len(self.lines) > 1
            and any(rest.strip() for rest in self.lines[1:])
        ):
            self.title = line
            self.lines.pop(0)

    @staticmethod
    def _is_meta(line: str) -> bool:
        byline, date = _split_byline(line)
        return bool(BYLINE.match(byline) or date or DATE_LINE.match(line))

    def take_meta(self) -> None:
        while True:
            self.drop_blank()
            if len(self.lines) < 2 or not self._take_line(self.lines[0].strip()):
                return
            self.lines.pop(0)

    def _take_line(self, line: str) -> bool:
        byline, date = _split_byline(line)
        if date is not None:
            self._date(date)
            if self.authors is None:
                self.authors = byline
            return True
        if self.authors is None and BYLINE.match(line) and len(line.split()) <= 16:
            self.authors = line
            return True
        if DATE_LINE.match(line):
            self._date(line)
            return True
        return False

    def _date(self, line: str) -> None:
        found = DATE_LINE.match(line)
        if found is None:
            return
        label = (found.group("label") or "").lower()
        value = Sourced(found.group("date").strip(), "date line")
        (
            self.updated if label in {"updated", "last updated", "modified"} else self.published
        ).append(value)


def parse(text: str) -> RawDocument:
    """One plain text as a document at position 0."""
    lines = text.strip("\n").split("\n")
    fields, lines = _take_headers(lines)
    top = _Top(lines)
    top.drop_blank()
    if "title" not in fields and "headline" not in fields:
        top.take_title()
    top.take_meta()
    document = document_from_fields(dict(fields), "header ")
    document.blocks = _blocks(top.lines)
    if top.title is not None:
        document.title = Sourced(top.title, "first line")
    if top.authors is not None and document.authors is None:
        document.authors = SourcedList((top.authors,), "byline")
    document.published += tuple(top.published)
    document.updated += tuple(top.updated)
    return document


def take_top(document: RawDocument, blocks: list[Block]) -> None:
    """Fill a document from paragraphs, the first of which may be its headline, byline and date.

    For forms that have paragraphs but no fields (DOCX, RTF). What the document already has stays.
    """
    lines = [line for block in blocks[:TOP_BLOCKS] for line in (block.text, "")]
    top = _Top(lines)
    if document.title is None:
        top.take_title()
    top.take_meta()
    if top.title is not None:
        document.title = Sourced(top.title, "first line")
    if top.authors is not None and document.authors is None:
        document.authors = SourcedList((top.authors,), "byline")
    document.published = (*top.published, *document.published)
    document.updated = (*top.updated, *document.updated)
    left = sum(bool(line.strip()) for line in top.lines)
    document.blocks = blocks[min(len(blocks), TOP_BLOCKS) - left :]


def _blocks(lines: list[str]) -> list[Block]:
    return blocks("\n".join(lines))


def read(source: Source) -> Iterator[Outcome]:
    """The whole member as one document.

    Raises:
        ReaderError: `too_large`, `binary` or `no_text`.
    """
    data = whole(source.open(), "plain text")
    document = parse(decode(data, source.declared_charset))
    if not document.blocks:
        raise ReaderError(
            "no_text", "holds no text below its headline and header lines; fetch the file again"
        )
    document.byte_start, document.byte_end = 0, len(data)
    yield document


READER = Reader(
    name="text",
    version="2",
    title="plain text",
    recognised_by="text that no other reader takes",
    yields=("title", "authors", "published", "updated", "blocks"),
    library="",
    detect=detect,
    read=read,
)
