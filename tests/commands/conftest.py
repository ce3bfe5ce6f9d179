"""What tests of commands share."""

from __future__ import annotations

import pytest

from etl.compute import pipeline
from etl.compute.inline import InlineBackend


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that start Dagster set variables; no other test is to see them."""
    for name in ("PROJECT", "RAW", "WAREHOUSE"):
        monkeypatch.setenv(f"NEWSHOUSE_{name}", "x")
        monkeypatch.delenv(f"NEWSHOUSE_{name}")
    monkeypatch.setenv("DAGSTER_HOME", "x")
    monkeypatch.delenv("DAGSTER_HOME")
    monkeypatch.setattr(pipeline, "choose_backend", lambda _: InlineBackend())
