"""Dates and sums of money, by their patterns.

Belongs here: what is written by a pattern and means the same in every article. Does not belong
here: names; relative dates (`last week`), which name no day without the calendar.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from etl.contracts.articles import Paragraph
from etl.contracts.extraction import EntityType
from etl.extract.lexicon import words
from etl.extract.names import Name
from etl.extract.tokens import Tokens

_MONTH = "|".join(
    re.escape(word.rstrip("."))
    for word in sorted(words("words", "months"), key=len, reverse=True)
    if not word.endswith(".")
)
_WEEKDAY = (
    "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
    "|(?:Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)(?=\\.?,)"
)
_YEAR = r"(?:1[5-9]|20)\d\d"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"

DATE = re.compile(
    rf"""(?<![\w$€£¥₹.,/-])(?:
      (?:(?:{_WEEKDAY})\.?,?\s)?(?:{_MONTH})\.?\s
        {_DAY}(?!\d|,\d\d\d|\s?(?:%|percent|million|billion))
        (?:\s?[-–]\s?{_DAY}(?!\d))?(?:,?\s{_YEAR})?
    | (?:(?:{_WEEKDAY})\.?,?\s)?{_DAY}(?:\sof)?\s(?:{_MONTH})\b\.?(?:,?\s{_YEAR})?
    | (?:{_MONTH})\.?,?\s(?:of\s)?{_YEAR}
    | {_YEAR}[-/](?:0[1-9]|1[0-2])[-/](?:0[1-9]|[12]\d|3[01])
    | {_YEAR}\s?[-–/]\s?(?:{_YEAR}|\d\d)
    | (?:{_WEEKDAY})s?
    | (?:January|February|April|June|July|August|September|October|November|December)
    | (?<=in\s)(?:March|May) | (?<=of\s)(?:March|May) | (?<=last\s)(?:March|May)
    | (?<=since\s)(?:March|May) | (?<=until\s)(?:March|May) | (?<=by\s)(?:March|May)
    | (?<=late\s)(?:March|May) | (?<=early\s)(?:March|May) | (?<=this\s)(?:March|May)
    | (?<=next\s)(?:March|May)
    | (?:the\s)?(?:{_YEAR[:-4]}\d0|[1-9]0)s
    | {_YEAR}
    )(?![\w%]|[.,]\d|\s(?:people|percent|per|km|miles|metres|meters|tons|tonnes|dollars|euros|votes
      |men|women|children|million|billion))""",
    re.VERBOSE,
)
_DATE_START = re.compile(r"[\dA-Zt](?<![\w$€£¥₹.,/-].)(?:(?<!t)|(?=he\s\d))")
"""Where a date can begin. It opens with a set of characters, so that it is looked for fast."""
_SCALE = r"(?:hundred|thousand|million|billion|trillion|bn|mn|tn|m|b|k|crore|lakh)"
_CURRENCY = (
    r"(?:U\.?S\.?\s|Canadian\s|Australian\s|Hong\sKong\s|Singapore\s)?(?:dollars?|euros?|pounds?|yen|yuan|renminbi|pesos?|rupees?|"
    r"ringgit|baht|won|rubles?|roubles?|francs?|dirhams?|riyals?|naira|cents?|pence|shillings?|rand|"
    r"reais|lira|kroner|kronor|krona|zlotys?|shekels?|dinars?|rupiah|taka|dong|USD|EUR|GBP|bitcoins?)"
)
_AMOUNT = r"\d[\d,]*(?:\.\d+)?"
_MONEY = re.compile(
    rf"""(?<![\w.,])(?:
      (?:(?:(?:US|A|AU|C|CA|HK|S|NZ|NT)\s?(?=\$)|(?:USD|R|Mex|Z|J))?[$€£¥₹₡₦₱₩₺₽฿₫₴]|(?:USD|EUR|GBP|INR|Rs\.?|RM|Dh|Dhs|KSh|Sh|R)(?=\s?\d))
        \s?{_AMOUNT}(?:\s?[-–]\s?(?:[$€£])?{_AMOUNT})?(?:[\s-]?{_SCALE}\b)?(?:\s{_CURRENCY}\b)?
    | {_AMOUNT}(?:[\s-]{_SCALE})?[\s-]{_CURRENCY}\b
    | (?:(?:tens|hundreds|thousands|millions|billions|trillions)\sof\s)+{_CURRENCY}\b
    | (?:a|one|two|three|four|five|six|seven|eight|nine|ten|half\sa)\s{_SCALE}\s{_CURRENCY}\b
    | {_AMOUNT}\s?[€£]
    )""",
    re.VERBOSE,
)
_CONFIDENCE = 0.9


def tag(tokens: Tokens, paragraphs: Sequence[Paragraph]) -> list[Name]:
    """Dates and sums of money, in order, none overlapping."""
    found: list[Name] = []
    taken = bytearray(len(tokens))
    for kind, matches in _FINDERS:
        for paragraph in paragraphs:
            for match in matches(tokens.body, paragraph.char_start, paragraph.char_end):
                first, end = tokens.at(match.start()), tokens.at(match.end())
                if end <= first or tokens.start[first] != match.start():
                    continue
                if tokens.end[end - 1] != match.end() or any(taken[first:end]):
                    continue
                found.append(Name(first, end, kind, _CONFIDENCE))
                taken[first:end] = b"\1" * (end - first)
    return sorted(found, key=lambda name: name.first)


def dates(body: str, first: int, end: int) -> Iterator[re.Match[str]]:
    """The dates between two offsets, none overlapping: what `finditer` finds."""
    position = first
    for start in _DATE_START.finditer(body, first, end):
        if start.start() >= position and (match := DATE.match(body, start.start(), end)):
            yield match
            position = match.end()


_FINDERS: tuple[tuple[EntityType, Callable[[str, int, int], Iterator[re.Match[str]]]], ...] = (
    ("MONEY", _MONEY.finditer),
    ("DATE", dates),
)
