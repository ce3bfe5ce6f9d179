"""Files of every format beside what they should give.

A case is a file in `format_cases/<format>/` and, beside it, `<file>.json`: the list of outcomes.
Of each only the fields that are named there are compared, so that a case can be about one thing.
All of it is written for this project.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.readers.dispatch import read_file
from tests.readers.outcomes import plain

CASES = Path(__file__).parent / "format_cases"
EXPECTATIONS = sorted(CASES.glob("**/*.json"))


@pytest.mark.parametrize(
    "expectation", EXPECTATIONS, ids=lambda path: str(path.relative_to(CASES).with_suffix(""))
)
def test_case(expectation: Path) -> None:
    case = expectation.with_suffix("")
    expected = json.loads(expectation.read_text("utf-8"))
    found = list(read_file(case))
    # A folder within a format's folder holds files that belong together.
    reader = case.relative_to(CASES).parts[0]
    assert {item.format.rsplit("+", 1)[-1] for item in found} == {reader}
    got = [plain(item.outcome) for item in found]
    shown = [
        {name: one.get(name) for name in wanted} for one, wanted in zip(got, expected, strict=False)
    ]
    assert shown == expected
    assert len(got) == len(expected), got[len(expected) :]
