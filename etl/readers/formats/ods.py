"""OpenDocument spreadsheets (ODS): one article a row (OASIS ODF 1.3, part 3, 9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, BinaryIO

from etl.readers import xml
from etl.readers.base import Confidence, Outcome, Reader, ReaderError, Source
from etl.readers.formats import json
from etl.readers.packages import ERRORS, Package, package_kind
from etl.readers.sheets import MAX_CELLS, Sheet, outcomes

MAX_REPEATED = 100
"""Rows that one stands for: sheets are filled up with blank ones by the million."""


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By the part `mimetype`."""
    return 4 if package_kind(head) == "ods" else 0


def _count(element: Any, name: str) -> int:
    stated = xml.attribute(element, name) or ""
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 9 else 1


def _value(cell: Any) -> str | None:
    """What a cell holds: a date as the file states it, else what it shows."""
    stated = xml.attribute(cell, "date-value")
    if stated is not None:
        return stated
    lines = [
        "".join(paragraph.itertext())
        for paragraph in xml.children(cell, "p")
        if isinstance(paragraph.tag, str)
    ]
    return "\n".join(lines).strip() or xml.attribute(cell, "value")


def _row(row: Any) -> list[object]:
    values: list[object] = []
    for cell in xml.children(row, "table-cell", "covered-table-cell"):
        repeated = min(_count(cell, "number-columns-repeated"), MAX_CELLS)
        values += [_value(cell)] * repeated
        if len(values) >= MAX_CELLS:
            break
    while values and values[-1] is None:
        values.pop()
    return values


def _sheets(stream: BinaryIO) -> Iterator[Sheet]:
    """The sheets of a document, in its stream: each is read before the next begins."""
    elements = xml.iterate(stream, {"table-row", "table"})

    def rows(first: Any) -> Iterator[Sequence[object]]:
        for element in chain([first], elements):
            if xml.local(element) == "table":
                return  # a sheet ends after its rows
            if values := _row(element):
                repeated = min(_count(element, "number-rows-repeated"), MAX_REPEATED)
                yield from [values] * repeated

    for number, element in enumerate(elements, 1):
        sheet = Sheet(str(number), rows(element))
        yield sheet
        for _ in sheet.rows:
            pass


def read(source: Source) -> Iterator[Outcome]:
    """Every row's article.

    Raises:
        ReaderError: `no_header`, `damaged`, `encrypted`, or what `xml.iterate` raises; what came
            before stands.
    """
    with Package(source) as package:
        try:
            with package.open("content.xml") as stream:
                yield from outcomes(_sheets(stream), source.columns)
        except ERRORS as error:
            raise ReaderError(
                "damaged", f"a part of the spreadsheet cannot be read ({error}); fetch it again"
            ) from None


READER = Reader(
    name="ods",
    version="1",
    title="OpenDocument spreadsheet (ODS)",
    recognised_by="a ZIP that begins with the part `mimetype`; a row with two known column names",
    yields=json.READER.yields,
    library="lxml",
    detect=detect,
    read=read,
    proven=False,
)
