"""What the steps of a run share: the settings, the writer's lock, and whoever is watching.

Belongs here: Dagster resources. The lock is held from the first step of a run to its last, because
the executor keeps all steps in one process.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import dagster as dg

from etl.compute.progress import Progress
from etl.lake.discovery import Listing
from etl.lake.layout import Layout
from etl.lake.lock import writing
from etl.orchestration.dead_runs import own_tags
from etl.settings import Settings

UI_WAIT_SECONDS = 60.0
"""A run from the UI, a schedule or the sensor waits this long for one from the command line."""


class LogProgress:
    """Progress as lines of the run's log."""

    def __init__(self, log: Any) -> None:
        self._log = log

    def files(self, looked_at: int) -> None:
        """Every ten thousand files."""
        if looked_at % 10_000 == 0:
            self._log.info(f"looked at {looked_at:,} files")

    def stage(self, name: str, batches: int, size: int) -> None:
        """The start of a stage."""
        self._log.info(f"{name}: {batches:,} batches, {size:,} raw bytes")

    def part(self, size: int) -> None:
        """Nothing that a log has to hold."""

    def batch(self, size: int, documents: int) -> None:
        """Batches report themselves as materialisations."""

    def end(self) -> None:
        """Dagster logs the end of steps itself."""

    def warn(self, message: str) -> None:
        """A warning."""
        self._log.warning(message)


class Line:
    """The settings of a run, and who is told of its progress."""

    def __init__(
        self, settings: Settings, progress: Progress | None, seen: Listing | None = None
    ) -> None:
        self.settings = settings
        self.seen = seen
        """raw/ as the command that started the run has listed it."""
        self._progress = progress

    def progress(self, context: dg.AssetExecutionContext) -> Progress:
        """The command line's bar, or else the run's log."""
        return self._progress or LogProgress(context.log)


def line_resource(
    settings: Settings,
    progress: Progress | None,
    *,
    lock_held: bool,
    seen: Listing | None = None,
) -> dg.ResourceDefinition:
    """The resource `line`: the settings, and the warehouse's lock for as long as the run lasts.

    Args:
        settings: of the run.
        progress: who is told; the run's log where None.
        lock_held: the caller holds the lock already.
        seen: raw/ as the caller has listed it, where it has.
    """

    @dg.resource(description="The settings of the warehouse, and the lock of its one writer.")
    @contextlib.contextmanager
    def line(context: dg.InitResourceContext) -> Iterator[Line]:
        holding: contextlib.AbstractContextManager[None] = contextlib.nullcontext()
        if not lock_held:
            if context.instance is not None and context.run is not None:
                context.instance.add_run_tags(context.run.run_id, own_tags())
            holding = writing(Layout(settings.warehouse).lock, wait_seconds=UI_WAIT_SECONDS)
        with holding:
            yield Line(settings, progress, seen)

    return line
