from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.normalize.dates import MAX_YEAR, MIN_YEAR, DateHints, first_date, parse_date
from etl.readers.base import Sourced

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
KARACHI = DateHints(zone=ZoneInfo("Asia/Karachi"))
NEW_YORK = DateHints(zone=ZoneInfo("America/New_York"), month_first=True)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "utc", "precision", "assumed"),
    [
        ("2024-05-03T10:15:00Z", "2024-05-03T10:15", "second", False),
        ("2024-05-03T10:15:00.123+02:00", "2024-05-03T08:15:00.123", "second", False),
        ("2024-05-03T10:15:00.000-0700", "2024-05-03T17:15", "second", False),
        ("2024-05-03 10:15:00+00:00", "2024-05-03T10:15", "second", False),
        ("2024-05-03T10:15:00+02:00[Europe/Berlin]", "2024-05-03T08:15", "second", False),
        ("2024-05-03 10:15", "2024-05-03T10:15", "minute", True),
        ("2024-12-31T24:00Z", "2025-01-01T00:00", "minute", False),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59", "second", False),
        ("20240503T101500Z", "2024-05-03T10:15", "second", False),
        ("20240503101500", "2024-05-03T10:15", "second", True),
        ("202405031015", "2024-05-03T10:15", "minute", True),
        ("1714731300", "2024-05-03T10:15", "second", False),
        ("1714731300123", "2024-05-03T10:15:00.123", "second", False),
        ("Fri, 03 May 2024 10:15:00 +0200", "2024-05-03T08:15", "second", False),
        ("Fri, 3 May 2024 10:15:00 GMT", "2024-05-03T10:15", "second", False),
        ("Fri May 03 10:15:00 +0000 2024", "2024-05-03T10:15", "second", False),
        ("Fri May  3 10:15:00 2024", "2024-05-03T10:15", "second", True),
        ("26-FEB-1987 15:01:01.79", "1987-02-26T15:01:01.79", "second", True),
        (" 5-MAR-1987 15:28:30.28F C", "1987-03-05T15:28:30.28", "second", True),
        ("May 3, 2024 10:15 a.m. EDT", "2024-05-03T14:15", "minute", False),
        ("Friday, May 3rd, 2024 at 10:15 AM ET", "2024-05-03T14:15", "minute", False),
        ("Jan. 5, 2024, 5 p.m. ET", "2024-01-05T22:00", "minute", False),
        ("Updated 10:15 a.m. PKT, May 3, 2024", "2024-05-03T05:15", "minute", False),
        ("3. Mai 2024, 10.15 Uhr", "2024-05-03T10:15", "minute", True),
        ("3 mai 2024 à 10h15", "2024-05-03T10:15", "minute", True),
        ("13/05/2024 10:15", "2024-05-13T10:15", "minute", True),
        ("2024/05/03 10:15:00", "2024-05-03T10:15", "second", True),
        ("12/31/2020 11:59 PM", "2020-12-31T23:59", "minute", True),
        ("2024年5月3日 10:15", "2024-05-03T10:15", "minute", True),
        ("2024-05-03T12:15 GMT+2", "2024-05-03T10:15", "minute", False),
        ("2024-05-03T10Z", "2024-05-03T10:00", "minute", False),
        ("2024-05-03T10:15:00.123456789Z", "2024-05-03T10:15:00.123456", "second", False),
        ("2024-05-03T10:15-04", "2024-05-03T14:15", "minute", False),
        ("20240503T1015", "2024-05-03T10:15", "minute", True),
        ("1714731300.5", "2024-05-03T10:15:00.5", "second", False),
        ("2024.5.3 10:15", "2024-05-03T10:15", "minute", True),
        ("Thu, 02 May 2024 22:00:00 PDT", "2024-05-03T05:00", "second", False),
        ("12:00 a.m. ET May 3, 2024", "2024-05-03T04:00", "minute", False),
        ("Fri 3 May 2024 10.15 BST", "2024-05-03T09:15", "minute", True),
        ("Stand: 03.05.2024 10:15 Uhr", "2024-05-03T10:15", "minute", True),
        ("Publié le 3 mai 2024 à 10 h 15", "2024-05-03T10:15", "minute", True),
        ("Viernes, 3 de mayo de 2024 - 10:15", "2024-05-03T10:15", "minute", True),
        ("venerdì 3 maggio 2024 alle 10:15", "2024-05-03T10:15", "minute", True),
        ("vrijdag 3 mei 2024 om 10:15", "2024-05-03T10:15", "minute", True),
        ("пятница, 3 мая 2024 года, 10:15", "2024-05-03T10:15", "minute", True),
        ("3 Mayıs 2024 Cuma 10:15", "2024-05-03T10:15", "minute", True),
        ("perjantai 3 toukokuuta 2024 klo 10.15", "2024-05-03T10:15", "minute", True),
        ("2024年05月03日10時15分", "2024-05-03T10:15", "minute", True),
        ("2024年5月3日（金）午後2時15分", "2024-05-03T14:15", "minute", True),
        ("2024年5月3日 下午2:15", "2024-05-03T14:15", "minute", True),
        ("2024년 5월 3일 오후 2:15", "2024-05-03T14:15", "minute", True),
        ("2024년 5월 3일 오전 2:15", "2024-05-03T02:15", "minute", True),
        ("2024년 5월 3일 오후 12:15", "2024-05-03T12:15", "minute", True),
    ],
)
def test_moments(written: str, utc: str, precision: str, assumed: bool) -> None:
    parsed = parse_date(written, DateHints())
    assert parsed is not None
    assert parsed.moment == moment(utc)
    assert (parsed.precision, parsed.timezone_assumed) == (precision, assumed)


@pytest.mark.parametrize(
    ("written", "day", "precision"),
    [
        ("2024-05-03", "2024-05-03", "day"),
        ("20240503", "2024-05-03", "day"),
        ("2024-W18-5", "2024-05-03", "day"),
        ("2024-124", "2024-05-03", "day"),
        ("3 May 24", "2024-05-03", "day"),
        ("3 May 75", "1975-05-03", "day"),
        ("3 de mayo de 2024", "2024-05-03", "day"),
        ("vendredi 3 mai 2024", "2024-05-03", "day"),
        ("mar 5 mars 2024", "2024-03-05", "day"),
        ("Freitag, 3. Mai 2024", "2024-05-03", "day"),
        ("5 January 1824", "1824-01-05", "day"),
        ("5.3.2024", "2024-03-05", "day"),
        ("03/05/2024", "2024-05-03", "day"),
        ("05/13/2024", "2024-05-13", "day"),
        ("03/05/2024 10:15", "2024-05-03", "day"),  # both readings are possible: no moment
        ("2018-11-15 00:00:00", "2018-11-15", "day"),  # no time is known
        ("May 2024", "2024-05-01", "month"),
        ("2024-05", "2024-05-01", "month"),
        ("2024年5月", "2024-05-01", "month"),
        ("1824", "1824-01-01", "year"),
        ("2024-5-3", "2024-05-03", "day"),
        ("2024. 5. 3.", "2024-05-03", "day"),
        ("the 3rd of May, 2024", "2024-05-03", "day"),
        ("1er mai 2024", "2024-05-01", "day"),
        ("03MAY2024", "2024-05-03", "day"),
        ("2024 May 3", "2024-05-03", "day"),
        ("3 травня 2024", "2024-05-03", "day"),
        ("3 Mayıs 2024 Cuma", "2024-05-03", "day"),
        ("3/5/24", "2024-05-03", "day"),
        ("2024-W18", "2024-04-29", "day"),
    ],
)
def test_days_and_less(written: str, day: str, precision: str) -> None:
    parsed = parse_date(written, DateHints())
    assert parsed is not None
    assert parsed.moment is None
    assert parsed.timezone_assumed is None
    assert (parsed.day, parsed.precision) == (date.fromisoformat(day), precision)


@pytest.mark.parametrize(
    "written",
    [
        "", "yesterday", "2 hours ago", "vor 3 Stunden", "10:15 a.m.", "March 4", "0000-00-00",
        "2024-02-30", "2023-366", "2024-13-01", "1066-10-14", "9999-01-01", "2024-05-03T25:15:00Z",
        "2024-05-03T10:15:00+99:00", "May 2024 10:15", "13:15 p.m., May 3, 2024",
        "Room 3, May Street 2024 on foot",
        "32 May 2024", "99/99/2024", "3.5.2", "103/5/2024", "29 Feb 2023", "Feb 29, 1900",
        "31/04/2024",
        "Spring 2024", "Q2 2024", "9/11", "Published: 3 May 2024 | Updated: 4 May 2024",
        "2024-02-30T10:15:00Z", "20240230101500", "2024年13月3日", "2024年2月30日",
        "-5 May 2024 25:00", "2024-W60-1", "x" * 500,
    ],
)  # fmt: skip
def test_no_dates(written: str) -> None:
    assert parse_date(written, DateHints(language="en")) is None


def test_numeric_dates_put_the_month_first_where_the_source_is_american() -> None:
    parsed = parse_date("03/05/2024", NEW_YORK)
    assert parsed is not None
    assert parsed.day == date(2024, 3, 5)


def test_the_day_is_the_one_in_the_folders_zone() -> None:
    parsed = parse_date("2024-05-03T22:30:00Z", KARACHI)
    assert parsed is not None
    assert parsed.moment == moment("2024-05-03T22:30")
    assert parsed.day == date(2024, 5, 4)


def test_without_a_folders_zone_the_day_is_the_one_that_the_source_wrote() -> None:
    parsed = parse_date("2024-05-03T22:30:00-05:00", DateHints())
    assert parsed is not None
    assert parsed.day == date(2024, 5, 3)


def test_a_time_without_a_zone_is_in_the_folders() -> None:
    parsed = parse_date("2024-05-03 10:15", KARACHI)
    assert parsed is not None
    assert parsed.moment == moment("2024-05-03T05:15")
    assert parsed.timezone_assumed is True


@pytest.mark.parametrize(
    ("zone", "utc", "assumed"),
    [
        (None, "2024-05-03T04:45", True),
        ("Asia/Kolkata", "2024-05-03T04:45", False),
        ("Europe/Dublin", "2024-05-03T09:15", False),
        ("America/New_York", "2024-05-03T04:45", True),
    ],
)
def test_an_abbreviation_of_several_zones_is_the_folders_where_that_is_one_of_them(
    zone: str | None, utc: str, assumed: bool
) -> None:
    parsed = parse_date("2024-05-03 10:15 IST", DateHints(zone=ZoneInfo(zone) if zone else None))
    assert parsed is not None
    assert (parsed.moment, parsed.timezone_assumed) == (moment(utc), assumed)


def test_other_languages_are_left_to_dateparser_where_the_language_is_known() -> None:
    assert parse_date("3. listopada 2024.", DateHints(language="pl")) is not None
    parsed = parse_date("2024. május 3.", DateHints(language="hu"))
    assert parsed is not None
    assert parsed.day == date(2024, 5, 3)
    assert parse_date("május 3.", DateHints(language="hu")) is None
    assert parse_date("tegnap 2024", DateHints(language="hu")) is None


def test_the_first_candidate_that_is_a_date_wins() -> None:
    columns = first_date(
        [Sourced("soon", "a"), Sourced("2024-05-03", "b"), Sourced("2023", "c")], DateHints()
    )
    assert (columns.day, columns.source, columns.raw) == (date(2024, 5, 3), "b", "2024-05-03")


def test_where_no_candidate_is_a_date_the_first_is_kept_as_written() -> None:
    columns = first_date([Sourced("soon", "a"), Sourced("later", "b")], DateHints())
    assert (columns.at, columns.day, columns.source, columns.raw) == (None, None, "a", "soon")


@given(st.text(max_size=40))
def test_any_text_is_a_date_within_bounds_or_none(text: str) -> None:
    parsed = parse_date(text, KARACHI)
    assert parsed is None or MIN_YEAR <= parsed.day.year <= MAX_YEAR


@given(
    st.integers(-8_000_000_000, 4_000_000_000).map(lambda s: EPOCH + timedelta(seconds=s)),
    st.sampled_from(
        ["%Y-%m-%dT%H:%M:%S+0000", "%a, %d %b %Y %H:%M:%S GMT", "%d-%b-%Y %H:%M:%S UTC",
         "%B %d, %Y %I:%M:%S %p GMT", "%Y%m%dT%H%M%SZ"]
    ),
)  # fmt: skip
def test_what_was_written_is_read_back(instant: datetime, form: str) -> None:
    parsed = parse_date(instant.strftime(form), DateHints())
    assert parsed is not None
    assert parsed.moment == instant


@given(
    st.datetimes(datetime(1700, 1, 1), datetime(2090, 1, 1)),  # noqa: DTZ001 - a local time
    st.sampled_from(["Asia/Karachi", "America/New_York", "Europe/London", "Pacific/Auckland"]),
    st.sampled_from(["%Y-%m-%d %H:%M:%S", "%d %B %Y %H:%M:%S", "%B %d, %Y, %I:%M:%S %p"]),
)
def test_a_local_time_is_the_moment_that_its_zone_says(
    local: datetime, zone: str, form: str
) -> None:
    local = local.replace(microsecond=0)
    parsed = parse_date(local.strftime(form), DateHints(zone=ZoneInfo(zone)))
    assert parsed is not None
    assert parsed.day == local.date()
    if local.time() == datetime.min.time():  # no time is known
        assert parsed.moment is None
        return
    assert parsed.moment == local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert parsed.timezone_assumed is True


@given(st.dates(date(1600, 1, 1), date(2100, 12, 31)), st.sampled_from(["%Y-%m-%d", "%d.%m.%Y"]))
def test_a_day_stays_a_day(day: date, form: str) -> None:
    parsed = parse_date(day.strftime(form), KARACHI)
    assert parsed is not None
    assert (parsed.moment, parsed.day, parsed.precision) == (None, day, "day")
