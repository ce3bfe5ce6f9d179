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
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
import duckdb
import orjson
from rich.console import Console
from rich.table import Table

FORMATS = ("table", "csv", "json", "jsonl", "parquet", "xlsx")
BINARY = {"parquet", "xlsx"}
CHUNK = 1000
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
    # Words of an article are never markup, whatever brackets and colons are in them.
    console = Console(
        file=out,  # type: ignore[arg-type]
        soft_wrap=False,
        markup=False,
        emoji=False,
        highlight=False,
    )
    table = Table(header_style="bold")
    for name in names:
        table.add_column(_safe(name), overflow="fold")
    for row in rows[:TABLE_ROWS]:
        table.add_row(*(_safe(" ".join(_cell(value).split())) for value in row))
    console.print(table)
    more = f"first {TABLE_ROWS:,} rows; use --format csv for all" if len(rows) > TABLE_ROWS else ""
    console.print(more or f"{len(rows):,} rows")


def _names(result: duckdb.DuckDBPyConnection) -> list[str]:
    return distinct([column[0] for column in result.description or ()])


def _write_text(form: str, result: duckdb.DuckDBPyConnection, out: io.TextIOBase) -> None:
    names = _names(result)
    if form == "table":
        _table(names, result, out)
    elif form == "csv":
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(names)
        for rows in _chunks(result):
            writer.writerows([_cell(value) for value in row] for row in rows)
    elif form == "jsonl":
        for rows in _chunks(result):
            out.writelines(_json(names, row) + "\n" for row in rows)
    else:
        out.write("[")
        separator = "\n"
        for rows in _chunks(result):
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

    names = _names(result)
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
