"""What commands share: options, printing of tables, and the progress bar.

Belongs here: everything about the terminal that more than one command needs.
"""

from __future__ import annotations

import functools
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import (
    Progress as RichProgress,
)
from rich.table import Table

console = Console(stderr=True)
"""For people: progress, summaries, warnings. Data goes to stdout by `click.echo`."""
SHOWN_BAD_LINES = 20


def path_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that every command on a warehouse has."""
    for option in (
        click.option(
            "--warehouse",
            type=click.Path(path_type=Path),
            help="Warehouse folder (default: warehouse/ of the project).",
        ),
        click.option(
            "--raw",
            multiple=True,
            type=click.Path(path_type=Path),
            help="Raw folder or file; may be repeated (default: raw/ of the project).",
        ),
    ):
        function = option(function)
    return function


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A small table for people."""
    table = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row))
    console.print(table, markup=False, emoji=False)


def print_bad_lines(lines: Sequence[tuple[str, int, str, str]]) -> None:
    """Lines of the reference folder that are not applied: a warning each, `ignore.csv` in red.

    Args:
        lines: (file, line, status, message), the gravest first.
    """
    if not lines:
        return
    counts = Counter(status for _, _, status, _ in lines)
    found = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    say = functools.partial(console.print, markup=False, highlight=False, soft_wrap=True)
    say(f"corrections that are not applied: {found} (docs/corrections.md)", style="yellow")
    for file, line, status, message in lines[:SHOWN_BAD_LINES]:
        grave = file == "ignore.csv" and status == "rejected"
        say(
            f"  {file} line {line}: {status}: {message}"
            + ("; WHAT IT FORBIDS IS UNKNOWN" if grave else ""),
            style="bold red" if grave else "yellow",
        )
    if len(lines) > SHOWN_BAD_LINES:
        say(
            f"  ... and {len(lines) - SHOWN_BAD_LINES} more: newshouse sql "
            "\"from corrections where status != 'applied'\"",
            style="yellow",
        )


class Bar:
    """Progress on the terminal: files, documents, documents per second, time left.

    Where stderr is no terminal, one line at the end of each stage.
    """

    def __init__(self) -> None:
        self._rich = RichProgress(
            SpinnerColumn(),
            TextColumn("{task.description:<12}"),
            BarColumn(),
            TextColumn("{task.fields[detail]}"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
        )
        self._task: TaskID | None = None
        self._stage = ""
        self._started = 0.0
        self._documents = 0
        self._batches = 0
        self._of = 0

    def __enter__(self) -> Self:
        if console.is_terminal:
            self._rich.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._end_stage()
        if console.is_terminal:
            self._rich.stop()

    def files(self, looked_at: int) -> None:
        """Discovery has looked at this many files."""
        if looked_at % 1000 == 0:
            self._show("discovering", None, f"{looked_at:,} files")

    def stage(self, name: str, batches: int, size: int) -> None:
        """A stage begins."""
        self._end_stage()
        self._stage, self._started = name, time.monotonic()
        self._documents = self._batches = 0
        self._of = batches
        self._show(name, max(1, size), "")

    def part(self, size: int) -> None:
        """A part of a batch is done."""
        if self._task is not None:
            self._rich.update(self._task, advance=size)

    def batch(self, size: int, documents: int) -> None:
        """A batch is done."""
        self._batches += 1
        self._documents += documents
        detail = f"batch {self._batches} of {self._of}"
        if self._documents:
            seconds = max(1e-9, time.monotonic() - self._started)
            detail += f", {self._documents:,} documents, {self._documents / seconds:,.0f}/s"
        if self._task is not None:
            self._rich.update(self._task, advance=size, detail=detail)

    def end(self) -> None:
        """The stage is over: what follows is none of its time."""
        self._end_stage()
        if self._task is not None:
            self._rich.remove_task(self._task)
            self._task = None

    def warn(self, message: str) -> None:
        """Said at once, above the bar."""
        console.print(f"warning: {message}", style="yellow", markup=False)

    def _show(self, description: str, total: float | None, detail: str) -> None:
        if self._task is not None:
            self._rich.remove_task(self._task)
        self._task = self._rich.add_task(description, total=total, detail=detail)

    def _end_stage(self) -> None:
        if self._stage and self._batches:
            seconds = time.monotonic() - self._started
            rate = f", {self._documents / max(seconds, 1e-9):,.0f}/s" if self._documents else ""
            documents = f"{self._documents:,} documents, " if self._documents else ""
            console.print(
                f"{self._stage}: {documents}{self._batches} batches in {seconds:.1f} s{rate}",
                markup=False,
                highlight=False,
            )
        self._stage = ""
