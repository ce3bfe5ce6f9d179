import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.evaluate.scores import Score, exact, overlapping, share, total

spans = st.tuples(st.integers(0, 30), st.integers(1, 6)).map(lambda pair: (pair[0], sum(pair)))
items = st.lists(st.lists(spans, min_size=1, max_size=3), max_size=6)


def test_exact_counts_what_is_wanted_twice_twice() -> None:
    score = exact(["a", "a", "b", "x"], ["a", "a", "a", "b", "c"])
    # found 4, of them a, a, b right; wanted 5
    assert score == Score(4, 3, 5, 3)
    assert score.precision == 3 / 4
    assert score.recall == 3 / 5
    assert score.f1 == pytest.approx(2 * 3 / (4 + 5))


def test_exact_takes_the_keys_of_mappings() -> None:
    assert exact({"a": "x", "b": "y"}, {"b": "z"}) == Score(2, 1, 1, 1)


def test_overlapping_counts_both_ways() -> None:
    found = [[(0, 5)], [(5, 9)], [(20, 22), (30, 31)]]
    wanted = [[(2, 7)], [(30, 40)], [(50, 60)]]
    # (0,5) and (5,9) both share characters with (2,7); (30,31) with (30,40); nothing with (50,60)
    assert overlapping(found, wanted) == Score(3, 3, 3, 2)


def test_spans_that_only_touch_do_not_overlap() -> None:
    assert overlapping([[(0, 5)]], [[(5, 9)]]) == Score(1, 0, 1, 0)


def test_nothing_found_and_nothing_wanted_is_no_division_by_zero() -> None:
    assert Score().figures() == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "support": 0}


def test_the_micro_average_adds_counts() -> None:
    assert total({"a": Score(1, 1, 2, 1), "b": Score(3, 0, 0, 0)}) == Score(4, 1, 2, 1)


@given(items, items)
def test_overlap_is_what_comparing_every_pair_says(
    found: list[list[tuple[int, int]]], wanted: list[list[tuple[int, int]]]
) -> None:
    score = overlapping(found, wanted)
    assert score.found_right == sum(any(share(one, other) for other in wanted) for one in found)
    assert score.wanted_right == sum(any(share(one, other) for other in found) for one in wanted)


@given(items)
def test_what_equals_the_gold_is_perfect(found: list[list[tuple[int, int]]]) -> None:
    keys = [tuple(item) for item in found]
    assert exact(keys, keys).f1 == (1.0 if keys else 0.0)
