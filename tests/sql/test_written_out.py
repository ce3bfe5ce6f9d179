"""Objects of `sql/` that look for something, on rows written for them: what they find."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import duckdb
import pytest

from tests.sql.made_up import FIRST_DAY, MadeUp, build, make_uuid

MONDAY = FIRST_DAY
SHIP = "We saw the ship turn over and we could do nothing at all to help the people on it"
PART = "we could do nothing at all to help the people"
CHANGED = "We saw the ship turn over and we could do nothing at all to help the poor men on it."


def made(*articles: tuple[Any, ...]) -> MadeUp:
    rows = MadeUp()
    for name, outlet, day, *texts in articles:
        rows.article(name, outlet, day, *texts)
    return rows


def ask(rows: MadeUp, query: str) -> list[tuple[Any, ...]]:
    with build(rows) as connection:
        return connection.execute(query).fetchall()


# quote_variants, quote_spread


def quoted(*quotes: tuple[str, str, str, int, str]) -> MadeUp:
    rows = MadeUp()
    for name, outlet, speaker, days, text in quotes:
        article = rows.article(name, outlet, FIRST_DAY + timedelta(days=days), text)
        local = rows.name_in(article, speaker, "PERSON", 1)
        kind = "mixed" if "“" in text else "direct"
        rows.quote(article, text, local, kind=kind)
    return rows


def test_a_quotation_is_found_whole_in_part_and_changed() -> None:
    rows = quoted(
        ("whole", "Alpha", "Ada Lund", 0, SHIP),
        ("same", "Beta", "Ada Lund", 1, SHIP.upper() + "!"),
        ("part", "Gamma", "Bo Reyes", 4, f"that “{PART}”"),
        ("changed", "Alpha", "Ada Lund", 2, CHANGED),
        (
            "another",
            "Beta",
            "Ada Lund",
            2,
            "The ship was never to sail again, said its owners then.",
        ),
        ("short", "Beta", "Ada Lund", 2, "We saw the ship"),
    )
    found = ask(
        rows,
        "select quotation, speakers, quote_count, outlet_count, wording_count, first_outlet, "
        "last_date - first_date from quote_spread",
    )
    quotation = SHIP.lower()
    assert found in (
        [(quotation, ["Ada Lund", "Bo Reyes"], 4, 3, 3, "Alpha", 4)],
        [(CHANGED.lower().rstrip("."), ["Ada Lund", "Bo Reyes"], 4, 3, 3, "Alpha", 4)],
    )


def test_short_sentences_with_a_phrase_in_common_are_no_variants() -> None:
    rows = quoted(
        ("one", "Alpha", "Ada Lund", 0, "There is a lot of work to be done here"),
        (
            "other",
            "Beta",
            "Bo Reyes",
            1,
            "There is a lot of work to be found in the town of my birth",
        ),
    )
    assert ask(rows, "from quote_variants") == []


def test_a_quotation_of_one_article_does_not_spread() -> None:
    rows = quoted(("one", "Alpha", "Ada Lund", 0, SHIP))
    rows.quote(rows.tables["articles"][0], SHIP, None)
    assert ask(rows, "from quote_spread") == []


def test_copies_are_told_apart_from_quoting_anew() -> None:
    rows = quoted(
        ("original", "Alpha", "Ada Lund", 0, SHIP),
        ("copy", "Beta", "Ada Lund", 0, SHIP),
        ("anew", "Gamma", "Ada Lund", 1, SHIP),
    )
    rows.copies(*rows.tables["articles"][:2])
    found = ask(rows, "select article_count, original_article_count from quote_spread")
    assert found == [(3, 2)]


# story_threads, who_follows_whom


def story() -> MadeUp:
    """Two stories of three outlets among articles that name others."""
    rows = MadeUp()
    for number in range(30):
        article = rows.article(f"other {number}", "Alpha", FIRST_DAY + timedelta(days=number), "x")
        rows.name_in(article, f"Person {number}", "PERSON", 1)
        rows.name_in(article, "Northport", "LOCATION", 1)
    told = [
        ("wreck", "Alpha", 3, ["Ada Lund", "Seabird"]),
        ("wreck again", "Beta", 5, ["Ada Lund", "Seabird"]),
        ("inquiry", "Gamma", 8, ["Ada Lund", "Seabird", "Judge Roe"]),
        ("election", "Beta", 4, ["Bo Reyes", "Civic List"]),
        ("count", "Alpha", 6, ["Bo Reyes", "Civic List"]),
        ("much later", "Alpha", 25, ["Ada Lund", "Seabird"]),
    ]
    for name, outlet, days, people in told:
        article = rows.article(name, outlet, FIRST_DAY + timedelta(days=days), name)
        for person in people:
            rows.name_in(article, person, "PERSON", 1)
    copy = rows.article("copy", "Delta", FIRST_DAY + timedelta(days=4), "wreck")
    rows.copies(next(a for a in rows.tables["articles"] if a["title"] == "wreck"), copy)
    return rows


def test_a_story_goes_on_for_as_long_as_it_is_told_within_three_days() -> None:
    found = ask(
        story(),
        "select first_title, about, life_days, article_count, original_article_count, "
        "outlet_count, intensity from story_threads",
    )
    assert found == [
        ("wreck", ["Ada Lund", "Seabird"], 6, 4, 3, 4, 0.5),
        ("election", ["Bo Reyes", "Civic List"], 3, 2, 2, 2, pytest.approx(2 / 3)),
    ]


def test_who_takes_a_story_up_after_whom() -> None:
    query = "select leader, follower, led_count, followed_count, lead_share, median_days from "
    rows = story()
    assert ask(rows, query + "who_follows_whom(2)") == [
        ("Alpha", "Beta", 1, 1, 0.5, 2.0),
        ("Beta", "Alpha", 1, 1, 0.5, 2.0),
    ]
    assert ("Beta", "Gamma", 1, 0, 1.0, 3.0) in ask(rows, query + "who_follows_whom(3)")
    assert ("Alpha", "Delta", 1, 0, 1.0, 1.0) in ask(rows, query + "who_follows_whom(3, true)")


# coverage_gaps


def test_a_day_without_the_usual_article_is_a_gap() -> None:
    days = [MONDAY + timedelta(days=n) for n in range(70)]
    missing = {date(2024, 2, 7), date(2024, 2, 14)}
    rows = made(
        *(
            (f"{outlet} {day}", outlet, day, "x")
            for day in days
            for outlet in ("Weekdays", "Sundays", "Rare")
            if {
                "Weekdays": day.weekday() < 5 and day not in missing,
                "Sundays": day.weekday() == 6 and day != date(2024, 1, 28),
                "Rare": day.day == 7,
            }[outlet]
        )
    )
    assert ask(rows, "select outlet, missing_date, day_name from coverage_gaps()") == [
        ("Sundays", date(2024, 1, 28), "Sunday"),
        ("Weekdays", date(2024, 2, 7), "Wednesday"),
        ("Weekdays", date(2024, 2, 14), "Wednesday"),
    ]
    assert ask(rows, "select count(*) from coverage_gaps(0.75, 'Sundays')") == [(1,)]


# article_corrections

CORRECTIONS = [
    ("Correction: the bridge is 40 m long, not 400.", "correction"),
    ("CORRECTION — An earlier edition gave a wrong name.", "correction"),
    ("(Corrects name of unit in second paragraph.)", "correction"),
    ("An earlier version of this article misstated the date.", "correction"),
    ("This article was amended on 13 May 2026.", "correction"),
    ("We regret the error.", "correction"),
    ("Erratum : lire « mille » et non « cent ».", "correction"),
    ("Une version antérieure de cet article donnait un autre chiffre.", "correction"),
    ("Korrektur: Der Ort heißt anders.", "correction"),
    ("In einer früheren Version dieses Artikels hieß es anders.", "correction"),
    ("Corrections and clarifications: a photograph showed another man.", "clarification"),
    ("Clarification: the vote was not unanimous.", "clarification"),
    ("This story has been retracted.", "retraction"),
    ("Editor’s note: This story was updated to remove a wrong quotation.", "note"),
    ("Editor's note: Want to get this review by email? Just subscribe here.", None),
    ("The minister said that the correction would take years.", None),
    ("See the original version of this article on another site.", None),
    ("Corrections officers went on strike on Monday.", None),
    ("The company corrected its forecast.", None),
    ("He published an earlier version of the poem in 1911.", None),
]


@pytest.mark.parametrize(("text", "kind"), CORRECTIONS, ids=lambda value: str(value)[:30])
def test_a_paragraph_that_corrects_is_known_by_its_words(text: str, kind: str | None) -> None:
    rows = made(("a", "Alpha", FIRST_DAY, "The bridge opened.", text))
    found = ask(rows, "select kind, paragraph_no, note from article_corrections")
    assert found == ([] if kind is None else [(kind, 1, text)])


def test_a_headline_may_correct() -> None:
    rows = made(("Correction: Bridge", "Alpha", FIRST_DAY, "The bridge is 40 m long."))
    assert ask(rows, "select kind, paragraph_no from article_corrections") == [("correction", None)]


# article_revisions


def test_a_revision_shows_what_went_and_what_came() -> None:
    rows = MadeUp()
    rows.article("old", "Alpha", FIRST_DAY, "One.", "Two.", "Three.", last=False)
    now = ("One.", "Three.", "Four.", "Five.")
    rows.article("old", "Alpha", FIRST_DAY, *now, revision=2, title="new")
    assert ask(
        rows,
        "select revision_no, old_title, removed_count, added_count, diff from article_revisions",
    ) == [(1, None, None, None, None), (2, "old", 1, 2, "- Two.\n+ Four.\n+ Five.")]


# kwic


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kwic('strike')", ["Strike"]),
        ("kwic('strike', whole_words := false)", ["Strike", "strike"]),
        ("kwic('Élan')", ["élan"]),
        ("kwic('mill, the')", ["mill, the"]),
        ("kwic('(')", ["("]),
        ("kwic('nowhere')", []),
    ],
)
def test_a_word_is_found_where_it_is_one(query: str, found: list[str]) -> None:
    rows = made(("a", "Alpha", FIRST_DAY, "Strike (at the mill, the strikers’ élan)."))
    assert [row[0] for row in ask(rows, f"select term_found from {query}")] == found


# period_start


@pytest.mark.parametrize(
    ("exactness", "period", "start"),
    [
        ("day", "week", date(2024, 2, 26)),
        ("minute", "month", date(2024, 3, 1)),
        (None, "quarter", date(2024, 1, 1)),
        ("month", "month", date(2024, 3, 1)),
        ("month", "week", None),
        ("year", "month", None),
        ("year", "year", date(2024, 1, 1)),
        ("day", None, None),
    ],
)
def test_a_day_has_a_period_where_it_is_known_that_exactly(
    exactness: str | None, period: str | None, start: date | None
) -> None:
    with build(MadeUp()) as connection:
        found = connection.execute(
            "select period_start(date '2024-03-02', ?, ?)", [exactness, period]
        ).fetchone()
    assert found == (start,)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("source_diversity(null, 'fortnight')", "fortnight"),
        ("cooccurrence('article', 'week')", "a period is month, quarter, year"),
        ("cooccurrence('sentence')", "article or paragraph"),
    ],
)
def test_a_period_or_level_that_is_none_is_refused(query: str, says: str) -> None:
    with build(story()) as connection, pytest.raises(duckdb.Error, match=says):
        connection.execute(f"from {query}").fetchall()


# sources


def test_one_source_is_one_whoever_else_is_named() -> None:
    rows = MadeUp()
    for name, quotes in {
        "known": [("Ada Lund", "named"), ("Ada Lund", "named")],
        "described": [("Officials", "nominal"), ("officials", "nominal")],
        "two": [("Ada Lund", "named"), ("officials", "nominal")],
        "open": [("Ada Lund", "named"), ("she", "pronoun")],
        "nobody": [],
    }.items():
        article = rows.article(name, "Alpha", FIRST_DAY, "x")
        local = rows.name_in(article, "Ada Lund", "PERSON", 1)
        for text, kind in quotes:
            speaker = local if kind == "named" else None
            rows.quote(article, "words", speaker, speaker_text=text, speaker_kind=kind)
    found = ask(
        rows, "select title, sole_source, is_named, quote_count from single_source_articles"
    )
    assert sorted(found) == [("described", "Officials", False, 2), ("known", "Ada Lund", True, 2)]
    counted = ask(rows, "select title, source_count, open_quote_count from sources_per_article")
    assert sorted(counted) == [
        ("described", 1, 0),
        ("known", 1, 0),
        ("nobody", 0, 0),
        ("open", 1, 1),
        ("two", 2, 0),
    ]


@pytest.mark.parametrize(
    ("counts", "shannon", "gini"),
    [((1, 1, 1, 1), 2.0, 0.0), ((4,), 0.0, 0.0), ((1, 3), 0.8112781, 0.25)],
)
def test_the_spread_over_speakers(counts: tuple[int, ...], shannon: float, gini: float) -> None:
    rows = MadeUp()
    article = rows.article("a", "Alpha", FIRST_DAY, "x")
    for number, count in enumerate(counts):
        local = rows.name_in(article, f"Person {number}", "PERSON", 1)
        for _ in range(count):
            rows.quote(article, "words", local)
    found = ask(rows, "select shannon, gini, top_speaker_share from source_diversity()")
    assert found == [
        (pytest.approx(shannon), pytest.approx(gini), pytest.approx(max(counts) / sum(counts)))
    ]


def test_first_of_a_day_by_the_hour() -> None:
    rows = MadeUp()
    for name, outlet, hour in (
        ("late", "Alpha", 9),
        ("early", "Beta", 7),
        ("unknown", "Gamma", None),
    ):
        article = rows.article(name, outlet, FIRST_DAY, "x", hour=hour)
        rows.name_in(article, "Ada Lund", "PERSON", 1)
    assert ask(
        rows, "select first_outlet, first_article_id, first_day_outlets from first_mention"
    ) == [("Beta", make_uuid("article", "early"), ["Alpha", "Beta", "Gamma"])]
