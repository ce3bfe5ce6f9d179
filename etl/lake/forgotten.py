"""What the user wants forgotten: `ignore.csv` in the reference folder.

Belongs here: what that one file forbids, what is remembered of it, and appending to it. Reading it
is `etl.resolve.reference`'s business. Columns: `kind` (`article` or `file`), `value` (an
article_id, or a path below raw/), `reason`, `recorded_at`. It survives rebuilds, and a line taken
out of it by hand brings its article back with the next rebuild.

A line that cannot be used stops nothing but itself. But what was to be forgotten must not come back
through a typing error: while one line is bad, everything that the file said when all of it was
right stays forgotten (`state/ignored.json`), the bad lines are told of by every run, and the run
ends with exit code 3. Where no line can be used (the file cannot be opened, or its header is wrong)
nothing is known of what it forbids, and the run is refused.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from etl.lake.files import read_json, replacing, write_json
from etl.lake.layout import Layout
from etl.resolve.csv_lines import Shape, write_line
from etl.resolve.reference import FILES, Corrections, Problem, read_corrections

FILE_NAME = "ignore.csv"
COLUMNS = tuple(column.name for column in FILES[FILE_NAME].columns)


class IgnoreFileError(ValueError):
    """`ignore.csv` cannot be used at all; the message says why, and the cure."""


class NothingToForgetError(ValueError):
    """What is to be forgotten is not there."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What is to be left out of the warehouse."""

    articles: frozenset[uuid.UUID] = frozenset()
    files: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    """The lines that cannot be used."""


def forgotten_of(folder: Path, corrections: Corrections) -> Forgotten:
    """What the lines of `ignore.csv` name.

    Raises:
        IgnoreFileError: not one line of it can be used.
    """
    problems = tuple(
        one for one in corrections.problems if one.at.file == FILE_NAME and one.status == "rejected"
    )
    if FILE_NAME in corrections.unusable:
        # The whole file: the first problem is the reason.
        raise IgnoreFileError(
            f"{folder / FILE_NAME}:{problems[0].at.line}: {problems[0].message}; until then nobody "
            "knows what is to be forgotten"
        )
    return Forgotten(
        frozenset(line.what for line in corrections.ignored if isinstance(line.what, uuid.UUID)),
        frozenset(line.what for line in corrections.ignored if isinstance(line.what, str)),
        problems,
    )


def read_forgotten(folder: Path, layout: Layout | None = None) -> Forgotten:
    """What `ignore.csv` names; nothing where there is no such file.

    While a line of it cannot be used, also what it named when all of it was right.

    Args:
        folder: the reference folder.
        layout: the warehouse that remembers, where there is one.

    Raises:
        IgnoreFileError: not one line of it can be used.
    """
    now = forgotten_of(folder, read_corrections(folder))
    before = read_json(layout.ignored) if layout and now.problems else None
    if not isinstance(before, dict):
        return now
    return Forgotten(
        now.articles | {uuid.UUID(value) for value in before["articles"]},
        now.files | set(before["files"]),
        now.problems,
    )


def remember_forgotten(layout: Layout, forgotten: Forgotten) -> None:
    """Keep what `ignore.csv` names for the day on which a line of it is bad.

    Args:
        layout: the warehouse; the caller holds its lock.
        forgotten: as `read_forgotten` gives it for this warehouse.
    """
    value = {
        "articles": sorted(map(str, forgotten.articles)),
        "files": sorted(forgotten.files),
    }
    if value != read_json(layout.ignored) and (any(value.values()) or layout.ignored.exists()):
        write_json(layout.ignored, value)


def append_forgotten(folder: Path, kind: str, value: str, reason: str) -> Path:
    """Add a line to `ignore.csv`, in the file's own manner, keeping what is there byte for byte.

    Returns:
        The file.

    Raises:
        IgnoreFileError: its header is wrong, or its encoding cannot hold the line.
    """
    path = folder / FILE_NAME
    corrections = read_corrections(folder)
    forgotten_of(folder, corrections)
    shape = corrections.shapes.get(FILE_NAME)
    old = path.read_bytes() if shape else b""
    text = "" if shape else FILES[FILE_NAME].header
    shape = shape or Shape("utf-8", ",", COLUMNS)
    recorded = datetime.now(UTC).isoformat(timespec="seconds")
    text += write_line(
        shape, {"kind": kind, "value": value, "reason": reason, "recorded_at": recorded}
    )
    if old and not shape.ends_with_newline(old):
        text = f"\n{text}"
    try:
        added = shape.encode(text)
    except UnicodeEncodeError:
        raise IgnoreFileError(
            f"{path}: is in {shape.encoding}, which cannot hold the line {text.strip()!r}; save "
            "the file as `CSV UTF-8`"
        ) from None
    with replacing(path) as temporary:
        temporary.write_bytes(old + added)
    return path
