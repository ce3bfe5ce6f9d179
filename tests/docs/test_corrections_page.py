"""docs/corrections.md says what the files of the reference folder may hold."""

import re
from pathlib import Path

import pytest

from etl.contracts.archive import Correction
from etl.contracts.base import enumerations
from etl.resolve.reference import FILES, TYPES, parse

PAGE = (Path(__file__).parents[2] / "docs" / "corrections.md").read_text(encoding="utf-8")


def section(heading: str) -> str:
    """The text below a heading."""
    return PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


@pytest.mark.parametrize("name", FILES)
def test_every_column_is_explained(name: str) -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\w*) ?\| (.*) \|$", section(name), re.MULTILINE)
    assert rows == [
        (column.name, "needed" if column.required else "", column.words)
        for column in FILES[name].columns
    ]


@pytest.mark.parametrize("name", FILES)
def test_an_example_can_be_used(name: str) -> None:
    example = re.findall(r"^    (.*)$", section(name), re.MULTILINE)
    text = "\n".join(example).replace("5f0c2a1b-...", "5f0c2a1b-0000-8000-8000-000000000000")
    found = parse({name: text.encode()})
    assert example[0] + "\n" == FILES[name].header
    assert found.count == len(example) - 1 > 0
    assert not found.problems


def test_every_status_and_type_is_explained() -> None:
    statuses = re.findall(
        r"^\| `(\w+)` \| [^|]+ \|$", section("What may be wrong with a line"), re.MULTILINE
    )
    assert sorted(statuses) == sorted(enumerations(Correction)["status"])
    assert re.findall(r"`([A-Z]+)`", section("Naming an entity")) == list(TYPES)
