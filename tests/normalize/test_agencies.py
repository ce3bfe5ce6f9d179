import pytest

from etl.normalize.agencies import AGENCIES, agency_named, agency_of_signature


def test_no_form_belongs_to_two_agencies() -> None:
    forms = [form for agency in AGENCIES for form in agency.forms]
    assert len(forms) == len(set(forms))
    assert len({agency.name for agency in AGENCIES}) == len(AGENCIES)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Reuters", "Reuters"), ("REUTERS", "Reuters"), ("AP", "AP"), ("ap", None), ("dpa", "dpa"),
        ("deutsche presse-agentur", "dpa"), ("Arlen Post", None), ("", None),
    ],
)  # fmt: skip
def test_names(text: str, name: str | None) -> None:
    agency = agency_named(text)
    assert (agency.name if agency else None) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [("AFP/AP", "AFP"), ("Reuters Health", "Reuters"), ("PRNewswire-Asia", "PR Newswire"),
     ("dpa-AFX", "dpa-AFX"), ("ABC", None)],
)  # fmt: skip
def test_signatures(text: str, name: str | None) -> None:
    agency = agency_of_signature(text)
    assert (agency.name if agency else None) == name
