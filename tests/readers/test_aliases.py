"""The names that archives use, and the shapes their values come in."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.readers.aliases import (
    ALIASES,
    article_from_record,
    body_blocks,
    document_from_fields,
    names_of,
    normal_name,
)
from etl.readers.base import Block, ReaderError
from tests.readers.checks import check_document

NAMES = sorted({name for names in ALIASES.values() for name in names})


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("publishedAt", "published_at"),
        ("Published At", "published_at"),
        ("pub-date", "pub_date"),
        ("TITLE", "title"),
        (" body ", "body"),
        ("_id", "id"),
        (7, "7"),
    ],
)
def test_names_are_compared_in_one_form(written: object, normal: str) -> None:
    assert normal_name(written) == normal


@pytest.mark.parametrize("field", [field for field in ALIASES if field != "body"])
def test_the_first_name_of_every_field_fills_it(field: str) -> None:
    name = ALIASES[field][0]
    value: object = "en"
    for key in reversed(name.split(".")):
        value = {key: value}
    assert isinstance(value, dict)
    document = document_from_fields({"text": "A text.", **value})
    found = getattr(document, field)

    assert found
    assert document.extra == {}


@pytest.mark.parametrize("name", [name for name in ALIASES["body"] if "." not in name])
def test_every_name_of_the_text(name: str) -> None:
    assert document_from_fields({name: "A text."}).blocks == [Block("body", "A text.")]


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Jo Pell; Mara Quist", ["Jo Pell", "Mara Quist"]),
        ("Jo Pell | Mara Quist", ["Jo Pell", "Mara Quist"]),
        ("By Jo Pell and Mara Quist", ["By Jo Pell and Mara Quist"]),
        (["Jo Pell", {"name": "Mara Quist"}, None, 7], ["Jo Pell", "Mara Quist"]),
        ({"full_name": "Jo Pell"}, ["Jo Pell"]),
        ({"email": "jo@elder.example"}, []),
        (None, []),
    ],
)
def test_people_in_every_shape(value: object, names: list[str]) -> None:
    assert names_of(value) == names


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        ("One.\n\nTwo.", ["One.", "Two."]),
        (["One.", "Two."], ["One.", "Two."]),
        ([{"text": "One."}, {"type": "image"}, {"content": "Two."}], ["One.", "Two."]),
        ("<p>One.</p><p>Two &amp; three.</p>", ["One.", "Two & three."]),
        ("a < b and c > d", ["a < b and c > d"]),
        ({"rendered": "<p>One.</p><p>Two.</p>"}, ["One.", "Two."]),
        (7, []),
        ("", []),
        ("<p></p><p> </p>", []),
    ],
)
def test_bodies_in_every_shape(value: object, texts: list[str]) -> None:
    assert [block.text for block in body_blocks(value)] == texts


def test_a_folder_names_its_own_fields() -> None:
    record = {"title": "Not this", "Kopf": "This", "text": "Not this.", "Rumpf": "This."}
    document = document_from_fields(record, columns={"title": "Kopf", "body": "Rumpf"})

    assert document.title is not None
    assert (document.title.value, document.title.source) == ("This", "Kopf")
    assert document.blocks == [Block("body", "This.")]
    assert document.extra == {"title": "Not this", "text": "Not this."}


def test_a_folder_may_name_a_nested_field() -> None:
    document = document_from_fields(
        {"payload": {"txt": "This."}, "n": 1}, columns={"body": "payload.txt"}
    )

    assert document.blocks == [Block("body", "This.")]


def test_dates_stay_as_written() -> None:
    record = {
        "text": "A text.",
        "publish_date": "01/02/2024",
        "created_at": 1706745600,
        "date": dt.date(2024, 2, 1),
        "updated_at": "Feb 2, 2024",
    }
    document = document_from_fields(record)

    assert {(one.value, one.source) for one in document.published} == {
        ("01/02/2024", "publish_date"),
        ("1706745600", "created_at"),
        ("2024-02-01", "date"),
    }
    assert [one.value for one in document.updated] == ["Feb 2, 2024"]


def test_nothing_that_is_not_used_is_lost() -> None:
    record = {"text": "A text.", "title": "A", "views": 7, "geo": {"lat": 1.5}, "empty": ""}

    assert document_from_fields(record).extra == {"views": 7, "geo": {"lat": 1.5}}


@pytest.mark.parametrize("record", [7, "text", None, [1], {}, {"a": 1}])
def test_what_is_no_article_says_so(record: object) -> None:
    with pytest.raises(ReaderError) as error:
        article_from_record(record)
    assert error.value.code == "not_an_article"


def test_an_article_without_text_says_so() -> None:
    with pytest.raises(ReaderError) as error:
        article_from_record({"title": "A", "url": "https://elder.example"})
    assert error.value.code == "no_text"


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*NAMES, "x"]) | st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(
    record=st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=6), JSON_VALUES, max_size=8)
)
@settings(max_examples=200)
def test_any_record_is_a_document_or_says_why(record: dict[str, object]) -> None:
    try:
        document = article_from_record(record)
    except ReaderError as error:
        assert error.code in {"no_text", "not_an_article"}  # noqa: PT017 - either may come
    else:
        check_document(document)
