"""Receipts of finished work."""

from __future__ import annotations

import uuid
from dataclasses import replace
from pathlib import Path

import pytest

from etl.lake.layout import Layout
from etl.lake.receipts import (
    Cut,
    Receipt,
    UnitResult,
    WrittenFile,
    load_ledger,
    remove_receipts,
    save_receipt,
    settle,
)

UNIT = UnitResult(
    unit_id="u",
    raw_file_id=uuid.UUID(int=7),
    path="a.txt",
    size=10,
    part=0,
    parts=1,
    defaults_fingerprint="d",
    formats=("gz", "html"),
    articles=2,
    rejects=1,
    skipped={"photo": 3},
    cut=Cut(20, 5),
)
READ = Receipt(
    batch="b",
    stage="read",
    fingerprint="f",
    tag="t",
    files={"articles": WrittenFile("tables/articles/batch=b/t.parquet", 2, 100)},
    units=(UNIT,),
    seconds=1.5,
)
EXTRACT = Receipt(
    batch="b",
    stage="extract",
    fingerprint="e",
    tag="x",
    read_tag="t",
    files={},
    failures=("a: ValueError: b",),
    counts={"words": 5},
)


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path)


def test_a_receipt_comes_back_as_it_went(layout: Layout) -> None:
    for receipt in (READ, EXTRACT):
        save_receipt(layout, receipt)
    ledger = load_ledger(layout)
    assert (ledger.read, ledger.extract) == ({"b": READ}, {"b": EXTRACT})
    assert ledger.extracted(READ) == EXTRACT
    assert ledger.extracted(replace(READ, tag="other")) is None
    assert (UNIT.documents, READ.size) == (6, 10)


def test_there_may_be_none(layout: Layout) -> None:
    assert load_ledger(layout).read == {}
    settle(layout)
    assert list(layout.root.iterdir()) == []


def test_unfinished_receipts_do_not_count(layout: Layout) -> None:
    save_receipt(layout, READ)
    (layout.receipts / ".writing-1-c.read.json").write_text("{")
    assert list(load_ledger(layout).read) == ["b"]


def test_replaced_batches_do_not_count_and_are_settled(layout: Layout) -> None:
    for receipt in (READ, EXTRACT, replace(READ, batch="m", replaces=("b",))):
        save_receipt(layout, receipt)
    ledger = load_ledger(layout)
    assert (list(ledger.read), list(ledger.extract)) == (["m"], [])
    settle(layout)
    assert sorted(path.name for path in layout.receipts.iterdir()) == ["m.read.json"]
    # A batch of the old name that is made again counts.
    save_receipt(layout, READ)
    assert sorted(load_ledger(layout).read) == ["b", "m"]


def test_receipts_are_removed_extraction_first(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    for receipt in (READ, EXTRACT):
        save_receipt(layout, receipt)
    gone = []
    unlink = Path.unlink
    monkeypatch.setattr(
        Path, "unlink", lambda self, **more: gone.append(self.name) or unlink(self, **more)
    )
    remove_receipts(layout, ["b", "never"])
    assert gone[:2] == ["b.extract.json", "b.read.json"]
    assert load_ledger(layout).read == {}
