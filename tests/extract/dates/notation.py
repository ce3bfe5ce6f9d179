"""Values of dates as people write them: `2024-05-09 publication`, `2018/2020`, `199x`."""

from __future__ import annotations

from datetime import date, timedelta


def written(
    start: date | None, end: date | None, precision: str | None, source: str | None
) -> str | None:
    """A value in short: its unit, or its first and last, and its source unless it is absolute."""
    if start is None or end is None or precision is None:
        return None
    first, last = _unit(start, precision), _unit(end - timedelta(1), precision)
    value = first if first == last else f"{first}/{last}"
    return value if source == "absolute" else f"{value} {source}"


def _unit(day: date, precision: str) -> str:
    match precision:
        case "day":
            return day.isoformat()
        case "week":
            year, week, _ = day.isocalendar()
            return f"{year}-W{week:02}"
        case "month":
            return f"{day:%Y-%m}"
        case "quarter":
            return f"{day.year}-Q{(day.month + 2) // 3}"
        case "half":
            return f"{day.year}-H{(day.month + 5) // 6}"
        case "year":
            return str(day.year)
        case "decade":
            return f"{day.year // 10}x"
        case "century":
            return f"C{(day.year + 99) // 100}"
    raise ValueError(f"no such precision: {precision!r}")
