"""The definitions: what they are made of, as a file that review shows as a diff.

After a change that is meant: `python -m tests.orchestration.test_definitions` writes it anew.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from etl.orchestration.build import build_defs
from etl.settings import load_settings
from tests.cli import environment

SNAPSHOT = Path(__file__).with_name("definitions.json")


def described(definitions: dg.Definitions) -> dict[str, Any]:
    """Names and dependencies of everything in the definitions."""
    graph = definitions.resolve_asset_graph()
    repository = definitions.get_repository_def()
    assets = {}
    for key in sorted(graph.get_all_asset_keys()):
        node = graph.get(key)
        assets[key.to_user_string()] = {
            "group": node.group_name,
            "deps": sorted(parent.to_user_string() for parent in node.parent_keys),
            "checks": sorted(check.name for check in node.check_keys),
            "kinds": sorted(node.kinds),
            "partitioned": node.partitions_def is not None,
            "executable": node.is_executable,
        }
    jobs = {}
    for job in repository.get_all_jobs():
        if not job.name.startswith("__"):
            keys = job.asset_layer.selected_asset_keys
            jobs[job.name] = sorted(key.to_user_string() for key in keys)
    return {
        "assets": assets,
        "jobs": jobs,
        "sensors": {
            sensor.name: {
                "job": sensor.job_name,
                "status": sensor.default_status.value,
                "seconds": sensor.minimum_interval_seconds,
            }
            for sensor in repository.sensor_defs
        },
        "schedules": {
            schedule.name: {
                "job": schedule.job_name,
                "status": schedule.default_status.value,
                "cron": schedule.cron_schedule,
                "timezone": schedule.execution_timezone,
            }
            for schedule in repository.schedule_defs
        },
    }


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    return build_defs(load_settings(directory=tmp_path_factory.mktemp("project")))


def test_the_definitions_are_as_reviewed(definitions: dg.Definitions) -> None:
    assert described(definitions) == json.loads(SNAPSHOT.read_text())


def test_everything_is_described(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    for key in graph.get_all_asset_keys():
        assert graph.get(key).description, key
        for check in graph.get(key).check_keys:
            assert graph.get_check_spec(check).description, check
    repository = definitions.get_repository_def()
    for thing in (*repository.sensor_defs, *repository.schedule_defs):
        assert thing.description, thing.name
    for job in repository.get_all_jobs():
        assert job.description or job.name.startswith("__"), job.name


def test_every_view_shows_what_it_reads(definitions: dg.Definitions) -> None:
    found = json.loads(SNAPSHOT.read_text())["assets"]
    for name, asset in found.items():
        if asset["group"] in {"views", "marts"} and name != "verb_classes":  # a list of its own
            assert asset["deps"], name
    assert set(found["catalogue"]["deps"]) == set(found) - {"catalogue", "batch"}


def test_definitions_load_the_way_the_server_loads_them(tmp_path: Path) -> None:
    """`dagster definitions validate` imports the module in a process of its own."""
    (tmp_path / "newshouse.toml").write_text('raw = ["news"]\n')
    answer = subprocess.run(
        [
            *(sys.executable, "-m", "dagster", "definitions", "validate"),
            *("--module-name", "etl.orchestration.definitions"),
        ],
        cwd=tmp_path,
        env=environment(DAGSTER_HOME=str(tmp_path)),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert "Validation successful" in answer.stderr + answer.stdout


def test_watching_switches_the_sensor_on(tmp_path: Path) -> None:
    watched = build_defs(load_settings(directory=tmp_path), watch=True)
    (sensor,) = watched.get_repository_def().sensor_defs
    assert sensor.default_status is dg.DefaultSensorStatus.RUNNING


if __name__ == "__main__":
    made = described(build_defs(load_settings(directory=Path("/"))))
    SNAPSHOT.write_text(json.dumps(made, indent=2) + "\n")
