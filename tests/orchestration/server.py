"""`newshouse dev` as a process, and its GraphQL endpoint.

Belongs here: starting the real webserver and daemon on a free port of loopback, and asking them.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from tests.cli import command_line, environment

Found = TypeVar("Found")

PATIENCE = 240.0
"""Seconds; a machine that runs other tests beside this one is slow to start servers."""


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(what: str, look: Callable[[], Found | None], log: Path) -> Found:
    """The first answer that is not None.

    Raises:
        AssertionError: none came; shows the end of the servers' log.
    """
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = look()
        if found is not None:
            return found
        time.sleep(0.25)
    tail = log.read_text(errors="replace")[-3000:]
    raise AssertionError(f"waited {PATIENCE:.0f} s for {what}; the servers said:\n{tail}")


@dataclass(frozen=True)
class Server:
    """A running `newshouse dev`."""

    url: str
    log: Path
    process: subprocess.Popen[bytes]

    def page(self, path: str) -> str:
        """What a browser gets."""
        with urllib.request.urlopen(self.url + path, timeout=30) as answer:
            return str(answer.read().decode())

    def ask(self, query: str, **variables: object) -> dict[str, Any]:
        """The data of a GraphQL answer."""
        request = urllib.request.Request(
            self.url + "/graphql",
            data=json.dumps({"query": query, "variables": variables}).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                found = json.load(answer)
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode()) from None
        assert "errors" not in found, found["errors"]
        data: dict[str, Any] = found["data"]
        return data

    def launch(self, job: str, config: dict[str, object] | None = None) -> str:
        """Launch a job as the UI does; its run id."""
        selector = {
            "repositoryLocationName": "etl.orchestration.definitions",
            "repositoryName": "__repository__",
            "jobName": job,
        }
        data = self.ask(
            """mutation ($params: ExecutionParams!) {
                launchRun(executionParams: $params) {
                    __typename
                    ... on LaunchRunSuccess { run { runId } }
                    ... on PythonError { message }
                }
            }""",
            params={"selector": selector, "runConfigData": config or {}, "mode": "default"},
        )
        answer = data["launchRun"]
        assert answer["__typename"] == "LaunchRunSuccess", answer
        return str(answer["run"]["runId"])

    def status(self, run_id: str) -> str:
        """The status of a run."""
        data = self.ask(
            "query ($id: ID!) { runOrError(runId: $id) { ... on Run { status } } }", id=run_id
        )
        return str(data["runOrError"]["status"])

    def finished(self, run_id: str) -> str:
        """Wait for a run to end; how it ended."""

        def look() -> str | None:
            status = self.status(run_id)
            return status if status in {"SUCCESS", "FAILURE", "CANCELED"} else None

        return wait_for(f"run {run_id}", look, self.log)

    def runs(self) -> list[dict[str, Any]]:
        """All runs, the newest first."""
        data = self.ask(
            "{ runsOrError { ... on Runs { results "
            "{ runId jobName status tags { key value } } } } }"
        )
        results: list[dict[str, Any]] = data["runsOrError"]["results"]
        return results


@contextlib.contextmanager
def dev(project: Path, *options: str, **variables: str) -> Iterator[Server]:
    """`newshouse dev` for the project, until the block ends."""
    port = free_port()
    log = project / "dev.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command_line("dev", "--port", str(port), *options),
            cwd=project,
            env=environment(**variables),
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Server(f"http://127.0.0.1:{port}", log, process)

    def up() -> bool | None:
        assert process.poll() is None, log.read_text(errors="replace")[-3000:]
        with contextlib.suppress(OSError):
            server.page("/server_info")
            return True
        return None

    try:
        wait_for("the webserver", up, log)
        yield server
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0, log.read_text(errors="replace")[-3000:]
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
