"""PDF with a text layer: one article a file.

Lines, their sizes and the order of columns come from pdfminer's layout analysis; here they become
paragraphs: hyphens at line ends are resolved, a paragraph goes on in the next column or page, page
numbers and lines that recur at the edges of pages are left out. What is set larger than the text is
a heading, the largest on the first page the title. Scans without a text layer are rejected: their
words have to be recognised first.
"""

from __future__ import annotations

import logging
import re
import statistics
import struct
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from etl.contracts.articles import ParagraphKind
from etl.readers.base import (
    Block,
    Confidence,
    Outcome,
    RawDocument,
    Reader,
    ReaderError,
    Source,
    Sourced,
)
from etl.readers.formats.text import take_top
from etl.readers.packages import fill_properties
from etl.readers.streams import searchable
from etl.readers.text_decoding import clean

MAX_PAGES = 400
MAX_CHARACTERS = 4_000_000
"""Beyond either it is no article but a book."""
MARGIN = 0.08
"""Of a page's height at its top and bottom, where running heads and numbers stand."""
HEADING_SIZE = 1.15
"""Times the size of the text."""
TITLE_SIZE = 1.3
SENTENCE_END = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
PAGE_NUMBER = re.compile(
    r"(?:page|seite|p\.)?\s*[-–]?\s*\d{1,4}\s*[-–]?(?:\s*(?:/|of|von)\s*\d+)?", re.IGNORECASE
)
NO_CHARACTER = re.compile(r"\(cid:\d+\)")
"""What the library writes for a glyph whose character the font does not say."""
BULLET = re.compile(r"[•◦▪‣·*–]\s+\S")
PROPERTIES = {
    "Title": "title", "Author": "creator", "Subject": "description", "Keywords": "keywords",
    "CreationDate": "created", "ModDate": "modified",
}  # fmt: skip
MESSAGES = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, struct.error,
    zlib.error, OSError, RecursionError, NotImplementedError, ArithmeticError, EOFError,
)  # fmt: skip
"""What the library lets through on damaged files, beside its own errors."""


class Line(NamedTuple):
    """One line of a page; lengths in points."""

    text: str
    x0: float
    x1: float
    size: float
    box: int
    """Number of the box that the layout put it into, over all pages."""
    edge: bool
    """Whether it stands at the top or bottom of its page."""


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By the header, which may stand some bytes in (ISO 32000-1, annex H.3.4.1)."""
    return 3 if b"%PDF-" in head[:1024] else 0


def _page_lines(page: Any, first_box: int) -> tuple[list[Line], int]:
    from pdfminer.layout import LTChar, LTTextBox, LTTextLine

    found = []
    box_number = first_box
    for box in (one for one in page if isinstance(one, LTTextBox)):
        box_number += 1
        lines: Any = box
        for line in (one for one in lines if isinstance(one, LTTextLine)):
            text = " ".join(NO_CHARACTER.sub("", clean(line.get_text())).split())
            sizes = [char.size for char in line if isinstance(char, LTChar)]
            if not text or not sizes:
                continue
            edge = line.y1 < MARGIN * page.height or line.y0 > (1 - MARGIN) * page.height
            size = round(statistics.median(sizes), 1)
            found.append(Line(text, line.x0, line.x1, size, box_number, edge))
    return found, box_number


def _without_running_heads(pages: Sequence[Sequence[Line]]) -> list[Line]:
    """All lines but page numbers, and lines that recur at the edges of pages."""
    shapes = Counter(
        shape
        for page in pages
        for shape in {re.sub(r"\d+", "#", line.text) for line in page if line.edge}
    )
    least = max(2, len(pages) // 2)
    return [
        line
        for page in pages
        for line in page
        if not (
            line.edge
            and (
                PAGE_NUMBER.fullmatch(line.text)
                or (len(pages) > 2 and shapes[re.sub(r"\d+", "#", line.text)] >= least)
            )
        )
    ]


def _join(before: str, following: str) -> str:
    if before.endswith("\u00ad"):
        return before[:-1] + following
    if before.endswith("-") and before[-2:-1].isalpha() and following[:1].islower():
        return before[:-1] + following
    if before.endswith("-") and before[-2:-1].isalnum() and following[:1].isalnum():
        return before + following
    return f"{before} {following}"


def _begins(line: Line, before: Line, box: Sequence[Line]) -> bool:
    """Whether a line begins a paragraph within its box."""
    left = statistics.median(other.x0 for other in box)
    right = max(other.x1 for other in box)
    if BULLET.match(line.text) or abs(line.size - before.size) > 1:
        return True
    if line.x0 - left > 0.7 * line.size and before.x0 - left < 0.7 * line.size:
        return True
    short = before.x1 < right - 0.12 * (right - left)
    return short and bool(SENTENCE_END.search(before.text))


def paragraphs(lines: Sequence[Line]) -> list[Block]:
    """The lines of a document, in reading order, as paragraphs."""
    if not lines:
        return []
    weights: Counter[float] = Counter()
    boxes: dict[int, list[Line]] = {}
    for line in lines:
        weights[line.size] += len(line.text)
        boxes.setdefault(line.box, []).append(line)
    body = weights.most_common(1)[0][0]
    found: list[tuple[ParagraphKind, str]] = []
    for box in boxes.values():
        for number, line in enumerate(box):
            kind: ParagraphKind = "heading" if line.size > HEADING_SIZE * body else "body"
            if BULLET.match(line.text):
                kind = "list"
            same = bool(found) and (
                found[-1][0] == kind or (found[-1][0], kind) == ("list", "body")
            )
            if number == 0:
                # The next column or page: a sentence that goes on has not ended and begins small.
                ended = not found or SENTENCE_END.search(found[-1][1])
                continues = same and not ended and line.text[:1].islower()
            else:
                continues = same and not _begins(line, box[number - 1], box)
            if continues:
                found[-1] = (found[-1][0], _join(found[-1][1], line.text))
            else:
                found.append((kind, line.text))
    return [Block(kind, text) for kind, text in found]


def _title(lines: Sequence[Line], first_page: int) -> str | None:
    """What is set largest on the first page, where that is a good deal larger than the text."""
    weights: Counter[float] = Counter()
    for line in lines:
        weights[line.size] += len(line.text)
    head = lines[:first_page]
    if not head or not weights:
        return None
    largest = max(line.size for line in head)
    if largest < TITLE_SIZE * weights.most_common(1)[0][0]:
        return None
    start = next(number for number, line in enumerate(head) if line.size == largest)
    words: list[str] = []
    for line in head[start:]:
        if line.size != largest or line.box != head[start].box:
            break
        words.append(line.text)
    return " ".join(words)


def _properties(document: Any) -> dict[str, list[str]]:
    from pdfminer.pdftypes import resolve1
    from pdfminer.utils import decode_text

    found: dict[str, list[str]] = {}
    for info in document.info:
        for key, name in PROPERTIES.items():
            value = resolve1(info.get(key))
            if isinstance(value, bytes | str):
                text = clean(decode_text(value) if isinstance(value, bytes) else value).strip()
                if text:
                    found.setdefault(name, []).append(text)
    return found


def _read(stream: Any) -> tuple[list[list[Line]], dict[str, list[str]], str | None]:
    """The lines of each page, what the file says of itself, and what stopped the reading.

    Raises:
        ReaderError: `damaged` or `encrypted`, where nothing could be read.
    """
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.layout import LAParams
    from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser
    from pdfminer.psexceptions import PSException

    # What it finds odd of a file it would write to stderr, among the progress of a run.
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    pages: list[list[Line]] = []
    properties: dict[str, list[str]] = {}
    box = 0
    size = 0
    try:
        document = PDFDocument(PDFParser(stream))
        properties = _properties(document)
        manager = PDFResourceManager()
        device = PDFPageAggregator(manager, laparams=LAParams())
        interpreter = PDFPageInterpreter(manager, device)
        for number, page in enumerate(PDFPage.create_pages(document)):
            interpreter.process_page(page)
            lines, box = _page_lines(device.get_result(), box)
            pages.append(lines)
            size += sum(len(line.text) for line in lines)
            if number >= MAX_PAGES or size > MAX_CHARACTERS:
                return pages, properties, f"is longer than {MAX_PAGES} pages of text: split it"
    except PDFPasswordIncorrect:
        raise ReaderError("encrypted", "needs a password; save it without one") from None
    except (PSException, *MESSAGES) as error:
        problem = f"cannot be read after {len(pages)} pages ({type(error).__name__}: {error})"
        if not pages:
            raise ReaderError("damaged", f"the PDF {problem}; fetch it again") from None
        return pages, properties, problem
    return pages, properties, None


def read(source: Source) -> Iterator[Outcome]:
    """The file's article.

    Raises:
        ReaderError: `encrypted`, `no_text`, or `damaged`, where the file breaks off; what came
            before stands.
    """
    with searchable(source) as stream:
        pages, properties, problem = _read(stream)
    lines = _without_running_heads(pages)
    document = RawDocument(position=0, blocks=[])
    title = _title(lines, len(pages[0]) if pages else 0)
    blocks = paragraphs(lines)
    if title is not None:
        document.title = Sourced(title, "largest type")
        blocks = [block for block in blocks if block != Block("heading", title)]
    take_top(document, blocks)
    fill_properties(document, properties)
    if not document.blocks:
        raise ReaderError(
            "no_text",
            f"{len(pages)} pages without a text layer; recognise their words first (OCR), for "
            "example with ocrmypdf",
        )
    document.extra["page_count"] = len(pages)
    yield document
    if problem is not None:
        raise ReaderError("damaged", f"the PDF {problem}; fetch it again", position=1)


READER = Reader(
    name="pdf",
    version="1",
    title="PDF with a text layer",
    recognised_by="`%PDF-` at the start",
    yields=("title", "authors", "tags", "published", "updated", "language", "blocks"),
    library="pdfminer.six",
    detect=detect,
    read=read,
)
