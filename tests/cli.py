"""The `newshouse` command as tests call it: in this process, or as a process of its own."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from etl import cli

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    code: int
    out: str
    err: str


def call(*arguments: str | Path, stdin: str = "", cwd: Path | None = None) -> Answer:
    """Run a command in this process. The environment is as before when it ends."""
    out, err = io.StringIO(), io.StringIO()
    given = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
    code: object = None
    with (
        mock.patch.dict(os.environ, {"COLUMNS": "200"}),
        contextlib.chdir(cwd or Path.cwd()),
        mock.patch.object(sys, "stdin", given),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            cli.main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = end.code
    assert isinstance(code, int)
    return Answer(code, out.getvalue(), err.getvalue())


def environment(**more: str) -> dict[str, str]:
    """An environment for a process, without any of our variables but those given."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("NEWSHOUSE_") and name != "DAGSTER_HOME"
    }
    return {**kept, "PYTHONPATH": str(ROOT), "COLUMNS": "200", **more}


def command_line(*arguments: str | Path) -> list[str]:
    """The arguments of a process that runs a command."""
    return [sys.executable, "-m", "etl.cli", *map(str, arguments)]


def spawn(
    *arguments: str | Path, cwd: Path, stdin: bytes = b"", **variables: str
) -> subprocess.CompletedProcess[bytes]:
    """Run a command as a process of its own."""
    return subprocess.run(
        command_line(*arguments),
        cwd=cwd,
        input=stdin,
        env=environment(**variables),
        capture_output=True,
        timeout=300,
        check=False,
    )
