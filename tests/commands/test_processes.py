"""The command as a process: pipes, a second run at the same time, stopping, faults of the disk."""

from __future__ import annotations

import contextlib
import csv
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.lake.layout import Layout
from etl.lake.lock import holder, writing
from etl.settings import Settings
from tests.cli import command_line, environment, spawn
from tests.line import ask, ingest, settings_for

STORY = "Story {name}\n\nPORT ELLERY: “This is {name},” said Mayor Ann Hollis on Monday.\n"


@pytest.fixture
def settings(project: Path) -> Settings:
    for name in ("a", "b"):
        (project / "raw" / f"{name}.txt").write_text(STORY.format(name=name))
    return settings_for(project, missing_limit=1.0)


@pytest.fixture
def published(settings: Settings) -> Settings:
    ingest(settings)
    return settings


def test_a_run_with_nothing_to_do_imports_no_dagster(published: Settings) -> None:
    code = (
        "import sys\n"
        "from etl import cli\n"
        "try:\n"
        "    cli.main(['run'])\n"
        "except SystemExit as end:\n"
        "    assert end.code in (0, None), end.code\n"
        "heavy = {'dagster', 'trafilatura', 'sqlglot', 'sqlfluff', 'prompt_toolkit'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code],
        cwd=published.project,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stderr.startswith("nothing to do: 2 files are unchanged")
    assert answer.stdout == "[]\n"


def test_precedence_of_settings(tmp_path: Path) -> None:
    """Option, then variable, then newshouse.toml, then pyproject.toml."""
    (tmp_path / "pyproject.toml").write_text('[tool.newshouse]\nwarehouse = "of-pyproject"\n')
    below = tmp_path / "below"
    (below / "raw").mkdir(parents=True)
    (tmp_path / "raw").mkdir()

    def said(*arguments: str, **variables: str) -> str:
        answer = spawn("status", *arguments, cwd=below, **variables)
        return answer.stdout.decode().splitlines()[0]

    assert said() == f"warehouse: {tmp_path}/of-pyproject"
    (tmp_path / "newshouse.toml").write_text('warehouse = "of-file"\n')
    assert said() == f"warehouse: {tmp_path}/of-file"
    assert said(NEWSHOUSE_WAREHOUSE="of-variable") == f"warehouse: {below}/of-variable"
    option = said("--warehouse", "of-option", NEWSHOUSE_WAREHOUSE="of-variable")
    assert option == f"warehouse: {below}/of-option"


def test_a_pipe_that_is_closed_early_is_no_error(published: Settings) -> None:
    process = subprocess.Popen(
        command_line("sql", "from range(200000)"),
        cwd=published.project,
        env=environment(NEWSHOUSE_WAREHOUSE=str(published.warehouse)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"range\n"
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0


def test_two_runs_at_the_same_time(settings: Settings) -> None:
    lock = Layout(settings.warehouse).lock
    with writing(lock):
        second = spawn("run", cwd=settings.project)
        assert second.returncode == 4
        assert f"(process {os.getpid()}, since " in second.stderr.decode()
        assert "--wait SECONDS" in second.stderr.decode()
        waiting = subprocess.Popen(
            command_line("run", "--wait", "300", "--workers", "1"),
            cwd=settings.project,
            env=environment(),
            stderr=subprocess.PIPE,
        )
        time.sleep(1)
        assert waiting.poll() is None
    _, err = waiting.communicate(timeout=300)
    assert waiting.returncode == 0, err.decode()
    assert ask(settings.warehouse, "select count(*) from articles") == [(2,)]


def test_a_run_that_is_stopped_goes_on_where_it_was(settings: Settings) -> None:
    layout = Layout(settings.warehouse)
    process = subprocess.Popen(
        command_line("run", "--workers", "2"),
        cwd=settings.project,
        env=environment(),
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    while not layout.listing.exists() and process.poll() is None:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=120)
    assert process.returncode in {1, 130}, err.decode()
    assert b"Traceback" not in err
    assert holder(layout.lock) is None
    answer = spawn("run", cwd=settings.project)
    assert answer.returncode == 0, answer.stderr.decode()
    assert ask(settings.warehouse, "select count(*) from articles") == [(2,)]


def test_any_file_name_goes_through(project: Path) -> None:
    names = [b'it\'s "so".txt', b"two\nlines.txt", b"caf\xe9.txt", b"-x;$(y) [red].txt"]
    for number, name in enumerate(names):
        path = os.fsencode(project / "raw") + b"/" + name
        Path(os.fsdecode(path)).write_text(STORY.format(name=number))
    Path(os.fsdecode(os.fsencode(project / "raw") + b"/\xff.json")).write_bytes(b"[{")
    answer = spawn("run", "--workers", "2", cwd=project, NEWSHOUSE_REJECT_LIMIT="1")
    assert answer.returncode == 0, answer.stderr.decode()
    query = "select path from raw_files where status = 'read' order by path"
    answer = spawn("sql", query, cwd=project)
    found = [row[0] for row in csv.reader(answer.stdout.decode().splitlines(keepends=True))][1:]
    assert found == sorted(
        ["%FF.json", "-x;$(y) [red].txt", "caf%E9.txt", 'it\'s "so".txt', "two\nlines.txt"]
    )
    assert ask(project / "warehouse", "select count(*) from articles") == [(4,)]
    assert b"%FF.json" in spawn("rejects", cwd=project).stdout
    assert b"nothing to do" in spawn("run", cwd=project).stderr


@contextlib.contextmanager
def small_disk(place: Path) -> Iterator[None]:
    """A file system of 3 MB at this folder; the test is skipped where none may be mounted."""
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("only root may mount a small file system")
    done = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)],
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        pytest.skip(f"no small file system can be mounted here: {done.stderr.decode().strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.slow
@pytest.mark.parametrize("left", [20_000, 200_000, 600_000, 1_000_000])
def test_a_full_disk(settings: Settings, tmp_path: Path, left: int) -> None:
    """Wherever space runs out: one plain message, the old publication, and a repeat that works."""
    disk = tmp_path / "disk"
    disk.mkdir()
    with small_disk(disk):
        own = settings.model_copy(update={"warehouse": disk / "warehouse"})
        ingest(own)
        filler = disk / "filler"
        free = shutil.disk_usage(disk).free
        filler.write_bytes(os.urandom(max(0, free - left)))
        (settings.raw[0] / "c.txt").write_text(STORY.format(name="c"))
        # Dagster's history lies elsewhere: what is looked at is the warehouse.
        (disk / "warehouse" / ".dagster").symlink_to(tmp_path / "history")
        (tmp_path / "history").mkdir()
        place = ("--warehouse", disk / "warehouse", "--workers", "1")
        answer = spawn("run", *place, cwd=settings.project)
        err = answer.stderr.decode()
        assert "Traceback" not in err
        if answer.returncode != 0:
            assert answer.returncode == 1, err
            assert "free some space" in err
            assert ask(disk / "warehouse", "select count(*) from articles") == [(2,)]
        filler.unlink()
        answer = spawn("run", *place, cwd=settings.project)
        assert answer.returncode == 0, answer.stderr.decode()
        assert ask(disk / "warehouse", "select count(*) from articles") == [(3,)]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_warehouse(published: Settings) -> None:
    state = published.warehouse / "state"
    state.chmod(0o500)
    try:
        answer = spawn("sql", "select count(*) from articles", cwd=published.project)
        assert answer.stdout == b"count_star()\n2\n"
        (Layout(published.warehouse).lock).unlink(missing_ok=True)
        answer = spawn("run", cwd=published.project)
    finally:
        state.chmod(0o700)
    assert answer.returncode == 1
    assert "make this one writable" in answer.stderr.decode()


def test_a_warehouse_that_cannot_be_one(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    answer = spawn("run", "--warehouse", tmp_path / "file" / "w", cwd=settings.project)
    assert answer.returncode == 1
    assert answer.stderr.decode().startswith(f"newshouse: {tmp_path}/file/w: cannot write")
