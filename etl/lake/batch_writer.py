"""Writing the Parquet files of one batch: all of them, or none that counts.

Belongs here: buffering rows, the one place where Parquet options are chosen, temporary names and
renames. Does not belong here: what the rows say. Memory is bounded by `FLUSH_BYTES` a table.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from etl.contracts.base import Row, arrow_schema, check_schema, to_arrow
from etl.lake.files import TEMPORARY_PREFIX, fsync_folder, replacing
from etl.lake.layout import Layout
from etl.lake.receipts import WrittenFile

CHUNK_ROWS = 512
"""Rows kept as Python objects before they become Arrow."""
FLUSH_BYTES = 4 * 1024 * 1024
"""Arrow bytes of a table that make one row group: what has to be read for the sake of one row.
A few hundred articles, so that the twenty texts of a search cost a part of the archive."""


def open_writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """A Parquet writer with the project's options."""
    return pq.ParquetWriter(path, schema, compression="zstd", compression_level=3)


class _TableWriter:
    """The rows of one table of the batch."""

    def __init__(self, model: type[Row], path: Path) -> None:
        self.model = model
        self.path = path
        self.temporary = path.with_name(f"{TEMPORARY_PREFIX}{os.getpid()}-{path.name}")
        self.rows = 0
        self._pending: list[Row] = []
        self._tables: list[pa.Table] = []
        self._bytes = 0
        self._writer: pq.ParquetWriter | None = None

    def add(self, rows: Iterable[Row]) -> None:
        self._pending.extend(rows)
        if len(self._pending) >= CHUNK_ROWS:
            self._convert()

    def add_table(self, table: pa.Table) -> None:
        check_schema(self.model, table.schema)
        schema = arrow_schema(self.model)
        self._tables.append(table.select(schema.names).cast(schema))
        self._bytes += table.nbytes
        if self._bytes >= FLUSH_BYTES:
            self._flush()

    def _convert(self) -> None:
        if self._pending:
            rows, self._pending = self._pending, []
            self.add_table(to_arrow(self.model, rows))

    def _flush(self) -> None:
        if not self._tables:
            return
        if self._writer is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = open_writer(self.temporary, arrow_schema(self.model))
        table = pa.concat_tables(self._tables).combine_chunks()
        self._writer.write_table(table, row_group_size=max(1, len(table)))
        self.rows += len(table)
        self._tables, self._bytes = [], 0

    def finish(self) -> None:
        self._convert()
        self._flush()
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def discard(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        self.temporary.unlink(missing_ok=True)


class BatchWriter:
    """Writes rows of several tables as the files of one batch.

    Used as a context manager: on leaving without an error every file is on disk under its final
    name and `files` says which; on an error nothing is left. What counts is the receipt, which the
    caller writes afterwards.
    """

    def __init__(self, layout: Layout, models: Sequence[type[Row]], batch: str, tag: str) -> None:
        self._layout = layout
        self._writers = {
            model.table: _TableWriter(model, layout.batch_file(model.table, batch, tag))
            for model in models
        }
        self.files: dict[str, WrittenFile] = {}

    def add(self, table: str, rows: Iterable[Row]) -> None:
        """Take rows of a table, in order."""
        self._writers[table].add(rows)

    def add_table(self, table: str, rows: pa.Table) -> None:
        """Take rows of a table that are in Arrow already.

        Raises:
            SchemaMismatchError: they are not as the table's contract says.
        """
        self._writers[table].add_table(rows)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            for writer in self._writers.values():
                writer.discard()

    def _finish(self) -> None:
        for writer in self._writers.values():
            writer.finish()
        for table, writer in self._writers.items():
            if writer.rows == 0:
                continue
            with writer.temporary.open("rb") as stream:
                # On disk before its name is: a receipt must never name what a power cut took.
                os.fsync(stream.fileno())
            writer.temporary.replace(writer.path)
            fsync_folder(writer.path.parent)
            self.files[table] = WrittenFile(
                name=str(writer.path.relative_to(self._layout.root)),
                rows=writer.rows,
                size=writer.path.stat().st_size,
            )


def write_table(path: Path, table: pa.Table) -> None:
    """Write one whole Parquet file, replacing what was there."""
    with replacing(path) as temporary, open_writer(temporary, table.schema) as writer:
        writer.write_table(table)
