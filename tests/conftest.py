"""What all tests share: the sample archive, ingested once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import hypothesis
import pytest

from etl.settings import Settings
from tests.line import copy_sample, ingest, settings_for

# A property is tried with the same examples everywhere, so that what passed once passes again.
# `pytest --hypothesis-profile explore` looks for others.
hypothesis.settings.register_profile("same", derandomize=True, deadline=None)
hypothesis.settings.register_profile("explore", max_examples=2000, deadline=None, print_blob=True)
hypothesis.settings.load_profile("same")


@pytest.fixture(scope="session", autouse=True)
def _no_waiting_for_the_disk() -> Iterator[None]:
    """Tests do not survive a loss of power, and syncing to a busy disk is most of their time."""
    with mock.patch.object(os, "fsync", return_value=None):
        yield


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A warehouse of the sample archive. Tests that change it make one of their own."""
    place = tmp_path_factory.mktemp("sample")
    copy_sample(place)
    settings = settings_for(place)
    ingest(settings)
    return settings


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An empty project of a test's own, with an empty `raw/`."""
    (tmp_path / "raw").mkdir()
    return tmp_path
