"""Sheets of a spreadsheet to articles: one a row, below a line of column names.

Belongs here: which row names the columns, and what a row becomes, for XLSX and ODS. Does not belong
here: how either writes its cells (`formats.xlsx`, `formats.ods`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import orjson

from etl.readers.aliases import article_from_record, known_names
from etl.readers.base import Outcome, ReaderError, Rejected, Skipped

TITLE_ROWS = 20
"""Rows at the top of a sheet among which the one that names the columns is looked for."""
MAX_CELLS = 2_000
"""Of a row: what lies further right is no field of an article."""


@dataclass(slots=True)
class Sheet:
    """One sheet: its rows are read as they are asked for."""

    name: str
    rows: Iterator[Sequence[object]]
    """The values of each row that holds any: text, number, date or None."""


def _text(value: object) -> str:
    return str(value).strip() if value is not None else ""


def _header(
    rows: Iterator[Sequence[object]], columns: Mapping[str, str]
) -> tuple[list[str] | None, list[str]]:
    """The names of the columns: the first row with two known ones, or one that the folder names.

    The rows above it are passed over.

    Returns:
        The names, or None; and the first row, whatever it is.
    """
    own = set(columns.values())
    first: list[str] = []
    for _, row in zip(range(TITLE_ROWS), rows, strict=False):
        names = [_text(value) for value in row]
        first = first or names
        if known_names(names) >= 2 or own.intersection(names):
            return names, first
    return None, first


def outcomes(sheets: Iterable[Sheet], columns: Mapping[str, str]) -> Iterator[Outcome]:
    """Every row's article; a sheet without known columns is skipped, unless there is no other.

    Raises:
        ReaderError: `no_header`, or what the rows raise.
    """
    position = passed = 0
    found_any = False
    first_row: list[str] = []
    for sheet in sheets:
        names, first = _header(sheet.rows, columns)
        first_row = first_row or first
        if names is None:
            passed += 1
            continue
        found_any = True
        for number, row in enumerate(sheet.rows, 1):
            record = {
                name: value
                for name, value in zip(names, row, strict=False)
                if name and _text(value)
            }
            if record:
                yield _article(record, position, f"sheet {sheet.name!r}, row {number}", columns)
                position += 1
    if not found_any:
        raise ReaderError(
            "no_header",
            f"no sheet has a row of known column names (the first row is "
            f"{', '.join(first_row[:12])!r}); name the columns in _newshouse.toml: "
            '[columns] body = "...", title = "..."',
        )
    for number in range(passed):
        yield Skipped(position=position + number, reason="sheet without articles")


def _article(
    record: dict[str, object], position: int, where: str, columns: Mapping[str, str]
) -> Outcome:
    try:
        document = article_from_record(record, columns)
    except ReaderError as error:
        return Rejected(
            position=position,
            code=error.code,
            message=f"{where} below the column names: {error.message}",
            content=orjson.dumps(record, default=str)[:65_536],
        )
    document.position = position
    return document
