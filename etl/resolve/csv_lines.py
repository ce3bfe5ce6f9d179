"""A table that a person keeps as CSV, line by line: what Excel, LibreOffice or an editor wrote.

Belongs here: text from bytes, the delimiter, the header, lines with their numbers, and what is
wrong with a line as a line. Does not belong here: what the columns mean (`etl.resolve.reference`).

A bad line costs itself alone. A quotation mark that is never closed would swallow the lines after
it: such a line is given up by itself, and reading goes on at the next.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

DELIMITERS = (",", ";", "\t")
MAX_LINES = 50
"""Lines that one cell may run over. A quotation mark open for longer was never closed."""
SHOWN_CHARS = 200
SEPARATOR_HINT = re.compile(r"\s*sep=(.)\s*\Z", re.IGNORECASE)
"""A first line that only says `sep=;`: Excel writes and reads it."""
_CONTROLS = {"Cc", "Cs"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a file may have."""

    name: str
    required: bool
    words: str
    """What stands in it."""
    verbatim: bool = False
    """Whether every space and accent within it counts, as in a path."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table, with its cells by column; empty cells are left out."""

    number: int
    """Of its first physical line in the file, from 1."""
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be used, or, with `is_note`, something to say of the whole file."""

    number: int
    text: str
    """As it stands in the file, its beginning."""
    message: str
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file is written, so that a line can be added in its manner."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    """Its columns, in order, as they are known; an unknown one is an empty string."""

    def encode(self, text: str) -> bytes:
        """Text to be put at the end of the file.

        Raises:
            UnicodeEncodeError: the file's encoding lacks a letter of it.
        """
        return text.encode("utf-8" if self.encoding == "utf-8-sig" else self.encoding)

    def ends_with_newline(self, data: bytes) -> bool:
        """Whether the file's last line is closed."""
        return data.endswith((self.encode("\n"), self.encode("\r")))


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds."""

    lines: tuple[Line, ...] = ()
    bad: tuple[BadLine, ...] = ()
    shape: Shape | None = None
    """None where the file has no header that can be used: then it has no lines either."""


def decode(data: bytes) -> tuple[str, str, str | None]:
    """The text of a file, its encoding, and what is to be said of that.

    UTF-8, with or without a mark, and UTF-16 with one are themselves. Of other bytes: where some
    lines hold UTF-8 the file is UTF-8 with bad lines, whose bytes become lone surrogates (PEP 383);
    where none does it is taken for Windows-1252, which Excel writes in Western Europe.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            errors = "surrogateescape" if encoding == "utf-8-sig" else "replace"
            return data.decode(encoding, errors).removeprefix("\ufeff"), encoding, None
    text = data.decode("utf-8", "surrogateescape")
    if not any("\udc80" <= char <= "\udcff" for char in text):
        return text, "utf-8", None
    if not any(char > "\x7f" and not "\udc80" <= char <= "\udcff" for char in text):
        try:
            return (
                data.decode("cp1252"),
                "cp1252",
                "is not UTF-8; read as Windows-1252, so letters beyond Western Europe may be "
                "wrong; save the file as `CSV UTF-8`",
            )
        except UnicodeDecodeError:
            pass
    return text, "utf-8", None


def physical_lines(text: str) -> list[str]:
    """The lines of a text, whatever ends them: CR LF, LF or CR, but nothing else."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _records(
    lines: Sequence[str], start: int, delimiter: str, width: int
) -> Iterator[tuple[int, list[str] | None, str]]:
    """(index of the first line, cells, what is wrong with them) of each record from `start`."""
    at = start
    while at < len(lines):
        ahead = islice(lines, at, at + MAX_LINES)
        reader = csv.reader((f"{line}\n" for line in ahead), delimiter=delimiter, strict=True)
        try:
            cells = next(reader)
        except csv.Error as error:
            yield at, None, _quoting(str(error))
            at += 1
            continue
        while len(cells) > width and not cells[-1].strip():
            del cells[-1]
        if len(cells) > width:
            yield (
                at,
                None,
                f"found {len(cells)} cells, expected at most {width}; a cell that holds "
                f"{delimiter!r} has to stand in quotation marks",
            )
            at += 1
            continue
        yield at, cells, ""
        at += reader.line_num


def _quoting(error: str) -> str:
    if "unexpected end" in error:
        return "found a quotation mark that is not closed; close it, or double it to mean itself"
    if "expected after" in error:
        return (
            "found something after a closing quotation mark; a mark within a cell in quotation "
            "marks has to be doubled"
        )
    return f"cannot be read: {error}"


def _unprintable(text: str) -> str | None:
    """What of a cell is no text."""
    for char in text:
        if unicodedata.category(char) in _CONTROLS and char not in "\n\t":
            code = ord(char)
            if 0xDC80 <= code <= 0xDCFF:
                return (
                    f"found the byte 0x{code - 0xDC00:02X}, which is not UTF-8 as other lines of "
                    "the file are; write the line again and save the file as `CSV UTF-8`"
                )
            return f"found the character U+{code:04X}, expected text; write the line again"
    return None


def clean(text: str) -> str:
    """A cell without spaces around it, runs of spaces as one, in Unicode NFC."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _header(line: str, delimiter: str) -> list[str]:
    try:
        cells = next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []
    return [clean(cell).lower().replace(" ", "_") for cell in cells]


def _complaint(header: Sequence[str], columns: Sequence[Column], shown: str) -> str | None:
    """Why no line can be used under a header; None where lines can."""
    missing = [column.name for column in columns if column.required and column.name not in header]
    if missing:
        return f"found the header {shown!r}, which has no column {', '.join(missing)}"
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        return f"found the column {', '.join(twice)} twice in the header"
    return None


def read_table(data: bytes, columns: Sequence[Column]) -> Table:
    """The lines of a file, and those that cannot be used.

    Args:
        data: the bytes of the file.
        columns: those that it may have, in any order; case and spaces around names do not count.
    """
    text, encoding, note = decode(data)
    lines = physical_lines(text)
    marks: Sequence[str] = DELIMITERS
    at = 0
    while at < len(lines):
        if hint := SEPARATOR_HINT.match(lines[at]):
            marks = (hint.group(1),)
        elif lines[at].strip():
            break
        at += 1
    else:
        return Table()
    known = [column.name for column in columns]
    header, delimiter = max(
        ((_header(lines[at], mark), mark) for mark in marks),
        key=lambda one: (sum(name in known for name in one[0]), len(one[0])),
    )
    while header and not header[-1]:
        del header[-1]
    shown = _printable(lines[at])
    expected = delimiter.join(known)
    complaint = _complaint(header, columns, shown)
    if complaint is not None:
        message = f"{complaint}; expected {expected}; no line of the file is used"
        if "\0" in text:
            message += "; the file may be UTF-16: save it as `CSV UTF-8`"
        return Table(bad=(BadLine(at + 1, shown, message),))
    notes = [note] if note else []
    unknown = [name for name in header if name not in known]
    if unknown:
        notes.append(
            f"found the column {', '.join(map(repr, unknown))}, which is unknown and not used; the "
            f"columns are {expected}"
        )
    shape = Shape(encoding, delimiter, tuple(name if name in known else "" for name in header))
    good, bad = _body(lines, at + 1, shape, columns)
    if notes:
        bad.insert(0, BadLine(at + 1, shown, "; ".join(notes), is_note=True))
    return Table(tuple(good), tuple(bad), shape)


def _printable(line: str) -> str:
    """The beginning of a line, bytes that are no text as `?`."""
    return line.encode("utf-8", "replace").decode()[:SHOWN_CHARS]


def _body(
    lines: Sequence[str], start: int, shape: Shape, columns: Sequence[Column]
) -> tuple[list[Line], list[BadLine]]:
    """The lines below the header, and those that cannot be used."""
    verbatim = {column.name for column in columns if column.verbatim}
    required = [column.name for column in columns if column.required]
    good: list[Line] = []
    bad: list[BadLine] = []
    for index, cells, wrong in _records(lines, start, shape.delimiter, len(shape.header)):
        if cells is None:
            bad.append(BadLine(index + 1, _printable(lines[index]), wrong))
            continue
        named = {
            name: cell.strip() if name in verbatim else clean(cell)
            for name, cell in zip(shape.header, cells, strict=False)
            if name and cell.strip()
        }
        strange = next(filter(None, map(_unprintable, cells)), None)
        absent = [name for name in required if name not in named]
        if strange is None and absent and any(cell.strip() for cell in cells):
            strange = f"found nothing in the column {', '.join(absent)}; write what belongs there"
        if strange is not None:
            bad.append(BadLine(index + 1, _printable(lines[index]), strange))
        elif named and not absent:
            good.append(Line(index + 1, named))
    return good, bad


def write_line(shape: Shape, cells: Mapping[str, str]) -> str:
    """A line with these cells as a file of this shape has it; columns that it lacks are left out.

    Ends with a line feed.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=shape.delimiter, lineterminator="\n")
    writer.writerow([cells.get(name, "") for name in shape.header])
    return out.getvalue()
