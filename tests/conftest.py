"""What all tests share: the sample archive, ingested once."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.settings import Settings
from tests.line import copy_sample, ingest, settings_for


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
