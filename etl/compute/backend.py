"""Submitting tasks and getting results back: the one interface that every backend has.

Belongs here: the interface and the choice of a backend. Does not belong here: any backend's
workings, or what a task does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


class WorkerDiedError(RuntimeError):
    """The process that did a task ended without an answer (out of memory, or killed)."""


@dataclass(frozen=True, slots=True)
class Done(Generic[Task, Result]):
    """A task that ended: with a result, or with the error that it raised."""

    task: Task
    result: Result | None
    error: BaseException | None


class Backend(Protocol):
    """Runs a function over tasks somewhere.

    The function and the tasks are picklable; workers need the package and the shared storage,
    nothing else.
    """

    def run(
        self, function: Callable[[Task], Result], tasks: Sequence[Task]
    ) -> Iterator[Done[Task, Result]]:
        """Every task's end, in the order in which they end."""
        ...


def choose_backend(workers: int) -> Backend:
    """Worker processes, or this process where one worker is enough."""
    if workers == 1:
        from etl.compute.inline import InlineBackend

        return InlineBackend()
    from etl.compute.processes import ProcessBackend

    return ProcessBackend(workers)
