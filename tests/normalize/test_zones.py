from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from etl.normalize.zones import is_american, read_zone, zone_named

SUMMER = datetime(2024, 7, 1, 12)  # noqa: DTZ001 - a local time, its zone is what is read


@pytest.mark.parametrize(
    ("written", "hours", "assumed"),
    [
        ("Z", 0, False), ("+0530", 5.5, False), ("-05:00", -5, False), ("\u22123", -3, False),
        ("GMT+2", 2, False), ("PKT", 5, False), ("(EDT)", -4, False), ("ET", -4, False),
        ("Europe/Berlin", 2, False), ("BST", 1, True), ("CST", -6, True),
    ],
)  # fmt: skip
def test_zones(written: str, hours: float, assumed: bool) -> None:
    zone = read_zone(written, SUMMER, None)
    assert zone is not None
    assert SUMMER.replace(tzinfo=zone.info).utcoffset() == timedelta(hours=hours)
    assert zone.assumed is assumed


@pytest.mark.parametrize("written", ["", "XYZ", "+2500", "Arlen/Tolm", "../etc/x"])
def test_what_names_no_zone(written: str) -> None:
    assert read_zone(written, SUMMER, None) is None


def test_an_ambiguous_abbreviation_is_the_folders_own() -> None:
    zone = read_zone("CST", SUMMER, ZoneInfo("Asia/Shanghai"))
    assert zone is not None
    assert (zone.info, zone.assumed) == (ZoneInfo("Asia/Shanghai"), False)


def test_american_zones_put_the_month_first() -> None:
    assert is_american("America/New_York")
    assert is_american("US/Pacific")
    assert not is_american("America/Toronto")
    assert not is_american("Asia/Karachi")
    assert not is_american(None)
    assert zone_named("Arlen/Tolm") is None
