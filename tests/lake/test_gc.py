"""Which files of a warehouse stay."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from etl.lake.files import write_json
from etl.lake.gc import collect
from etl.lake.layout import Layout
from etl.lake.receipts import WrittenFile, save_receipt
from tests.lake.test_receipts import READ

OLD = time.time() - 3600


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path)


def put(layout: Layout, name: str, age: float = OLD) -> Path:
    path = layout.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"12345")
    os.utime(path, (age, age))
    return path


def left(layout: Layout) -> set[str]:
    return {str(path.relative_to(layout.root)) for path in layout.root.rglob("*") if path.is_file()}


def dead_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_named_files_stay_and_others_go(layout: Layout) -> None:
    named = put(layout, "tables/articles/batch=b/t.parquet")
    published = put(layout, "marts/m/x.parquet")
    coming = put(layout, "tables/entities/archive/next.parquet")
    put(layout, "tables/articles/batch=old/t.parquet")
    put(layout, "marts/m/old.parquet")
    files = {"articles": WrittenFile(str(named.relative_to(layout.root)), 1, 5)}
    save_receipt(layout, replace(READ, files=files))
    write_json(layout.publishing, {"files": [str(coming.relative_to(layout.root))]})
    removed = collect(layout, [str(published.relative_to(layout.root))], grace_seconds=60)
    assert (removed.files, removed.size) == (2, 10)
    assert named.exists()
    assert published.exists()
    assert coming.exists()
    assert not (layout.tables / "articles" / "batch=old").exists()


def test_young_files_stay(layout: Layout) -> None:
    young = put(layout, "tables/articles/batch=old/t.parquet", time.time())
    assert collect(layout, (), grace_seconds=60).files == 0
    assert young.exists()
    assert collect(layout, (), grace_seconds=0).files == 1


def test_unfinished_files_go_with_their_writer(layout: Layout) -> None:
    dead = dead_process()
    gone = [
        f"tables/articles/batch=b/.writing-{dead}-t.parquet",
        f".writing-{dead}-news.duckdb",
        f".writing-{dead}-news.duckdb.wal",
        f"state/.writing-{dead}-planned.json",
        f"state/receipts/.writing-{dead}-b.read.json",
        "state/spill/duckdb_temp_storage_DEFAULT-0.tmp",
        "tables/articles/batch=b/.writing-odd-t.parquet",
    ]
    kept = [
        f"tables/articles/batch=b/.writing-{os.getpid()}-t.parquet",
        "tables/articles/batch=b/.writing-1-t.parquet",
    ]
    for name in (*gone, *kept):
        put(layout, name, OLD if "spill" in name else time.time())
    collect(layout, (), grace_seconds=60)
    assert left(layout) == set(kept)


def test_a_writer_of_somebody_else_is_alive(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    def foreign(*_: object) -> None:
        raise PermissionError

    put(layout, "tables/articles/batch=b/.writing-1-t.parquet")
    monkeypatch.setattr(os, "kill", foreign)
    assert collect(layout, (), grace_seconds=0).files == 0


def test_an_empty_warehouse(layout: Layout) -> None:
    assert collect(layout, (), grace_seconds=0).files == 0
