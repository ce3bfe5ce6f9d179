"""One name, one type within a text."""

from __future__ import annotations

import pytest

from etl.extract.agreement import settle
from etl.extract.names import Name
from etl.extract.tokens import tokenize
from tests.extract.texts import text_of


@pytest.mark.parametrize(
    ("body", "names", "expected"),
    [
        pytest.param(
            "Storvik won. Storvik rose. Storvik fell.",
            [(0, "LOCATION", 0.9), (3, "ORGANIZATION", 0.5), (6, "LOCATION", 0.8)],
            ["LOCATION", "LOCATION", "LOCATION"],
            id="the surest of several",
        ),
        pytest.param(
            "Ines Moreau left. Moreau wept.",
            [(0, "PERSON", 0.9), (4, "LOCATION", 0.9)],
            ["PERSON", "PERSON"],
            id="a surname takes after the full name",
        ),
        pytest.param(
            "Harbour Watch Union (HWU) met. HWU voted.",
            [(0, "ORGANIZATION", 0.9), (4, "LOCATION", 0.8), (8, "LOCATION", 0.8)],
            ["ORGANIZATION", "ORGANIZATION", "ORGANIZATION"],
            id="an acronym takes after what it stands for",
        ),
        pytest.param(
            "An economist at Rutland Economics left. Rutland Economics met at Oslo.",
            [(3, "LOCATION", 0.9), (7, "LOCATION", 0.9), (11, "LOCATION", 0.9)],
            ["ORGANIZATION", "ORGANIZATION", "LOCATION"],
            id="an economist is employed",
        ),
        pytest.param(
            "Amazon grew. The Amazon warehouse at Oslo grew.",
            [(0, "LOCATION", 0.9), (4, "LOCATION", 0.9), (7, "LOCATION", 0.9)],
            ["ORGANIZATION", "ORGANIZATION", "LOCATION"],
            id="a firm of a river's name",
        ),
        pytest.param(
            "Amazon fires grew. They burn in the Amazon.",
            [(0, "LOCATION", 0.9), (8, "ORGANIZATION", 0.6)],
            ["LOCATION", "LOCATION"],
            id="the river",
        ),
        pytest.param(
            "Pell Rigging Corp. rose. iPhone X fell. Democrats won. Pell Ferries sank.",
            [(0, "PERSON", 0.9), (5, "ORGANIZATION", 0.9), (9, "PERSON", 0.9), (12, "PERSON", 0.9)],
            ["ORGANIZATION", "PRODUCT", "NORP", "ORGANIZATION"],
            id="what everybody knows",
        ),
        pytest.param(
            "Chelsea Pell left. Chelsea wept.",
            [(0, "PERSON", 0.9), (4, "PERSON", 0.9)],
            ["PERSON", "PERSON"],
            id="a given name that is a club's",
        ),
        pytest.param(
            "Ines Dutch left. Dutch wept.",
            [(0, "PERSON", 0.9), (4, "PERSON", 0.9)],
            ["PERSON", "PERSON"],
            id="a surname that is a people's name",
        ),
        pytest.param(
            "May spoke in May.",
            [(0, "PERSON", 0.6), (3, "DATE", 0.99)],
            ["PERSON", "DATE"],
            id="dates are no names",
        ),
        pytest.param(
            "Storvik, a maker of sails, rose. Storvik fell.",
            [(0, "LOCATION", 0.9), (9, "LOCATION", 0.9)],
            ["ORGANIZATION", "ORGANIZATION"],
            id="what is called a company is one",
        ),
        pytest.param(
            "Storvik’s CEO left.",
            [(0, "PERSON", 0.9)],
            ["ORGANIZATION"],
            id="what has a chief executive is a company",
        ),
        pytest.param(
            "Storvik’s shares rose.",
            [(0, "LOCATION", 0.9)],
            ["ORGANIZATION"],
            id="what has shares is a company",
        ),
        pytest.param(
            "Pells’ analyst left. Moss analyst Ines Moreau left.",
            [(0, "PERSON", 0.9), (5, "LOCATION", 0.9), (7, "PERSON", 0.9)],
            ["ORGANIZATION", "ORGANIZATION", "PERSON"],
            id="what has analysts is a company",
        ),
        pytest.param(
            "Morgan Stanley fell. Morgan Stanley rose.",
            [(0, "PERSON", 0.9), (4, "PERSON", 0.9)],
            ["ORGANIZATION", "ORGANIZATION"],
            id="a company that everybody knows",
        ),
        pytest.param(
            "Michael Dell spoke. Dell left.",
            [(0, "PERSON", 0.9), (4, "PERSON", 0.9)],
            ["PERSON", "PERSON"],
            id="a person of the name of a company",
        ),
        pytest.param(
            "Storvik, the founder of a company, left. Kenya shares fell.",
            [(0, "PERSON", 0.9), (9, "LOCATION", 0.9)],
            ["PERSON", "LOCATION"],
            id="a founder is none, nor is a country",
        ),
        pytest.param(
            "Pell met Oslo.",
            [(0, "PERSON", 0.5), (2, "LOCATION", 0.9)],
            ["PERSON", "LOCATION"],
            id="other names are left alone",
        ),
    ],
)
def test_settle(body: str, names: list[tuple[int, str, float]], expected: list[str]) -> None:
    tokens = tokenize(body, text_of(body).paragraphs)
    capital = [word[0].isupper() for word in tokens.text]
    given = []
    for first, kind, confidence in names:
        end = first + 1
        while end < len(tokens) and capital[end] and capital[first]:
            end += 1
        given.append(Name(first, end, kind, confidence))  # type: ignore[arg-type]
    assert [name.type for name in settle(tokens, given)] == expected
