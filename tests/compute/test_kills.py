"""Ten kills with a fixed seed; `benchmarks/kills.py` does two hundred on the whole sample."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.kills import kills
from tests.line import copy_sample


@pytest.mark.slow
def test_a_killed_run_loses_nothing(tmp_path: Path) -> None:
    raw = copy_sample(tmp_path, "harbour-gazette", "saltmarsh-daily", "evening-ledger")
    done = kills(raw, count=10, seed=7)
    assert {kill.reached: kill.faults for kill in done if kill.faults} == {}
    assert len({kill.reached for kill in done} - {"had ended"}) >= 2
