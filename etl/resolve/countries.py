"""Which country a name points at, and where a place lies.

Belongs here: countries, peoples, states and cities: countries from pycountry, cities from GeoNames
(CC BY 4.0). Does not belong here: what the articles say of a place.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from etl.extract.lexicon import words
from etl.resolve.forms import BODIES, body, country_names, fold, qualified

_SHARED = frozenset(words("resolution", "shared_offices"))
_SINGLE = words("resolution", "single_offices") | {body(full) for full in BODIES.values()}
_SHARED_PLACES = words("resolution", "places_and_countries")
_STATES = dict(pair.split("=") for pair in words("resolution", "state_codes"))
_POSTAL_CODES = frozenset(_STATES.values())
_STATE_FORMS = dict(pair.split("=") for pair in words("resolution", "states"))
_REGIONS = frozenset(fold(word) for word in words("places", "regions"))


@dataclass(frozen=True, slots=True)
class Location:
    """Where a place lies: ISO 3166-1 country, WGS 84 degrees."""

    country: str
    latitude: float | None
    longitude: float | None
    state: str | None = None
    """Of a place in the United States: its state's postal code."""


def is_shared_office(key: str) -> bool:
    """Whether many countries have a body of this name (a key of `forms.body`)."""
    found = key.split()
    return all(word in _SHARED for word in found) and key not in _SINGLE


def is_single(key: str) -> bool:
    """Whether a name (a key of `forms.body`) means one body everywhere."""
    return key in _SINGLE


def without_country(found: list[str]) -> list[str]:
    """The words of a body's name without the country before them; none where there is none."""
    for length in (1, 2):
        head = " ".join(found[:length])
        if len(found) > length and (head in _peoples() or head in country_names()):
            return found[length:]
    return []


def is_shared_place(key: str) -> bool:
    """Whether a country and another place share the name (a key of `forms.place`)."""
    return key in _SHARED_PLACES


@cache
def _peoples() -> dict[str, str]:
    return dict(pair.split("=") for pair in words("resolution", "peoples"))


@cache
def _gazetteer() -> dict[str, Location]:
    """Key of a city or US state -> where it lies.

    The cities are in `cities.csv`, made from GeoNames by `training/gazetteer.py`.
    """
    found = {}
    content = resources.files(__package__).joinpath("cities.csv").read_text("utf-8")
    for row in csv.DictReader(content.splitlines()):
        found[row["place"]] = Location(
            row["country"],
            float(row["latitude"]),
            float(row["longitude"]),
            row["state"] or None,
        )
    for state in _STATES:
        found.setdefault(state, Location("US", None, None))
    return found


def without_region(text: str) -> str | None:
    """The key of a place without the state or country that its name adds.

    None where the name adds none, and where the name alone would mean a place elsewhere: `Paris,
    Texas`, `Portland, Maine`.
    """
    parts = qualified(text)
    if parts is None:
        return None
    inner, outer = parts
    outer = _STATE_FORMS.get(outer, outer)
    state = _STATES.get(outer) or (outer.upper() if outer.upper() in _POSTAL_CODES else None)
    country = "US" if state else country_of("LOCATION", outer)
    if country is None or inner.startswith("country:") or inner in _STATES:
        return None
    known = location(inner)
    if known is None:
        return inner
    if known.country != country or (state and known.state and known.state != state):
        return None
    return inner


def office_of(key_words: str) -> tuple[str, str] | None:
    """An office that every country has and the country that its name adds.

    Args:
        key_words: the name, folded, in reading order: `us defense department`.

    Returns:
        The country and the name without it, folded; None where it adds none.
    """
    rest, of, outer = key_words.rpartition(" of ")
    code = country_names().get(outer.removeprefix("the "), "").removeprefix("country:")
    if of and code and is_shared_office(body(rest)):
        return code, rest
    found = key_words.removeprefix("the ").split()
    for length in (1, 2):
        if len(found) <= length:
            break
        head = " ".join(found[:length])
        code = _peoples().get(head) or country_names().get(head, "").removeprefix("country:")
        rest = " ".join(found[length:])
        if code and is_shared_office(body(rest)):
            return code, rest
    return None


def location(key: str) -> Location | None:
    """Where a place (a key of `forms.place`) lies; None where the gazetteers do not tell."""
    if key.startswith("country:"):
        return Location(key.removeprefix("country:"), None, None)
    head, _, rest = key.partition(" ")
    if is_shared_place(rest):
        return Location(head, None, None)
    return None if key in _REGIONS or is_shared_place(key) else _gazetteer().get(key)


def is_known(key: str) -> bool:
    """Whether a place (a key of `forms.place`) is in the gazetteers, or a part of the world."""
    return key in _REGIONS or location(key) is not None


def country_of(type_: str, key: str) -> str | None:
    """The country that a name points at: of a place, or of a people."""
    if type_ == "NORP":
        return _peoples().get(key)
    if type_ == "LOCATION":
        spot = location(key)
        return spot.country if spot else None
    return None
