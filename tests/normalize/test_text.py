import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.normalize.text import clean, comparable, squeezed, word_count


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("  two\u00a0words \n\t here ", "two words here"),
        ("thin\u2009space\u2028line", "thin space line"),
        ("hy\u00adphen, zero\u200bwidth, \ufeffmark", "hyphen, zerowidth, mark"),
        ("nul\u0000 and bell\u0007", "nul and bell"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        ("cafe\u0301", "café"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # spelling in Persian
        ("co\u200cop", "coop"),
        ("👩\u200d🔬 said", "👩\u200d🔬 said"),
        ("\u200eleft to right\u200f", "left to right"),
        ("", ""),
    ],
)
def test_clean(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@given(st.text(st.characters(codec=None)))
def test_cleaning_is_done_once(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode("utf-8")


def test_comparable_ignores_case_and_spacing_but_not_punctuation() -> None:
    assert comparable("The  BRIDGE\n\nfell") == comparable("the bridge fell")
    assert comparable("“Fell”") != comparable('"Fell"')


def test_squeezed_leaves_letters_and_digits() -> None:
    assert squeezed("The Arlen-Post 24!") == "thearlenpost24"


def test_words_are_runs_of_letters_and_digits() -> None:
    assert word_count("Don’t pay 3,000 at_once") == 7
