"""Which day, month or year a date in the text means.

Belongs here: reading a date that an engine has found, with the words beside it, and counting from
the day of publication what the text leaves to the reader (`on Thursday`, `in October last year`).
Does not belong here: finding dates (`values`, a model), or reading the publication date itself
(`etl.normalize.dates`).

The rules.

- A value is a stretch of whole days, its end exclusive, in units of its precision: `May 2019` is
  the 31 days of a month. Words that blur it (`early`, `late`, `around`) change nothing, and neither
  does a preposition: `until 2030` has the value of 2030. Weeks begin on Monday (ISO 8601).
- What names no day to count from is counted from the day in the dateline, where there is one
  shortly before publication, else from the day of publication. Where only its month or year is
  known, nothing but `last year` is counted from it.
- A weekday is the last one up to that day, or the next one from it on, as the nearest verb says:
  the verb before it in the sentence, else the one after it. `said Thursday` looks back, `will meet
  on Thursday`, `is due Thursday` and `until Thursday` look ahead. Without a verb it looks back.
- A month, or a day of a month, without a year is the one that lies nearest, if that is near; else
  the last or the next as the verb says. Where the weekday is named too, the years must agree.
- What could be read in two ways, or means no single time (`Mondays`, `every May`, `Black Friday`,
  `fiscal 2019`, `03/05/2024`, `the following year`), has no value.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from etl.contracts.articles import Article
from etl.contracts.extraction import DatePrecision, DateSource
from etl.extract.lexicon import words
from etl.extract.names import Name
from etl.extract.sources import DETERMINERS, PREPOSITIONS
from etl.extract.tokens import Sentence, Tokens

Tense = Literal["past", "future", "near"]
"""`near`: a verb that looks ahead from some time in the past (`said it would open on Thursday`), or
from too far off: the nearest day is meant."""


class Value(NamedTuple):
    """The days that a date means."""

    start: date
    end: date
    """The day after the last."""
    precision: DatePrecision
    source: DateSource


class _Span(NamedTuple):
    start: date
    end: date
    precision: DatePrecision


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("monday mon", "tuesday tues tue", "wednesday wed", "thursday thurs thur thu",
         "friday fri", "saturday sat", "sunday sun")
    )
    for name in names.split()
}  # fmt: skip
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
_ORDINALS = {
    word: number for number, pair in enumerate(
        ("first 1st", "second 2nd", "third 3rd", "fourth 4th"), start=1
    ) for word in pair.split()
}  # fmt: skip

_MONTH = f"(?:{'|'.join(_MONTHS)})"
_WEEKDAY = f"(?:{'|'.join(_WEEKDAYS)})"
_YEAR = r"(?:1[5-9]|20)\d\d"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_TO = r"(?:-| to | and | through | until )"

_HEADS = words("grammar", "temporal.heads")
_BLURS = frozenset(["early", "late", "mid", "mid-", "earlier", "later", "around", "about"])
_LAST = frozenset(["last", "past"])
_NEXT = frozenset(["next", "coming", "upcoming"])
_NO_SINGLE = words("grammar", "temporal.no_single")
"""Words before a date with which it means several times, or another than its words say."""
_FEASTS = words("grammar", "temporal.feasts")
_FISCAL = frozenset(["fiscal", "financial", "fy", "school", "academic", "tax"])
_OF_PEOPLE = frozenset(["his", "her", "their", "my", "your", "our"])
_FUTURE = words("grammar", "temporal.future")
_PLANNED = words("grammar", "temporal.planned")
_PAST = words("grammar", "temporal.past")
_NO_PAST = words("grammar", "temporal.no_past")
_NEAR_DAYS = 60
"""Days within which a date without a year is the nearest, whatever the tense: what is announced in
the past tense may be about to come."""
_NEAR_MONTHS = 2
"""Months within which `next March` may be of this year or the one after."""
_UNSURE_DAYS = 120
"""The same where no verb tells the tense."""
_UNSURE_MONTHS = 4
_DATELINE_BEFORE = 7
"""Days that a dateline may lie before publication; further back it is misread or a reprint."""


def resolve(
    tokens: Tokens,
    sentences: Sequence[Sentence],
    inside: Sequence[int],
    names: Sequence[Name],
    article: Article,
) -> dict[int, Value]:
    """The values of the dates among the names: place in `names` -> value, where it can be known.

    Args:
        tokens: the tokens of the article's body.
        sentences: its sentences, in order.
        inside: for each token, the quotation that it stands in, or -1.
        names: its names, in text order, none overlapping.
        article: says when it was published, and where its dateline stands.
    """
    dates = [index for index, name in enumerate(names) if name.type == "DATE"]
    if not dates:
        return {}
    published = article.published_date
    day = None
    year = None if published is None else published.year
    if article.published_precision not in ("month", "year"):
        day = published
    reader = _Reader(tokens, sentences, inside, names, day, year, "publication")
    found: dict[int, Value] = {}
    of_dateline = [index for index in dates if _in_dateline(tokens, names[index], article)]
    for index in of_dateline:
        value = reader.value(index)
        if value is not None:
            found[index] = value
            late = (day - value.start).days if day is not None else 0
            if value.precision == "day" and -1 <= late <= _DATELINE_BEFORE:
                first = value.start
                reader = _Reader(tokens, sentences, inside, names, first, first.year, "dateline")
    for index in dates:
        if index not in of_dateline and (value := reader.value(index)) is not None:
            found[index] = value
    return found


def _in_dateline(tokens: Tokens, name: Name, article: Article) -> bool:
    start, end = article.dateline_start, article.dateline_end
    return start is not None and end is not None and start <= tokens.start[name.first] < end


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _number(written: str) -> int:
    return int(re.match(r"\d+", written).group())  # type: ignore[union-attr]


def _month_span(year: int, month: int, months: int = 1) -> _Span:
    last = year * 12 + month - 1 + months
    precision: DatePrecision = {1: "month", 3: "quarter", 6: "half"}.get(months, "month")  # type: ignore[assignment]
    return _Span(date(year, month, 1), date(last // 12, last % 12 + 1, 1), precision)


def _year_span(first: int, last: int | None = None, precision: DatePrecision = "year") -> _Span:
    return _Span(date(first, 1, 1), date((first if last is None else last) + 1, 1, 1), precision)


def _day_span(first: date | None, last: date | None = None) -> _Span | None:
    last = first if last is None else last
    if first is None or last is None or last < first:
        return None
    return _Span(first, last + timedelta(1), "day")


def _week_span(day: date) -> _Span:
    monday = day - timedelta(day.weekday())
    return _Span(monday, monday + timedelta(7), "week")


def _plain(text: str) -> str:
    """A date's words in one spelling: lower case, plain dashes, no commas, no shortening dots."""
    text = re.sub("[‐‑‒–—−]", "-", text.casefold().replace("’", "'"))
    text = re.sub(r"(?<=[a-z])\.", "", text.replace(",", " "))
    text = re.sub(r"\s*-\s*", "-", " ".join(text.split()))
    text = re.sub(r"^(?:mid|early|late)-(?=\w)", "", text)
    text = re.sub(r"(?:^| )(?:\d\d?(?::\d\d)? ?)(?:am|pm)(?: |$)", " ", text)
    text = re.sub(r"(?<!^last)(?<!^this) (?:morning|afternoon|evening|night|noon)$", "", text)
    return text.strip(" '©()[]-")


# -- dates that say it all themselves ----------------------------------------------------------


def _iso(match: re.Match[str]) -> _Span | None:
    return _day_span(_day(int(match[1]), int(match[2]), int(match[3])))


def _numeric(match: re.Match[str]) -> _Span | None:
    one, other, year = int(match[1]), int(match[3]), int(match[4])
    if match[2] == "." or one > 12 or one == other:
        return _day_span(_day(year, other, one))
    return _day_span(_day(year, one, other)) if other > 12 else None


def _month_year(match: re.Match[str]) -> _Span:
    return _month_span(int(match[2]), _MONTHS[match[1]])


def _months_year(match: re.Match[str]) -> _Span | None:
    first, last, year = _MONTHS[match[1]], _MONTHS[match[3]], int(match[4])
    before = int(match[2]) if match[2] else year - (first > last)
    start, end = _month_span(before, first), _month_span(year, last)
    return _Span(start.start, end.end, "month") if start.start < end.end else None


def _years(match: re.Match[str]) -> _Span | None:
    first, last = int(match[1]), int(match[2])
    return _year_span(first, last) if first < last <= first + 200 else None


def _short_years(match: re.Match[str]) -> _Span | None:
    """`2018-19` are two years, `2019-05` is a month, `2010-12` may be either."""
    first, short = int(match[1]), int(match[2])
    last = first - first % 100 + short + (100 if short < first % 100 else 0)
    if last == first + 1 or (short > 12 and last - first <= 60):
        return _year_span(first, last)
    return _month_span(first, short) if 1 <= short <= 12 and short <= first % 100 else None


def _decade(match: re.Match[str]) -> _Span | None:
    written = match[1]
    if len(written) == 4:
        first = int(written)  # `the 1900s` may be the century
        return _year_span(first, first + 9, "decade") if first % 100 or first == 2000 else None
    return _year_span(1900 + int(written), 1909 + int(written), "decade")


def _century(match: re.Match[str]) -> _Span:
    number = int(match[1])
    return _year_span(100 * number - 99, 100 * number, "century")


def _quarter(match: re.Match[str]) -> _Span:
    number = _ORDINALS.get(match[1] or "", 0) or int(match[2] or match[3])
    return _month_span(int(match[4]), 3 * number - 2, 3)


def _half(match: re.Match[str]) -> _Span:
    number = _ORDINALS.get(match[1] or "", 0) or int(match[2])
    return _month_span(int(match[3]), 6 * number - 5, 6)


_ABSOLUTE: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], _Span | None]], ...] = tuple(
    (re.compile(pattern), reader)
    for pattern, reader in (
        (rf"({_YEAR})[-/](\d\d)[-/](\d\d)", _iso),
        (rf"(\d\d?)([/.-])(\d\d?)\2({_YEAR})", _numeric),
        (rf"({_MONTH})(?: of)? ({_YEAR})", _month_year),
        (rf"({_MONTH})(?: ({_YEAR}))?{_TO}({_MONTH}) ({_YEAR})", _months_year),
        (rf"({_YEAR})", lambda match: _year_span(int(match[1]))),
        (rf"({_YEAR})(?:{_TO}|/)({_YEAR})", _years),
        (rf"(?:fy ?)?({_YEAR})[-/](\d\d)", _short_years),
        (r"((?:1[5-9]|20)\d0|[3-9]0)'?s", _decade),
        (r"(\d\d?)(?:st|nd|rd|th) century", _century),
        (
            rf"(?:(first|second|third|fourth|[1-4](?:st|nd|rd|th)) quarter|q([1-4])|([1-4])q)"
            rf"(?: of)? ({_YEAR})",
            _quarter,
        ),
        (rf"(?:(first|second|1st|2nd) half|h([12]))(?: of)? ({_YEAR})", _half),
    )
)


# -- days of months ------------------------------------------------------------------------------


class _MonthDay(NamedTuple):
    """A day of a month, or several, perhaps with weekday and year."""

    month: int
    day: int
    last_month: int
    last_day: int
    weekday: int | None
    year: int | None

    def span(self, year: int) -> _Span | None:
        """The days in a year; None where it has no such day, or the weekday is another."""
        first = _day(year, self.month, self.day)
        last = _day(year + (self.last_month < self.month), self.last_month, self.last_day)
        if first is None or (self.weekday is not None and first.weekday() != self.weekday):
            return None
        return _day_span(first, last)


# A 29 February is at most eight years away (between 1896 and 1904).
_LEAP_YEARS = 8
_LEAD = rf"(?:({_WEEKDAY}) (?:the )?)?"
_TAIL = rf"(?: ({_YEAR}))?"
_MONTH_DAY = re.compile(
    rf"{_LEAD}({_MONTH}) ({_DAY})(?:{_TO}(?:({_MONTH}) )?({_DAY}))?(?: {_WEEKDAY})?{_TAIL}"
)
_DAY_MONTH = re.compile(
    rf"{_LEAD}({_DAY})(?:(?: of)? ({_MONTH}))?(?:{_TO}({_DAY}))?(?: of)? ({_MONTH}){_TAIL}"
)
_DAY_OF_MONTH = re.compile(rf"{_LEAD}({_DAY})(?: of)? ({_MONTH}){_TAIL}")


def _month_day(text: str) -> _MonthDay | None:
    if match := _MONTH_DAY.fullmatch(text):
        weekday, month, day, last_month, last_day, year = match.groups()
    elif match := _DAY_OF_MONTH.fullmatch(text):
        weekday, day, month, year = match.groups()
        last_month = last_day = None
    elif (match := _DAY_MONTH.fullmatch(text)) and match[4]:
        weekday, day, month, last_day, last_month, year = match.groups()
        month = month or last_month
    else:
        return None
    first = _MONTHS[month]
    return _MonthDay(
        first,
        _number(day),
        _MONTHS[last_month] if last_month else first,
        _number(last_day or day),
        None if weekday is None else _WEEKDAYS[weekday],
        int(year) if year else None,
    )


# -- dates that are counted from another ---------------------------------------------------------


_AGO = re.compile(r"(\d+|[a-z]+)[ -](day|week|month|year)s? ago")
_UNIT = re.compile(r"(?:(last|past|this|current|next|coming) )?(week|weekend|month|quarter|year)")
_PLAIN_DAYS = {
    "today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0,
    "yesterday": -1, "last night": -1, "tomorrow": 1, "day before yesterday": -2,
    "day after tomorrow": 2,
}  # fmt: skip


def _shift_months(day: date, months: int) -> date | None:
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1) if number >= 12 else None


def _relative(text: str, day: date) -> _Span | None:
    """`yesterday`, `two weeks ago`, `last month`, counted from a day."""
    if text in _PLAIN_DAYS:
        return _day_span(day + timedelta(_PLAIN_DAYS[text]))
    if match := _AGO.fullmatch(text):
        number = int(match[1]) if match[1].isdigit() else _NUMBERS.get(match[1])
        if number is None or number > 400:
            return None
        return _unit_at(match[2], day, -number)
    if match := _UNIT.fullmatch(text):
        if match[1] is None:
            return None
        return _unit_at(match[2], day, -1 if match[1] in _LAST else 1 if match[1] in _NEXT else 0)
    return None


def _unit_at(unit: str, day: date, steps: int) -> _Span | None:
    """The day, week, month ... so many steps from that of a day."""
    if unit == "day":
        return _day_span(day + timedelta(steps))
    if unit == "week":
        return _week_span(day + timedelta(7 * steps))
    if unit == "weekend":
        saturday = _week_span(day + timedelta(7 * steps)).start + timedelta(5)
        return _day_span(saturday, saturday + timedelta(1))
    if unit == "year":
        return _year_span(day.year + steps)
    months = {"month": 1, "quarter": 3}[unit]
    first = _shift_months(day, -((day.month - 1) % months) + months * steps)
    return None if first is None else _month_span(first.year, first.month, months)


class _Written(NamedTuple):
    """A date as it stands in its sentence."""

    name: Name
    sentence: Sentence
    text: str
    """In one spelling, without the words at its edges that say which is meant (`last`)."""
    days: _MonthDay | None
    left: Sequence[str]
    """The lower-case words before it, commas and blurring words left out; the last is nearest."""
    right: Sequence[str]
    """The lower-case words after it."""

    @property
    def before(self) -> str:
        """The word before it, or nothing."""
        return self.left[-1] if self.left else ""


class _Reader:
    """Reads the dates of one article, counting from one day."""

    def __init__(
        self,
        tokens: Tokens,
        sentences: Sequence[Sentence],
        inside: Sequence[int],
        names: Sequence[Name],
        day: date | None,
        year: int | None,
        source: DateSource,
    ) -> None:
        self._tokens = tokens
        self._sentences = sentences
        self._starts = [sentence.first for sentence in sentences]
        self._inside = inside
        self._names = names
        self._day = day
        self._year = year
        self._source = source

    def value(self, index: int) -> Value | None:
        """What the date at a place in `names` means."""
        name = self._names[index]
        lower = self._tokens.lower
        sentence = self._narrowed(
            self._sentences[max(0, bisect_right(self._starts, name.first) - 1)], name
        )
        first, end = name.first, name.end
        while first < end - 1 and lower[first] in _HEADS:
            first += 1  # `late last October` is October
        end -= self._tail(first, end)
        left = [word for word in lower[max(sentence.first, first - 5) : first] if word != ","]
        while left and left[-1] in _BLURS:
            left.pop()
        right = lower[end : min(sentence.end, end + 5)]
        text = _plain(self._tokens.span(first, end))
        before = left[-1] if left else ""
        if f"{before} {text}" in _FEASTS:
            return None
        days = _month_day(text)
        absolute = self._absolute(text, left) or (
            days.span(days.year) if days is not None and days.year is not None else None
        )
        if absolute is not None:
            return Value(*absolute, "absolute")
        if (days is not None and days.year is not None) or before in _NO_SINGLE:
            return None
        if days is None and text not in _MONTHS and text not in _WEEKDAYS:
            return self._relative(name)
        if self._another(left, right):
            return None
        return self._beside(index, sentence, days, text) or self._counted(
            _Written(name, sentence, text, days, left, right)
        )

    def _narrowed(self, sentence: Sentence, name: Name) -> Sentence:
        """Of the sentence that a date stands in, the sentence within its quotation."""
        place = self._inside[name.first]
        if place < 0:
            return sentence
        first, end = name.first, name.end
        text = self._tokens.text
        low, high = max(sentence.first, first - _REACH), min(sentence.end, end + _REACH)
        while first > low and self._inside[first - 1] == place:
            if text[first - 1] in _STOPS:
                break
            first -= 1
        while end < high and self._inside[end] == place and text[end] not in _STOPS:
            end += 1
        return Sentence(first, end, sentence.paragraph)

    def _relative(self, name: Name) -> Value | None:
        text = _plain(self._tokens.span(name.first, name.end))
        text = re.sub(r"^(?:(?:the|earlier|later|early|late|in|on|during) )+(?!night)", "", text)
        found = None if self._day is None else _relative(text, self._day)
        return Value(*found, self._source) if found else None

    def _counted(self, written: _Written) -> Value | None:
        """What a month, weekday or day of a month without a year means."""
        found = self._of_year(written)
        if found is None and self._day is not None and not self._other_year(written.right):
            if written.days is not None:
                found = self._days(written.days, written, self._day)
            elif written.text in _MONTHS:
                found = self._month(_MONTHS[written.text], written, self._day)
            else:
                found = self._weekday(_WEEKDAYS[written.text], written, self._day)
        return Value(*found, self._source) if found else None

    def _tail(self, first: int, end: int) -> int:
        """How many tokens at the end of a date say which week or year (`October last year`)."""
        lower = self._tokens.lower
        units = end - first >= 3 and lower[end - 1] in ("week", "month", "year")
        if units and lower[end - 2] in _LAST | _NEXT | {"this"}:
            return 3 if lower[end - 3] == "of" and end - first > 3 else 2
        return 0

    def _another(self, left: Sequence[str], right: Sequence[str]) -> bool:
        """Whether the date is counted from another, or is any (`the Thursday before`)."""
        if left[-2:] in (["on", "a"], ["on", "an"]):  # but `on a Thursday call with analysts`
            return not right or not right[0].isalpha() or right[0] in PREPOSITIONS
        return left[-1:] == ["the"] and right[:1] in (["before"], ["after"])

    def _absolute(self, text: str, left: Sequence[str]) -> _Span | None:
        for pattern, read in _ABSOLUTE:
            if match := pattern.fullmatch(text):
                single = len(text) == 4 and text.isdigit()
                beside = left[-1:] if left[-1:] != ["year"] else left[-2:-1]
                if single and beside and beside[0] in _FISCAL:
                    return None
                if text.endswith("0s") and len(text) < 5 and left and left[-1] in _OF_PEOPLE:
                    return None
                return read(match)
        return None

    # -- the year from the words beside it ---------------------------------------------------

    def _of_year(self, written: _Written) -> _Span | None:
        """A month, or a day of one, of `last year`, `this year`, `next year`."""
        words = list(written.right[:4])
        if words[:1] == ["of"]:
            words = words[1:]
        step = None
        if words[:3] == ["a", "year", "ago"]:
            step = -1
        elif words[1:2] == ["year"]:
            step = {"last": -1, "this": 0, "next": 1}.get(words[0])
        if step is None or self._year is None:
            return None
        year = self._year + step
        if written.days is not None:
            return written.days.span(year)
        month = _MONTHS.get(written.text)
        return _month_span(year, month) if month else None

    def _other_year(self, right: Sequence[str]) -> bool:
        """Whether a year is meant that these words do not tell (`that year`, `a year earlier`)."""
        words = [word for word in right[:4] if word not in ("of", "the")]
        return words[1:2] == ["year"] and words[0] in (
            "that", "same", "a", "previous", "following", "every", "each", "next", "last", "any",
        )  # fmt: skip

    def _beside(
        self, index: int, sentence: Sentence, days: _MonthDay | None, text: str
    ) -> Value | None:
        """The year, or day, from the next date (`March and April 2019`, `Friday, May 3, 2019`)."""
        if index + 1 >= len(self._names):
            return None
        name, other = self._names[index], self._names[index + 1]
        if other.type != "DATE" or other.first >= sentence.end:
            return None
        between = self._tokens.lower[name.end : other.first]
        written = _plain(self._tokens.span(other.first, other.end))
        following = _month_day(written)
        if text in _WEEKDAYS:
            if between not in ([], [","], [",", "the"], ["the"], ["("]) or following is None:
                return None
            found = self.value(index + 1)
            if found is None or found.start.weekday() != _WEEKDAYS[text]:
                return None
            return found._replace(end=found.start + timedelta(1), source="context")
        month = days.month if days is not None else _MONTHS[text]
        if between in ([], [","], ["of"], [",", "in"]) and re.fullmatch(_YEAR, written):
            year = int(written)
        elif between in (["and"], ["or"], ["to"], ["-"], ["–"], ["through"], ["until"], [","]):
            if following is not None and following.year is not None:
                later, year = following.month, following.year
            elif match := re.fullmatch(rf"({_MONTH})(?: of)? ({_YEAR})", written):
                later, year = _MONTHS[match[1]], int(match[2])
            else:
                return None
            year -= month > later
        else:
            return None
        found_span = days.span(year) if days is not None else _month_span(year, month)
        return Value(*found_span, "context") if found_span else None

    # -- the nearest, or as the verb says ------------------------------------------------------

    def _days(self, days: _MonthDay, written: _Written, day: date) -> _Span | None:
        reach = _LEAP_YEARS if (days.month, days.day) == (2, 29) else 1
        years = range(day.year - reach, day.year + reach + 1)
        found = [span for year in years if (span := days.span(year))]
        if days.weekday is not None:
            return min(found, key=lambda span: abs((span.start - day).days), default=None)
        back = max((span for span in found if span.start <= day), default=None)
        ahead = min((span for span in found if span.start >= day), default=None)
        if back is None or ahead is None:
            return None
        gone, to_come = (day - back.start).days, (ahead.start - day).days
        if written.before in _LAST | _NEXT:
            return back if written.before in _LAST else ahead
        tense = self._tense(written)
        limit = _NEAR_DAYS if tense in ("past", "future") else _UNSURE_DAYS
        if min(gone, to_come) <= limit:
            return back if gone <= to_come else ahead
        return {"past": back, "future": ahead}.get(tense or "")

    def _month(self, month: int, written: _Written, day: date) -> _Span | None:
        before = written.before
        gone = (day.month - month) % 12
        to_come = (month - day.month) % 12
        back = _month_span(day.year - (month > day.month), month)
        ahead = _month_span(day.year + (month < day.month), month)
        if before == "last":  # `last March`, said in May, may be of this year or the one before
            if gone == 0:
                return _month_span(day.year - 1, month)
            return None if month < day.month and gone <= _UNSURE_MONTHS else back
        if before == "next":
            if to_come == 0:
                return _month_span(day.year + 1, month)
            return None if month > day.month and to_come <= _NEAR_MONTHS else ahead
        if before == "this":
            return _month_span(day.year, month)
        if before in ("past", "coming", "upcoming"):
            return back if before == "past" else ahead
        tense = self._tense(written)
        if tense == "past":
            return back
        if tense == "future":
            return back if gone <= 1 else ahead
        if before == "for" or tense == "near":
            near = back if gone <= to_come else ahead
            return near if min(gone, to_come) <= _UNSURE_MONTHS else None
        return back if gone <= 8 else ahead if to_come <= _NEAR_MONTHS else None

    def _weekday(self, weekday: int, written: _Written, day: date) -> _Span | None:
        words = [
            word for word in written.right[:3] if word not in ("of", "morning", "night", "evening")
        ]
        if words[1:2] == ["week"] and words[0] in ("last", "this", "next"):
            step = {"last": -1, "this": 0, "next": 1}[words[0]]
            monday = _week_span(day).start + timedelta(7 * step)
            return _day_span(monday + timedelta(weekday))
        gone, to_come = (day.weekday() - weekday) % 7, (weekday - day.weekday()) % 7
        before = written.before
        if before == "last":  # that of last week; late in a week it may be of this
            if 0 < gone <= day.weekday():
                return _day_span(day - timedelta(gone + 7)) if gone <= 3 else None
            return _day_span(day - timedelta(gone or 7))
        if before == "next":
            return _day_span(_week_span(day).start + timedelta(7 + weekday))
        if before == "past":
            return _day_span(day - timedelta(gone or 7))
        if before in ("coming", "upcoming"):
            return _day_span(day + timedelta(to_come or 7))
        tense = self._tense(written)
        ahead = (
            tense == "future"
            or (tense is None and before == "this")
            or (tense == "near" and to_come < gone)
        )
        return _day_span(day + timedelta(to_come) if ahead else day - timedelta(gone))

    # -- tense ---------------------------------------------------------------------------------

    def _tense(self, written: _Written) -> Tense | None:
        """Whether a sentence speaks of a date as past or to come: by the nearest verb."""
        lower, name, sentence = self._tokens.lower, written.name, written.sentence
        first = name.first
        if first > sentence.first and lower[first - 1] in ("the", "its", "their", "his", "her"):
            first -= 1
        before = lower[first - 1] if first > sentence.first else ""
        leading = before in ("in", "on", "from") and first - 2 >= sentence.first
        if (lower[first - 2] if leading else before) in _STARTING or (
            before == "of" and lower[first - 2] == "ahead"
        ):
            return "future"
        if before == "since":
            return "past"
        if before in ("until", "till"):
            return self._before(first - 1, sentence, only=_WAS) or "future"
        if before in _FROM and self._before(first - 1, sentence) != "future":
            return "past"  # `down from January levels`
        leads = first - (before in ("on", "in"))
        if leads == sentence.first or lower[leads - 1] in (",", ";", ":", "—", "–"):
            tense = self._after(name.end, sentence)  # `..., and, on Friday, Lee said`
            if tense is not None:
                return tense
        return self._before(first, sentence) or self._after(name.end, sentence)

    def _before(
        self, end: int, sentence: Sentence, only: frozenset[str] | None = None
    ) -> Tense | None:
        """The tense of the nearest verb before a token; where some are given, of these only."""
        lower = self._tokens.lower
        place = self._inside[end]
        infinitive = False
        for index in range(end - 1, max(sentence.first, end - _REACH) - 1, -1):
            if only is not None:
                if lower[index] in _FUTURE or lower[index] in only:
                    return "past" if lower[index] in only else None
            elif lower[index] == "to" and self._infinitive(index, end):
                infinitive = True
            elif infinitive and lower[index] in _PLANNED:
                return "near" if lower[index].endswith("ed") else "future"
            elif (tense := self._tense_of(index, place, end - index)) is not None:
                return tense
        return None

    def _after(self, first: int, sentence: Sentence) -> Tense | None:
        """The tense of the first verb from a token on."""
        place = self._inside[first - 1]
        for index in range(first, min(sentence.end, first + _FAR)):
            if (tense := self._tense_of(index, place, 0)) is not None:
                return tense
        return None

    def _infinitive(self, index: int, limit: int) -> bool:
        """Whether `to` at a token is that of an infinitive: a plain lower-case word follows."""
        word = self._tokens.text[index + 1]
        return index + 1 < limit and word.islower() and word not in _NO_INFINITIVE

    def _tense_of(self, index: int, place: int, distance: int) -> Tense | None:
        """The tense that a word shows, so many tokens before a date; None where it shows none.

        None, too, where it does not stand in the quotation that the date stands in.
        """
        if self._inside[index] != place:
            return None
        lower = self._tokens.lower
        word = lower[index]
        if not self._tokens.text[index].islower() and word != "'ll":
            return None
        following = lower[index + 1] if index + 1 < len(lower) else ""
        if word in ("is", "are"):
            near = 0 < distance <= 3 + 2 * following.endswith("ing")
            looks_ahead = following in _ANNOUNCED or (near and following not in ("up", "down"))
            return "future" if looks_ahead else None
        if word in _FUTURE:
            return "future" if distance <= _FAR else "near"
        if word in _WOULD:
            return "near"
        if word in ("has", "have", "'ve"):
            return "future" if following == "to" else "past"
        if word in _PAST:
            return "past"
        if word.endswith("ed") and len(word) > 4 and not word.endswith("eed"):
            if index > 0 and lower[index - 1] in ("is", "are"):
                return "near"  # `the result is announced on Thursday`, `they are moved by it`
            adjective = index > 0 and lower[index - 1] in DETERMINERS
            return None if adjective or word in _NO_PAST or "-" in word else "past"
        return None


_STOPS = frozenset([".", "!", "?", "…", "..."])
_REACH = 80
"""Tokens before a date in which its verb is looked for."""
_FAR = 10
"""Tokens from a date within which a verb that looks ahead speaks of it."""
_STARTING = frozenset(["starting", "beginning", "effective", "ending"])
_WAS = frozenset(["was", "were"])
_FROM = frozenset(["from", "than", "below", "above"])
_ANNOUNCED = frozenset(
    ["set", "expected", "due", "scheduled", "slated", "planned", "going", "poised"]
)
_WOULD = words("grammar", "temporal.would")
_NO_INFINITIVE = words("grammar", "temporal.no_infinitive")
