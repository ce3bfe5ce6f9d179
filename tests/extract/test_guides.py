"""The examples of the annotation guides, in the form of `cases/*.yaml`, hold."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.extract.test_cases import test_case as check_case

DOCS = Path(__file__).parents[2] / "docs"
GUIDES = ("quotes.md", "entities.md")
EXAMPLE = re.compile(r"^```yaml example\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def examples() -> list[Any]:
    found = []
    for guide in GUIDES:
        for match in EXAMPLE.finditer((DOCS / guide).read_text("utf-8")):
            case = yaml.safe_load(match[1])
            found.append(pytest.param(case, id=f"{guide}: {case['name']}"))
    return found


@pytest.mark.parametrize("case", examples())
def test_example(case: dict[str, Any]) -> None:
    check_case(case)


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_has_examples(guide: str) -> None:
    text = (DOCS / guide).read_text("utf-8")
    assert len(EXAMPLE.findall(text)) == text.count("```yaml example") >= 5


def test_the_guides_name_every_value() -> None:
    from etl.contracts.base import enumerations
    from etl.contracts.extraction import Mention, Quote

    quotes, entities = ((DOCS / guide).read_text("utf-8") for guide in GUIDES)
    for values in enumerations(Quote).values():
        assert all(f"`{value}`" in quotes for value in values)
    for value in enumerations(Mention)["type"]:
        assert f"| `{value}` |" in entities
