"""docs/design.md speaks of what there is."""

import re
from pathlib import Path

import pytest

from etl.contracts.registry import TABLES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
PATHS = sorted(
    {
        path
        for path in re.findall(r"`((?:etl|sql|tests|docs)/[\w./*-]*)`", PAGE)
        if not path.endswith("_*.sql")
    }
)


@pytest.mark.parametrize("path", PATHS)
def test_what_it_names_is_there(path: str) -> None:
    assert (ROOT / path).exists()


def test_checks_that_it_names_are_there() -> None:
    checks = {path.name for path in (ROOT / "sql" / "checks").glob("*.sql")}
    named = set(re.findall(r"`(?:sql/checks/)?(\w+\.sql)`", PAGE))
    assert named <= checks
    assert len(named) >= 6


def test_every_package_and_table_is_placed() -> None:
    packages = {path.parent.name for path in (ROOT / "etl").glob("*/__init__.py")}
    for package in packages:
        assert f"`etl/{package}/`" in PAGE
    for table in TABLES:
        assert re.search(rf"\b{table}\b", PAGE), table
