"""Rows of a query as a table for people, or as csv, json, jsonl, parquet or xlsx.

Belongs here: how results are written, to stdout or a file. Rows are streamed, but for the table
and xlsx.
"""

from __future__ import annotations

import csv
import datetime as dt
import decimal
import io
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
    return str(value) if isinstance(value, uuid.UUID | decimal.Decimal | dt.timedelta) else value


def _cell(value: object) -> str:
    if value is None:
        return ""
    shown = plain(value)
    if isinstance(shown, dict | list):
        return orjson.dumps(shown, option=orjson.OPT_NON_STR_KEYS, default=str).decode()
    return str(shown)


def _safe(text: str) -> str:
    """Text that a terminal shows and does not obey."""
    return "".join(char if char.isprintable() or char == " " else "\ufffd" for char in text)


def _table(names: Sequence[str], result: duckdb.DuckDBPyConnection, out: io.TextIOBase) -> None:
    rows = result.fetchmany(TABLE_ROWS + 1)
    console = Console(file=out, soft_wrap=False)  # type: ignore[arg-type]
    table = Table(header_style="bold")
    for name in names:
        table.add_column(_safe(name), overflow="fold")
    for row in rows[:TABLE_ROWS]:
        table.add_row(*(_safe(" ".join(_cell(value).split())) for value in row))
    console.print(table, markup=False)
    more = f"first {TABLE_ROWS:,} rows; use --format csv for all" if len(rows) > TABLE_ROWS else ""
    console.print(more or f"{len(rows):,} rows", markup=False, highlight=False)


def _write_text(
    form: str, names: Sequence[str], result: duckdb.DuckDBPyConnection, out: io.TextIOBase
) -> None:
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


def _json(names: Sequence[str], row: Sequence[object]) -> str:
    record = {name: plain(value) for name, value in zip(names, row, strict=True)}
    return orjson.dumps(record, option=orjson.OPT_NON_STR_KEYS, default=str).decode()


def _write_xlsx(names: Sequence[str], result: duckdb.DuckDBPyConnection, path: Path) -> None:
    import xlsxwriter

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
                for column, value in enumerate(row):
                    if isinstance(value, bool | int | float):
                        sheet.write(number, column, value)
                    elif value is not None:
                        # 32,767 characters is a cell's limit in the format.
                        sheet.write_string(number, column, _cell(value)[:32_767])


def _write_parquet(result: duckdb.DuckDBPyConnection, path: Path) -> None:
    import pyarrow.parquet as pq

    reader = result.to_arrow_reader(10_000)
    if reader is None:
        raise click.ClickException("the statement gives no rows to write; write a select")
    with pq.ParquetWriter(path, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)


def choose_form(form: str | None, output: Path | None) -> str:
    """The form asked for, or else by the file's suffix; a table on stdout."""
    if form is not None:
        return form
    if output is None:
        return "table" if sys.stdout.isatty() else "csv"
    suffix = output.suffix.lstrip(".").lower()
    return suffix if suffix in FORMATS else "csv"


def write_result(result: duckdb.DuckDBPyConnection, form: str | None, output: Path | None) -> None:
    """Write a result, whole or not at all where it goes to a file.

    Raises:
        OutputError: a binary form without a file, or a file that cannot be written.
    """
    form = choose_form(form, output)
    names = [column[0] for column in result.description or ()]
    if output is None:
        if form in BINARY:
            raise OutputError(f"{form} is binary: name a file with --output")
        _write_text(form, names, result, sys.stdout)  # type: ignore[arg-type]
        sys.stdout.flush()
        return
    from etl.lake.files import replacing

    try:
        with replacing(output.absolute()) as temporary:
            if form == "xlsx":
                _write_xlsx(names, result, temporary)
            elif form == "parquet":
                _write_parquet(result, temporary)
            else:
                with temporary.open("w", encoding="utf-8", newline="") as out:
                    _write_text(form, names, result, out)
    except OSError as error:
        raise OutputError(f"{output}: cannot be written: {error.strerror or error}") from None
