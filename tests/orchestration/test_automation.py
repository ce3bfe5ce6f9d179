"""When the sensor asks for a run, and which runs are dead."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from etl.orchestration import dead_runs
from etl.orchestration.automation import decide, raw_sensor
from etl.orchestration.build import build_defs
from etl.orchestration.dead_runs import PROCESS_TAG, bury_dead_runs, own_tags, process_name
from etl.settings import Settings
from tests.line import ingest, settings_for

LONG_AGO = 1_700_000_000.0
NOW = LONG_AGO + 3600


def put(settings: Settings, name: str, age: float = 3600) -> Path:
    path = settings.raw[0] / name
    path.write_text(f"Story {name}\n\nPORT ELLERY: “It is so,” said Ann Hollis.\n")
    os.utime(path, (NOW - age, NOW - age))
    return path


def ask(
    settings: Settings, cursor: str | None = None, *, active: bool = False
) -> tuple[dg.RunRequest | dg.SkipReason, str | None]:
    return decide(settings, cursor, active=active, now=NOW)


def reason(answer: dg.RunRequest | dg.SkipReason) -> str:
    assert isinstance(answer, dg.SkipReason)
    return answer.skip_message or ""


def test_new_files_ask_for_a_run_with_their_own_key(project: Path) -> None:
    settings = settings_for(project)
    put(settings, "a.txt")
    first, cursor = ask(settings)
    assert isinstance(first, dg.RunRequest)
    assert first.tags == {"newshouse/pending_files": "1", "newshouse/attempt": "1"}
    put(settings, "b.txt")
    second, _ = ask(settings, cursor)
    assert isinstance(second, dg.RunRequest)
    assert second.run_key != first.run_key
    assert second.tags["newshouse/attempt"] == "1"


def test_after_three_runs_the_same_files_are_named_and_let_be(project: Path) -> None:
    settings = settings_for(project)
    put(settings, "a.txt")
    cursor: str | None = None
    keys = set()
    for attempt in ("1", "2", "3"):
        answer, cursor = ask(settings, cursor)
        assert isinstance(answer, dg.RunRequest)
        assert answer.tags["newshouse/attempt"] == attempt
        keys.add(answer.run_key)
    assert len(keys) == 3
    answer, cursor = ask(settings, cursor)
    assert "3 runs have not got through these files: a.txt" in reason(answer)
    put(settings, "a.txt", age=1800).write_text("Other words\n\nfor this file.\n")
    os.utime(settings.raw[0] / "a.txt", (NOW - 1800, NOW - 1800))
    answer, _ = ask(settings, cursor)
    assert isinstance(answer, dg.RunRequest)


def test_files_that_may_still_grow_are_left_alone(project: Path) -> None:
    settings = settings_for(project)
    put(settings, "a.txt", age=3)
    answer, _ = ask(settings)
    assert "1 files are younger than 10 s and may still be growing: a.txt" in reason(answer)
    # An archive that is fed all day is read all the same.
    put(settings, "b.txt")
    answer, _ = ask(settings)
    assert isinstance(answer, dg.RunRequest)


def test_a_time_in_the_future_is_no_growing_file(project: Path) -> None:
    settings = settings_for(project)
    put(settings, "a.txt", age=-86_400)
    answer, _ = ask(settings)
    assert isinstance(answer, dg.RunRequest)


def test_nothing_new(project: Path) -> None:
    settings = settings_for(project)
    put(settings, "a.txt")
    ingest(settings)
    answer, cursor = ask(settings, "x 1")
    assert (reason(answer), cursor) == ("nothing is new, changed or gone in raw/", None)


def test_a_changed_correction_asks_for_a_run_of_its_own(project: Path) -> None:
    settings = settings_for(project).model_copy(update={"reference": project / "mine"})
    put(settings, "a.txt")
    ingest(settings)
    keys = set()
    (project / "mine").mkdir()
    for country in ("FR", "DE"):
        (project / "mine" / "outlets.csv").write_text(f"outlet,country\nA,{country}\n")
        answer, _ = ask(settings)
        assert isinstance(answer, dg.RunRequest)
        keys.add(answer.run_key)
        ingest(settings)
        assert "nothing is new" in reason(ask(settings)[0])
    assert len(keys) == 2


def test_a_file_that_has_gone_asks_for_a_run(project: Path) -> None:
    settings = settings_for(project)
    put(settings, "a.txt")
    gone = put(settings, "b.txt")
    ingest(settings)
    gone.unlink()
    answer, _ = ask(settings)
    assert isinstance(answer, dg.RunRequest)
    assert answer.tags["newshouse/pending_files"] == "0"


def test_no_run_beside_another(project: Path) -> None:
    settings = settings_for(project)
    put(settings, "a.txt")
    answer, cursor = ask(settings, "x 1", active=True)
    assert "a run is going on" in reason(answer)
    assert cursor == "x 1"


def test_a_raw_folder_that_cannot_be_used(project: Path) -> None:
    settings = settings_for(project)
    (project / "raw").rmdir()
    answer, _ = ask(settings)
    assert "raw/ cannot be used: " in reason(answer)


@pytest.fixture
def instance() -> dg.DagsterInstance:
    return dg.DagsterInstance.ephemeral()


def start(instance: dg.DagsterInstance, settings: Settings, tags: dict[str, str]) -> str:
    job = build_defs(settings).resolve_job_def("ingest")
    run = instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED, tags=tags)
    return run.run_id


def test_the_sensor_itself(project: Path, instance: dg.DagsterInstance) -> None:
    settings = settings_for(project, watch_seconds=7)
    put(settings, "a.txt")
    sensor = raw_sensor(settings, dg.define_asset_job("ingest"), on=False)
    assert sensor.minimum_interval_seconds == 7
    with dg.build_sensor_context(instance=instance) as context:
        assert isinstance(sensor(context), dg.RunRequest)
        assert (context.cursor or "").endswith(" 1")
        start(instance, settings, own_tags())
        answer = sensor(context)
    assert isinstance(answer, dg.SkipReason)
    assert "a run is going on" in (answer.skip_message or "")


def test_runs_whose_process_is_gone_are_marked_as_failed(
    project: Path, instance: dg.DagsterInstance
) -> None:
    settings = settings_for(project)
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    tags = {PROCESS_TAG: process_name(process.pid) or ""}
    dead = start(instance, settings, tags)
    alive = start(instance, settings, own_tags())
    unknown = start(instance, settings, {})
    assert bury_dead_runs(instance) == []
    process.kill()
    # Not yet waited for: a process without life is none.
    wait_until_dead(process.pid)
    assert bury_dead_runs(instance) == [dead]
    process.communicate()
    statuses = {run.run_id: run.status for run in instance.get_runs()}
    assert statuses == {
        dead: dg.DagsterRunStatus.FAILURE,
        alive: dg.DagsterRunStatus.STARTED,
        unknown: dg.DagsterRunStatus.STARTED,
    }


def wait_until_dead(pid: int) -> None:
    for _ in range(10_000):
        if process_name(pid) is None:
            return
    os.waitpid(pid, os.WNOHANG)


def test_a_number_that_was_given_again_is_another_process() -> None:
    own = process_name(os.getpid())
    assert own == process_name(os.getpid())
    assert own != process_name(os.getppid())
    if Path("/proc/self/stat").exists():
        assert (own or "").startswith(f"{os.getpid()} ")


def test_processes_of_others_and_systems_without_proc(monkeypatch: pytest.MonkeyPatch) -> None:
    def foreign(*_: object) -> None:
        raise PermissionError

    def nothing(*_: object, **__: object) -> str:
        raise FileNotFoundError

    monkeypatch.setattr(dead_runs.os, "kill", foreign)
    monkeypatch.setattr(Path, "read_text", nothing)
    assert process_name(1) == "1"
