"""Ids: what the parts are decides, however they are given."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.contracts.base import ids_under, make_id

parts = st.lists(
    st.none() | st.integers() | st.text(max_size=5) | st.uuids() | st.just("\ud800"), max_size=4
)


@given(first=parts, then=parts)
def test_ids_that_begin_alike_are_those_of_all_their_parts(
    first: list[str | int | uuid.UUID | None], then: list[str | int | uuid.UUID | None]
) -> None:
    assert ids_under(*first)(*then) == make_id(*first, *then)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((), "cae66941-d9ef-8d40-8e4d-88758ea67670"),
        (("mention", None, 12), "0584f91e-2e1f-8e78-860b-759d18a20673"),
        (("é", "\ud800", ""), "974675df-d9ff-8e57-b6ef-baa6bb323183"),
    ],
)
def test_ids_stay_as_they_are(parts: tuple[str | int | None, ...], expected: str) -> None:
    assert str(make_id(*parts)) == expected
