"""Where the search for copies gets its texts, and where it keeps what it remembers.

Belongs here: signatures out of the batches' files, in order of precedence, and the state file. Does
not belong here: what a copy is (`etl.resolve.copies`), and the table that comes of it
(`sql/archive/article_clusters.sql`).
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any, cast

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from etl import collector
from etl.lake.files import replacing
from etl.resolve import copies

_TEXTS = """
with first_of_words as (
    select content_hash, min(precedence) as precedence from text_order group by content_hash
)

select
    content_hash,
    document_id,
    bound,
    hashes,
    places,
    published_date - date '1970-01-01' as day
from first_of_words
inner join text_order using (content_hash, precedence)
inner join signatures_files using (document_id)
where octet_length(hashes) > 0
order by precedence
"""
"""Of texts of the same words the first stands for all."""

_SCHEMA = pa.schema(
    [
        pa.field("content_hash", pa.uuid()),
        pa.field("original_content_hash", pa.uuid()),
        pa.field("kind", pa.string()),
        pa.field("similarity", pa.float64()),
        pa.field("own_share", pa.float64()),
        pa.field("original_share", pa.float64()),
    ]
)


def _bytes(column: pa.ChunkedArray) -> bytes:
    return b"".join(cast("list[bytes]", column.to_pylist()))


def _ids(column: pa.ChunkedArray) -> list[bytes]:
    return cast("list[bytes]", [v for chunk in column.chunks for v in chunk.storage.to_pylist()])


def _texts(table: pa.Table) -> copies.Texts:
    sizes = pc.binary_length(table["places"]).to_numpy().astype(np.int64)
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    hashes = np.frombuffer(_bytes(table["hashes"]), "<u4").astype(np.uint32, copy=False)
    places = np.frombuffer(_bytes(table["places"]), np.uint8)
    bounds = table["bound"].to_numpy().astype(np.uint64)
    # A document's id names its raw bytes; how they were read may change, and shows in the sum.
    keys = np.empty((len(table), 3), np.uint64)
    ids = b"".join(_ids(table["document_id"]))
    keys[:, :2] = np.frombuffer(ids, np.uint64).reshape(-1, 2)
    keys[:, 2] = bounds
    if len(sizes):
        for column in (hashes, places):
            keys[:, 2] = keys[:, 2] * np.uint64(31) + np.add.reduceat(
                column, offsets[:-1], dtype=np.uint64
            )
    days = pc.fill_null(table["day"], copies.UNDATED).to_numpy().astype(np.int64)
    return copies.Texts(keys, bounds, offsets, hashes, places, days)


def load_state(path: Path) -> copies.State:
    """What the last search left; nothing where it is not there, or of no use."""
    try:
        with np.load(path, allow_pickle=False) as saved:
            if str(saved["version"]) != copies.VERSION:
                return copies.NOTHING
            return copies.State(*(saved[name] for name in copies.State._fields))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        # It only saves time: whatever became of it, the result is the same without it.
        return copies.NOTHING


def save_state(path: Path, state: copies.State) -> None:
    """Keep what the next search can use."""
    columns: dict[str, NDArray[Any]] = state._asdict()
    with replacing(path) as temporary, temporary.open("wb") as stream:
        np.savez(stream, allow_pickle=False, version=np.array(copies.VERSION), **columns)


def signed_texts(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """The texts that `text_copies` looks through.

    Args:
        connection: has the tables `text_order` (`sql/archive/text_order.sql`) and
            `signatures_files`.
    """
    return connection.sql(_TEXTS).to_arrow_table()


@collector.paused()
def text_copies(table: pa.Table, state: Path) -> pa.Table:
    """The texts that are near copies or reprints of another, each with its original.

    Args:
        table: what `signed_texts` gives.
        state: the file that the search remembers in.

    Returns:
        content_hash, original_content_hash, kind, similarity, and the shares of the copy that
        stands in the original (own_share) and of the original that stands in it (original_share).
    """
    found = copies.find_pairs(_texts(table), load_state(state))
    save_state(state, found.state)
    bound = copies.bind(found.pairs, found.measures)
    contents = table["content_hash"].combine_chunks()
    return pa.Table.from_arrays(
        [
            contents.take(pa.array([copy.text for copy in bound], pa.int64())),
            contents.take(pa.array([copy.original for copy in bound], pa.int64())),
            pa.array([copy.kind for copy in bound], pa.string()),
            pa.array([copy.similarity for copy in bound], pa.float64()),
            pa.array([copy.own_share for copy in bound], pa.float64()),
            pa.array([copy.original_share for copy in bound], pa.float64()),
        ],
        schema=_SCHEMA,
    )
