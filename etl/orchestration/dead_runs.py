"""Runs whose process has ended without a word: marked as failed.

Belongs here: saying in the run's tags which process does it, and finding those that are no more.
Dagster's own monitoring does not look at runs of the command line, nor at those that its local
launcher starts; left "started" for ever, one killed run would keep every later one in the queue.
"""

from __future__ import annotations

import os
from pathlib import Path

import dagster as dg

PROCESS_TAG = "newshouse/process"
UNDER_WAY = [
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def process_name(pid: int) -> str | None:
    """A name that no other process has; None where there is no such process.

    Numbers are given again, after a restart of the machine soonest: where the system tells when the
    process started (Linux: `/proc/<pid>/stat`, field 22, see proc(5)), that is part of the name.
    """
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        pass
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return str(pid)
    fields = text.rpartition(")")[2].split()
    if fields[0] == "Z":
        return None
    return f"{pid} {fields[19]}"


def own_tags() -> dict[str, str]:
    """The tags of a run that this process does."""
    return {PROCESS_TAG: process_name(os.getpid()) or str(os.getpid())}


def bury_dead_runs(instance: dg.DagsterInstance) -> list[str]:
    """Mark runs as failed whose process is no more.

    Returns:
        Their ids.
    """
    buried = []
    for run in instance.get_runs(dg.RunsFilter(statuses=UNDER_WAY)):
        name = run.tags.get(PROCESS_TAG)
        if name is not None and process_name(int(name.partition(" ")[0])) != name:
            instance.report_run_failed(
                run, "Its process has ended without a word (killed, or out of memory)."
            )
            buried.append(run.run_id)
    return buried
