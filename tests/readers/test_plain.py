"""Paragraphs of text without markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.readers.plain import paragraphs

WRAPPED = [
    "The harbour wall has stood for ninety years and has been",
    "repaired eleven times, most recently after the storm that",
    "sank two ferries in the winter of 2019, and it now needs",
    "a new foundation.",
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("One.\nTwo.\nThree.", ["One.", "Two.", "Three."]),
        ("One.\n \t\nTwo.", ["One.", "Two."]),
        ("\n".join(WRAPPED), [" ".join(WRAPPED)]),
        ("\n".join(WRAPPED) + "\n\n" + "\n".join(WRAPPED), [" ".join(WRAPPED)] * 2),
        (
            "\n".join(f"    {line}" if n % 2 == 0 else line for n, line in enumerate(WRAPPED)),
            [" ".join(WRAPPED[:2]), " ".join(WRAPPED[2:])],
        ),
        # Too ragged for a page, but only lines after a sentence's end are indented.
        (
            "The ferry company said it cut\nthe fare that it will ask of all who cross by one"
            "\nfifty, from today.\n    Its night boats keep\ntheirs.",
            [
                "The ferry company said it cut the fare that it will ask of all who cross by one "
                "fifty, from today.",
                "Its night boats keep theirs.",
            ],
        ),
        # Lines of a poem or a list are indented where nothing ends.
        ("Quay\n  and quay\nFerry\n  and ferry", ["Quay", "and quay", "Ferry", "and ferry"]),
        ("One\u00a0and  two.", ["One and two."]),
        ("\n\n \n", []),
        ("", []),
    ],
)
def test_paragraphs(text: str, found: list[str]) -> None:
    assert paragraphs(text) == found


@given(text=st.text("ab. \n\t-\u00a0", max_size=200))
def test_no_word_is_lost_or_moved(text: str) -> None:
    found = paragraphs(text)

    assert " ".join(found).split() == text.replace("\u00a0", " ").split()
    assert all(paragraph.strip() == paragraph != "" for paragraph in found)
