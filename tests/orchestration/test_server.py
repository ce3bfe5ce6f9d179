"""The real webserver and daemon, started by `newshouse dev` on loopback, asked through GraphQL."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from etl.contracts.registry import TABLES
from etl.lake.layout import Layout
from tests.cli import command_line, environment, spawn
from tests.line import ask, copy_sample
from tests.orchestration.server import Server, dev, wait_for

STORY = "Ferry runs again\n\nPORT ELLERY: “It runs again,” said Mayor Ann Hollis on Monday.\n"


@pytest.mark.slow
def test_the_real_server(tmp_path: Path) -> None:
    project = tmp_path / "project"
    copy_sample(project, "harbour-gazette", "evening-ledger")
    (project / "newshouse.toml").write_text('raw = ["raw"]\nwarehouse = "warehouse"\n')
    warehouse = project / "warehouse"
    quick = {"NEWSHOUSE_WATCH_SECONDS": "1", "NEWSHOUSE_SETTLE_SECONDS": "0"}
    with dev(project, **quick) as server:
        page_and_graph(server)
        assert server.finished(server.launch("ingest")) == "SUCCESS"
        assert ask(warehouse, "select count(*) > 10 from articles") == [(True,)]
        batches_are_partitions(server, warehouse)
        checks_show_expected_beside_actual(server)
        command_line_shares_the_history(server, project, tmp_path)
        killed_runs_do_not_hold_up_the_queue(server, project)
        sensor_picks_up_a_file(server, project)


def page_and_graph(server: Server) -> None:
    assert "<title" in server.page("/")
    assert "<title" in server.page("/asset-groups")
    data = server.ask("{ assetNodes { assetKey { path } description groupName } }")
    nodes = {node["assetKey"]["path"][0]: node for node in data["assetNodes"]}
    assert {
        "batch",
        "catalogue",
        "quotes_by_speaker",
        "cooccurrence_edges",
        *TABLES,
    } <= nodes.keys()
    assert [name for name, node in nodes.items() if not node["description"]] == []
    groups = {node["groupName"] for node in nodes.values()}
    assert groups == {"ingest", "archive", "views", "marts", "catalogue"}


def batches_are_partitions(server: Server, warehouse: Path) -> None:
    data = server.ask(
        '{ assetNodes(assetKeys: [{path: ["batch"]}]) { partitionKeys partitionStats '
        "{ numMaterialized numPartitions } } }"
    )
    (node,) = data["assetNodes"]
    published = {row[0] for row in ask(warehouse, "select distinct unnest(batches) from raw_files")}
    assert set(node["partitionKeys"]) == published
    stats = node["partitionStats"]
    assert stats["numMaterialized"] == stats["numPartitions"] == len(published)


def checks_show_expected_beside_actual(server: Server) -> None:
    data = server.ask(
        """{ assetNodes(assetKeys: [{path: ["catalogue"]}, {path: ["articles"]}]) {
            assetChecksOrError { ... on AssetChecks { checks {
                name description
                executionForLatestMaterialization { status evaluation { metadataEntries {
                    label ... on IntMetadataEntry { intValue }
                } } }
            } } }
        } }"""
    )
    checks = {
        check["name"]: check
        for node in data["assetNodes"]
        for check in node["assetChecksOrError"]["checks"]
    }
    assert {"verbatim_quotes", "foreign_keys", "nothing_vanishes", "all_batches_done"} <= set(
        checks
    )
    for check in checks.values():
        assert check["description"]
        execution = check["executionForLatestMaterialization"]
        assert execution["status"] == "SUCCEEDED"
        values = {
            entry["label"]: entry.get("intValue")
            for entry in execution["evaluation"]["metadataEntries"]
        }
        assert values["expected"] == values["actual"] == 0


def command_line_shares_the_history(server: Server, project: Path, elsewhere: Path) -> None:
    """A run from another working directory stands in the history that the server shows."""
    before = len(server.runs())
    (project / "raw" / "story.txt").write_text(STORY)
    paths = ("--raw", project / "raw", "--warehouse", project / "warehouse")
    answer = spawn("run", *paths, cwd=elsewhere, NEWSHOUSE_PROJECT=str(project))
    assert answer.returncode == 0, answer.stderr
    runs = server.runs()
    assert len(runs) == before + 1
    assert (runs[0]["jobName"], runs[0]["status"]) == ("ingest", "SUCCESS")
    assert not (elsewhere / ".dagster").exists()


def killed_runs_do_not_hold_up_the_queue(server: Server, project: Path) -> None:
    (project / "raw" / "story.txt").write_text(STORY.replace("Monday", "Tuesday"))
    listing = Layout(project / "warehouse").listing
    before = listing.stat().st_ino
    process = subprocess.Popen(
        command_line("run"),
        cwd=project,
        env=environment(),
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    wait_for("discovery", lambda: listing.stat().st_ino != before or None, server.log)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert server.finished(server.launch("ingest")) == "SUCCESS"
    assert {run["status"] for run in server.runs()} == {"SUCCESS", "FAILURE"}


def sensor_picks_up_a_file(server: Server, project: Path) -> None:
    selector = {
        "repositoryLocationName": "etl.orchestration.definitions",
        "repositoryName": "__repository__",
        "sensorName": "raw_folder",
    }
    data = server.ask(
        "mutation ($s: SensorSelector!) { startSensor(sensorSelector: $s) { __typename } }",
        s=selector,
    )
    assert data["startSensor"]["__typename"] == "Sensor"
    (project / "raw" / "dropped.txt").write_text(STORY.replace("Ferry", "Tram"))

    def published() -> bool | None:
        found = ask(project / "warehouse", "from articles where title = 'Tram runs again'")
        return bool(found) or None

    wait_for("the dropped file", published, server.log)
    by_sensor = [
        run
        for run in server.runs()
        if any(tag["key"] == "dagster/sensor_name" for tag in run["tags"])
    ]
    assert len(by_sensor) == 1
