"""Reading made short for tests.

Belongs here: turning what a file gives into something that compares at a glance.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from etl.readers.base import ByteRange, RawDocument, Rejected, Skipped
from etl.readers.dispatch import Found, read_file


def read(folder: Path, name: str, data: bytes, **options: Any) -> list[Found]:
    """Everything in a file of these bytes."""
    path = folder / name
    path.write_bytes(data)
    return list(read_file(path, **options))


def documents(found: list[Found]) -> list[RawDocument]:
    """The documents, in order."""
    return [one.outcome for one in found if isinstance(one.outcome, RawDocument)]


def titles(found: list[Found]) -> list[str]:
    """The documents' titles, in order."""
    return [document.title.value if document.title else "" for document in documents(found)]


def rejects(found: list[Found]) -> list[Rejected]:
    """The rejects, in order."""
    return [one.outcome for one in found if isinstance(one.outcome, Rejected)]


def codes(found: list[Found]) -> list[str]:
    """The codes of the rejects, in order."""
    return [one.code for one in rejects(found)]


def skipped(found: list[Found]) -> list[str]:
    """The reasons of what was skipped, in order."""
    return [one.outcome.reason for one in found if isinstance(one.outcome, Skipped)]


def jsonl(count: int, first: int = 0) -> bytes:
    """Articles `Title 0`, `Title 1` ..., a line each, none like the other."""
    return b"".join(
        b'{"title": "Title %d", "body": "Text %d of %d, %x and \xe2\x80\x9cso on\xe2\x80\x9d."}\n'
        % (number, number, number * 7919 % 10007, number * 2654435761 % 2**32)
        for number in range(first, first + count)
    )


def whole(path: Path) -> list[Found]:
    """Everything in a file, read as one."""
    return list(read_file(path))


def pieces(path: Path, ranges: list[ByteRange | None]) -> list[Found]:
    """Everything in a file, read range by range."""
    return [found for one in ranges for found in read_file(path, byte_range=one)]
