"""What the user wants forgotten: `ignore.csv` in the reference folder.

Belongs here: reading, checking and appending to that one file. Columns: `kind` (`article` or
`file`), `value` (an article_id, or a path below raw/), `reason`, `recorded_at`. It survives
rebuilds, and a line taken out of it by hand brings its article back with the next rebuild.
"""

from __future__ import annotations

import csv
import io
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from etl.lake.files import replacing

FILE_NAME = "ignore.csv"
COLUMNS = ("kind", "value", "reason", "recorded_at")


class IgnoreFileError(ValueError):
    """`ignore.csv` cannot be used; the message names the line and the cure."""


class NothingToForgetError(ValueError):
    """What is to be forgotten is not there."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What is to be left out of the warehouse."""

    articles: frozenset[uuid.UUID] = frozenset()
    files: frozenset[str] = frozenset()


def read_forgotten(folder: Path) -> Forgotten:
    """What `ignore.csv` names; nothing where there is no such file.

    Raises:
        IgnoreFileError: a line cannot be used. Unlike other corrections none is skipped: what was
            to be forgotten must not come back through a typing error.
    """
    path = folder / FILE_NAME
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Forgotten()
    except (OSError, UnicodeDecodeError) as error:
        raise IgnoreFileError(f"{path}: cannot be read: {error}") from None
    reader = csv.DictReader(io.StringIO(text))
    if reader.fieldnames is None:
        return Forgotten()
    if not set(COLUMNS[:2]) <= set(reader.fieldnames):
        found = ", ".join(reader.fieldnames)
        raise IgnoreFileError(f"{path}:1: found the header {found}; expected {','.join(COLUMNS)}")
    articles, files = set(), set()
    for row in reader:
        kind, value = (row["kind"] or "").strip(), (row["value"] or "").strip()
        where = f"{path}:{reader.line_num}"
        if kind == "article":
            try:
                articles.add(uuid.UUID(value))
            except ValueError:
                raise IgnoreFileError(
                    f"{where}: {value!r} is no article_id; expected a UUID as "
                    "the column articles.article_id shows it"
                ) from None
        elif kind == "file" and value:
            files.add(value)
        else:
            raise IgnoreFileError(
                f"{where}: found kind {kind!r}, value {value!r}; expected kind `article` or `file` "
                "and a value"
            )
    return Forgotten(frozenset(articles), frozenset(files))


def append_forgotten(folder: Path, kind: str, value: str, reason: str) -> Path:
    """Add a line to `ignore.csv`, keeping what is there byte for byte.

    Returns:
        The file.
    """
    path = folder / FILE_NAME
    old = path.read_bytes() if path.exists() else b""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if not old.strip():
        writer.writerow(COLUMNS)
    elif not old.endswith(b"\n"):
        out.write("\n")
    writer.writerow([kind, value, reason, datetime.now(UTC).isoformat(timespec="seconds")])
    with replacing(path) as temporary:
        temporary.write_bytes(old + out.getvalue().encode("utf-8"))
    return path
