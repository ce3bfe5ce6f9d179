"""The real archives and annotated texts beside the project.

Belongs here: finding them, and skipping, visibly, where they are not there. Nothing of them is ever
copied into the project.
"""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"
"""Beside the repository; absent on most machines."""


def shared(*parts: str) -> Path:
    """A path below it; the test is skipped, visibly, where it is absent."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"needs {path.relative_to(SHARED.parent)}, which is not here")
    return path


def archive(name: str) -> Path:
    """The folder of an archive; the test is skipped where it is absent."""
    return shared("archives", name)


def seed(name: str) -> Path:
    """A file that the project was started from; the test is skipped where it is absent."""
    return shared("seed", name)
