"""Excel workbooks (XLSX): one article a row, as databases and monitoring services export them.

Read by the standard (ECMA-376, part 1, 18), one row at a time; formulas by their last result.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from etl.readers import xml
from etl.readers.base import MAX_DOCUMENT_BYTES, Confidence, Outcome, Reader, ReaderError, Source
from etl.readers.formats import json
from etl.readers.packages import ERRORS, Package, package_kind
from etl.readers.sheets import MAX_CELLS, Sheet, outcomes

DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
"""Built-in formats of dates and times (18.8.30)."""
DATE_CODE = re.compile(r"(?:^|[^\\])[ymdhs]", re.IGNORECASE)
NO_CODE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
"""Of a format: text, colours and conditions."""
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""A character that XML cannot hold (22.9.2.19)."""
EPOCHS = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001 - no zone
"""Day 0 of the two date systems (18.17.4.1); before March 1900 the first is a day off."""


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By the parts of the package."""
    return 4 if package_kind(head) == "xlsx" else 0


def _text(element: Any) -> str:
    """The text of a string, without the readings that Japanese ones may carry."""
    runs = (
        run.text or ""
        for run in xml.descendants(element, "t")
        if xml.local(run.getparent()) != "rPh"
    )
    return ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), "".join(runs))


class _Workbook:
    def __init__(self, package: Package) -> None:
        self._package = package
        root = xml.parse(package.read("xl/workbook.xml"))
        setting = next(xml.descendants(root, "workbookPr"), None)
        dated = xml.attribute(setting, "date1904") if setting is not None else None
        self._epoch = EPOCHS[dated in {"1", "true"}]
        self._strings = self._shared_strings()
        self._dates = self._date_styles()
        places = self._relations()
        self.sheets = [
            Sheet(xml.attribute(sheet, "name") or "", self._rows(places[number]))
            for sheet in xml.descendants(root, "sheet")
            if (number := xml.attribute(sheet, "id")) in places
            and xml.attribute(sheet, "state") in {None, "visible"}
        ]

    def _relations(self) -> dict[str | None, str]:
        """Relation -> the part that it leads to."""
        found: dict[str | None, str] = {}
        name = "xl/_rels/workbook.xml.rels"
        if self._package.has(name):
            for one in xml.descendants(xml.parse(self._package.read(name)), "Relationship"):
                target = xml.attribute(one, "Target") or ""
                path = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
                if self._package.has(path):
                    found[xml.attribute(one, "Id")] = path
        return found

    def _shared_strings(self) -> list[str]:
        name = "xl/sharedStrings.xml"
        if not self._package.has(name):
            return []
        found = []
        size = 0
        with self._package.open(name) as stream:
            for item in xml.iterate(stream, {"si"}):
                found.append(_text(item))
                size += len(found[-1])
                if size > 4 * MAX_DOCUMENT_BYTES:
                    raise ReaderError(
                        "too_large",
                        f"its texts have more than {4 * MAX_DOCUMENT_BYTES:,} characters; save the "
                        "table as CSV",
                    )
        return found

    def _date_styles(self) -> set[str]:
        """The cell styles that show a number as a date."""
        if not self._package.has("xl/styles.xml"):
            return set()
        root = xml.parse(self._package.read("xl/styles.xml"))
        own = {
            xml.attribute(one, "numFmtId")
            for one in xml.descendants(root, "numFmt")
            if DATE_CODE.search(NO_CODE.sub("", xml.attribute(one, "formatCode") or ""))
        }
        own |= {str(number) for number in DATE_FORMATS}
        styles = next(xml.descendants(root, "cellXfs"), None)
        formats = xml.children(styles, "xf") if styles is not None else []
        return {
            str(number)
            for number, style in enumerate(formats)
            if xml.attribute(style, "numFmtId") in own
        }

    def _rows(self, part: str) -> Iterator[Sequence[object]]:
        with self._package.open(part) as stream:
            for row in xml.iterate(stream, {"row"}):
                values: list[object] = []
                for cell in xml.children(row, "c"):
                    column = _column(xml.attribute(cell, "r"), len(values))
                    if column >= MAX_CELLS:
                        break
                    values += [None] * (column + 1 - len(values))
                    values[column] = self._value(cell)
                if any(value is not None for value in values):
                    yield values

    def _value(self, cell: Any) -> object:
        kind = xml.attribute(cell, "t") or "n"
        if kind == "inlineStr":
            return _text(cell) or None
        raw = xml.text(xml.child(cell, "v"))
        if raw is None or kind == "e":
            return None
        if kind == "s":
            number = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else -1
            return self._strings[number] if 0 <= number < len(self._strings) else None
        if kind != "n":
            return ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), raw)
        try:
            amount = float(raw)
            if xml.attribute(cell, "s") in self._dates:
                # Excel counts days; the smallest step that it shows is a millisecond.
                seconds = round(amount * 86_400, 3)
                return (self._epoch + timedelta(seconds=seconds)).isoformat()
        except (ValueError, OverflowError):
            return raw
        return int(amount) if amount.is_integer() and abs(amount) < 2**53 else amount


def _column(reference: str | None, following: int) -> int:
    """The number of a cell's column from 0: of `C7` it is 2. Without a reference the next one."""
    letters = re.match(r"[A-Z]{1,3}", reference or "")
    if letters is None:
        return following
    number = 0
    for letter in letters.group():
        number = number * 26 + ord(letter) - 64
    return max(number - 1, following)


def read(source: Source) -> Iterator[Outcome]:
    """Every row's article.

    Raises:
        ReaderError: `no_header`, `damaged`, `encrypted`, or `too_large`; what came before stands.
    """
    with Package(source) as package:
        try:
            yield from outcomes(_Workbook(package).sheets, source.columns)
        except ERRORS as error:
            raise ReaderError(
                "damaged", f"a part of the workbook cannot be read ({error}); fetch it again"
            ) from None


READER = Reader(
    name="xlsx",
    version="1",
    title="Excel workbook (XLSX)",
    recognised_by="a ZIP with the part `xl/...`; a row with two known column names",
    yields=json.READER.yields,
    library="lxml",
    detect=detect,
    read=read,
    proven=False,
)
