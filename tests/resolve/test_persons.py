"""Comparing names of persons."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from etl.resolve import forms
from etl.resolve.persons import PersonForm, compare, link_persons

CASES: list[tuple[str, str, str, str]] = [
    tuple(case)
    for case in yaml.safe_load(
        (Path(__file__).parent / "cases" / "persons.yaml").read_text("utf-8")
    )
]


def form(name: str) -> PersonForm:
    found = forms.person(name)
    assert found is not None
    return found


@pytest.mark.parametrize(("one", "other", "relation", "strength"), CASES)
def test_how_two_names_relate(one: str, other: str, relation: str, strength: str) -> None:
    found = compare(form(one), form(other))
    mirrored = compare(form(other), form(one))
    if relation == "none":
        assert found is None
        assert mirrored is None
        return
    assert found is not None
    assert mirrored is not None
    assert found.relation == relation
    assert found.weak == (strength == "weak")
    assert mirrored.relation == {"less": "more", "more": "less", "same": "same"}[relation]
    assert mirrored.reason == found.reason


def test_links_hold_pairs_ends_and_bearers() -> None:
    names = ["Syed Asim Munir", "Asim Munir", "Munir", "Bill Ott", "William Ott", "Xi Jinping"]
    parsed = {form(name).key: form(name) for name in names}
    links = link_persons(parsed, dict.fromkeys(parsed, 1))
    assert [pair[:2] for pair in links.sure] == [("bill ott", "william ott")]
    assert set(links.fuller["asim munir"]) == {"syed asim munir"}
    assert links.bearers["munir"] == {"asim munir", "syed asim munir"}
    assert links.bearers["xi"] == {"xi jinping"}
