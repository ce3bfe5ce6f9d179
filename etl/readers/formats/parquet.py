"""Parquet: one article a row. The columns are those of `etl.readers.aliases`.

Row groups are read in small batches, so that memory does not grow with the file. Only columns whose
types JSON can hold are kept beside the known ones.
"""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from etl.readers.aliases import article_from_record
from etl.readers.base import (
    Confidence,
    Outcome,
    Reader,
    ReaderError,
    Rejected,
    Source,
)
from etl.readers.formats import json
from etl.readers.streams import searchable

MAGIC = b"PAR1"
"""First and last bytes (Parquet format, "File format"); encrypted footers end in PARE."""
ENCRYPTED = b"PARE"
BATCH_ROWS = 64
"""Rows held at once: an article may be long."""


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By its first bytes."""
    return 3 if head.startswith((MAGIC, ENCRYPTED)) else 0


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value


def _outcome(record: dict[str, object], position: int, columns: dict[str, str]) -> Outcome:
    kept = {name: _plain(value) for name, value in record.items()}
    try:
        document = article_from_record(kept, columns)
    except ReaderError as error:
        return Rejected(
            position=position,
            code=error.code,
            message=f"row {position}: {error.message}",
            content=orjson.dumps(kept, default=str)[:65_536],
        )
    document.position = position
    return document


def read(source: Source) -> Iterator[Outcome]:
    """Every row's article.

    Raises:
        ReaderError: `damaged`, where the file or what is left of it cannot be read, or `encrypted`.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = dict(source.columns)
    with searchable(source) as stream:
        if stream.read(4) == ENCRYPTED:
            raise ReaderError("encrypted", "the Parquet file is encrypted; decrypt it first")
        stream.seek(0)
        position = 0
        try:
            file = pq.ParquetFile(stream)
            for batch in file.iter_batches(batch_size=BATCH_ROWS):
                for record in batch.to_pylist():
                    yield _outcome(record, position, columns)
                    position += 1
        except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
            raise ReaderError(
                "damaged",
                f"no Parquet can be read after {position:,} rows ({str(error)[:200]}); the "
                "list of what is in it stands at the file's end: fetch all of it again",
                position=position,
            ) from None


READER = Reader(
    name="parquet",
    version="1",
    title="Parquet",
    recognised_by="the letters PAR1 at the start",
    yields=json.READER.yields,
    library="pyarrow",
    detect=detect,
    read=read,
)
