"""A limit on the time that one document may take.

Belongs here: interrupting work that does not end. The limit is on processor time, not on the
clock's: a machine that is busy with other things must not change what an archive holds.

It works by a timer signal (`ITIMER_VIRTUAL`, POSIX setitimer) in the main thread of a process,
where batches run, in worker processes as in this one. In other threads there is no limit. A library
that never returns to Python cannot be interrupted this way; in worker processes a second timer ends
the whole process then (`allow_kill`), which costs one file: the backend finds out which.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from etl.readers.base import ReaderError
from etl.readers.limits import DOCUMENT_SECONDS

AGAIN_SECONDS = 1.0
"""The signal is repeated: libraries that catch every exception would swallow the first."""
KILL_FACTOR = 5
"""A worker that does not stop at the limit is ended after so many times as long."""


class TooSlowError(ReaderError):
    """A document took too long; like every ReaderError it costs that document alone."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            "too_slow",
            f"reading took more than {seconds:g} seconds of processor time and was given up; look "
            "at the file, split or simplify it, and please report it",
        )


class _Armed:
    """The limit that runs in this process; a signal that comes after its end is ignored."""

    seconds: float | None = None
    kills = False


def _on_signal(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    if _Armed.seconds is not None:
        raise TooSlowError(_Armed.seconds)


def allow_kill() -> None:
    """Let a document that cannot be interrupted end this process: for worker processes only."""
    _Armed.kills = True


def progress() -> None:
    """Begin the running limit anew: the next piece of a long stream has come from the disk.

    So the time that a decompressor takes to reach a document, or a look at the whole of a large
    table, is not laid to one document.
    """
    if _Armed.seconds is not None and threading.current_thread() is threading.main_thread():
        _arm(_Armed.seconds)


def _arm(seconds: float) -> None:
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, AGAIN_SECONDS)
    if _Armed.kills:
        # Nobody handles SIGPROF: its default ends the process, whatever runs in it.
        signal.setitimer(signal.ITIMER_PROF, seconds * KILL_FACTOR)


def _disarm() -> None:
    _Armed.seconds = None
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    if _Armed.kills:
        signal.setitimer(signal.ITIMER_PROF, 0)


@contextmanager
def time_limit(seconds: float = DOCUMENT_SECONDS) -> Iterator[None]:
    """Raise TooSlowError inside the block where it takes more processor time than this.

    Blocks within blocks share the outer one's limit.
    """
    if _Armed.seconds is not None or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _on_signal)
    _Armed.seconds = seconds
    _arm(seconds)
    try:
        yield
    finally:
        _disarm()
        signal.signal(signal.SIGVTALRM, before)
