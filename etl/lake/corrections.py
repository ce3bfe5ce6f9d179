"""The table `corrections`: every line of the reference folder, and when it was first seen.

Belongs here: what the warehouse remembers of lines, and the rows. Does not belong here: what a line
does to entities (`etl.resolve.corrections`), or to files (`etl.lake.forgotten`).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from etl.contracts.archive import Correction
from etl.lake.files import read_json, write_json
from etl.lake.layout import Layout
from etl.resolve.corrections import Applied, Outcome
from etl.resolve.reference import Corrections


def ignore_outcomes(corrections: Corrections, paths: Collection[str]) -> list[Outcome]:
    """What became of the lines of `ignore.csv`.

    Args:
        corrections: all lines.
        paths: of the files that raw/ holds.
    """
    found = []
    for line in corrections.ignored:
        if isinstance(line.what, str) and line.what not in paths:
            message = (
                f"raw/ holds no file under the path {line.what!r}; write it as raw_files.path has "
                "it, or delete the line"
            )
            found.append(Outcome(line.at, "ignore", "not_found", message))
        else:
            found.append(Outcome(line.at, "ignore", "applied", ""))
    return found


def correction_rows(
    layout: Layout, corrections: Corrections, applied: Applied, paths: Collection[str]
) -> list[Correction]:
    """The rows of `corrections`; remembers the lines that are new.

    A line is known by what it says: moved up or down in its file it keeps its date. What was
    remembered stays so, so that a file that was away for a day comes back as it was.

    Args:
        layout: the warehouse; the caller holds its lock.
        corrections: all lines.
        applied: what became of those that concern entities and outlets.
        paths: of the files that raw/ holds.
    """
    outcomes = [*applied.outcomes, *ignore_outcomes(corrections, paths)]
    known = read_json(layout.corrections)
    seen: dict[str, str] = known if isinstance(known, dict) else {}
    now = datetime.now(UTC).isoformat(timespec="seconds")
    new = {one.at.digest: now for one in outcomes if one.at.digest not in seen}
    if new:
        seen |= new
        write_json(layout.corrections, seen)
    own = {line.at.line: line.recorded_at for line in corrections.ignored if line.recorded_at}
    rows = []
    for one in outcomes:
        recorded = datetime.fromisoformat(seen[one.at.digest])
        if one.kind == "ignore" and one.status == "applied":
            recorded = own.get(one.at.line, recorded)
        rows.append(
            Correction(
                file=one.at.file,
                line=one.at.line,
                kind=one.kind,
                detail=one.at.detail,
                recorded_at=recorded,
                status=one.status,
                message=one.message or None,
                entity_ids=list(one.entities),
            )
        )
    return sorted(rows, key=lambda row: (row.file, row.line))
