"""Dates: where they are looked for, and what the pattern finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from etl.extract.values import DATE, dates

pieces = st.sampled_from(
    ["May 2019", "the 1990s", "the", "1990s", "Monday", "3rd March", "2018-19", "$1,999", "March",
     "in ", "Sept. 4, 2021", "12 people", "1999%", "to", "x", " ", ", ", ".", "-", "\n", "é"]
)  # fmt: skip


@given(st.lists(pieces, max_size=12).map("".join), st.integers(0, 20), st.integers(0, 20))
def test_dates_are_all_that_the_pattern_finds(body: str, first: int, cut: int) -> None:
    end = len(body) - cut
    expected = [match.span() for match in DATE.finditer(body, first, end)]
    assert [match.span() for match in dates(body, first, end)] == expected
