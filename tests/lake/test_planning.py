"""Cutting work into batches."""

from __future__ import annotations

import gzip
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.contracts.base import make_id
from etl.lake import planning
from etl.lake.discovery import FoundFile, Listing
from etl.lake.layout import Layout
from etl.lake.planning import (
    Batch,
    Coverage,
    Planned,
    coverage,
    plan_extraction,
    plan_reading,
)
from etl.lake.receipts import Ledger, Receipt, UnitResult
from etl.normalize.context import FolderDefaults

NOTHING_DONE = Coverage({}, {}, {}, {}, ())


def found(name: str, size: int = 10, defaults: FolderDefaults | None = None) -> FoundFile:
    return FoundFile(
        path=name,
        root="/raw",
        os_path=f"/nowhere/{name}",
        size=size,
        mtime_ns=0,
        sha256="0" * 64,
        raw_file_id=make_id("raw_file", name, "0" * 64),
        defaults=defaults or FolderDefaults(),
    )


def listing(*files: FoundFile) -> Listing:
    return Listing(tuple(files), 0.0)


def plan(files: Listing, **options: object) -> list[Batch]:
    given_: dict[str, object] = {"batch_bytes": 2**20, "batch_files": 1000, "workers": 1}
    return plan_reading(files, NOTHING_DONE, **{**given_, **options}).batches  # type: ignore[arg-type]


def receipt_of(batch: Batch, fingerprint: str = "f", **more: object) -> Receipt:
    units = tuple(
        UnitResult(
            unit_id=unit.unit_id,
            raw_file_id=unit.raw_file_id,
            path=unit.path,
            size=unit.size,
            part=unit.part,
            parts=unit.parts,
            defaults_fingerprint=unit.defaults_fingerprint,
            formats=("text",),
            articles=1,
            rejects=0,
            skipped={},
            cut=unit.cut,
        )
        for unit in batch.units
    )
    return Receipt(
        **{
            "batch": batch.batch,
            "stage": "read",
            "fingerprint": fingerprint,
            "tag": "t",
            "files": {},
            "units": units,
            **more,
        }  # type: ignore[arg-type]
    )


def ledger(*receipts: Receipt) -> Ledger:
    made = Ledger({}, {})
    for receipt in receipts:
        getattr(made, receipt.stage)[receipt.batch] = receipt
    return made


SIZES = st.lists(st.integers(0, 700_000), max_size=80)


@given(
    sizes=SIZES,
    batch_bytes=st.integers(1, 2_000_000),
    batch_files=st.integers(1, 60),
    workers=st.integers(1, 8),
)
def test_every_pending_file_is_in_exactly_one_bounded_batch(
    sizes: list[int], batch_bytes: int, batch_files: int, workers: int
) -> None:
    files = listing(*(found(f"{number:03}.txt", size) for number, size in enumerate(sizes)))
    batches = plan(files, batch_bytes=batch_bytes, batch_files=batch_files, workers=workers)
    paths = [unit.path for batch in batches for unit in batch.units]
    assert sorted(paths) == [file.path for file in files.files]
    assert len({batch.batch for batch in batches}) == len(batches)
    for batch in batches:
        assert batch.units
        assert len(batch.units) <= max(planning.MIN_BATCH_FILES, batch_files)
        most = max(planning.MIN_BATCH_BYTES, batch_bytes)
        assert batch.size <= most or len(batch.units) == 1


@given(sizes=SIZES, seed=st.randoms(use_true_random=False))
def test_the_order_of_the_listing_does_not_matter(sizes: list[int], seed: object) -> None:
    files = [found(f"{number:03}.txt", size) for number, size in enumerate(sizes)]
    in_order = plan(listing(*files))
    seed.shuffle(files)  # type: ignore[attr-defined]
    assert plan(listing(*files)) == in_order


def test_a_small_batch_is_not_cut_for_idle_workers() -> None:
    files = listing(*(found(f"{number}.txt") for number in range(8)))
    assert len(plan(files, workers=4)) == 1


def test_a_large_file_is_cut_by_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"title": "a", "text": "b"}\n' * 1000)
    file = found("a.jsonl", path.stat().st_size)
    file = FoundFile(**{**{n: getattr(file, n) for n in file.__slots__}, "os_path": str(path)})
    batches = plan(listing(file), batch_bytes=10_000)
    units = [unit for batch in batches for unit in batch.units]
    assert [(unit.part, unit.parts) for unit in units] == [(0, 3), (1, 3), (2, 3)]
    ranges = [unit.byte_range for unit in units]
    assert ranges[0] is not None
    assert ranges[0].start == 0
    assert sum(unit.size for unit in units) == path.stat().st_size


def test_a_failed_batch_keeps_its_name(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    assert planning.load_planned(layout) == Planned()
    before = plan(listing(found("b.txt"), found("c.txt")))
    planning.save_planned(layout, before)
    more = listing(found("a.txt"), found("b.txt"), found("c.txt"), found("d.txt"))
    after = plan(more, planned=planning.load_planned(layout))
    assert [[unit.path for unit in batch.units] for batch in after] == [
        ["a.txt", "d.txt"],
        ["b.txt", "c.txt"],
    ]
    assert after[1] == before[0]


def test_a_planned_batch_that_lost_a_file_is_planned_anew(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    planning.save_planned(layout, plan(listing(found("b.txt"), found("c.txt"))))
    (batch,) = plan(listing(found("b.txt")), planned=planning.load_planned(layout))
    assert [unit.path for unit in batch.units] == ["b.txt"]


def test_two_plans_that_overlap_do_not_double_a_file(tmp_path: Path) -> None:
    (both,) = plan(listing(found("a.txt"), found("b.txt")))
    (one,) = plan(listing(found("a.txt")))
    names = [[unit.unit_id for unit in batch.units] for batch in (both, one)]
    batches = plan(listing(found("a.txt"), found("b.txt")), planned=Planned(names))
    assert [unit.path for batch in batches for unit in batch.units] == ["a.txt", "b.txt"]


def test_what_is_read_is_not_planned() -> None:
    files = listing(found("a.txt"), found("b.txt"))
    (batch,) = plan(listing(found("a.txt")))
    covered = coverage(files, ledger(receipt_of(batch)), "f")
    assert list(covered.done) == [files.files[0].raw_file_id]
    assert covered.batches_of == {files.files[0].raw_file_id: (batch.batch,)}
    left = plan_reading(files, covered, batch_bytes=100, batch_files=10, workers=1).batches
    assert [unit.path for unit in left[0].units] == ["b.txt"]


def test_other_folder_defaults_make_rows_stale() -> None:
    old, new = found("a.txt"), found("a.txt", defaults=FolderDefaults(outlet="A"))
    (batch,) = plan(listing(old))
    covered = coverage(listing(new), ledger(receipt_of(batch)), "f")
    assert covered.done == {}
    assert covered.stale == {batch.batch: frozenset({old.raw_file_id})}
    assert covered.gone == {}


def test_a_file_that_has_gone() -> None:
    (batch,) = plan(listing(found("a.txt"), found("b.txt")))
    covered = coverage(listing(found("b.txt")), ledger(receipt_of(batch)), "f")
    assert covered.gone == {batch.batch: frozenset({found("a.txt").raw_file_id})}
    assert covered.stale == {}


def test_batches_of_other_code_are_obsolete() -> None:
    (batch,) = plan(listing(found("a.txt")))
    covered = coverage(listing(found("a.txt")), ledger(receipt_of(batch, "old")), "new")
    assert covered.obsolete == (batch.batch,)
    assert covered.done == {}


def test_a_file_in_parts_is_done_when_all_are(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"title": "a"}\n' * 1000)
    file = found("a.jsonl", path.stat().st_size)
    file = FoundFile(**{**{n: getattr(file, n) for n in file.__slots__}, "os_path": str(path)})
    (batch,) = plan(listing(file), batch_bytes=8_000)
    halves = [planning.make_batch([unit]) for unit in batch.units]
    first, second = (receipt_of(half) for half in halves)
    covered = coverage(listing(file), ledger(first), "f")
    assert covered.done == {}
    assert covered.stale == {}
    assert covered.begun == {file.raw_file_id: ((first.units[0], first.batch),)}
    covered = coverage(listing(file), ledger(first, second), "f")
    assert covered.begun == {}
    assert len(covered.done[file.raw_file_id]) == 2
    assert covered.batches_of[file.raw_file_id] == tuple(sorted({first.batch, second.batch}))


def lines(place: Path, count: int = 1000) -> FoundFile:
    """A file of JSON Lines, 28 bytes each."""
    path = place / "a.jsonl"
    path.write_text('{"title": "a", "text": "b"}\n' * count)
    return replace(found("a.jsonl", path.stat().st_size), os_path=str(path))


def test_pieces_that_are_read_are_not_read_again(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    file = lines(tmp_path)
    options: dict[str, object] = {"batch_bytes": 10_000}
    batches = plan(listing(file), **options)
    pieces = [planning.make_batch([unit]) for batch in batches for unit in batch.units]
    planning.save_planned(layout, batches)
    read = receipt_of(pieces[1])
    # Other settings, other neighbours: the file stays cut as it was.
    others = [found(f"{number}.txt", 50_000) for number in range(3)]
    now = listing(file, *others)
    left = plan_reading(
        now,
        coverage(now, ledger(read), "f"),
        batch_bytes=1_000_000,
        batch_files=10,
        workers=1,
        planned=planning.load_planned(layout),
    )
    assert left.misfits == {}
    units = [unit for batch in left.batches for unit in batch.units if unit.path == "a.jsonl"]
    assert [(unit.part, unit.parts) for unit in units] == [(0, 3), (2, 3)]


def test_pieces_that_fit_no_more_are_dropped(tmp_path: Path) -> None:
    file = lines(tmp_path)
    (batch,) = plan(listing(file), batch_bytes=10_000)
    first = receipt_of(planning.make_batch(batch.units[:1]))
    changed = replace(first, units=(replace(first.units[0], unit_id="cut by other code"),))
    covered = coverage(listing(file), ledger(changed), "f")
    left = plan_reading(listing(file), covered, batch_bytes=10_000, batch_files=10, workers=1)
    assert left.misfits == {changed.batch: frozenset({file.raw_file_id})}
    assert [unit.part for batch in left.batches for unit in batch.units] == [0, 1, 2]


def test_pieces_of_two_cuts_never_make_a_whole(tmp_path: Path) -> None:
    file = lines(tmp_path)
    halves = [
        [unit for batch in plan(listing(file), batch_bytes=size) for unit in batch.units]
        for size in (20_000, 22_000)
    ]
    assert [len(units) for units in halves] == [2, 2]
    mixed = [receipt_of(planning.make_batch([units[part]])) for part, units in enumerate(halves)]
    covered = coverage(listing(file), ledger(*mixed), "f")
    assert covered.done == {}
    left = plan_reading(listing(file), covered, batch_bytes=20_000, batch_files=10, workers=1)
    assert len(left.misfits) == 1
    whole = [receipt_of(planning.make_batch([unit])) for unit in halves[0]]
    covered = coverage(listing(file), ledger(*whole, mixed[1]), "f")
    assert len(covered.done[file.raw_file_id]) == 2
    assert covered.stale == {mixed[1].batch: frozenset({file.raw_file_id})}


def test_a_file_that_failed_as_a_whole_is_cut_as_it_was(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    file = lines(tmp_path)
    before = plan(listing(file), batch_bytes=10_000)
    planning.save_planned(layout, before)
    planned = planning.load_planned(layout)
    assert plan(listing(file), batch_bytes=1_000_000, planned=planned) == before


def test_extraction_is_due_for_another_engine_or_other_read_files() -> None:
    (batch,) = plan(listing(found("a.txt")))
    read = receipt_of(batch)
    done = receipt_of(batch, "engine", stage="extract", read_tag="t", units=())
    other = receipt_of(batch, "engine", stage="extract", read_tag="older", units=())
    assert plan_extraction(ledger(read), "f", "engine") == [read]
    assert plan_extraction(ledger(read, done), "f", "engine") == []
    assert plan_extraction(ledger(read, done), "f", "next engine") == [read]
    assert plan_extraction(ledger(read, other), "f", "engine") == [read]
    assert plan_extraction(ledger(read), "next code", "engine") == []


def test_a_fingerprint_joins_without_doubt() -> None:
    assert planning.fingerprint("ab", "c") != planning.fingerprint("a", "bc")
    assert planning.fingerprint(uuid.UUID(int=1)) == planning.fingerprint(str(uuid.UUID(int=1)))
    assert planning.fingerprint("\udce9") != planning.fingerprint("é")


def test_a_compressed_file_is_cut_where_it_would_keep_one_worker_at_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "MIN_PIECE_BYTES", 1)
    line = b'{"title": "Quay %d", "text": "The quay is closed, and so is the ferry."}\n'
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"".join(line % number for number in range(2_000))))
    size = path.stat().st_size
    file = replace(found("a.jsonl.gz", size), os_path=str(path))
    options = {"batch_bytes": 2 * size, "workers": 2}

    alone = [unit for batch in plan(listing(file), **options) for unit in batch.units]
    assert len(alone) > 2
    assert {unit.parts for unit in alone} == {len(alone)}
    ends = [unit.byte_range.end for unit in alone if unit.byte_range]
    assert max(ends) == 2_000 * len(line) + sum(len(str(n)) - 2 for n in range(2_000))
    assert size - len(alone) < sum(unit.size for unit in alone) <= size
    # Beside others that are enough for all workers it is left whole.
    others = [found(f"{number}.txt", size) for number in range(20)]
    units = [unit for batch in plan(listing(file, *others), **options) for unit in batch.units]
    assert [unit.parts for unit in units if unit.path == "a.jsonl.gz"] == [1]
