"""What a file's path says about its documents: patterns like `{outlet}/{published:%Y/%m/%d}/*`.

Belongs here: the pattern language of `_newshouse.toml` and matching it. Does not belong here: what
wins over what (`outlet`, `document`), or reading the settings (`lake.discovery`).

A pattern is matched against the whole path below its folder. `*` stands for one segment or a part
of one, `**` for any number of segments, `{outlet}`, `{language}`, `{section}`, `{external_id}` for
a part of a segment, and `{published:FORMAT}` for a date in strptime's %Y %y %m %d %j %H %M %S,
which may reach over segments. Everything else stands for itself, case included.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

FIELDS = ("outlet", "published", "language", "section", "external_id")
"""The values that a path can give."""

_TOKEN = re.compile(
    r"\{(?P<field>[^{}]*)\}|(?P<any>\*\*/|/\*\*$|\*\*)|(?P<star>\*)|(?P<text>[^{}*]+)|."
)
_DIRECTIVE = re.compile(r"%(.?)")
# %y takes two digits; names of months and days are left out: they would depend on the locale.
_DIRECTIVES = {
    "Y": r"\d{4}",
    "y": r"\d{2}",
    "m": r"\d{1,2}",
    "d": r"\d{1,2}",
    "j": r"\d{3}",
    "H": r"\d{2}",
    "M": r"\d{2}",
    "S": r"\d{2}",
}


def _date_expression(pattern: str, format_: str) -> str:
    """A regular expression for a strptime format, one group `d_X` a directive."""
    expression, position, used = [], 0, set()
    for match in _DIRECTIVE.finditer(format_):
        letter = match[1]
        if letter not in _DIRECTIVES:
            raise ValueError(
                f"path pattern {pattern!r}: found %{letter} in the date format, expected one of "
                f"{' '.join(f'%{known}' for known in _DIRECTIVES)}"
            )
        if letter in used:
            raise ValueError(f"path pattern {pattern!r}: found %{letter} twice, expected it once")
        used.add(letter)
        expression.append(re.escape(format_[position : match.start()]))
        expression.append(f"(?P<d_{letter}>{_DIRECTIVES[letter]})")
        position = match.end()
    if not used & {"Y", "y"}:
        raise ValueError(
            f"path pattern {pattern!r}: found the date format {format_!r} without a year, expected "
            "%Y or %y in it, as in {published:%Y/%m/%d}"
        )
    expression.append(re.escape(format_[position:]))
    return "".join(expression)


def _field_expression(pattern: str, field: str, seen: set[str]) -> str:
    name, colon, format_ = field.partition(":")
    if name not in FIELDS:
        raise ValueError(
            f"path pattern {pattern!r}: found {{{field}}}, expected one of "
            f"{', '.join(f'{{{known}}}' for known in FIELDS)}"
        )
    if name in seen:
        raise ValueError(f"path pattern {pattern!r}: found {{{name}}} twice, expected it once")
    seen.add(name)
    if name == "published":
        return _date_expression(pattern, format_ if colon else "%Y-%m-%d")
    if colon:
        raise ValueError(
            f"path pattern {pattern!r}: found a format in {{{field}}}, expected {{{name}}}; only "
            "{published:...} takes one"
        )
    return f"(?P<{name}>[^/]+?)"


@lru_cache(maxsize=256)
def _compile(pattern: str) -> re.Pattern[str]:
    if not pattern.strip("/"):
        raise ValueError("path pattern is empty; expected something like '{outlet}/*'")
    expression: list[str] = []
    seen: set[str] = set()
    for token in _TOKEN.finditer(pattern):
        if token["field"] is not None:
            expression.append(_field_expression(pattern, token["field"], seen))
        elif token["any"]:
            expression.append({"**/": "(?:.*/)?", "/**": "(?:/.*)?"}.get(token["any"], ".*"))
        elif token["star"]:
            expression.append("[^/]*")
        elif token["text"]:
            expression.append(re.escape(token["text"]))
        else:
            raise ValueError(
                f"path pattern {pattern!r}: found a lone {token[0]!r} at character "
                f"{token.start() + 1}, expected a closed field such as {{outlet}}"
            )
    return re.compile("".join(expression), re.DOTALL)


def _iso_date(found: dict[str, str]) -> str | None:
    """The parts of a date in ISO 8601, as exact as they are; None where there is no such date."""
    year = found.get("Y")
    if year is None:
        short = int(found["y"])
        year = str(short + (1900 if short >= 69 else 2000))
    month, day = found.get("m"), found.get("d")
    try:
        if ordinal := found.get("j"):
            dated = date(int(year), 1, 1) + timedelta(days=int(ordinal) - 1)
            if dated.year != int(year):
                return None
        else:
            dated = date(int(year), int(month or 1), int(day or 1))
    except (ValueError, OverflowError):
        return None
    if not found.get("j") and not (month and day):
        return f"{year}-{int(month):02d}" if month else year
    hour, minute = found.get("H"), found.get("M")
    if hour is None or minute is None or hour > "23" or minute > "59":
        return dated.isoformat()
    second = found.get("S")
    return f"{dated.isoformat()}T{hour}:{minute}" + (f":{second}" if second else "")


def check_pattern(pattern: str) -> None:
    """Make sure that a pattern can be used.

    Raises:
        ValueError: says what was found in it and what was expected.
    """
    _compile(pattern)


def match_path(pattern: str, path: str) -> tuple[tuple[str, str], ...] | None:
    """The values that a pattern finds in a path below its folder, in the order of FIELDS.

    `published` comes in ISO 8601, as exact as the format is (`2024`, `2024-05`, `2024-05-03`).

    Returns:
        None where the path does not match, a date in it does not exist included.

    Raises:
        ValueError: the pattern cannot be used; see check_pattern.
    """
    match = _compile(pattern).fullmatch(path)
    if match is None:
        return None
    groups = {name: value for name, value in match.groupdict().items() if value is not None}
    values = {name: groups[name] for name in FIELDS if name in groups}
    parts = {name[2:]: value for name, value in groups.items() if name.startswith("d_")}
    if parts:
        published = _iso_date(parts)
        if published is None:
            return None
        values["published"] = published
    return tuple((name, values[name]) for name in FIELDS if name in values)
