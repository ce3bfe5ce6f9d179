"""Large batches are extracted in portions, and give the same rows as in one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from etl.compute import batches, pipeline
from etl.compute.backend import Backend, Done, Result, Task
from etl.compute.inline import InlineBackend
from etl.compute.processes import ProcessBackend
from etl.compute.progress import Silent
from etl.contracts.registry import EXTRACT_TABLES
from etl.extract.engine import EngineUnavailableError
from etl.lake import planning, portions
from etl.lake.layout import Layout
from etl.lake.receipts import load_ledger
from etl.settings import Settings
from tests.line import copy_sample, rows, settings_for

TABLES = tuple(f"all_{model.table}" for model in EXTRACT_TABLES)


class BrokenError(Exception):
    """The run ends here."""


class Breaking:
    """Runs tasks here, until so many are done."""

    def __init__(self, after: int) -> None:
        self.left = after

    def run(
        self, function: Callable[[Task], Result], tasks: Sequence[Task]
    ) -> Iterator[Done[Task, Result]]:
        for done in InlineBackend().run(function, tasks):
            if self.left == 0:
                raise BrokenError
            self.left -= 1
            yield done


class Recording(Silent):
    """Remembers what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.sizes: list[int] = []

    def stage(self, name: str, batches: int, size: int) -> None:
        self.told.append(f"{name} {batches}")
        self.sizes.append(-size)

    def part(self, size: int) -> None:
        self.told.append("part")
        self.sizes.append(size)

    def batch(self, size: int, documents: int) -> None:  # noqa: ARG002 - as the interface has it
        self.told.append("batch")
        self.sizes.append(size)

    def end(self) -> None:
        self.told.append("end")

    def warn(self, message: str) -> None:
        self.told.append(message)


@pytest.fixture(scope="module")
def whole(sample: Settings) -> dict[str, list[str]]:
    """The rows of the sample archive, whose batches are one portion each."""
    return rows(sample.warehouse, TABLES)


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The sample archive in one batch, cut into many portions."""
    monkeypatch.setattr(planning, "MIN_BATCH_FILES", 1000)
    monkeypatch.setattr(portions, "PORTION_WORDS", 500)
    copy_sample(tmp_path)
    settings = settings_for(tmp_path, workers=1)
    pipeline.discover(settings)
    pipeline.read_batches(settings, backend=InlineBackend())
    return settings


def left(settings: Settings) -> list[Path]:
    return list(Layout(settings.warehouse).portions.root.rglob("*"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "backend", [InlineBackend(), ProcessBackend(2)], ids=["inline", "processes"]
)
def test_portions_give_the_same_rows(
    setup: Settings, whole: dict[str, list[str]], backend: Backend
) -> None:
    report = pipeline.extract_batches(setup, backend=backend)
    reads = load_ledger(Layout(setup.warehouse)).read.values()
    assert max(len(portions.cut(Layout(setup.warehouse), read)) for read in reads) > 5
    assert not report.failed
    assert len(report.done) == len(reads)
    pipeline.resolve(setup)
    pipeline.publish(setup)
    assert rows(setup.warehouse, TABLES) == whole
    assert not left(setup)


@pytest.mark.parametrize("after", [1, 3])
def test_what_a_broken_run_has_done_is_not_done_again(setup: Settings, after: int) -> None:
    with pytest.raises(BrokenError):
        pipeline.extract_batches(setup, backend=Breaking(after))
    layout = Layout(setup.warehouse)
    (read,) = load_ledger(layout).read.values()
    done = portions.finished(layout)
    # The task that was under way when it broke had its receipt, too.
    assert len(done) == after + 1
    assert load_ledger(layout).extract == {}

    counted: list[batches.ExtractTask] = []

    class Counting(InlineBackend):
        def run(
            self, function: Callable[[Task], Result], tasks: Sequence[Task]
        ) -> Iterator[Done[Task, Result]]:
            counted.extend(tasks)  # type: ignore[arg-type]
            return super().run(function, tasks)

    report = pipeline.extract_batches(setup, backend=Counting())
    cut = portions.cut(layout, read)
    assert {task.portion.name(read.batch) for task in counted} == {
        portion.name(read.batch) for portion in cut
    } - done.keys()
    assert [receipt.batch for receipt in report.done] == [read.batch]
    assert not left(setup)


def test_portions_of_another_engine_are_dropped(setup: Settings) -> None:
    with pytest.raises(BrokenError):
        pipeline.extract_batches(setup, backend=Breaking(2))
    other = setup.model_copy(update={"engine": "rules"})
    with pytest.raises(BrokenError):
        pipeline.extract_batches(other, backend=Breaking(0))
    done = portions.finished(Layout(setup.warehouse)).values()
    assert {receipt.fingerprint for receipt in done} == {batches.engine_fingerprint("rules")}


def test_a_batch_whose_portions_were_all_done_is_joined(
    setup: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise BrokenError

    with monkeypatch.context() as patched:
        patched.setattr(portions, "join", broken)
        with pytest.raises(BrokenError):
            pipeline.extract_batches(setup, backend=InlineBackend())
    report = pipeline.extract_batches(setup, backend=InlineBackend())
    assert len(report.done) == 1
    assert not left(setup)


def test_a_portion_that_fails_costs_no_other(
    setup: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    extract = batches.extract_batch

    def failing(task: batches.ExtractTask) -> object:
        if task.portion.first == 0:
            raise MemoryError
        return extract(task)

    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "extract_batch", failing)
        report = pipeline.extract_batches(setup, backend=InlineBackend())
    layout = Layout(setup.warehouse)
    (read,) = load_ledger(layout).read.values()
    assert list(report.failed) == [read.batch]
    assert len(portions.finished(layout)) == len(portions.cut(layout, read)) - 1
    report = pipeline.extract_batches(setup, backend=InlineBackend())
    assert not report.failed
    assert [receipt.batch for receipt in report.done] == [read.batch]


def test_an_engine_that_cannot_be_used_fails_the_batch_and_no_article(
    setup: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Unusable:
        def extract(self, _: object) -> None:
            raise EngineUnavailableError("etl/extract/models/x.onnx: found nothing")

    monkeypatch.setattr(batches, "load_engine", lambda _: Unusable())
    batches.let_engine_go()
    monkeypatch.setattr(pipeline, "engine_fingerprint", lambda _: "unusable")
    seen = Recording()
    report = pipeline.extract_batches(setup, backend=InlineBackend(), progress=seen)
    batches.let_engine_go()
    (why,) = report.failed.values()
    assert "x.onnx: found nothing" in why
    assert not report.done
    # Every portion fails, for one reason.
    assert [one for one in seen.told if one.startswith("batch")] == [
        f"batch {batch} failed: {why}" for batch in report.failed
    ]


class Number:
    """Stands for a table's model."""

    @staticmethod
    def model_construct(number: int) -> int:
        return number


def test_rows_of_a_file_from_anywhere_to_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"number": list(range(2_500))}), path, row_group_size=1_200)
    for first, end in ((0, None), (0, 0), (5, 9), (1_199, 1_201), (1_200, None), (1_100, 2_450)):
        found = list(batches.rows_in(path, Number, first, end))  # type: ignore[type-var]
        assert found == list(range(2_500))[first:end]
    assert list(batches.rows_in(path, Number, 2_500)) == []  # type: ignore[type-var]


def test_whoever_watches_sees_every_part_and_one_batch(setup: Settings) -> None:
    seen = Recording()
    pipeline.extract_batches(setup, backend=InlineBackend(), progress=seen)
    layout = Layout(setup.warehouse)
    (read,) = load_ledger(layout).read.values()
    parts = len(portions.cut(layout, read)) - 1
    assert seen.told == ["extracting 1", *["part"] * parts, "batch", "end"]
    assert sum(seen.sizes) == 0
