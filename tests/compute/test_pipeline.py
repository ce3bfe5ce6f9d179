"""The line as a whole: what is done again, what is not, and that the way there does not matter."""

from __future__ import annotations

import json
import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.compute import batches, pipeline
from etl.compute.processes import ProcessBackend
from etl.extract.engines.rules import Rules
from etl.lake import sql_files
from etl.lake.discovery import RawFolderError
from etl.lake.lock import WarehouseUnusableError
from etl.settings import Settings
from tests.line import SAMPLE, ask, copy_sample, ingest, rows, settings_for

A_FEW = (
    "harbour-gazette",
    "meridian-post/ferry-inquiry.html",
    "meridian-post/ferry-inquiry-corrected.html",
    "saltmarsh-daily/crawl-2026-04.jsonl",
    "evening-ledger",
)


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def read_units(work: pipeline.Survey) -> list[str]:
    return sorted(unit.path for batch in work.to_read for unit in batch.units)


def story(title: str, words: str) -> str:
    return f"{title}\n\nPORT ELLERY: “{words},” said Mayor Ann Hollis on Monday.\n"


def test_a_second_run_has_nothing_to_do(sample: Settings) -> None:
    work = pipeline.survey(sample)
    assert work.nothing_to_do
    assert work.changes.unchanged == 29


def test_adding_changing_and_removing_a_file(project: Path) -> None:
    setup = settings_for(project, missing_limit=1.0)
    for name in ("a", "b", "c"):
        write(project / "raw" / f"{name}.txt", story(f"Story {name}", f"This is {name}"))
    ingest(setup)
    assert ask(setup.warehouse, "select count(*) from articles") == [(3,)]

    write(project / "raw" / "d.txt", story("Story d", "This is d"))
    assert read_units(pipeline.survey(setup)) == ["d.txt"]
    summary = ingest(setup)
    assert summary.changes == {"new": 1, "changed": 0, "gone": 0, "unchanged": 3}

    write(project / "raw" / "a.txt", story("Story a", "This is quite another text"))
    assert read_units(pipeline.survey(setup)) == ["a.txt"]
    summary = ingest(setup)
    assert summary.changes == {"new": 0, "changed": 1, "gone": 0, "unchanged": 3}
    said = {row[0] for row in ask(setup.warehouse, "select text from quotes")}
    assert "This is quite another text," in said
    assert "This is a," not in said

    (project / "raw" / "b.txt").unlink()
    work = pipeline.survey(setup)
    assert not work.to_read
    assert work.publication_due
    summary = ingest(setup)
    assert summary.changes["gone"] == 1
    titles = ask(setup.warehouse, "select title from articles order by title")
    assert titles == [("Story a",), ("Story c",), ("Story d",)]
    assert ask(setup.warehouse, "select count(*) from raw_files where path = 'b.txt'") == [(0,)]
    assert pipeline.survey(setup).nothing_to_do


def test_a_touched_file_is_not_read_again(project: Path) -> None:
    setup = settings_for(project)
    path = write(project / "raw" / "a.txt", story("Story", "It is so"))
    ingest(setup)
    os.utime(path, (path.stat().st_atime, path.stat().st_mtime + 100))
    assert not pipeline.survey(setup).to_read


def test_a_renamed_file_keeps_its_article(project: Path) -> None:
    setup = settings_for(project, missing_limit=1.0)
    path = write(project / "raw" / "a.txt", story("Story", "It is so"))
    ingest(setup)
    before = ask(setup.warehouse, "select article_id, revision_id from articles")
    path.rename(project / "raw" / "z.txt")
    ingest(setup)
    assert ask(setup.warehouse, "select article_id, revision_id from articles") == before


def test_changed_folder_defaults_read_that_folder_again(project: Path) -> None:
    setup = settings_for(project)
    for folder in ("one", "two"):
        write(project / "raw" / folder / "a.txt", story(f"Story of {folder}", f"I am {folder}"))
    ingest(setup)
    write(project / "raw" / "one" / "_newshouse.toml", 'outlet = "The One"\n')
    assert read_units(pipeline.survey(setup)) == ["one/a.txt"]
    ingest(setup)
    assert ask(setup.warehouse, "select outlet, title from articles order by title") == [
        ("The One", "Story of one"),
        (None, "Story of two"),
    ]
    assert pipeline.survey(setup).nothing_to_do


def test_a_changed_engine_reads_nothing_again(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup = settings_for(project, engine="rules")
    write(project / "raw" / "a.txt", story("Story", "It is so"))
    ingest(setup)
    monkeypatch.setattr(Rules, "fingerprint", "rules-next")
    work = pipeline.survey(setup)
    assert (len(work.to_read), work.to_extract, work.publication_due) == (0, 1, True)
    ingest(setup)
    assert pipeline.survey(setup).nothing_to_do


def test_a_changed_view_publishes_again_without_reading(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup = settings_for(project)
    write(project / "raw" / "a.txt", story("Story", "It is so"))
    ingest(setup)
    folder = project / "sql"
    shutil.copytree(sql_files.sql_folder(), folder)
    view = folder / "views" / "quotes_by_speaker.sql"
    view.write_text(
        "-- Who speaks.\n-- @column loud: In capitals.\ncreate view quotes_by_speaker as\n"
        "select upper(canonical_name) as loud from entities\n"
    )
    monkeypatch.setattr(sql_files, "sql_folder", lambda: folder)
    sql_files.sql_fingerprint.cache_clear()
    sql_files.load_objects.cache_clear()
    try:
        work = pipeline.survey(setup)
        assert (len(work.to_read), work.to_extract, work.publication_due) == (0, 0, True)
        pipeline.publish(setup)
        assert ("ANN HOLLIS",) in ask(setup.warehouse, "select loud from quotes_by_speaker")
    finally:
        sql_files.sql_fingerprint.cache_clear()
        sql_files.load_objects.cache_clear()


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda _: None, id="empty"),
        pytest.param(lambda raw: raw.rmdir(), id="missing"),
        pytest.param(lambda raw: write(raw / "README.md", "About."), id="nothing to read"),
    ],
)
def test_a_raw_folder_without_files_is_an_error(
    project: Path, make: Callable[[Path], object]
) -> None:
    make(project / "raw")
    with pytest.raises(RawFolderError, match="raw"):
        ingest(settings_for(project))


def test_many_files_gone_is_an_error_until_allowed(project: Path) -> None:
    setup = settings_for(project)
    for number in range(5):
        write(project / "raw" / f"{number}.txt", story(f"Story {number}", f"Number {number}"))
    ingest(setup)
    (project / "raw" / "3.txt").unlink()
    with pytest.raises(RawFolderError, match="1 of 5 files have gone"):
        ingest(setup)
    assert ask(setup.warehouse, "select count(*) from articles") == [(5,)]
    ingest(setup, allow_missing=True)
    assert ask(setup.warehouse, "select count(*) from articles") == [(4,)]


@pytest.mark.slow
@settings(
    max_examples=6,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**16), runs=st.integers(2, 4), small=st.booleans())
def test_any_split_and_order_of_the_files_gives_the_same_rows(
    few: dict[str, list[str]], seed: int, runs: int, small: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        source = copy_sample(place / "all", *A_FEW)
        options: dict[str, object] = {"compact_count": 2} if small else {}
        setup = settings_for(place, **options)
        files = sorted(path for path in source.rglob("*") if path.is_file())
        defaults = [path for path in files if path.name == "_newshouse.toml"]
        texts = [path for path in files if path.name != "_newshouse.toml"]
        random.Random(seed).shuffle(texts)
        shares = [[*defaults, *texts[0::runs]], *(texts[start::runs] for start in range(1, runs))]
        for share in shares:
            for path in share:
                target = setup.raw[0] / path.relative_to(source)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, target)
            ingest(setup)
        assert rows(setup.warehouse) == few


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The rows of some of the sample archive, from one run over all its files."""
    place = tmp_path_factory.mktemp("few")
    copy_sample(place, *A_FEW)
    setup = settings_for(place)
    ingest(setup)
    return rows(setup.warehouse)


@pytest.mark.parametrize(
    "options",
    [{"batch_files": 1}, {"batch_bytes": 1500}],
    ids=["a file a batch", "small batches, files cut by byte range"],
)
def test_batch_sizes_do_not_change_rows(
    tmp_path: Path,
    few: dict[str, list[str]],
    monkeypatch: pytest.MonkeyPatch,
    options: dict[str, int],
) -> None:
    monkeypatch.setattr("etl.lake.planning.MIN_BATCH_BYTES", 1)
    monkeypatch.setattr("etl.lake.planning.MIN_BATCH_FILES", 1)
    copy_sample(tmp_path, *A_FEW)
    setup = settings_for(tmp_path, **options)
    ingest(setup)
    assert rows(setup.warehouse) == few


@pytest.mark.slow
def test_worker_processes_do_not_change_rows(tmp_path: Path, few: dict[str, list[str]]) -> None:
    copy_sample(tmp_path, *A_FEW)
    setup = settings_for(tmp_path, batch_files=2)
    ingest(setup, backend=ProcessBackend(2))
    assert rows(setup.warehouse) == few


def test_a_rebuild_gives_the_same_rows(tmp_path: Path, few: dict[str, list[str]]) -> None:
    copy_sample(tmp_path, *A_FEW)
    setup = settings_for(tmp_path)
    ingest(setup)
    pipeline.discover(setup, rebuild=True)
    ingest(setup)
    assert rows(setup.warehouse) == few


def test_a_file_that_changes_after_discovery_is_read_by_the_next_run(project: Path) -> None:
    setup = settings_for(project)
    path = write(project / "raw" / "a.txt", story("Story a", "This is first"))
    write(project / "raw" / "b.txt", story("Story b", "This is b"))
    pipeline.discover(setup)
    write(path, story("Story a", "This was changed while the run was going on"))
    pipeline.read_batches(setup)
    pipeline.extract_batches(setup)
    pipeline.publish(setup)
    assert ask(setup.warehouse, "select title from articles") == [("Story b",)]
    waiting = ask(setup.warehouse, "select status, message from raw_files where path = 'a.txt'")
    assert waiting[0][0] == "pending"
    assert read_units(pipeline.survey(setup)) == ["a.txt"]
    ingest(setup)
    assert ask(setup.warehouse, "select title from articles order by title") == [
        ("Story a",),
        ("Story b",),
    ]


def test_a_file_that_vanishes_after_discovery_costs_itself_alone(project: Path) -> None:
    setup = settings_for(project, missing_limit=1.0)
    path = write(project / "raw" / "a.txt", story("Story a", "This is first"))
    write(project / "raw" / "b.txt", story("Story b", "This is b"))
    pipeline.discover(setup)
    path.unlink()
    pipeline.read_batches(setup)
    pipeline.extract_batches(setup)
    pipeline.publish(setup)
    assert ask(setup.warehouse, "select title from articles") == [("Story b",)]
    ingest(setup)
    assert ask(setup.warehouse, "select path from raw_files") == [("b.txt",)]


def test_an_article_that_the_engine_fails_on_costs_itself_alone(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup = settings_for(project, engine="rules")
    for name in ("a", "b"):
        write(project / "raw" / f"{name}.txt", story(f"Story {name}", f"This is {name}"))
    extract = Rules.extract

    def failing(self: Rules, texts: list[batches.Text]) -> object:
        if any(text.article.title == "Story a" for text in texts):
            raise ZeroDivisionError("a defect")
        return extract(self, texts)

    monkeypatch.setattr(Rules, "extract", failing)
    summary = ingest(setup)
    assert len(summary.failures) == 1
    assert "ZeroDivisionError: a defect" in summary.failures[0]
    assert ask(setup.warehouse, "select count(*) from articles") == [(2,)]
    assert ask(setup.warehouse, "select text from quotes") == [("This is b,",)]


def test_a_full_disk_is_an_error_that_names_the_cure(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup = settings_for(project)
    write(project / "raw" / "a.txt", story("Story", "It is so"))
    ingest(setup)
    write(project / "raw" / "b.txt", story("Story b", "It is so too"))

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("etl.lake.batch_writer.open_writer", full)
        with pytest.raises(WarehouseUnusableError, match="free some space"):
            ingest(setup)
    assert ask(setup.warehouse, "select title from articles") == [("Story",)]
    ingest(setup)
    assert ask(setup.warehouse, "select count(*) from articles") == [(2,)]


@pytest.mark.parametrize(
    ("where", "error"),
    [
        ("etl.compute.pipeline.save_listing", OSError(28, "No space left on device", "/w/x")),
        ("etl.compute.pipeline.resolve_archive", OSError(30, "Read-only file system")),
        ("etl.lake.publish.run_checks", duckdb.IOException("could not write")),
        ("etl.lake.publish.run_checks", duckdb.TransactionException("failed to commit")),
    ],
    ids=["discovery", "resolution", "publication", "commit"],
)
def test_every_step_names_the_cure_where_the_disk_fails(
    project: Path, monkeypatch: pytest.MonkeyPatch, where: str, error: Exception
) -> None:
    setup = settings_for(project)
    write(project / "raw" / "a.txt", story("Story", "It is so"))

    def failing(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(where, failing)
        with pytest.raises(WarehouseUnusableError, match="free some space"):
            ingest(setup)
    ingest(setup)
    assert ask(setup.warehouse, "select count(*) from articles") == [(1,)]


def test_an_error_of_the_system_that_is_no_fault_of_the_disk_is_shown(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup = settings_for(project)
    write(project / "raw" / "a.txt", story("Story", "It is so"))

    def failing(*_: object, **__: object) -> None:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr("etl.compute.pipeline.save_listing", failing)
    with pytest.raises(OSError, match="Too many open files"):
        ingest(setup)


def test_many_small_batches_are_merged(project: Path) -> None:
    setup = settings_for(project, compact_count=3)
    for number in range(4):
        write(project / "raw" / f"{number}.txt", story(f"Story {number}", f"Number {number}"))
        ingest(setup)
    found = ask(setup.warehouse, "select distinct unnest(batches) from raw_files")
    assert len(found) < 4
    assert ask(setup.warehouse, "select count(*) from articles") == [(4,)]
    assert pipeline.survey(setup).nothing_to_do


def test_forget_an_article_for_good(project: Path) -> None:
    setup = settings_for(project)
    for name in ("a", "b"):
        write(project / "raw" / f"{name}.txt", story(f"Story {name}", f"This is {name}"))
    ingest(setup)
    wanted = ask(setup.warehouse, "select article_id from articles where title = 'Story a'")[0][0]
    forgot = pipeline.forget(setup, wanted, "asked by the person named")
    assert forgot.articles == 1
    assert ask(setup.warehouse, "select title from all_articles") == [("Story b",)]
    assert not _bytes_anywhere(setup.warehouse, b"This is a,")
    pipeline.discover(setup, rebuild=True)
    ingest(setup)
    assert ask(setup.warehouse, "select title from all_articles") == [("Story b",)]
    recorded = (project / "raw" / "reference" / "ignore.csv").read_text()
    assert str(wanted) in recorded
    assert "asked by the person named" in recorded


def test_forget_a_file_for_good(project: Path) -> None:
    setup = settings_for(project)
    for name in ("a", "b"):
        write(project / "raw" / f"{name}.txt", story(f"Story {name}", f"This is {name}"))
    ingest(setup)
    pipeline.forget(setup, "a.txt", "wrong file")
    assert ask(setup.warehouse, "select title from all_articles") == [("Story b",)]
    status = ask(setup.warehouse, "select status, message from raw_files where path = 'a.txt'")
    assert status == [("ignored", "forgotten, see ignore.csv")]
    ingest(setup)
    assert ask(setup.warehouse, "select title from all_articles") == [("Story b",)]


def _bytes_anywhere(folder: Path, wanted: bytes) -> bool:
    """Whether any Parquet file of a folder holds a string, decompressed."""
    import pyarrow.parquet as pq

    return any(
        wanted in json.dumps(pq.read_table(path).to_pylist(), default=str).encode()
        for path in folder.rglob("*.parquet")
    )


def test_a_moved_warehouse_is_linked_anew(project: Path, tmp_path: Path) -> None:
    setup = settings_for(project)
    write(project / "raw" / "a.txt", story("Story", "It is so"))
    ingest(setup)
    target = tmp_path / "moved"
    target.mkdir()
    setup.warehouse.rename(target / "warehouse")
    moved = setup.model_copy(update={"warehouse": target / "warehouse"})
    pipeline.relink(moved)
    assert ask(moved.warehouse, "select title from articles") == [("Story",)]


def test_verify_finds_nothing_in_the_sample_and_a_damaged_file(
    sample: Settings, tmp_path: Path
) -> None:
    results = list(pipeline.verify(sample))
    assert len(results) > 8
    assert [result.name for result in results if not result.passed] == []

    copy_sample(tmp_path, "harbour-gazette")
    setup = settings_for(tmp_path)
    ingest(setup)
    damaged = next((setup.warehouse / "tables" / "rejects").rglob("*.parquet"), None)
    victim = damaged or next((setup.warehouse / "tables" / "quotes").rglob("*.parquet"))
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 0xFF
    data[4:40] = bytes(36)
    victim.write_bytes(bytes(data))
    files = next(iter(pipeline.verify(setup)))
    assert not files.passed
    assert victim.name in files.examples[0]


def test_files_that_no_catalogue_names_go_after_the_grace_period(project: Path) -> None:
    setup = settings_for(project, grace_hours=0.0, missing_limit=1.0)
    for name in ("a", "b"):
        write(project / "raw" / f"{name}.txt", story(f"Story {name}", f"This is {name}"))
    ingest(setup)
    before = set(setup.warehouse.rglob("*.parquet"))
    (project / "raw" / "a.txt").unlink()
    time.sleep(0.01)
    ingest(setup)
    write(project / "raw" / "c.txt", story("Story c", "This is c"))
    ingest(setup)
    assert before - set(setup.warehouse.rglob("*.parquet"))
    assert ask(setup.warehouse, "select title from articles order by title") == [
        ("Story b",),
        ("Story c",),
    ]


def test_the_sample_lies_where_the_tests_think() -> None:
    assert (SAMPLE / "harbour-gazette" / "_newshouse.toml").is_file()
