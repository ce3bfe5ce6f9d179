"""What a long run tells whoever is watching.

Belongs here: the interface between the line and a progress bar or a log. Does not belong here: any
drawing (`etl.commands`) or Dagster (`etl.orchestration`).
"""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Is told how far a run is; every count is a total so far."""

    def files(self, looked_at: int) -> None:
        """Discovery has looked at this many files."""
        ...

    def stage(self, name: str, batches: int, size: int) -> None:
        """A stage begins: so many batches, of so many raw bytes."""
        ...

    def part(self, size: int) -> None:
        """A part of a batch is done, not the last: its raw bytes."""
        ...

    def batch(self, size: int, documents: int) -> None:
        """A batch of the stage is done: its raw bytes but for parts, and its documents."""
        ...

    def end(self) -> None:
        """The stage is over."""
        ...

    def warn(self, message: str) -> None:
        """Something that a person should know, while the run goes on."""
        ...


class Silent:
    """Nobody is watching."""

    def files(self, looked_at: int) -> None:
        """Ignored."""

    def stage(self, name: str, batches: int, size: int) -> None:
        """Ignored."""

    def part(self, size: int) -> None:
        """Ignored."""

    def batch(self, size: int, documents: int) -> None:
        """Ignored."""

    def end(self) -> None:
        """Ignored."""

    def warn(self, message: str) -> None:
        """Ignored."""
