"""One writer a warehouse."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.lake import lock
from etl.lake.lock import WarehouseBusyError, WarehouseUnusableError, holder, writing
from tests.cli import environment

HOLD = """
import sys
from pathlib import Path
from etl.lake.lock import writing
with writing(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "warehouse" / "state" / "lock"


@pytest.fixture
def other(path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()


def test_the_file_says_who_holds_it(path: Path) -> None:
    assert holder(path) is None
    with writing(path):
        assert json.loads(path.read_text())["pid"] == os.getpid()
        assert (holder(path) or "").startswith(f"process {os.getpid()}, since 20")
    assert holder(path) is None


def test_a_second_writer_is_told_who_holds_it(path: Path, other: subprocess.Popen[str]) -> None:
    with pytest.raises(WarehouseBusyError) as caught, writing(path):
        pass
    message = str(caught.value)
    assert str(path.parent.parent) in message
    assert f"process {other.pid}, since " in message
    assert "--wait SECONDS" in message


def test_a_second_writer_may_wait(path: Path, other: subprocess.Popen[str]) -> None:
    assert other.stdin is not None
    threading.Timer(0.5, other.stdin.close).start()
    with writing(path, wait_seconds=60):
        assert (holder(path) or "").startswith(f"process {os.getpid()},")


def test_a_killed_holder_holds_nothing(path: Path, other: subprocess.Popen[str]) -> None:
    other.kill()
    other.wait()
    assert holder(path) is None
    with writing(path):
        pass


def test_a_holder_that_has_not_written_its_name(path: Path, other: subprocess.Popen[str]) -> None:
    path.write_text("")
    assert holder(path) == "another process"


def test_a_glance_at_the_lock_is_no_other_run(path: Path) -> None:
    with writing(path):
        pass
    stop = threading.Event()

    def glance() -> None:
        while not stop.is_set():
            holder(path)

    thread = threading.Thread(target=glance)
    thread.start()
    try:
        for _ in range(50):
            with writing(path):
                pass
    finally:
        stop.set()
        thread.join()


def test_a_warehouse_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(WarehouseUnusableError, match="choose another folder"),
        writing(tmp_path / "file" / "state" / "lock"),
    ):
        pass


def test_a_full_disk(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(lock.os, "pwrite", full)
    with (
        pytest.raises(WarehouseUnusableError, match="free some space"),
        writing(path),
    ):
        pass
    monkeypatch.undo()
    started = time.monotonic()
    with writing(path):
        # Released by the one that failed.
        assert time.monotonic() >= started
