"""`newshouse dev`: the Dagster UI and its daemon, both of which a run from the UI needs."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click

from etl.commands.common import console, path_options

LOOK_SECONDS = 5.0
"""How often `dev` looks whether its processes and the runs that it shows are still there."""


@click.command(
    "dev",
    epilog="""\b
Examples:
  newshouse dev                  http://127.0.0.1:3000
  newshouse dev --watch          ingest what is dropped into raw/
  newshouse dev --port 3001 --warehouse ~/newshouse
""",
)
@path_options
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=3000, show_default=True, help="Port of the UI.")
@click.option("--watch", is_flag=True, help="Switch the sensor on raw/ on.")
def command(
    *, raw: tuple[Path, ...], warehouse: Path | None, host: str, port: int, watch: bool
) -> int:
    """Start the Dagster UI and its daemon; stop them with Ctrl-C.

    The UI has no password: keep it on this machine, or put one before it.
    """
    from etl.orchestration.dead_runs import bury_dead_runs
    from etl.orchestration.definitions_module import MODULE, WATCH_VARIABLE
    from etl.orchestration.instance import open_instance
    from etl.settings import load_settings

    settings = load_settings(raw=raw, warehouse=warehouse)
    instance = open_instance(settings)
    environment = {**os.environ, **settings.environment()}
    if watch:
        environment[WATCH_VARIABLE] = "1"
    arguments = ["--module-name", MODULE, "--working-directory", str(settings.project)]
    python = [sys.executable, "-m"]
    children = [
        subprocess.Popen(  # noqa: S603 - our own arguments
            [*python, "dagster_webserver", "--host", host, "--port", str(port), *arguments],
            env=environment,
            cwd=settings.project,
        ),
        subprocess.Popen(  # noqa: S603 - our own arguments
            [*python, "dagster._daemon", "run", *arguments],
            env=environment,
            cwd=settings.project,
        ),
    ]
    console.print(f"Dagster UI: http://{host}:{port}  (Ctrl-C stops it)", highlight=False)
    with instance:
        return _wait(children, lambda: bury_dead_runs(instance))


def _wait(children: list[subprocess.Popen[bytes]], now_and_then: Callable[[], object]) -> int:
    """Until one of the processes ends or we are told to stop; then stop them all."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    code = 0
    try:
        while code == 0 and all(child.poll() is None for child in children):
            now_and_then()
            with contextlib.suppress(subprocess.TimeoutExpired):
                children[0].wait(timeout=LOOK_SECONDS)
        code = next((child.returncode for child in children if child.poll()), 0)
    except KeyboardInterrupt:
        code = 0
    finally:
        for child in children:
            if child.poll() is None:
                child.send_signal(signal.SIGINT)
        for child in children:
            try:
                child.wait(timeout=20)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
    if code:
        console.print("newshouse: a process of the UI ended by itself; see above", style="red")
    return 1 if code else 0
