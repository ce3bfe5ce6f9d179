"""Words of headlines as running text has them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from etl.extract.casing import Habit, restored
from etl.extract.tokens import tokenize
from tests.extract.texts import text_of

COMMON = {"ferry", "sinks", "after", "storm", "hale", "places", "big", "bet", "bay", "on"}
LISTED = {"hale"}
STORY = "A storm sank it. They met Hale near Kestrel Bay, where all had gone on as it was.\n\n"


def habits(words: Sequence[str]) -> list[Habit]:
    return [Habit(word.lower() in COMMON, word.lower() in LISTED) for word in words]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            f"{STORY}Joris Pell Places Big Bet on Ferry After Storm",
            "Joris Pell places big bet on ferry after storm",
            id="a headline",
        ),
        pytest.param(
            f"{STORY}Ferry Sinks After Storm in Kestrel Bay",
            "Ferry sinks after storm in Kestrel Bay",
            id="the first word, and what the text names elsewhere, stay",
        ),
        pytest.param(
            f"{STORY}Hale Places Bet on Storm After Ferry Sinks",
            "Hale places bet on storm after ferry sinks",
            id="what is listed stays",
        ),
        pytest.param(
            f"{STORY}Joris Pell, Ines Moreau, Peter Storm, Gus Bay",
            "Joris Pell , Ines Moreau , Peter Storm , Gus Bay",
            id="a list of names is no headline",
        ),
        pytest.param(
            f"{STORY}FERRY SINKS AFTER BIG STORM",
            "FERRY SINKS AFTER BIG STORM",
            id="capitals stay",
        ),
        pytest.param(
            "Joris Pell Places Big Bet on Ferry After Storm",
            "JORIS PELL PLACES BIG BET ON FERRY AFTER STORM",
            id="a text of headlines alone",
        ),
    ],
)
def test_restored(body: str, expected: str) -> None:
    tokens = tokenize(body, text_of(body).paragraphs)
    found = restored(tokens, habits)
    assert len(found.words) == len(tokens)
    first, end = tokens.paragraph_bounds[-1]
    assert " ".join(found.words[first:end]) == expected
    changed = list(found.words) != tokens.text
    assert list(found.paragraphs) == ([(first, end)] if changed else [])


def test_running_text_is_what_it_was() -> None:
    tokens = tokenize(STORY, text_of(STORY).paragraphs)
    found = restored(tokens, habits)
    assert found.words is tokens.text
    assert not found.paragraphs
