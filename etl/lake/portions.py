"""Portions of a batch, for extraction: stretches of its articles that workers do side by side.

Belongs here: how a batch is cut, where finished portions wait for the others, and how they become
the files of the batch. Does not belong here: extraction itself, and where it runs (`etl.compute`).

Batches are made for reading, of raw bytes; how many words come out of them is known only then, and
one may have ten times as many as another. Portions of a batch have about equally many words.
Cutting follows from the batch alone, so that a portion that a killed run has finished is one of the
next run, too.

Finished portions lie in a small warehouse of their own, `state/portions/`: Parquet files first,
then a receipt, as for batches. When the last one of a batch is there they are written into one file
a table, and go. Portions never count in the ledger; a batch is extracted or it is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyarrow.parquet as pq

from etl.contracts.registry import EXTRACT_TABLES
from etl.lake.batch_writer import BatchWriter
from etl.lake.layout import Layout
from etl.lake.receipts import (
    Receipt,
    WrittenFile,
    load_ledger,
    remove_receipts,
    save_receipt,
)

PORTION_WORDS = 32_768
"""Words of a portion, at most, but for a single long article: one or two seconds of work for the
engine `model`, so that workers end at about the same time, and twenty times what it costs to begin
one."""


@dataclass(frozen=True, slots=True)
class Portion:
    """Consecutive articles of a batch."""

    first: int
    end: int
    """Rows of the batch's articles, from 0, the end exclusive."""
    paragraphs: int
    """Rows of the batch's paragraphs that belong to articles before."""
    words: int
    of: int
    """How many portions the batch has."""

    def name(self, batch: str) -> str:
        """What it is called as a batch of the portions' warehouse."""
        return f"{batch}-{self.first}-{self.end}"


def cut(layout: Layout, read: Receipt) -> list[Portion]:
    """The portions of a batch; one where it has few words."""
    if "articles" not in read.files:
        return [Portion(0, 0, 0, 0, 1)]
    table = pq.read_table(
        layout.root / read.files["articles"].name, columns=["word_count", "paragraph_count"]
    )
    words, paragraphs = (table[name].to_pylist() for name in ("word_count", "paragraph_count"))
    total = sum(words)
    pieces = -(-total // PORTION_WORDS) or 1
    bounds: list[tuple[int, int, int, int]] = []
    first = before = so_far = passed = begun = 0
    for row, (count, inner) in enumerate(zip(words, paragraphs, strict=True), 1):
        so_far += count
        passed += inner
        if row == len(words) or so_far * pieces >= total * (len(bounds) + 1):
            bounds.append((first, row, before, so_far - begun))
            first, before, begun = row, passed, so_far
    return [Portion(*bound, of=len(bounds)) for bound in bounds]


def finished(layout: Layout) -> dict[str, Receipt]:
    """The portions that are done, by name, with all their files."""
    place = layout.portions
    return {
        name: receipt
        for name, receipt in load_ledger(place).extract.items()
        if all(_is_there(place, file) for file in receipt.files.values())
    }


def _is_there(place: Layout, file: WrittenFile) -> bool:
    try:
        return (place.root / file.name).stat().st_size == file.size
    except FileNotFoundError:
        return False


def join(
    layout: Layout, read: Receipt, fingerprint: str, tag: str, done: Sequence[Receipt]
) -> Receipt:
    """Write the files of a batch from those of its portions, and make it count.

    Args:
        layout: the warehouse.
        read: the batch.
        fingerprint: of the engine.
        tag: for the names of the files.
        done: the receipts of all its portions, in their order.

    Raises:
        OSError: the warehouse cannot be written.
    """
    place = layout.portions.root
    counts: Counter[str] = Counter()
    for receipt in done:
        counts.update(receipt.counts)
    with BatchWriter(layout, EXTRACT_TABLES, read.batch, tag) as writer:
        for model in EXTRACT_TABLES:
            names = [r.files[model.table].name for r in done if model.table in r.files]
            for name in names:
                with pq.ParquetFile(place / name) as file:
                    for group in range(file.num_row_groups):
                        writer.add_table(model.table, file.read_row_group(group))
    joined = Receipt(
        batch=read.batch,
        stage="extract",
        fingerprint=fingerprint,
        tag=tag,
        read_tag=read.tag,
        files=writer.files,
        failures=tuple(failure for receipt in done for failure in receipt.failures),
        counts=dict(counts),
        seconds=round(sum(receipt.seconds for receipt in done), 3),
    )
    save_receipt(layout, joined)
    drop(layout, done)
    return joined


def drop(layout: Layout, done: Iterable[Receipt]) -> None:
    """Remove portions that are no longer needed: receipts first."""
    for receipt in done:
        remove_receipts(layout.portions, [receipt.batch])
        for file in receipt.files.values():
            path = layout.portions.root / file.name
            path.unlink(missing_ok=True)
            if not any(path.parent.iterdir()):
                path.parent.rmdir()


def clear(layout: Layout, wanted: Iterable[Receipt]) -> None:
    """Remove everything but these finished portions; for whoever holds the warehouse's lock.

    What killed runs, other engines and rewritten batches have left.
    """
    place = layout.portions
    kept = set()
    for receipt in wanted:
        kept.add(place.receipt(receipt.batch, receipt.stage))
        kept.update(place.root / file.name for file in receipt.files.values())
    found = sorted(place.root.rglob("*"), reverse=True) if place.root.is_dir() else []
    # Receipts go first: a portion that has one is taken for whole.
    for path in sorted(found, key=lambda path: not path.is_relative_to(place.receipts)):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path not in kept:
            path.unlink()
    if place.root.is_dir() and not any(place.root.iterdir()):
        place.root.rmdir()
