"""Gold attributions in brat standoff files, as PolNeAR has them.

Belongs here: reading text and annotations. Does not belong here: comparing them with what an engine
found (`quotes`).

A folder holds `text/NAME.txt` and `attributions/NAME_ANNOTATOR.ann`; of several annotators the
first by name counts. A `T` line names a span (`T3<TAB>Content 120 180;190 211<TAB>words`), an `E`
line joins the spans of one attribution (`E1<TAB>Attribution:T4 Content:T3 Cue:T2 Source:T1`).
<https://brat.nlplab.org/standoff.html>
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from etl.evaluate.scores import Span

_SPANS = re.compile(r"\d+ \d+(?:;\d+ \d+)*")
_ROLES = ("source", "cue", "content")


class StandoffError(ValueError):
    """A folder or file is not laid out as PolNeAR's are."""


@dataclass(slots=True)
class Attribution:
    """One annotated attribution: the parts of each of its roles, in text order."""

    source: list[Span] = field(default_factory=list)
    cue: list[Span] = field(default_factory=list)
    content: list[Span] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class AttributedText:
    """One text and what is attributed in it."""

    name: str
    body: str
    attributions: list[Attribution]


def read_folder(folder: Path) -> Iterator[AttributedText]:
    """The texts of a folder that have annotations, in order of their names.

    Raises:
        StandoffError: there are no annotations, a text is missing, or an offset lies outside it.
        OSError: a file cannot be read.
    """
    paths = sorted((folder / "attributions").glob("*.ann"))
    if not paths:
        raise StandoffError(
            f"{folder}: expected text/NAME.txt and attributions/NAME_ANNOTATOR.ann, found no "
            "attributions/*.ann"
        )
    seen: set[str] = set()
    for path in paths:
        name = path.stem.rpartition("_")[0] or path.stem
        if name in seen:
            continue
        seen.add(name)
        text = folder / "text" / f"{name}.txt"
        if not text.is_file():
            raise StandoffError(f"{path}: its text {text} is missing")
        # Offsets count the file's own line ends: nothing may be translated.
        with text.open(encoding="utf-8", newline="") as handle:
            body = handle.read()
        yield AttributedText(name, body, list(_attributions(path, body)))


def _attributions(path: Path, body: str) -> Iterator[Attribution]:
    spans: dict[str, list[Span]] = {}
    events: list[list[str]] = []
    with path.open(encoding="utf-8", newline="") as lines:
        for number, line in enumerate(lines, 1):
            columns = line.rstrip("\r\n").split("\t")
            # Words of a span may hold a line end, so that a line may be the rest of one.
            if len(columns) < 2:
                continue
            if columns[0].startswith("T"):
                _, _, offsets = columns[1].partition(" ")
                if not _SPANS.fullmatch(offsets):
                    raise StandoffError(
                        f"{path}, line {number}: expected `Label start end[;start end]`, found "
                        f"{columns[1][:80]!r}"
                    )
                spans[columns[0]] = _read_spans(offsets, len(body), path, number)
            elif columns[0].startswith("E"):
                events.append(columns[1].split())
    for event in events:
        attribution = Attribution()
        for argument in event:
            label, _, key = argument.partition(":")
            role = label.rstrip("0123456789").casefold()
            if role in _ROLES and key in spans:
                getattr(attribution, role).extend(spans[key])
        for role in _ROLES:
            getattr(attribution, role).sort()
        yield attribution


def _read_spans(offsets: str, length: int, path: Path, number: int) -> list[Span]:
    found = []
    for part in offsets.split(";"):
        start, end = map(int, part.split())
        if not start <= end <= length:
            raise StandoffError(
                f"{path}, line {number}: span {start} {end} lies outside its text of {length} "
                "code points"
            )
        found.append((start, end))
    return found
