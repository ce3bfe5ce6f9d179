"""What is said of a name from its own words and those around it."""

from __future__ import annotations

import pytest

from etl.extract.names import Name, with_domains
from etl.extract.tokens import tokenize
from tests.extract.texts import text_of


@pytest.mark.parametrize(
    ("body", "given", "expected"),
    [
        pytest.param(
            "Pell.com Inc fell.",
            [(0, 1, "LOCATION"), (2, 4, "ORGANIZATION")],
            ["ORGANIZATION Pell.com Inc"],
            id="in two pieces",
        ),
        pytest.param("Pell.ai fell.", [(0, 1, "PERSON")], ["ORGANIZATION Pell.ai"], id="cut short"),
        pytest.param(
            "He met Pell. Com is short.", [(2, 3, "PERSON")], ["PERSON Pell"], id="two sentences"
        ),
        pytest.param(
            "Pell.Moreau left.",
            [(0, 1, "PERSON"), (2, 3, "PERSON")],
            ["PERSON Pell", "PERSON Moreau"],
            id="a missing space",
        ),
    ],
)
def test_with_domains(body: str, given: list[tuple[int, int, str]], expected: list[str]) -> None:
    tokens = tokenize(body, text_of(body).paragraphs)
    names = [Name(first, end, kind, 0.9) for first, end, kind in given]  # type: ignore[arg-type]
    found = with_domains(tokens, names)
    assert [f"{name.type} {tokens.span(name.first, name.end)}" for name in found] == expected
