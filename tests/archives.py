"""Where the real archives lie, for the tests that are marked `archives`."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"
"""Beside the repository; absent on most machines."""


def shared(*parts: str) -> Path:
    """A path below it; the test is skipped, visibly, where it is absent."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"needs {path.relative_to(SHARED.parent)}, which is not here")
    return path
