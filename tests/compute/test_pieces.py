"""Large files become several batches, and give the same rows as in one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from etl.compute import pipeline
from etl.compute.backend import Done, Result, Task
from etl.compute.batches import ReadTask
from etl.compute.inline import InlineBackend
from etl.lake import planning
from etl.lake.layout import Layout
from etl.lake.receipts import load_ledger
from etl.settings import Settings
from tests.line import ask, ingest, rows, settings_for
from tests.readers.files import PACKERS, tarred, zipped
from tests.readers.reading import jsonl
from tests.readers.test_ranges import dump, table

MEMBERS = {f"{n}/a.jsonl": jsonl(100, 100 * n) for n in range(8)} | {"../b.txt": b"x", "c.txt": b""}
ARRAY = b"[" + jsonl(600).strip().replace(b"\n", b",\n") + b"]"
FILES = {
    "a.jsonl": jsonl(600),
    "a.zip": zipped(MEMBERS),
    "a.tar": tarred(MEMBERS),
    "a.json": ARRAY,
    "broken.json": ARRAY[:-100],
    "a.json.xz": PACKERS["xz"](ARRAY),
    "a.csv": table(400, broken=True),
    "a.xml.gz": PACKERS["gz"](dump(200)),
}
READ = ("articles", "paragraphs", "all_signatures", "rejects", "raw_files")


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.readers.xml.CHUNK", 1000)
    monkeypatch.setattr("etl.readers.xml.PROLOGUE_BYTES", 1000)


def project(place: Path, name: str, **options: object) -> Settings:
    """A project with one of the files."""
    (place / "raw").mkdir(parents=True)
    (place / "raw" / name).write_bytes(FILES[name])
    return settings_for(place, engine="rules", workers=2, **options)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(FILES))
def test_pieces_give_the_same_rows(tmp_path: Path, name: str) -> None:
    found = {}
    parts = {}
    for batch_bytes in (6_000, 100_000_000):
        settings = project(tmp_path / str(batch_bytes), name, batch_bytes=batch_bytes)
        ingest(settings)
        receipts = load_ledger(Layout(settings.warehouse)).read.values()
        parts[batch_bytes] = {unit.parts for receipt in receipts for unit in receipt.units}
        found[batch_bytes] = rows(settings.warehouse, READ)

    assert parts[100_000_000] == {1}
    assert max(parts[6_000]) > 2
    assert found[6_000] == found[100_000_000]


class BrokenError(Exception):
    """The run ends here."""


class Breaking:
    """Runs tasks here, until so many are done; remembers them."""

    def __init__(self, after: int) -> None:
        self.left = after
        self.tasks: list[ReadTask] = []

    def run(
        self, function: Callable[[Task], Result], tasks: Sequence[Task]
    ) -> Iterator[Done[Task, Result]]:
        for done in InlineBackend().run(function, tasks):
            if self.left == 0:
                raise BrokenError
            self.left -= 1
            assert isinstance(done.task, ReadTask)
            self.tasks.append(done.task)
            yield done


def units(tasks: Sequence[ReadTask]) -> set[str]:
    return {unit.unit_id for task in tasks for unit in task.batch.units}


@pytest.mark.parametrize("name", ["a.jsonl", "a.json.xz"])
def test_pieces_that_a_broken_run_has_read_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(planning, "MIN_BATCH_BYTES", 1)
    settings = project(tmp_path, name, batch_bytes=6_000)
    pipeline.discover(settings)
    broken = Breaking(2)
    with pytest.raises(BrokenError):
        pipeline.read_batches(settings, backend=broken)
    # The task under way when it broke had its receipt, too.
    (begun,) = load_begun(settings).values()
    assert units(broken.tasks) < begun
    # What is there of the file is not published.
    pipeline.publish(settings)
    assert ask(settings.warehouse, "select count(*) from articles") == [(0,)]
    assert ask(settings.warehouse, "select status from raw_files") == [("pending",)]

    # Another file, other settings: the first is still cut as it was.
    (tmp_path / "raw" / "b.json").write_bytes(ARRAY.replace(b"Title", b"Story"))
    settings = settings.model_copy(update={"batch_bytes": 9_000})
    pipeline.discover(settings)
    rest = Breaking(1000)
    pipeline.read_batches(settings, backend=rest)
    assert not units(rest.tasks) & begun
    ingest(settings)
    assert load_begun(settings) == {}

    whole = settings_for(tmp_path / "whole", raw=settings.raw, engine="rules")
    ingest(whole)
    assert rows(settings.warehouse, READ[:2]) == rows(whole.warehouse, READ[:2])


def load_begun(settings: Settings) -> dict[object, set[str]]:
    """The pieces of each file that is not read completely."""
    covered = pipeline._archive_state(settings).covered
    return {
        raw_file_id: {unit.unit_id for unit, _ in each}
        for raw_file_id, each in covered.begun.items()
    }


def test_one_piece_can_be_read_again(tmp_path: Path) -> None:
    settings = project(tmp_path, "a.json", batch_bytes=6_000)
    ingest(settings)
    before = rows(settings.warehouse, READ)
    ledger = load_ledger(Layout(settings.warehouse)).read
    batch = min(ledger)
    again = Breaking(1000)
    settings = settings.model_copy(update={"batch_bytes": 50_000})
    pipeline.read_batches(settings, only=[batch], backend=again)
    assert [task.batch.batch for task in again.tasks] == [batch]
    ingest(settings)
    assert rows(settings.warehouse, READ) == before
    assert load_ledger(Layout(settings.warehouse)).read.keys() == ledger.keys()


def test_pieces_that_fit_no_more_are_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "MIN_BATCH_BYTES", 1)
    settings = project(tmp_path, "a.json", batch_bytes=6_000)
    pipeline.discover(settings)
    with pytest.raises(BrokenError):
        pipeline.read_batches(settings, backend=Breaking(2))
    cut = planning.cut
    planning._ranges.cache_clear()

    def otherwise(path: str, *, target_bytes: int, **options: object) -> object:
        return cut(path, target_bytes=target_bytes + 100, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(planning, "cut", otherwise)
    try:
        ingest(settings)
    finally:
        planning._ranges.cache_clear()
    assert ask(settings.warehouse, "select count(*), count(distinct title) from articles") == [
        (600, 600)
    ]
