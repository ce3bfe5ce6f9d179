"""Time zones as news writes them: abbreviations, offsets, names.

Belongs here: from a zone's written form to a zone. Does not belong here: the rest of a date
(`dates`).

Abbreviations that name one zone are taken for it. `ET`, `CT`, `MT`, `PT` are the zones themselves,
summer time included. Those that name several (IST: India, Israel, Ireland) are resolved by the
folder's zone where its own offset at that time is one of theirs; else the most frequent in news is
taken and the result is flagged as assumed.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from etl.normalize.text import word_set

# Hours east of UTC. RFC 2822, section 4.3, for North America.
_OFFSETS = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1,
    "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "TRT": 3,
    "NST": -3.5, "NDT": -2.5, "ADT": -3, "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6,
    "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "BRT": -3, "ART": -3, "CLT": -4, "COT": -5,
    "WAT": 1, "CAT": 2, "SAST": 2, "EAT": 3, "IDT": 3, "IRST": 3.5, "AFT": 4.5, "PKT": 5,
    "NPT": 5.75, "MMT": 6.5, "ICT": 7, "WIB": 7, "WITA": 8, "WIT": 9, "HKT": 8, "SGT": 8,
    "MYT": 8, "PHT": 8, "AWST": 8, "JST": 9, "KST": 9, "ACST": 9.5, "ACDT": 10.5, "AEST": 10,
    "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
# The first is taken where the folder's zone does not decide.
_AMBIGUOUS = {
    "AST": (-4, 3),  # Atlantic; Arabia
    "BST": (1, 6),  # British Summer; Bangladesh
    "CST": (-6, 8),  # Central; China
    "GST": (4, 10),  # Gulf; Guam
    "IST": (5.5, 2, 1),  # India; Israel; Ireland
    "PST": (-8, 8),  # Pacific; Philippines
}
_REGIONS = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
_OFFSET = re.compile(r"(?:(?:UTC|GMT|UT)\s?)?([+\-\u2212])(\d{1,2})(?::?(\d{2}))?(?::?\d{2})?$")
_US_ZONES = ("US/", "America/")
_US_CITIES = word_set(
    "New_York Chicago Denver Los_Angeles Phoenix Detroit Anchorage Boise Juneau Indianapolis",
    "Louisville Indiana Kentucky North_Dakota Eastern Central Mountain Pacific Hawaii Alaska",
)
_MAX_OFFSET = timedelta(hours=15)


class Zone(NamedTuple):
    """A zone and whether it was assumed."""

    info: tzinfo
    assumed: bool


@cache
def zone_named(name: str) -> ZoneInfo | None:
    """The zone of an IANA name, or None where there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def is_american(name: str | None) -> bool:
    """Whether an IANA zone is one of the United States, where months stand before days."""
    if name is None or not name.startswith(_US_ZONES):
        return False
    return name.split("/")[1] in _US_CITIES


def _fixed(hours: float) -> tzinfo:
    return timezone(timedelta(hours=hours)) if hours else UTC


def read_zone(written: str, local: datetime, folder: ZoneInfo | None) -> Zone | None:
    """The zone that a written form names at a local time.

    Args:
        written: `+0200`, `Z`, `EDT`, `GMT+2`, `Europe/Berlin`.
        local: the time beside it, without a zone.
        folder: the folder's zone.

    Returns:
        None where the form names no zone.
    """
    form = written.strip(" ()[].")
    if match := _OFFSET.match(form):
        sign, hours, minutes = match.groups()
        offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
        if offset > _MAX_OFFSET:
            return None
        return Zone(timezone(-offset if sign != "+" else offset) if offset else UTC, assumed=False)
    key = form.upper().replace(".", "")
    if key in _OFFSETS:
        return Zone(_fixed(_OFFSETS[key]), assumed=False)
    if key in _AMBIGUOUS:
        candidates = _AMBIGUOUS[key]
        if folder is not None:
            offset_there = local.replace(tzinfo=folder).utcoffset()
            if offset_there in [timedelta(hours=hours) for hours in candidates]:
                return Zone(folder, assumed=False)
        return Zone(_fixed(candidates[0]), assumed=True)
    name = _REGIONS.get(key, form if "/" in form else None)
    info = zone_named(name) if name else None
    return Zone(info, assumed=False) if info else None
