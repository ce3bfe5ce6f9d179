"""Hyphens that join a name to what is no part of it, and those that do not."""

from __future__ import annotations

import pytest

from etl.extract.tokens import tokenize
from tests.extract.texts import text_of


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("US-backed", ["US", "-", "backed"]),
        ("Berlin-based", ["Berlin", "-", "based"]),
        ("anti-China", ["anti", "-", "China"]),
        ("mid-December", ["mid", "-", "December"]),
        ("Jordanian-Lebanese ties", ["Jordanian", "-", "Lebanese", "ties"]),
        ("US-China-Russia talks", ["US", "-", "China", "-", "Russia", "talks"]),
        ("China-Pakistan Economic Corridor", ["China-Pakistan", "Economic", "Corridor"]),
        ("African-American", ["African-American"]),
        ("Marie-Claire Pell", ["Marie-Claire", "Pell"]),
        ("Wai-cheong", ["Wai-cheong"]),
        ("pro-democracy", ["pro-democracy"]),
        ("off-white", ["off-white"]),
        ("41-year-old", ["41", "-", "year-old"]),
    ],
)
def test_hyphens(written: str, expected: list[str]) -> None:
    text = text_of(written)
    assert tokenize(text.article.body, text.paragraphs).text == expected
