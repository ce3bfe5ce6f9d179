"""What tests of readers share: outcomes as plain data, cuts at any byte, the real archives."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, cast

from etl.readers.base import (
    Outcome,
    RawDocument,
    ReaderError,
    Rejected,
    Skipped,
    Source,
    Sourced,
    SourcedList,
)
from etl.readers.dispatch import Found, read_file
from etl.readers.registry import readers


def source(data: bytes, name: str = "file", **more: Any) -> Source:
    """Some bytes as a reader is given them."""
    return Source(name=name, open=partial(cast("Any", io.BytesIO), data), **more)


def read_bytes(reader: str, data: bytes, name: str = "file", **more: Any) -> list[Outcome]:
    """What a reader yields; an error of its own at the end as a reject, as `dispatch` does."""
    found: list[Outcome] = []
    try:
        found.extend(_each(readers()[reader].read(source(data, name, **more)), found))
    except ReaderError as error:
        position = error.position if error.position is not None else len(found)
        found.append(Rejected(position=position, code=error.code, message=error.message))
    return found


def _each(outcomes: Iterator[Outcome], found: list[Outcome]) -> Iterator[Outcome]:
    # list.extend of a failing iterator keeps what came before the failure.
    yield from outcomes


def documents(found: list[Outcome]) -> list[RawDocument]:
    """The documents among some outcomes."""
    return [outcome for outcome in found if isinstance(outcome, RawDocument)]


def read_folder(folder: Path, pattern: str = "**/*") -> list[Found]:
    """Everything in the files of a folder."""
    paths = sorted(path for path in folder.glob(pattern) if path.is_file())
    return [found for path in paths for found in read_file(path)]


def plain(outcome: Outcome) -> dict[str, Any]:
    """An outcome as JSON would have it; empty fields are left out."""
    if isinstance(outcome, Skipped):
        return {"skipped": outcome.reason, "position": outcome.position}
    if isinstance(outcome, Rejected):
        return {
            "rejected": outcome.code,
            "message": outcome.message,
            "position": outcome.position,
        }
    names = RawDocument.__dataclass_fields__
    values = {name: _plain(getattr(outcome, name)) for name in names}
    return {name: value for name, value in values.items() if value not in (None, [], {})}


def _plain(value: Any) -> Any:
    if isinstance(value, Sourced):
        return f"{value.source} = {value.value}"
    if isinstance(value, SourcedList):
        return {value.source: list(value.values)}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def check_cuts(
    data: bytes,
    read: Callable[[bytes], list[Outcome]],
    closing: bytes,
    *,
    step: int = 1,
    same: Callable[[RawDocument], object] = lambda document: document,
) -> None:
    """Cut anywhere, what came before is kept, and the rest is one reject.

    Args:
        data: a whole file.
        read: reads some bytes.
        closing: what a document ends with. Where a file is cut right after one, nothing is missing
            that a reader could know of.
        step: bytes from one cut to the next.
        same: what of a document has to be the same.
    """
    whole = read(data)
    assert not any(isinstance(outcome, Rejected) for outcome in whole)
    expected = [same(document) for document in documents(whole)]
    for length in range(1, len(data), step):
        found = read(data[:length])
        got = [same(document) for document in documents(found)]
        assert got == expected[: len(got)], length
        rejects = sum(isinstance(outcome, Rejected) for outcome in found)
        if found and not data[:length].rstrip().endswith(closing) and len(found) <= len(whole):
            assert rejects == (len(got) < len(expected)), length
        assert rejects <= 1, length
