"""Names as written and the forms that they are compared by."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from etl.resolve import forms

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "forms.yaml").read_text("utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["alike"][0]))
def test_one_form_for_what_is_one_name(case: dict[str, Any]) -> None:
    found = {forms.comparable(case["type"], name) for name in case["alike"]}
    assert len(found) == 1, found
    for name in case["apart"]:
        assert forms.comparable(case["type"], name) not in found


@given(st.text(max_size=40), st.sampled_from(["PERSON", "ORGANIZATION", "LOCATION", "NORP"]))
def test_a_form_is_folded_and_stays_itself(text: str, type_: str) -> None:
    found = forms.comparable(type_, text)
    assert found == found.casefold()
    assert found == " ".join(found.split())
    folded = forms.fold(text)
    assert forms.fold(folded) in (folded, folded.removesuffix("s"))


@pytest.mark.parametrize(
    ("one", "other"), [("zelensky", "zelenskyy"), ("mohammed", "muhammad"), ("gaddafi", "gadafi")]
)
def test_spellings_share_their_consonants(one: str, other: str) -> None:
    assert forms.skeleton(one) == forms.skeleton(other)
