"""Rows of a query as a table for people, or as csv, json, jsonl, parquet or xlsx.

Belongs here: how results are written, to stdout or a file. Rows are streamed, but for the table
and xlsx.
"""

from __future__ import annotations

import csv
import datetime as dt
import decimal
import io
import math
import os
import sys
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click
import duckdb
import orjson
from rich import box
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

Answer = TypeVar("Answer")
FORMATS = ("table", "csv", "json", "jsonl", "parquet", "xlsx")
BINARY = {"parquet", "xlsx"}
CHUNK = 1000
CELL_LINES = 3
"""Lines of a cell in a table."""
NARROWEST = 24
"""Characters of a column of words that can be read; rather than be narrower one is left out."""
ID_CHARS, ADDRESS_CHARS = 8, 24
"""What is shown of an id, or of an address, in a table that does not fit otherwise."""
TABLE_ROWS = 1000
"""More rows than this are for a file, not for eyes."""
XLSX_ROWS = 1_048_575
"""Rows that a sheet can hold below its header."""
XLSX_EXACT = 2**53
"""A sheet's numbers are floating point: larger integers would change."""


class OutputError(click.ClickException):
    """A result cannot be written as asked."""

    exit_code = 2


def _chunks(result: duckdb.DuckDBPyConnection) -> Iterator[list[tuple[Any, ...]]]:
    while rows := result.fetchmany(CHUNK):
        yield rows


def plain(value: object) -> object:
    """A value as JSON has it: ids, dates and bytes as text."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, int) and not -(2**63) <= value < 2**64:
        return str(value)
    return str(value) if isinstance(value, uuid.UUID | decimal.Decimal | dt.timedelta) else value


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    shown = plain(value)
    if isinstance(shown, dict | list):
        return orjson.dumps(shown, option=orjson.OPT_NON_STR_KEYS, default=str).decode()
    return str(shown)


def _safe(text: str) -> str:
    """Text that a terminal shows and does not obey."""
    return "".join(char if char.isprintable() or char == " " else "\ufffd" for char in text)


def _table(names: Sequence[str], result: duckdb.DuckDBPyConnection, out: io.TextIOBase) -> None:
    rows = result.fetchmany(TABLE_ROWS + 1)
    release(result)
    # Words of an article are never markup, whatever brackets and colons are in them.
    console = Console(
        file=out,  # type: ignore[arg-type]
        soft_wrap=False,
        markup=False,
        emoji=False,
        highlight=False,
    )
    render(console, names, rows[:TABLE_ROWS])
    more = f"first {TABLE_ROWS:,} rows; use --format csv for all" if len(rows) > TABLE_ROWS else ""
    console.print(more or f"{len(rows):,} rows")


def release(result: duckdb.DuckDBPyConnection) -> None:
    """Give up the rows that were not fetched: until then DuckDB 2 runs nothing else."""
    abort = getattr(result, "abort", None)
    if abort is not None:
        abort()


def interruptible(connection: duckdb.DuckDBPyConnection, work: Callable[[], Answer]) -> Answer:
    """Do work on a connection so that Ctrl-C stops it.

    DuckDB does not look at signals while a query runs; so the work is another thread's.

    Raises:
        KeyboardInterrupt: it was stopped; the connection can be used again.
    """
    answers: list[Answer] = []
    errors: list[BaseException] = []

    done = threading.Event()

    def run() -> None:
        try:
            answers.append(work())
        except BaseException as error:  # noqa: BLE001 - raised again below
            errors.append(error)
        finally:
            done.set()

    # Not joined: a `join` that Ctrl-C breaks takes the thread for ended (Python 3.11).
    threading.Thread(target=run, daemon=True).start()
    try:
        done.wait()
    except KeyboardInterrupt:
        connection.interrupt()
        done.wait()
        release(connection)
        raise
    if errors:
        raise errors[0]
    return answers[0]


def widths(wanted: Sequence[int], room: int) -> list[int]:
    """How wide each column may be: as wide as it wants, or an equal share of what others leave.

    Args:
        wanted: the widest cell of each column.
        room: the sum, at most.
    """
    found = list(wanted)
    left, columns = room, len(found)
    for place in sorted(range(len(found)), key=lambda place: wanted[place]):
        found[place] = max(1, min(wanted[place], left // columns))
        left -= found[place]
        columns -= 1
    return found


def _fitted(cell: str, width: int, console: Console) -> Text:
    """A cell on at most `CELL_LINES` lines; what does not fit is left out, and `…` says so."""
    if cell_len(cell) <= width:
        return Text(cell)
    lines = Text(cell[: width * CELL_LINES * 2]).wrap(console, width, overflow="fold")
    if len(lines) > CELL_LINES:
        last = lines[CELL_LINES - 1].plain.rstrip()
        lines[CELL_LINES - 1] = Text(set_cell_size(last, min(cell_len(last), width - 1)) + "…")
    return Text("\n").join([Text(line.plain.rstrip()) for line in lines[:CELL_LINES]])


def _shown(
    names: Sequence[str], rows: Sequence[Sequence[object]], wanted: Sequence[int], room: int
) -> list[int]:
    """The places of the columns that fit.

    Empty ones leave first, then ids, then addresses, then the last ones.
    """
    shown = list(range(len(names)))
    values = {place: [row[place] for row in rows if row[place] is not None] for place in shown}
    empty = [place for place in shown if rows and not values[place]]
    ids = [p for p in shown if values[p] and all(isinstance(v, uuid.UUID) for v in values[p])]
    links = [p for p in shown if values[p] and all(map(_is_address, values[p]))]
    leaving = [*reversed(empty), *reversed(ids), *reversed(links), *reversed(shown)]
    while len(shown) > 1 and sum(min(wanted[p], NARROWEST) + 3 for p in shown) > room:
        place = leaving.pop(0)
        if place in shown:
            shown.remove(place)
    return shown


def _wanted(headings: Sequence[str], cells: Sequence[Sequence[str]]) -> list[int]:
    """The width of each column's widest cell."""
    return [
        max([1, cell_len(heading), *(cell_len(row[place]) for row in cells)])
        for place, heading in enumerate(headings)
    ]


def _is_address(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://"))


def _shortened(value: object, cell: str) -> str:
    if isinstance(value, uuid.UUID):
        return f"{cell[:ID_CHARS]}…"
    if _is_address(value) and len(cell) > ADDRESS_CHARS:
        return f"{cell[:ADDRESS_CHARS]}…"
    return cell


def render(console: Console, names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table that fits the terminal: columns share its width, long cells are cut.

    Columns that do not fit even so are left out, and named below.
    """
    room = console.width - 1
    cells = [[_safe(" ".join(_cell(value).split())) for value in row] for row in rows]
    headings = [_safe(name) for name in names]
    wanted = _wanted(headings, cells)
    if sum(wanted) + 3 * len(wanted) > room:
        # Ids and addresses are for copying, not for reading: they leave their room to words.
        cells = [
            [_shortened(value, cell) for value, cell in zip(*pair, strict=True)]
            for pair in zip(rows, cells, strict=True)
        ]
        wanted = _wanted(headings, cells)
    shown = _shown(names, rows, wanted, room)
    given = dict(zip(shown, widths([wanted[p] for p in shown], room - 3 * len(shown)), strict=True))
    table = Table(header_style="bold", box=box.ROUNDED)
    for place in shown:
        numeric = rows and all(
            isinstance(row[place], int | float | decimal.Decimal | None) for row in rows
        )
        table.add_column(
            _fitted(headings[place], given[place], console),
            width=given[place],
            justify="right" if numeric else "left",
        )
    for row in cells:
        table.add_row(*(_fitted(row[place], given[place], console) for place in shown))
    console.print(table)
    left_out = [heading for place, heading in enumerate(headings) if place not in given]
    if left_out:
        count = len(left_out)
        those = "1 column does" if count == 1 else f"{count} more columns do"
        console.print(f"{those} not fit: {', '.join(left_out)}")


def render_records(
    console: Console, names: Sequence[str], rows: Sequence[Sequence[object]]
) -> None:
    """Each row as lines of `name: value`, with nothing cut."""
    for number, row in enumerate(rows, 1):
        console.print(f"row {number}", style="bold")
        for name, value in zip(names, row, strict=True):
            text = "\n".join(_safe(line) for line in _cell(value).splitlines())
            console.print(f"  {_safe(name)}: {text}", soft_wrap=True)


def column_names(result: duckdb.DuckDBPyConnection) -> list[str]:
    """The columns of a result, each name once."""
    return distinct([column[0] for column in result.description or ()])


def _write_text(form: str, result: duckdb.DuckDBPyConnection, out: io.TextIOBase) -> None:
    names = column_names(result)
    if form == "table":
        _table(names, result, out)
    else:
        _write_chunks(form, names, _chunks(result), out)


def write_rows(
    form: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]], out: io.TextIOBase
) -> None:
    """Write rows as csv, json or jsonl."""
    _write_chunks(form, names, [rows], out)


def _write_chunks(
    form: str,
    names: Sequence[str],
    chunks: Iterable[Sequence[tuple[Any, ...]]],
    out: io.TextIOBase,
) -> None:
    if form == "csv":
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(names)
        for rows in chunks:
            writer.writerows([_cell(value) for value in row] for row in rows)
    elif form == "jsonl":
        for rows in chunks:
            out.writelines(_json(names, row) + "\n" for row in rows)
    else:
        out.write("[")
        separator = "\n"
        for rows in chunks:
            for row in rows:
                out.write(separator + _json(names, row))
                separator = ",\n"
        out.write("\n]\n")


def distinct(names: Sequence[str]) -> list[str]:
    """Column names, with a number behind those that occur again: `a`, `a_1`."""
    found: dict[str, None] = {}
    for name in names:
        number, candidate = 0, name
        while candidate in found:
            number += 1
            candidate = f"{name}_{number}"
        found[candidate] = None
    return list(found)


def _json(names: Sequence[str], row: Sequence[object]) -> str:
    record = {name: plain(value) for name, value in zip(names, row, strict=True)}
    return orjson.dumps(record, option=orjson.OPT_NON_STR_KEYS, default=str).decode()


def _is_xlsx_number(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and abs(value) <= XLSX_EXACT


def _write_xlsx(result: duckdb.DuckDBPyConnection, path: Path) -> None:
    import xlsxwriter

    names = column_names(result)
    # Text that begins with `=` or looks like an address stays text.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("result")
        for column, name in enumerate(names):
            sheet.write_string(0, column, name)
        number = 0
        for rows in _chunks(result):
            for row in rows:
                number += 1
                if number > XLSX_ROWS:
                    raise OutputError(
                        f"a sheet holds {XLSX_ROWS:,} rows and the result has more; use --format "
                        "csv or parquet"
                    )
                for column, value in enumerate(row):
                    if _is_xlsx_number(value):
                        sheet.write(number, column, value)
                    elif value is not None:
                        # 32,767 characters is a cell's limit in the format.
                        sheet.write_string(number, column, _cell(value)[:32_767])


def _write_parquet(
    connection: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[object], path: Path
) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    # A relation hands its rows on as they come; the result of `execute` would be held whole.
    reader = connection.sql(query, params=list(parameters) or None).to_arrow_reader(10_000)
    try:
        with pq.ParquetWriter(path, reader.schema, compression="zstd") as writer:
            for batch in reader:
                writer.write_batch(batch)
    except pa.ArrowNotImplementedError as error:
        raise OutputError(
            f"parquet cannot hold a column of this result: {error}; cast it to another type"
        ) from None


def choose_form(form: str | None, output: Path | None) -> str:
    """The form asked for, or else by the file's suffix; a table on stdout."""
    if form is not None:
        return form
    if output is None:
        return "table" if sys.stdout.isatty() else "csv"
    suffix = output.suffix.lstrip(".").lower()
    return suffix if suffix in FORMATS else "csv"


def write_result(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    form: str | None,
    output: Path | None,
    parameters: Sequence[object] = (),
) -> None:
    """Run a query and write its rows, whole or not at all where they go to a file.

    Raises:
        OutputError: a binary form without a file, or a file that cannot be written.
        duckdb.Error: the query is wrong.
    """
    form = choose_form(form, output)
    if output is None:
        if form in BINARY:
            raise OutputError(f"{form} is binary: name a file with --output")
        try:
            _write_text(form, connection.execute(query, parameters), sys.stdout)  # type: ignore[arg-type]
            sys.stdout.flush()
        except BrokenPipeError:
            # The reader of our output (`head`) has seen enough. What is left in the buffer must go
            # somewhere when the process ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    from etl.lake.files import replacing

    try:
        with replacing(output.absolute()) as temporary:
            if form == "parquet":
                _write_parquet(connection, query, parameters, temporary)
            elif form == "xlsx":
                _write_xlsx(connection.execute(query, parameters), temporary)
            else:
                with temporary.open("w", encoding="utf-8", newline="") as out:
                    _write_text(form, connection.execute(query, parameters), out)
    except OSError as error:
        raise OutputError(f"{output}: cannot be written: {error.strerror or error}") from None
