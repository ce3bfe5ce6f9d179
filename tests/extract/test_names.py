"""What is said of a name from its own words and those around it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from etl.extract.names import Name, with_domains, with_own_s
from etl.extract.tokens import Tokens, tokenize
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
    assert told(body, given, with_domains) == expected


@pytest.mark.parametrize(
    ("body", "given", "expected"),
    [
        pytest.param(
            "McDonald’s Corp. rose, as McDonald’s burgers did.",
            [(0, 1, "PERSON"), (2, 3, "ORGANIZATION"), (6, 7, "PERSON")],
            ["ORGANIZATION McDonald’s Corp.", "ORGANIZATION McDonald’s"],
            id="known for it",
        ),
        pytest.param(
            "Zubar's cakes are good. Zubar's said so.",
            [(0, 1, "PERSON"), (6, 7, "PERSON")],
            ["ORGANIZATION Zubar's", "ORGANIZATION Zubar's"],
            id="a verb follows somewhere",
        ),
        pytest.param(
            "Zubar's cakes are good.",
            [(0, 1, "PERSON")],
            ["PERSON Zubar"],
            id="no verb",
        ),
        pytest.param(
            "Rob Lowe is here. Lowe's film is not.",
            [(0, 2, "PERSON"), (5, 6, "PERSON")],
            ["PERSON Rob Lowe", "PERSON Lowe"],
            id="a person's genitive",
        ),
        pytest.param(
            "Pell's has grown. Pell is old.",
            [(0, 1, "ORGANIZATION"), (5, 6, "ORGANIZATION")],
            ["ORGANIZATION Pell", "ORGANIZATION Pell"],
            id="named without it too",
        ),
        pytest.param(
            "Moody's Pell said so.",
            [(0, 1, "PERSON"), (2, 3, "PERSON")],
            ["ORGANIZATION Moody's", "PERSON Pell"],
            id="another name behind it",
        ),
    ],
)
def test_with_own_s(body: str, given: list[tuple[int, int, str]], expected: list[str]) -> None:
    assert told(body, given, with_own_s) == expected


def told(
    body: str, given: list[tuple[int, int, str]], step: Callable[[Tokens, list[Name]], list[Name]]
) -> list[str]:
    tokens = tokenize(body, text_of(body).paragraphs)
    names = [Name(first, end, kind, 0.9) for first, end, kind in given]  # type: ignore[arg-type]
    found = step(tokens, names)
    return [f"{name.type} {tokens.span(name.first, name.end)}" for name in found]
