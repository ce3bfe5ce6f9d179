"""Which country a name points at."""

from __future__ import annotations

import pytest

from etl.resolve import countries, forms


@pytest.mark.parametrize(
    ("type_", "name", "country"),
    [
        ("LOCATION", "Kenya", "KE"),
        ("LOCATION", "Nairobi", "KE"),
        ("LOCATION", "Texas", "US"),
        ("LOCATION", "Springfield", None),
        ("LOCATION", "Asia", None),
        ("LOCATION", "Kestrel Bay", None),
        ("NORP", "Brazilians", "BR"),
        ("NORP", "Democrats", None),
        ("ORGANIZATION", "Kenya", None),
    ],
)
def test_country_of_a_name(type_: str, name: str, country: str | None) -> None:
    assert countries.country_of(type_, forms.comparable(type_, name)) == country


def test_a_city_has_coordinates() -> None:
    spot = countries.location(forms.place("Nairobi"))
    assert spot is not None
    assert spot.latitude == pytest.approx(-1.28, abs=0.1)
    assert spot.longitude == pytest.approx(36.82, abs=0.1)


@pytest.mark.parametrize(
    ("name", "shared"),
    [
        ("Supreme Court", True),
        ("Ministry of Defence", True),
        ("Security Council", False),
        ("Bank of Kestrel Bay", False),
    ],
)
def test_offices_that_every_country_has(name: str, shared: bool) -> None:
    assert countries.is_shared_office(forms.body(name)) is shared
