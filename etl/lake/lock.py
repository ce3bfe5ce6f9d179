"""One writer a warehouse.

Belongs here: the lock from discovery to publication. The kernel's lock (`flock`) is what counts:
it ends with its process, however that ends. The file's text only tells people who holds it.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

GLANCE_SECONDS = 0.3


class WarehouseBusyError(RuntimeError):
    """Another run holds the warehouse."""


class WarehouseUnusableError(RuntimeError):
    """The warehouse folder cannot be written."""


def _holder(path: Path) -> str:
    try:
        holder = json.loads(path.read_text())
        return f"process {holder['pid']}, since {holder['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        # The holder has the lock but has not written its name yet.
        return "another process"


def holder(path: Path) -> str | None:
    """Who holds the lock now; None where nobody does."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return _holder(path)
    finally:
        os.close(descriptor)
    return None


@contextlib.contextmanager
def writing(path: Path, *, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the lock file `path` for the block, waiting for it up to `wait_seconds`.

    Raises:
        WarehouseBusyError: another process holds it; names it and since when.
        WarehouseUnusableError: the lock file cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise WarehouseUnusableError(
            f"{path.parent.parent}: cannot write the warehouse here: {error.strerror}; choose "
            "another folder with --warehouse, or make this one writable"
        ) from error
    try:
        # A glance of `holder` takes the lock for an instant; that is no other run.
        deadline = time.monotonic() + max(wait_seconds, GLANCE_SECONDS)
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                    raise
            if time.monotonic() >= deadline:
                raise WarehouseBusyError(
                    f"{path.parent.parent}: another run is writing this warehouse "
                    f"({_holder(path)}); wait for it, or use --wait SECONDS"
                )
            time.sleep(0.1)
        about = {"pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}
        try:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, json.dumps(about).encode(), 0)
        except OSError as error:
            raise WarehouseUnusableError(
                f"{path.parent.parent}: cannot write the warehouse here: {error.strerror}; free "
                "some space, or choose another folder with --warehouse"
            ) from error
        yield
    finally:
        os.close(descriptor)
