"""Names as written, by form and usual type."""

from __future__ import annotations

import datetime as dt

from etl.resolve.vocabulary import usual_types, vocabulary


def test_a_rare_type_yields_to_the_usual_one() -> None:
    rows = [("ORGANIZATION", "Harbour Trust", 9), ("MISC", "Harbour Trust", 1)]
    assert usual_types(rows) == {("MISC", "Harbour Trust"): "ORGANIZATION"}
    assert usual_types([*rows, ("MISC", "harbour trust", 4)]) == {}


def test_a_lone_name_is_person_and_place_at_once() -> None:
    assert usual_types([("LOCATION", "Jordan", 99), ("PERSON", "Jordan", 1)]) == {}


def test_names_of_one_form_are_counted_together() -> None:
    day = dt.date(2024, 1, 2)
    words = vocabulary(
        [
            ("PERSON", "Ada Koch", 3, None),
            ("PERSON", "ADA KOCH", 1, day),
            ("PERSON", "…", 1, None),
        ]
    )
    assert [(form.key, form.articles, form.first_date) for form in words.forms] == [
        ("ada koch", 4, day),
        ("…", 1, None),
    ]
    assert words.shown(0) == "Ada Koch"
    assert words.find("PERSON", "Ada KOCH") == 0
    assert words.find("PERSON", "Ida Koch") is None
