"""The backend that runs tasks in worker processes on this machine.

Workers come from a fork server that imports nothing of dagster. A worker that dies takes only its
own task with it: the pool is made anew and the tasks that were in it run again, one by one until it
is clear which of them kills.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from etl.compute.backend import Done, Result, Task, WorkerDiedError
from etl.readers.time_limit import allow_kill

PRELOADED = ["etl.compute.batches", "etl.extract.engines.model"]
"""What workers have in common, imported once, and shared with them when they are forked. ONNX
Runtime is not: it begins a thread of its own, which a fork would lose."""
TASKS_AHEAD = 2
"""Tasks queued for each worker beyond the one it does."""


def _end_with_parent() -> None:
    """Make this worker end when the process that it works for ends, however that ends.

    Else the worker of a killed run would wait for its next task for ever, and could still write
    into a warehouse that the next run holds.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True, name="end-with-parent").start()


def _prepare() -> None:
    _end_with_parent()
    allow_kill()


class ProcessBackend:
    """Runs tasks in `workers` processes."""

    def __init__(self, workers: int) -> None:
        self._workers = workers

    def _pool(self, workers: int) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(PRELOADED)
        return ProcessPoolExecutor(max(1, workers), mp_context=context, initializer=_prepare)

    def run(
        self, function: Callable[[Task], Result], tasks: Sequence[Task]
    ) -> Iterator[Done[Task, Result]]:
        """Every task's end, in the order in which they end."""
        left = list(reversed(tasks))
        suspects: list[Task] = []
        while left:
            pool = self._pool(min(self._workers, len(left)))
            running: dict[Future[Result], Task] = {}
            try:
                while (left or running) and not suspects:
                    while left and len(running) < self._workers * TASKS_AHEAD:
                        try:
                            future = pool.submit(function, left[-1])
                        except BrokenProcessPool:
                            # A worker has died since; `wait` tells whose task it was.
                            break
                        running[future] = left.pop()
                    if not running:
                        break
                    ended, _ = wait(running, return_when=FIRST_COMPLETED)
                    for future in ended:
                        task = running.pop(future)
                        error = future.exception()
                        if isinstance(error, BrokenProcessPool):
                            suspects.append(task)
                        else:
                            yield Done(task, None if error else future.result(), error)
                suspects.extend(running.values())
            finally:
                pool.shutdown(wait=not suspects, cancel_futures=True)
            yield from self._one_by_one(function, suspects)
            suspects = []

    def _one_by_one(
        self, function: Callable[[Task], Result], tasks: Sequence[Task]
    ) -> Iterator[Done[Task, Result]]:
        for task in tasks:
            with self._pool(1) as pool:
                future = pool.submit(function, task)
                error = future.exception()
                if isinstance(error, BrokenProcessPool):
                    died = WorkerDiedError(
                        "the worker process died (out of memory, killed from outside, or ended by "
                        "itself because a document would not stop: see etl.readers.time_limit)"
                    )
                    yield Done(task, None, died)
                else:
                    yield Done(task, None if error else future.result(), error)
