"""CSV and TSV with a header line: one article a row.

The header's names go through `etl.readers.aliases`; a folder's `columns` names others. The
delimiter is taken from the header; quotation marks are those of RFC 4180, or escaped with a
backslash where the first rows have them so. A broken row costs itself: reading goes on at the next
line.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import IO, NamedTuple

from etl.readers.aliases import KNOWN, article_from_record, known_names, normal_name
from etl.readers.base import (
    MAX_DOCUMENT_BYTES,
    Confidence,
    Outcome,
    Reader,
    ReaderError,
    Rejected,
    Source,
)
from etl.readers.formats import json
from etl.readers.ranges import within
from etl.readers.streams import head_of
from etl.readers.text_decoding import stream_encoding
from etl.readers.unknown import is_binary

DELIMITERS = (",", "\t", ";", "|")
HEAD_BYTES = 65_536
SEPARATOR_HINT = re.compile(r"\s*sep=(.)\s*\Z", re.IGNORECASE)
"""A first line that only says `sep=;`: Excel writes and reads it."""
ESCAPED = re.compile(r"\\\"(?![,;|\t\r\n])")
"""A quotation mark escaped as databases do it, not doubled."""
MAX_RESUMED = 1_000
"""Broken rows after which reading goes on at the next line. More than these are no accident, and
each may have been read to the file's end in search of its closing quotation mark."""
MAX_MENDED_LINES = 1_000
"""Lines that a row with stray quotation marks may have."""


class Dialect(NamedTuple):
    """How a table is written."""

    delimiter: str
    hint: bool
    """Whether its first line is only `sep=`."""
    escaped: bool
    """Whether quotation marks are escaped with a backslash and not doubled."""


def _lines(head: bytes) -> list[str]:
    """The lines at the start that are not blank."""
    text = head.decode("utf-8-sig", "replace")
    return [line for line in re.split(r"\r\n?|\n", text) if line.strip()]


def _header(line: str, delimiter: str) -> list[str]:
    return [normal_name(name) for name in next(csv.reader([line], delimiter=delimiter), [])]


def _dialect(head: bytes) -> tuple[Dialect, list[str]] | None:
    """The delimiter that gives the header most known names, at least two columns, and the names."""
    lines = _lines(head)
    hint = SEPARATOR_HINT.match(lines[0]) if lines else None
    lines = lines[1:] if hint else lines
    if not lines:
        return None
    best: tuple[int, int, str, list[str]] | None = None
    for delimiter in (hint.group(1),) if hint else DELIMITERS:
        try:
            names = _header(lines[0], delimiter)
        except csv.Error:
            continue
        score = (known_names(names), len(names))
        if len(names) > 1 and (best is None or score > best[:2]):
            best = (*score, delimiter, names)
    if best is None:
        return None
    sample = "\n".join(lines[1:])
    escaped = ESCAPED.search(sample) is not None and not re.search(r'[^,;|\t]""[^,;|\t]', sample)
    return Dialect(best[2], hint is not None, escaped), best[3]


def detect(head: bytes, name: str) -> Confidence:
    """A header line with at least two known names, or the suffix and a delimiter."""
    if is_binary(head) or re.match(rb"\s*[\[{<]", head.removeprefix(b"\xef\xbb\xbf")):
        return 0
    found = _dialect(head)
    if found is None:
        return 0
    names = found[1]
    if name.lower().endswith((".csv", ".tsv", ".tab")):
        return 3
    plain = all(re.fullmatch(r"[\w .-]{1,40}", item) for item in names)
    return 2 if known_names(names) >= 2 and len(names) >= 3 and plain else 0


class _Lines:
    """The lines of a stream, some of which can be given back."""

    def __init__(self, text: IO[str]) -> None:
        self._text = text
        self._again: list[str] = []
        """Last line first."""
        self.taken: list[str] = []
        """Lines given since the current row began."""
        self.number = 0
        """Of the line given last, from 1."""
        self.place = 0
        """Characters up to its end, of which there are never more than bytes."""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else self._text.readline(MAX_DOCUMENT_BYTES + 1)
        if not line:
            raise StopIteration
        if len(line) > MAX_DOCUMENT_BYTES:
            raise ReaderError(
                "too_large",
                f"line {self.number + 1}: more than {MAX_DOCUMENT_BYTES:,} characters without a "
                "line end are no row; check that this is a table",
            )
        self.number += 1
        line = line.replace("\x00", "")
        self.place += len(line)
        self.taken.append(line)
        return line

    def give_back(self, lines: list[str]) -> None:
        self._again.extend(reversed(lines))
        self.number -= len(lines)
        self.place -= sum(map(len, lines))


class _Row(NamedTuple):
    """One row; `problem` where it cannot be read."""

    line: int
    place: int
    """Characters before it."""
    fields: list[str]
    problem: str | None


def _mended(lines: list[str], delimiter: str) -> list[str] | None:
    """The fields of a row whose quotation marks are not doubled; None where it does not end.

    A quotation mark ends a field only before a delimiter or at the end.
    """
    text = "".join(lines).rstrip("\r\n")
    fields = []
    position = 0
    quoted = re.compile(
        rf'"((?:[^"]|""|"(?!{re.escape(delimiter)}|\Z))*+)"(?={re.escape(delimiter)}|\Z)'
    )
    while True:
        if found := quoted.match(text, position):
            fields.append(found.group(1).replace('""', '"'))
            position = found.end()
        elif text.startswith('"', position):
            return None
        else:
            end = text.find(delimiter, position)
            end = len(text) if end < 0 else end
            fields.append(text[position:end])
            position = end
        if position >= len(text):
            return fields
        position += len(delimiter)


class _Table:
    """The rows of a table, and how to go on after one that is broken."""

    def __init__(self, text: IO[str], dialect: Dialect) -> None:
        csv.field_size_limit(MAX_DOCUMENT_BYTES)
        self._lines = _Lines(text)
        self._dialect = dialect
        self._reader = self._begin()
        self._resumed = 0

    def _begin(self) -> Iterator[list[str]]:
        escape = "\\" if self._dialect.escaped else None
        return csv.reader(
            self._lines,
            delimiter=self._dialect.delimiter,
            strict=True,
            doublequote=escape is None,
            escapechar=escape,
        )

    def rows(self, width: int | None = None) -> Iterator[_Row]:
        """The rows from here on.

        Args:
            width: fields that a row should have; None for any number.

        Raises:
            ReaderError: the stream breaks off, or there are too many broken rows.
        """
        while True:
            self._lines.taken = []
            line, place = self._lines.number + 1, self._lines.place
            try:
                fields = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield self._broken(line, place, width, str(error))
                continue
            if width is not None and len(fields) != width and len(self._lines.taken) > 1:
                yield self._broken(line, place, width, _wrong_width(len(fields), width))
                continue
            yield _Row(line, place, fields, None)

    def _broken(self, line: int, place: int, width: int | None, problem: str) -> _Row:
        """The row mended, or its first line as the only broken one: reading goes on after it."""
        mended = self._mend(width)
        self._reader = self._begin()
        if mended is not None:
            return _Row(line, place, mended, None)
        taken = self._lines.taken
        self._resumed += 1
        if self._resumed > MAX_RESUMED:
            raise ReaderError(
                "invalid_csv",
                f"line {line}: {problem}; more than {MAX_RESUMED:,} rows are broken, the rest was "
                "not read: export the table again with quotation marks doubled (RFC 4180)",
            )
        self._lines.give_back(taken[1:])
        return _Row(
            line,
            place,
            taken[:1],
            f"{problem}; expected quotation marks doubled inside quoted fields (RFC 4180)",
        )

    def _mend(self, width: int | None) -> list[str] | None:
        if width is None:
            return None
        taken = list(self._lines.taken)
        # The row may have ended before the line in which the error showed. A line that is a row by
        # itself is none of it.
        for count in range(1, min(len(taken), MAX_MENDED_LINES) + 1):
            last = _mended(taken[count - 1 : count], self._dialect.delimiter)
            if count > 1 and last is not None and len(last) == width:
                return None
            fields = _mended(taken[:count], self._dialect.delimiter)
            if fields is not None and len(fields) == width:
                self._lines.give_back(taken[count:])
                self._lines.taken = taken[:count]
                return fields
        return None


def _wrong_width(found: int, width: int) -> str:
    return f"found {found} fields, the header has {width}"


def read(source: Source) -> Iterator[Outcome]:
    """Every row's article.

    Raises:
        ReaderError: there is no header with known names, or the stream breaks off.
    """
    found = _dialect(head_of(source.open(), HEAD_BYTES))
    dialect = found[0] if found else Dialect(",", hint=False, escaped=False)
    encoding = stream_encoding(source.open)
    with (
        source.open() as stream,
        io.TextIOWrapper(
            stream, encoding=encoding.name, errors=encoding.errors, newline=""
        ) as text,
    ):
        columns = dict(source.columns)
        rows = _rows(_Table(text, dialect), dialect, columns)
        for position, header, row in within(rows, source.byte_range):
            yield _outcome(row, header, position, dialect, columns)


def _rows(
    table: _Table, dialect: Dialect, columns: dict[str, str]
) -> Iterator[tuple[int, tuple[int, list[str], _Row]]]:
    """The rows that are not blank with their places, each with its number from 0 and the header."""
    header: list[str] = []
    skip = dialect.hint
    for row in table.rows():
        if any(value.strip() for value in row.fields):
            header = [name.strip().removeprefix("\ufeff") for name in row.fields]
            if not skip:
                break
            skip = False
    own = set(columns.values())
    if not any(normal_name(name) in KNOWN or name in own for name in header):
        raise ReaderError(
            "no_header",
            f"the first line has no known column name (found {', '.join(header[:12])!r}); name the "
            'columns in _newshouse.toml: [columns] body = "...", title = "..."',
        )
    position = 0
    for row in table.rows(len(header)):
        if any(value.strip() for value in row.fields):
            yield row.place, (position, header, row)
            position += 1


def _outcome(
    row: _Row, header: list[str], position: int, dialect: Dialect, columns: dict[str, str]
) -> Outcome:
    problem = row.problem
    if problem is None and len(row.fields) != len(header):
        problem = (
            f"{_wrong_width(len(row.fields), len(header))}; quote fields that hold the "
            "delimiter or line ends"
        )
    if problem is not None:
        return Rejected(
            position=position,
            code="bad_row",
            message=f"line {row.line}: {problem}",
            content=dialect.delimiter.join(row.fields).encode("utf-8", "replace")[:65_536],
        )
    return _article(dict(zip(header, row.fields, strict=True)), position, row.line, columns)


def _article(record: dict[str, str], position: int, line: int, columns: dict[str, str]) -> Outcome:
    try:
        document = article_from_record({k: v for k, v in record.items() if v.strip()}, columns)
    except ReaderError as error:
        return Rejected(
            position=position,
            code=error.code,
            message=f"line {line}: {error.message}",
            content=str(record).encode("utf-8", "replace")[:65_536],
        )
    document.position = position
    return document


READER = Reader(
    name="csv",
    version="2",
    title="CSV and TSV",
    recognised_by="a header line with known column names",
    yields=json.READER.yields,
    library="Python's csv",
    detect=detect,
    read=read,
    splits_by_reading=True,
)
