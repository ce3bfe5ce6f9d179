"""From the date that a source wrote to a moment, or a day, and how exact it is.

Belongs here: every form that a date is written in, its precision and its zone. Does not belong
here: which field is asked first (the reader says), or dates in running text.

The rules.

- Nothing here asks what time it is now. A relative date (`2 hours ago`) is no date; neither is one
  before 1600 or after 2100, nor one that the calendar does not have.
- A time without a zone is in the folder's zone, else in UTC, and flagged as assumed. Midnight to
  the second without a zone is what programs write that know only the day: it is read as a day.
- The day of a moment is the day in the folder's zone; where the folder has none, the day as the
  source wrote it.
- `03/05/2024` is 3 May; where the language is `en-US` or the folder's zone American, 5 March. Where
  both readings are possible, only the day is kept, never a moment. Dots always put the day first.
- Two-digit years: 69 to 99 are 19xx, 00 to 68 are 20xx (POSIX).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from etl.contracts.articles import Precision
from etl.normalize.months import MONTHS
from etl.normalize.text import clean, replace_surrogates, word_set
from etl.normalize.zones import read_zone
from etl.readers.base import Sourced

MIN_YEAR = 1600
MAX_YEAR = 2100

_MAX_LENGTH = 100
"""A longer string is not a date but a sentence around one."""


class ParsedDate(NamedTuple):
    """What a written date says."""

    moment: datetime | None
    """In UTC; None where only a day or less is known."""
    day: date
    """In the outlet's zone; the first of the month or year where no more is known."""
    precision: Precision
    timezone_assumed: bool | None
    """None where there is no moment."""


class DateHints(NamedTuple):
    """What is known about a source that helps to read its dates."""

    zone: ZoneInfo | None = None
    """The folder's zone."""
    month_first: bool = False
    """Whether numeric dates put the month first."""
    language: str | None = None
    """ISO 639-1, for dates in words."""


class DateColumns(NamedTuple):
    """The columns that one date of an article fills."""

    at: datetime | None = None
    day: date | None = None
    precision: Precision | None = None
    source: str | None = None
    timezone_assumed: bool | None = None
    raw: str | None = None


class _Clock(NamedTuple):
    hour: int
    minute: int
    second: int
    microsecond: int
    precision: Precision
    zone: str | None


_ZONE = (
    r"(?:(?:UTC|GMT|UT)?\s?[+\-\u2212]\d{1,2}(?::?\d{2}){0,2}|[A-Z]{1,5}\b|[A-Z][a-z]+/[A-Za-z_/]+)"
)
_CLOCK_TAIL = (
    rf"(?:\s*(?P<half>[ap]\.?\s?m\b\.?))?(?:\s*(?:Uhr|hrs|h)\b)?"
    rf"(?:\s*\(?(?P<zone>{_ZONE})\)?)?(?:\s*\([A-Za-z /_]+\)|\[[A-Za-z/_]+\])?"
)
_ISO = re.compile(
    r"(?P<year>\d{4})-?(?P<month>\d{2})-?(?P<day>\d{2})"
    r"(?:(?:[T_]|\s+|,\s*)(?P<hour>\d{2}):?(?P<minute>\d{2})?(?::?(?P<second>\d{2})(?:[.,](?P<fraction>\d+))?)?"
    rf"(?:\s*\(?(?P<zone>{_ZONE}|z)\)?)?(?:\s*\[[A-Za-z/_]+\])?)?$"
)
_EPOCH = re.compile(r"(\d{9,10})(?:\.(\d{1,9}))?$|(\d{12,13})$")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?$")
_YEAR = re.compile(r"(\d{4})$")
_YEAR_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})$")
_WEEK = re.compile(r"(\d{4})-?W(\d{2})(?:-?([1-7]))?$")
_ORDINAL = re.compile(r"(\d{4})-(\d{3})$")
_CJK = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(?:(\d{1,2})\s?[日일])?")
_NUMERIC = re.compile(
    r"(?P<a>\d{1,4})(?P<separator>[/.\-])\s?(?P<b>\d{1,2})(?P=separator)\s?(?P<c>\d{1,4})(?!\d)\.?"
)
_CLOCK = re.compile(
    r"(?<![\d:+\-/.])(?:T\s*)?(?P<hour>\d{1,2})(?:\s?[:.h]\s?(?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,](?P<fraction>\d+))?)?"
    r"(?![\d:])|(?=\s?[ap]\.?\s?m\b))" + _CLOCK_TAIL,
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]+|\d+(?:st|nd|rd|th|er|º|ª|\.)?", re.IGNORECASE)
_ORDINAL_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?$", re.IGNORECASE)
_TRAILING_OFFSET = re.compile(r"\s(?P<offset>[+\-]\d{4}|UTC|GMT|[A-Z]{3,4}T)(?=\s+\d{4}$)")
# Words beside a date that change nothing in it.
_FILLERS = word_set(
    "at on of the de del le la el den der dem am um uhr à a às as ore alle om v ve в о об",
    "kl klo o godz saat dated date",
    "published posted updated last first modified created veröffentlicht erstellt",
    "aktualisiert stand publié mis jour publicado actualizado pubblicato geplaatst",
    "publicerad i г year года року and by edt mon tue tues wed thu thur thurs fri sat sun",
    "monday tuesday wednesday thursday friday saturday sunday mo di mi do fr sa so montag",
    "dienstag mittwoch donnerstag freitag samstag sonnabend sonntag lundi mardi mercredi",
    "jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim lunes martes miércoles",
    "jueves viernes sábado domingo segunda terça quarta quinta sexta feira lunedì martedì",
    "mercoledì giovedì venerdì sabato domenica maandag dinsdag woensdag donderdag vrijdag",
    "zaterdag zondag mandag måndag tirsdag tisdag onsdag torsdag fredag lørdag lördag søndag",
    "söndag poniedziałek wtorek środa czwartek piątek sobota niedziela понедельник вторник",
    "среда четверг пятница суббота воскресенье понеділок вівторок середа четвер п ятниця субота",
    "неділя pondělí úterý středa čtvrtek pátek neděle pazartesi salı çarşamba perşembe cuma",
    "cumartesi pazar maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai",
)
_DESK_CODE = re.compile("[A-Z]{1,2}")
"""Letters that wire services put after the time."""
_AFTERNOON = re.compile("午後|下午|晚上|오후")
"""Before the time, in Japanese, Chinese and Korean: it is counted from noon."""
_HAS_WORD = re.compile(r"[^\W\d_]\w*[^\W\d_]")
_HAS_YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20|2100)\d{0,2}(?!\d)|[०-९٠-٩۰-۹๐-๙]{4}")


def _valid_day(year: int, month: int, day: int) -> date | None:
    if not MIN_YEAR <= year <= MAX_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (1900 if year >= 69 else 2000)


def _clock(match: re.Match[str]) -> _Clock | None:
    """The time of day of a match of _ISO or _CLOCK; None where there is no such time."""
    groups = match.groupdict()
    hour, minute = int(groups["hour"]), int(groups["minute"] or 0)
    # A leap second is the second before it: Python has none.
    second = min(int(groups["second"] or 0), 59) if (groups["second"] or "0") <= "60" else 60
    if half := groups.get("half"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
        return None
    microsecond = int(((groups["fraction"] or "") + "000000")[:6])
    precision: Precision = "second" if groups["second"] else "minute"
    return _Clock(hour, minute, second, microsecond, precision, groups["zone"])


def _known(day: date | None, precision: Precision = "day") -> ParsedDate | None:
    return ParsedDate(None, day, precision, None) if day else None


def _with_clock(day: date | None, clock: _Clock | None, hints: DateHints) -> ParsedDate | None:
    """A day and a time of day as one date.

    Letters after the time that name no zone count as none; an offset that cannot be makes it no
    date.
    """
    if day is None or clock is None:
        return _known(day)
    local = datetime(day.year, day.month, day.day) + timedelta(  # noqa: DTZ001 - the zone follows
        hours=clock.hour,
        minutes=clock.minute,
        seconds=clock.second,
        microseconds=clock.microsecond,
    )
    zone = read_zone(clock.zone, local, hints.zone) if clock.zone else None
    if zone is not None:
        aware, assumed = local.replace(tzinfo=zone.info), zone.assumed
    elif clock.zone and not clock.zone.strip().isalpha():
        return None
    elif clock.precision == "second" and not (local.hour or local.minute or local.second):
        return _known(local.date())
    else:
        aware, assumed = local.replace(tzinfo=hints.zone or UTC), True
    moment = aware.astimezone(UTC)
    shown = moment.astimezone(hints.zone) if hints.zone else aware
    if not MIN_YEAR <= shown.year <= MAX_YEAR:
        return None
    return ParsedDate(moment, shown.date(), clock.precision, assumed)


def _read_iso(text: str, hints: DateHints) -> ParsedDate | None:
    match = _ISO.match(text)
    if match is None:
        return None
    day = _valid_day(int(match["year"]), int(match["month"]), int(match["day"]))
    if match["hour"] is None:
        return _known(day)
    clock = _clock(match)
    return _with_clock(day, clock, hints) if clock else None


def _read_epoch(text: str, hints: DateHints) -> ParsedDate | None:
    match = _EPOCH.match(text)
    if match is None:
        return None
    if match[3]:
        seconds, fraction = divmod(int(match[3]), 1000)
        microsecond = fraction * 1000
    else:
        seconds, microsecond = int(match[1]), int(((match[2] or "") + "000000")[:6])
    moment = datetime.fromtimestamp(seconds, UTC).replace(microsecond=microsecond)
    if not MIN_YEAR <= moment.year <= MAX_YEAR:
        return None
    shown = moment.astimezone(hints.zone) if hints.zone else moment
    return ParsedDate(moment, shown.date(), "second", timezone_assumed=False)


def _read_digits(text: str, hints: DateHints) -> ParsedDate | None:
    """`20240503101500`, `202405031015`."""
    match = _DIGITS.match(text)
    if match is None:
        return None
    year, month, day, hour, minute = (int(group) for group in match.groups()[:5])
    second = match[6]
    valid = _valid_day(year, month, day)
    if valid is None or hour > 23 or minute > 59 or int(second or 0) > 59:
        return None
    precision: Precision = "second" if second else "minute"
    return _with_clock(valid, _Clock(hour, minute, int(second or 0), 0, precision, None), hints)


def _read_partial(text: str, _hints: DateHints) -> ParsedDate | None:
    """A year, or a month."""
    if match := _YEAR.match(text):
        return _known(_valid_day(int(match[1]), 1, 1), "year")
    if match := _YEAR_MONTH.match(text):
        return _known(_valid_day(int(match[1]), int(match[2]), 1), "month")
    return None


def _read_calendar(text: str, _hints: DateHints) -> ParsedDate | None:
    """A day of a week or of a year (ISO 8601): `2024-W18-5`, `2024-124`."""
    form = "%G-W%V-%u" if "W" in text else "%Y-%j"
    if not (match := _WEEK.match(text) or _ORDINAL.match(text)):
        return None
    written = "-".join(group if len(group) != 2 else f"W{group}" for group in match.groups("1"))
    try:
        found = datetime.strptime(written, form).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
    if found.year != int(match[1]) and "W" not in text:  # day 366 of a common year
        return None
    return _known(_valid_day(found.year, found.month, found.day))


def _split_clock(text: str) -> tuple[str, re.Match[str] | None]:
    """The text without its time of day, and that time."""
    match = _CLOCK.search(text)
    if match is None:
        return text, None
    return f"{text[: match.start()]} {text[match.end() :]}", match


def _only_fillers(text: str) -> bool:
    return all(word.casefold() in _FILLERS for word in _WORDS.findall(text))


def _read_numeric(text: str, hints: DateHints) -> ParsedDate | None:
    """`03/05/2024 10:15`, `3.5.24`, `2024/05/03`."""
    match = _NUMERIC.search(text)
    if match is None:
        return None
    rest, clock_match = _split_clock(f"{text[: match.start()]} {text[match.end() :]}")
    if not _only_fillers(rest):
        return None
    a, b, c = match["a"], match["b"], match["c"]
    ambiguous = False
    if len(a) == 4:
        day = _valid_day(int(a), int(b), int(c)) if len(c) <= 2 else None
    elif len(a) == 3 or len(c) in (1, 3):
        return None
    else:
        first, second, year = int(a), int(b), _full_year(c)
        dots = match["separator"] == "."
        month_first = second > 12 or (hints.month_first and first <= 12 and not dots)
        ambiguous = not dots and first <= 12 and second <= 12 and first != second
        day = _valid_day(year, first, second) if month_first else _valid_day(year, second, first)
    if clock_match is None or ambiguous:
        return _known(day)
    clock = _clock(clock_match)
    return _with_clock(day, clock, hints) if clock else None


def _read_words(text: str, hints: DateHints) -> ParsedDate | None:
    """`May 3, 2024 10:15 a.m. EDT`, `Fri, 03 May 2024 10:15:00 +0200`, `26-FEB-1987 15:01`."""
    zone = None
    if trailing := _TRAILING_OFFSET.search(text):  # `Fri May 03 10:15:00 +0000 2024`
        zone = trailing["offset"]
        text = text[: trailing.start()] + text[trailing.end() :]
    rest, clock_match = _split_clock(text)
    month = day = year = None
    for word in _WORDS.findall(rest):
        folded = word.casefold()
        if month is None and folded in MONTHS and not (folded == "mar" and _has_month(rest)):
            month = MONTHS[folded]
        elif word.isdecimal() and len(word) == 4 and year is None:
            year = int(word)
        elif day is None and (match := _ORDINAL_DAY.match(word)):
            day = int(match[1])
        elif year is None and word.isdecimal() and len(word) == 2:
            year = _full_year(word)
        elif folded not in _FILLERS and not (clock_match and _DESK_CODE.fullmatch(word)):
            return None
    if month is None or year is None:
        return None
    if day is None:
        return None if clock_match else _known(_valid_day(year, month, 1), "month")
    valid = _valid_day(year, month, day)
    if clock_match is None:
        return _known(valid)
    clock = _clock(clock_match)
    if clock and zone:
        clock = clock._replace(zone=zone)
    return _with_clock(valid, clock, hints) if clock else None


def _has_month(text: str) -> bool:
    """Whether there is a month besides `mar`, which is also Tuesday in French, Spanish, Italian."""
    return any(
        word.casefold() != "mar" and word.casefold() in MONTHS for word in _WORDS.findall(text)
    )


def _read_cjk(text: str, hints: DateHints) -> ParsedDate | None:
    """`2024年5月3日 10:15`, `2024년 5월 3일`."""
    match = _CJK.search(text)
    if match is None:
        return None
    year, month = int(match[1]), int(match[2])
    if match[3] is None:
        return _known(_valid_day(year, month, 1), "month")
    rest = re.sub(r"\s?[時时시点]\s?(?=\d)", ":", text[match.end() :])
    _, clock_match = _split_clock(rest)
    clock = _clock(clock_match) if clock_match else None
    if clock and clock.hour < 12 and _AFTERNOON.search(rest):
        clock = clock._replace(hour=clock.hour + 12)
    return _with_clock(_valid_day(year, month, int(match[3])), clock, hints)


def _read_any_language(text: str, hints: DateHints) -> ParsedDate | None:
    """Dates in words of languages that `months` does not know, by the dateparser library.

    Only where the language is known: guessing among two hundred is slow and often wrong. The
    library is told to need day, month and year, and given a fixed base, so that nothing is filled
    in from today's date.
    """
    if hints.language is None or not _HAS_YEAR.search(text) or not _HAS_WORD.search(text):
        return None
    from dateparser import parse

    rest, clock_match = _split_clock(text)
    try:
        found = parse(
            rest.strip(),
            languages=[hints.language],
            settings={
                "PARSERS": ["absolute-time"],
                "REQUIRE_PARTS": ["day", "month", "year"],
                "RELATIVE_BASE": datetime(2000, 1, 1),  # noqa: DTZ001 - never shows in a result
                "DATE_ORDER": "MDY" if hints.month_first else "DMY",
            },
        )
    except (ValueError, OverflowError):  # an unknown language, or a date out of range
        return None
    if found is None:
        return None
    day = _valid_day(found.year, found.month, found.day)
    if clock_match is None:
        return _known(day)
    clock = _clock(clock_match)
    return _with_clock(day, clock, hints) if clock else None


_FORMS = (
    _read_iso,
    _read_digits,
    _read_epoch,
    _read_partial,
    _read_calendar,
    _read_numeric,
    _read_words,
    _read_cjk,
    _read_any_language,
)


@lru_cache(maxsize=4_096)
def _parse(text: str, hints: DateHints) -> ParsedDate | None:
    return next((parsed for read in _FORMS if (parsed := read(text, hints)) is not None), None)


def parse_date(written: str, hints: DateHints) -> ParsedDate | None:
    """What a written date says; None where it is not a date that this module knows."""
    text = clean(written[: 2 * _MAX_LENGTH]).strip(" ,;|")
    if not text or len(text) > _MAX_LENGTH or not any(c.isdecimal() for c in text):
        return None
    return _parse(text, hints)


def first_date(candidates: Sequence[Sourced], hints: DateHints) -> DateColumns:
    """The columns of the first candidate that is a date.

    Where none is, the first candidate's string and field are kept and the date is null.
    """
    for written, source in candidates:
        parsed = parse_date(written, hints)
        if parsed is not None:
            return DateColumns(
                at=parsed.moment,
                day=parsed.day,
                precision=parsed.precision,
                source=source,
                timezone_assumed=parsed.timezone_assumed,
                raw=replace_surrogates(written),
            )
    if not candidates:
        return DateColumns()
    return DateColumns(source=candidates[0].source, raw=replace_surrogates(candidates[0].value))
