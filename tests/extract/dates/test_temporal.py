"""What dates mean: `cases.yaml`, and what holds for every text and day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from etl.extract import compose, temporal
from etl.extract.engine import Text
from etl.extract.names import Name
from etl.extract.temporal import Value
from tests.extract.dates.notation import written
from tests.extract.texts import text_of

GROUPS = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text("utf-8"))
CASES = [
    pytest.param(group, marked, expected, id=f"{group['about']}: {marked}")
    for group in GROUPS
    for marked, *expected in group["dates"]
]


def dated(
    marked: str, published: date | None, precision: str = "day", dateline: str | None = None
) -> tuple[Text, list[tuple[int, int]]]:
    """A text published on a day, and the offsets of what stands in square brackets in it."""
    whole = f"{dateline} - {marked}" if dateline else marked
    spans, body = [], ""
    for piece in re.split(r"(\[[^\]]*\])", whole):
        if piece.startswith("["):
            spans.append((len(body), len(body) + len(piece) - 2))
        body += piece.strip("[]") if piece.startswith("[") else piece
    text = text_of(body)
    columns: dict[str, Any] = {
        "published_date": published,
        "published_precision": precision if published else None,
        "dateline_start": 0 if dateline else None,
        "dateline_end": len(re.sub(r"[\[\]]", "", dateline)) if dateline else None,
    }
    return Text(text.article.model_copy(update=columns), text.paragraphs), spans


def resolved(text: Text, spans: list[tuple[int, int]]) -> list[Value | None]:
    prepared = compose.prepare(text)
    tokens = prepared.tokens
    names = [Name(tokens.at(start), tokens.at(end), "DATE", 0.9) for start, end in spans]
    found = temporal.resolve(tokens, prepared.sentences, prepared.inside, names, text.article)
    return [found.get(place) for place in range(len(names))]


@pytest.mark.parametrize(("group", "marked", "expected"), CASES)
def test_case(group: dict[str, Any], marked: str, expected: list[object]) -> None:
    text, spans = dated(
        marked, group["published"], group.get("precision", "day"), group.get("dateline")
    )
    values = [None if value is None else written(*value) for value in resolved(text, spans)]
    assert values == [None if value is None else str(value) for value in expected]


DAYS = st.dates(date(1700, 1, 1), date(2090, 12, 31))
WORDS = re.findall(
    r"\S+",
    "Monday Sunday May March October Dec. 3 3rd 31 2019 1914 1990s 19th century last next this of "
    "year week month the early two ago yesterday tomorrow and to - , quarter Q1 /",
)


def test_there_are_many_cases() -> None:
    assert len({marked for group in GROUPS for marked, *_ in group["dates"]}) >= 150


@given(
    dates=st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5), max_size=4),
    between=st.sampled_from(["It sank on", "It will sail", "She said that", "and", "until"]),
    published=DAYS | st.none(),
    precision=st.sampled_from(["day", "month", "year", "second"]),
)
def test_any_date_has_whole_units_or_no_value(
    dates: list[list[str]], between: str, published: date | None, precision: str
) -> None:
    marked = " ".join(f"{between} [{' '.join(words)}]" for words in dates) + "."
    text, spans = dated(marked, published, precision)
    for value in resolved(text, spans):
        if value is None:
            continue
        assert value.start < value.end
        assert value.source == "absolute" or published is not None or value.source == "context"
        day_before = value.end - timedelta(1)
        if value.precision == "week":
            assert value.start.weekday() == value.end.weekday() == 0
        elif value.precision != "day":
            assert value.start.day == value.end.day == 1
            if value.precision in ("year", "decade", "century"):
                assert (value.start.month, day_before.month) == (1, 12)


@given(day=st.dates(date(1500, 1, 1), date(2090, 12, 31)), published=DAYS | st.none())
def test_a_full_date_means_its_day_whenever_published(day: date, published: date | None) -> None:
    forms = [f"{day:%B} {day.day}, {day.year}", f"{day.day} {day:%b} {day.year}", day.isoformat()]
    for form in forms:
        text, spans = dated(f"It will sink on [{form}].", published)
        assert resolved(text, spans) == [Value(day, day + timedelta(1), "day", "absolute")]


@given(published=DAYS, days=st.integers(0, 6))
def test_weekdays_lie_within_a_week(published: date, days: int) -> None:
    name = (published + timedelta(days)).strftime("%A")
    for marked, expected in (
        (f"It will sail on [{name}].", published + timedelta(days)),
        (f"It sank on [{name}].", published - timedelta(-days % 7)),
    ):
        text, spans = dated(marked, published)
        (value,) = resolved(text, spans)
        assert value == Value(expected, expected + timedelta(1), "day", "publication")


@example(published=date(2000, 2, 1), days=28)
@given(published=DAYS, days=st.integers(-50, 50))
def test_a_day_nearby_needs_no_year(published: date, days: int) -> None:
    day = published + timedelta(days)
    for marked in (f"It sank on [{day:%B} {day.day}].", f"It will sail on [{day.day} {day:%B}]."):
        text, spans = dated(marked, published)
        (value,) = resolved(text, spans)
        assert value is not None
        assert value.start == day


def test_nothing_is_counted_without_a_day_of_publication() -> None:
    text, spans = dated("It sank on [Monday], in [May], [yesterday], in [2019].", None)
    assert [value and value.source for value in resolved(text, spans)] == [
        None, None, None, "absolute",
    ]  # fmt: skip
