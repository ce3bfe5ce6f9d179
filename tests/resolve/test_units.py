"""Sets of forms."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from etl.resolve.units import Units


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20))
def test_the_order_of_joins_decides_nothing(pairs: list[tuple[int, int]]) -> None:
    def joined(order: list[tuple[int, int]]) -> Units:
        units = Units(10)
        for one, other in order:
            units.join(one, other, f"{one} {other}")
        return units

    one, other = joined(pairs), joined(pairs[::-1])
    assert one.sets() == other.sets()
    for place in range(10):
        assert one.reason(place) == other.reason(place)
        assert one.root(place) == min(p for p in range(10) if one.root(p) == one.root(place))
