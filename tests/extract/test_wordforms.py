"""Words as numbers: the same for words that should be taken alike, and only for them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.extract.wordforms import (
    GRAM_BUCKETS,
    MAX_GRAMS,
    SHAPE_BUCKETS,
    case_of,
    find,
    key_of,
    normal,
    shape,
    wordform,
)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Karachi", "karachi"),
        ("1984", "1999"),
        ("2016", "1999"),
        ("41", "00"),
        ("O’Brien", "o'brien"),
    ],
)
def test_normal(word: str, expected: str) -> None:
    assert normal(word) == expected
    assert key_of(word) == key_of(expected)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("Karachi", "Xxxx"), ("IBM", "XXX"), ("US", "XX"), ("U.S.", "X.X."), ("27", "dd"), ("a", "x")],
)
def test_shape(word: str, expected: str) -> None:
    assert shape(word) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("the", 1),
        ("The", 2),
        ("A", 2),
        ("IBM", 3),
        ("McDonald", 4),
        ("iPhone", 4),
        ("27", 0),
        ("¶", 0),
    ],
)
def test_case(word: str, expected: int) -> None:
    assert case_of(word) == expected


@given(st.text(min_size=1, max_size=60))
def test_every_word_has_a_form_within_the_tables(word: str) -> None:
    form = wordform(word)
    assert 0 <= form.key < 2**32
    assert 0 <= form.shape < SHAPE_BUCKETS
    assert 0 < len(form.grams) <= MAX_GRAMS
    assert all(0 <= gram < GRAM_BUCKETS for gram in form.grams)


@given(st.sets(st.integers(0, 2**32 - 1)), st.lists(st.integers(0, 2**32 - 1), max_size=20))
def test_find(known: set[int], wanted: list[int]) -> None:
    table = np.array(sorted(known), np.uint32)
    places = find(table, np.array(wanted, np.uint32))
    for key, place in zip(wanted, places.tolist(), strict=True):
        assert (place >= 0) == (key in known)
        assert place < 0 or table[place] == key
