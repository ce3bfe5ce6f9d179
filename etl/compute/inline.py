"""The backend that runs tasks in this process, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from etl.compute.backend import Done, Result, Task


class InlineBackend:
    """Runs tasks here."""

    def run(
        self, function: Callable[[Task], Result], tasks: Sequence[Task]
    ) -> Iterator[Done[Task, Result]]:
        """Every task's end, in order."""
        for task in tasks:
            try:
                yield Done(task, function(task), None)
            except Exception as error:  # noqa: BLE001 - handed to the caller, as from a process
                yield Done(task, None, error)
