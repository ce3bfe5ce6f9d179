"""Writing files so that a reader never sees half of one.

Belongs here: temporary names, fsync, rename. Does not belong here: what is written.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import orjson

TEMPORARY_PREFIX = ".writing-"
"""Files so named are unfinished; `gc` removes those whose writer is gone."""


def fsync_folder(folder: Path) -> None:
    """Make a rename in a folder survive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside `path` that becomes `path` when the block ends well.

    The content is on disk before the name is. Where the block fails, the temporary file is removed
    and `path` is as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{TEMPORARY_PREFIX}{os.getpid()}-{path.name}")
    try:
        yield temporary
        descriptor = os.open(temporary, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        temporary.replace(path)
        fsync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def write_json(path: Path, value: object) -> None:
    """Replace a JSON file."""
    with replacing(path) as temporary:
        temporary.write_bytes(orjson.dumps(value, option=orjson.OPT_SORT_KEYS))


def read_json(path: Path) -> object | None:
    """What a JSON file holds; None where there is no such file."""
    try:
        return orjson.loads(path.read_bytes())  # type: ignore[no-any-return]
    except FileNotFoundError:
        return None


Stamp = tuple[int, int, int]
"""Time of modification in nanoseconds, size, inode: differs when a file was replaced."""


def stamp(path: Path) -> Stamp | None:
    """What tells whether a file is the one that was read before; None where there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
