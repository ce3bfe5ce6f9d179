"""What is known of finished work: one receipt a stage and batch.

Belongs here: the receipt's form, reading and writing it, and which receipts count. A receipt is
written after the files that it names, so a batch without one was never finished. Does not belong
here: deciding what to do next (`etl.lake.planning`).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from etl import collector
from etl.lake.files import Stamp, read_json, stamp, write_json
from etl.lake.layout import Layout

Stage = Literal["read", "extract"]
STAGES: tuple[Stage, ...] = ("read", "extract")


@dataclass(frozen=True, slots=True, order=True)
class Cut:
    """How large the pieces are that a large file is cut into, in bytes of the file."""

    plain: int
    packed: int
    """Where it is compressed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitResult:
    """What was found in one unit: a file, or a stretch of a large one."""

    unit_id: str
    raw_file_id: uuid.UUID
    path: str
    size: int
    part: int
    parts: int
    """The file was cut into this many units; `part` counts them from 0."""
    defaults_fingerprint: str
    formats: tuple[str, ...]
    articles: int
    rejects: int
    skipped: dict[str, int]
    cut: Cut | None = None
    """For a piece of a file: of what size all its pieces are."""

    @property
    def documents(self) -> int:
        """Everything that was found, whatever became of it."""
        return self.articles + self.rejects + sum(self.skipped.values())


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """One Parquet file of a batch."""

    name: str
    """Path below the warehouse."""
    rows: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One finished stage of one batch."""

    batch: str
    stage: Stage
    fingerprint: str
    """Of everything that decides the rows: contracts, code, settings, model."""
    tag: str
    """Names the batch's files: of fingerprint and content."""
    read_tag: str | None = None
    """For extraction: the tag of the read files that it was made from."""
    files: dict[str, WrittenFile]
    """Table -> its file; tables without a row have none."""
    units: tuple[UnitResult, ...] = ()
    """For reading: what the batch is made of."""
    replaces: tuple[str, ...] = ()
    """The batches that this one was merged from."""
    failures: tuple[str, ...] = ()
    """For extraction: articles that the engine failed on, and how."""
    counts: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def size(self) -> int:
        """Raw bytes that the batch was read from."""
        return sum(unit.size for unit in self.units)


def save_receipt(layout: Layout, receipt: Receipt) -> None:
    """Make a finished stage count."""
    write_json(layout.receipt(receipt.batch, receipt.stage), asdict(receipt))


def _unit(value: dict[str, Any]) -> UnitResult:
    value["raw_file_id"] = uuid.UUID(value["raw_file_id"])
    value["formats"] = tuple(value["formats"])
    value["cut"] = Cut(**value["cut"]) if value.get("cut") else None
    return UnitResult(**value)


def _receipt(value: dict[str, Any]) -> Receipt:
    units = tuple(map(_unit, value["units"]))
    files = {table: WrittenFile(**file) for table, file in value["files"].items()}
    tuples = {name: tuple(value[name]) for name in ("replaces", "failures")}
    return Receipt(**{**value, "units": units, "files": files, **tuples})


@lru_cache(maxsize=4096)
def _receipt_at(path: Path, seen: Stamp) -> Receipt | None:
    """A receipt as it was at this stamp. A run asks for all of them at each of its steps."""
    del seen
    value = read_json(path)
    return _receipt(value) if isinstance(value, dict) else None


def _load_receipt(path: Path) -> Receipt | None:
    """The receipt in a file; None where there is no such file."""
    seen = stamp(path)
    return None if seen is None else _receipt_at(path, seen)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The finished work of a warehouse: batch -> its receipt, by stage."""

    read: dict[str, Receipt]
    extract: dict[str, Receipt]

    def extracted(self, read: Receipt) -> Receipt | None:
        """The extraction made from exactly these read files, where there is one."""
        receipt = self.extract.get(read.batch)
        return receipt if receipt and receipt.read_tag == read.tag else None


@collector.paused()
def load_ledger(layout: Layout) -> Ledger:
    """All receipts but those that a merged batch has replaced."""
    ledger = Ledger({}, {})
    if layout.receipts.is_dir():
        for path in layout.receipts.glob("*.json"):
            if path.name.startswith("."):
                continue
            receipt = _load_receipt(path)
            if receipt is not None:
                getattr(ledger, receipt.stage)[receipt.batch] = receipt
    for receipt in list(ledger.read.values()):
        for batch in receipt.replaces:
            ledger.read.pop(batch, None)
            ledger.extract.pop(batch, None)
    return ledger


def settle(layout: Layout) -> None:
    """Finish what a killed merge left: remove replaced receipts, and the record of replacing.

    Without the second step a batch that is planned again later, under the same name, would count as
    replaced. Only for whoever holds the warehouse's lock.
    """
    if not layout.receipts.is_dir():
        return
    for path in sorted(layout.receipts.glob("*.read.json")):
        receipt = _load_receipt(path)
        if receipt is not None and receipt.replaces:
            remove_receipts(layout, receipt.replaces)
            save_receipt(layout, replace(receipt, replaces=()))


def remove_receipts(layout: Layout, batches: Iterable[str]) -> None:
    """Forget batches that are replaced or have nothing left; their files are left to `gc`.

    Extraction first: a read receipt without one is a batch to extract, never the other way round.
    """
    for batch in batches:
        for stage in reversed(STAGES):
            layout.receipt(batch, stage).unlink(missing_ok=True)
