"""The real archives beside the project.

Belongs here: finding them, and skipping, visibly, where they are not there. Nothing of them is ever
copied into the project.
"""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


def archive(name: str) -> Path:
    """The folder of an archive; the test is skipped where it is absent."""
    path = SHARED / "archives" / name
    if not path.exists():
        pytest.skip(f"{path} is not there")
    return path


def seed(name: str) -> Path:
    """A file that the project was started from; the test is skipped where it is absent."""
    path = SHARED / "seed" / name
    if not path.exists():
        pytest.skip(f"{path} is not there")
    return path
