"""Boundaries of JSON values in streams of any size."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.readers import json_elements
from etl.readers.base import ReaderError
from etl.readers.json_elements import Element, elements, objects

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text('a"\\{}[],: é', max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text('a"\\{}[]', max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text(max_size=3), VALUES, max_size=3)
SPACE = st.sampled_from(["", " ", "\n", "\r\n\t "])


@pytest.fixture(params=[1, 2, 7, 1024 * 1024], autouse=True)
def chunk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Streams come in pieces of every size."""
    monkeypatch.setattr(json_elements, "CHUNK", request.param)


@given(values=st.lists(VALUES, max_size=5), before=SPACE, after=SPACE, start=st.integers(0, 99))
@settings(max_examples=60)
def test_elements_of_an_array(values: list[object], before: str, after: str, start: int) -> None:
    items = [json.dumps(value, ensure_ascii=False) for value in values]
    text = f"{before}[{','.join(before + item + after for item in items)}]{after}".encode()
    found = list(elements(io.BytesIO(text), start))

    assert [json.loads(element.data) for element in found] == values
    for element in found:
        place = element.start - start
        assert text[place : place + len(element.data)] == element.data


@given(
    values=st.lists(OBJECTS, min_size=1, max_size=5),
    between=st.sampled_from(["", "\n", ",", " ;\r\n", "\x1e"]),
)
@settings(max_examples=60)
def test_objects_one_after_the_other(values: list[object], between: str) -> None:
    text = between.join(json.dumps(value) for value in values).encode()
    found = list(objects(io.BytesIO(text)))

    assert [json.loads(element.data) for element in found] == values
    assert all(text[e.start : e.start + len(e.data)] == e.data for e in found)


@given(values=st.lists(VALUES, min_size=1, max_size=4), cut=st.floats(0, 1, exclude_max=True))
@settings(max_examples=60)
def test_a_cut_off_array_keeps_its_whole_elements(values: list[object], cut: float) -> None:
    text = json.dumps(values).encode()
    text = text[: max(1, int(cut * len(text)))]
    found: list[Element] = []
    with pytest.raises(ReaderError) as error:
        found.extend(elements(io.BytesIO(text)))

    assert error.value.code == "truncated"
    assert [json.loads(element.data) for element in found] == values[: len(found)]


def test_what_stands_between_objects_is_told() -> None:
    stream = objects(io.BytesIO(b'{"a": 1}\nnonsense {"b": 2}'))

    assert next(stream) == Element(0, b'{"a": 1}')
    with pytest.raises(ReaderError) as error:
        next(stream)
    assert (error.value.code, error.value.position) == ("invalid_json", 8)


def test_what_is_too_large_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_elements, "MAX_DOCUMENT_BYTES", 50)
    text = b'[{"a": 1}, {"b": "' + b"x" * 5_000_000
    stream = elements(io.BytesIO(text))

    assert next(stream).data == b'{"a": 1}'
    with pytest.raises(ReaderError) as error:
        next(stream)
    assert error.value.code in {"too_large", "truncated"}
    with pytest.raises(ReaderError):
        list(objects(io.BytesIO(text[1:])))
