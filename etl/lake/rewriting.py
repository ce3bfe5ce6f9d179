"""Rewriting batches: merging small ones, and dropping rows that no longer count.

Belongs here: new files and receipts from old ones, row by row the same but for what is dropped.
Does not belong here: when to do it, which is said by `due_for_compaction`'s callers.

The order makes it safe to kill: new files, new receipts (which name the batches that they replace
and so put them out of force), and only then are the old receipts removed. Old files stay for the
readers of the published catalogue until `gc`.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.contracts.base import Row
from etl.contracts.registry import EXTRACT_TABLES, READ_TABLES
from etl.lake.batch_writer import BatchWriter
from etl.lake.layout import Layout
from etl.lake.planning import batch_name, fingerprint
from etl.lake.receipts import Ledger, Receipt, UnitResult, remove_receipts, save_receipt, settle

READ_ROWS = 16_384


@dataclass(frozen=True, slots=True)
class Drop:
    """What to leave out when a batch is rewritten."""

    raw_files: frozenset[uuid.UUID] = frozenset()
    """Every row of these files."""
    articles: frozenset[uuid.UUID] = frozenset()
    """Every document of these articles; they count as skipped (`forgotten`) from then on."""


@dataclass(slots=True)
class _Dropped:
    documents: set[bytes] = field(default_factory=set)
    articles_of_file: dict[bytes, int] = field(default_factory=dict)


def _contains(column: pa.ChunkedArray, values: Collection[bytes]) -> pa.ChunkedArray:
    storage = pa.chunked_array([chunk.storage for chunk in column.chunks], pa.binary(16))
    return pc.is_in(storage, value_set=pa.array(list(values), pa.binary(16)))


def _tables(warehouse: Path, receipts: Iterable[Receipt], table: str) -> Iterator[pa.Table]:
    for receipt in receipts:
        if table in receipt.files:
            with pq.ParquetFile(warehouse / receipt.files[table].name) as file:
                for batch in file.iter_batches(batch_size=READ_ROWS):
                    yield pa.Table.from_batches([batch])


def _kept_articles(table: pa.Table, drop: Drop, dropped: _Dropped) -> pa.Table:
    files = {value.bytes for value in drop.raw_files}
    articles = {value.bytes for value in drop.articles}
    of_file = _contains(table["raw_file_id"], files)
    of_article = _contains(table["article_id"], articles)
    out = table.filter(pc.or_(of_file, of_article))
    dropped.documents.update(value.bytes for value in out["document_id"].to_pylist())
    forgotten = table.filter(pc.and_not(of_article, of_file))
    for value in forgotten["raw_file_id"].to_pylist():
        count = dropped.articles_of_file.get(value.bytes, 0)
        dropped.articles_of_file[value.bytes] = count + 1
    return table.filter(pc.invert(pc.or_(of_file, of_article)))


def _kept(model: type[Row], table: pa.Table, drop: Drop, dropped: _Dropped) -> pa.Table:
    if model.table == "articles":
        return _kept_articles(table, drop, dropped)
    if "document_id" in model.model_fields:
        return table.filter(pc.invert(_contains(table["document_id"], dropped.documents)))
    files = {value.bytes for value in drop.raw_files}
    return table.filter(pc.invert(_contains(table["raw_file_id"], files)))


def _copy(
    layout: Layout,
    models: Sequence[type[Row]],
    receipts: Sequence[Receipt],
    batch: str,
    tag: str,
    drop: Drop,
    dropped: _Dropped,
) -> BatchWriter:
    with BatchWriter(layout, models, batch, tag) as writer:
        for model in models:
            for table in _tables(layout.root, receipts, model.table):
                writer.add_table(model.table, _kept(model, table, drop, dropped))
    return writer


def _units(reads: Sequence[Receipt], drop: Drop, dropped: _Dropped) -> tuple[UnitResult, ...]:
    forgotten = dict(dropped.articles_of_file)
    units = []
    for unit in (unit for read in reads for unit in read.units):
        if unit.raw_file_id in drop.raw_files:
            continue
        count = min(forgotten.pop(unit.raw_file_id.bytes, 0), unit.articles)
        if count:
            skipped = {**unit.skipped, "forgotten": unit.skipped.get("forgotten", 0) + count}
            unit = replace(unit, articles=unit.articles - count, skipped=skipped)  # noqa: PLW2901
        units.append(unit)
    return tuple(sorted(units, key=lambda unit: (unit.path, unit.part)))


def rewrite(
    layout: Layout, ledger: Ledger, batches: Sequence[str], drop: Drop = Drop()
) -> Receipt | None:
    """Rewrite batches as one, without what is to be dropped.

    A batch's extraction is carried over where every one of them has it; otherwise the new batch is
    extracted from by the next run.

    Returns:
        The receipt of the new batch's reading; None where nothing was left.
    """
    reads = sorted(
        (ledger.read[batch] for batch in batches),
        key=lambda read: (read.units[0].path, read.units[0].part) if read.units else ("", 0),
    )
    kept = [u.unit_id for r in reads for u in r.units if u.raw_file_id not in drop.raw_files]
    if not kept:
        remove_receipts(layout, batches)
        return None
    name = batch_name(kept)
    replaces = tuple(sorted(set(batches) - {name}))
    old_tags = [read.tag for read in reads]
    tag = fingerprint("rewrite", *old_tags, *sorted(map(str, drop.raw_files | drop.articles)))
    dropped = _Dropped()
    writer = _copy(layout, READ_TABLES, reads, name, tag, drop, dropped)
    read = Receipt(
        batch=name,
        stage="read",
        fingerprint=reads[0].fingerprint,
        tag=tag,
        files=writer.files,
        units=_units(reads, drop, dropped),
        replaces=replaces,
        seconds=sum(receipt.seconds for receipt in reads),
    )
    extracts = [ledger.extracted(receipt) for receipt in reads]
    done = [receipt for receipt in extracts if receipt is not None]
    extract = None
    if len(done) == len(reads) and len({receipt.fingerprint for receipt in done}) == 1:
        extract_tag = fingerprint(done[0].fingerprint, tag)
        writer = _copy(layout, EXTRACT_TABLES, done, name, extract_tag, drop, dropped)
        extract = Receipt(
            batch=name,
            stage="extract",
            fingerprint=done[0].fingerprint,
            tag=extract_tag,
            read_tag=tag,
            files=writer.files,
            failures=tuple(failure for receipt in done for failure in receipt.failures),
            counts={"words": sum(receipt.counts.get("words", 0) for receipt in done)},
            seconds=sum(receipt.seconds for receipt in done),
        )
    # Extraction first: alone it refers to read files that no receipt names yet, and is ignored.
    if extract is not None:
        save_receipt(layout, extract)
    save_receipt(layout, read)
    settle(layout)
    return replace(read, replaces=())


def due_for_compaction(
    ledger: Ledger, read_fingerprint: str, *, below: int, count: int, largest: int
) -> list[list[str]]:
    """Groups of small batches that are worth merging.

    Args:
        ledger: the finished work.
        read_fingerprint: batches of other fingerprints are not touched.
        below: a batch of fewer raw bytes is small.
        count: nothing is due while there are fewer small batches than this.
        largest: raw bytes of a merged batch, at most.
    """
    small = sorted(
        (
            receipt
            for receipt in ledger.read.values()
            if receipt.fingerprint == read_fingerprint and receipt.size < below
        ),
        key=lambda receipt: receipt.units[0].path if receipt.units else "",
    )
    if len(small) < count:
        return []
    groups: list[list[str]] = []
    size = largest + 1
    for receipt in small:
        if size + receipt.size > largest:
            groups.append([])
            size = 0
        groups[-1].append(receipt.batch)
        size += receipt.size
    return [group for group in groups if len(group) > 1]
