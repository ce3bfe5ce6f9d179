"""Removing files that nothing names any more.

Belongs here: which files of a warehouse are kept, and the removal of the others. Never touches
raw/. Files that the published catalogue or a receipt names stay; others go once they are older than
the grace period, so that readers of an earlier catalogue can finish.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from etl.lake.files import TEMPORARY_PREFIX, read_json
from etl.lake.layout import Layout
from etl.lake.receipts import load_ledger


@dataclass(frozen=True, slots=True)
class Removed:
    """What a collection removed."""

    files: int
    size: int
    """Bytes."""


def _writer_alive(name: str) -> bool:
    pid = name.removeprefix(TEMPORARY_PREFIX).partition("-")[0]
    if not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _unnamed(layout: Layout, named: Collection[str]) -> Iterator[Path]:
    for folder in (layout.tables, layout.marts, layout.search):
        for path in folder.rglob("*") if folder.is_dir() else ():
            if not path.is_file():
                continue
            if path.name.startswith(TEMPORARY_PREFIX):
                if not _writer_alive(path.name):
                    yield path
            elif str(path.relative_to(layout.root)) not in named:
                yield path
    # Whoever holds the lock and collects has no query going on.
    if layout.spill.is_dir():
        yield from (path for path in layout.spill.rglob("*") if path.is_file())
    for folder in (layout.root, layout.state, layout.receipts):
        for path in folder.glob(f"{TEMPORARY_PREFIX}*") if folder.is_dir() else ():
            if not _writer_alive(path.name):
                yield path


def collect(layout: Layout, published: Collection[str], *, grace_seconds: float) -> Removed:
    """Remove what neither the catalogue nor a receipt names.

    Args:
        layout: the warehouse; the caller holds its lock.
        published: the files that the published catalogue names, below the warehouse. What a
            publication names that was killed while being put in place stays, too.
        grace_seconds: younger files stay.
    """
    ledger = load_ledger(layout)
    named = set(published)
    coming = read_json(layout.publishing)
    if isinstance(coming, dict):
        named.update(coming["files"])
    for receipts in (ledger.read, ledger.extract):
        for receipt in receipts.values():
            named.update(file.name for file in receipt.files.values())
    oldest = time.time() - grace_seconds
    files = size = 0
    for path in list(_unnamed(layout, named)):
        status = path.stat()
        # Nobody reads what was never finished: it needs no grace.
        if status.st_mtime <= oldest or path.name.startswith(TEMPORARY_PREFIX):
            path.unlink()
            files += 1
            size += status.st_size
    tops = [top for top in (layout.tables, layout.marts, layout.search) if top.is_dir()]
    for folder in sorted(
        (path for top in tops for path in top.rglob("*") if path.is_dir()), reverse=True
    ):
        if not any(folder.iterdir()):
            folder.rmdir()
    return Removed(files, size)
