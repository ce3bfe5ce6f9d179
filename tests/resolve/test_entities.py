"""Which entities within articles are one across the archive."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.resolve.archive import Named, Story, members, types

ORG, PLACE = "ORGANIZATION", "LOCATION"


def around(*names: str) -> list[Named]:
    return [Named(name, ORG) for name in names]


TOWN = around("Town Council", "Harbour Trust", "Ferry Line", "Pier Society")
COURT = around("Regional Tribunal", "Bar Chamber", "Prison Service", "Jury Board")


def sure(name: str, company: list[Named], first: int, count: int) -> list[Story]:
    return [Story(first + n, [Named(name), *company]) for n in range(count)]


def test_the_same_name_is_one_entity_and_another_is_another() -> None:
    found = members(
        [Story(1, [Named("Ada Koch"), Named("Ida Koch")]), Story(2, [Named("ADA KOCH")])]
    )
    assert found[1, "Ada Koch"][0] == found[2, "ADA KOCH"][0]
    assert found[1, "Ida Koch"][0] != found[1, "Ada Koch"][0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Named("Ada B. Koch"), Named("Ada Koch")),
        (Named("Joe Koch"), Named("Joseph Koch")),
        (Named("Ministry of Defence", ORG), Named("Defense Ministry", ORG)),
        (Named("U.S.", PLACE), Named("United States", PLACE)),
        (Named("Ship Registry Office", ORG), Named("Ship Registry Office", "MISC")),
        (Named("Oakmere Air Lines", ORG), Named("Oakmere Airlines", ORG)),
        (Named("Tidal Records Office", ORG), Named("Tidal Record Office", ORG)),
        (Named("Oakmere Foods Ltd.", "PERSON"), Named("Oakmere Foods", ORG)),
        (Named("North China Salt Corp.", ORG), Named("NCSC", ORG)),
    ],
    ids=lambda named: named.name,
)
def test_forms_that_are_one(one: Named, other: Named) -> None:
    found = members([Story(1, [one]), Story(2, [other])])
    assert found[1, one.name][0] == found[2, other.name][0]


def test_an_acronym_is_what_articles_spell_out() -> None:
    long = "Ellery Institute for Ocean Research"
    stories = [
        Story(1, [Named(long, ORG, aliases=("EIOR",), acronym="EIOR")]),
        Story(2, [Named("EIOR", ORG)]),
        Story(3, [Named("EIOS", ORG)]),
    ]
    found = members(stories)
    assert found[2, "EIOR"][0] == found[1, long][0]
    assert "spelled out" in found[2, "EIOR"][1]
    assert found[3, "EIOS"][0] != found[1, long][0]


@pytest.mark.parametrize(
    ("short", "long"),
    [
        (Named("Oakmere", ORG), Named("Oakmere Holdings Ltd.", ORG)),
        (Named("Oak Rock", ORG), Named("Oak Rock Capital Corporation", ORG)),
        (Named("Tellarm", ORG), Named("Ellery Tellarm", ORG)),
        (Named("Oakmere", "PERSON"), Named("Oakmere", ORG)),
        (Named("Tidal Data Board", ORG), Named("Irish Tidal Data Board", ORG)),
    ],
    ids=lambda named: named.name,
)
def test_forms_that_are_one_where_nothing_speaks_against_it(short: Named, long: Named) -> None:
    stories = [
        *(Story(n, [long, *TOWN]) for n in range(1, 4)),
        Story(10, [short, *TOWN]),
    ]
    found = members(stories)
    assert found[10, short.name][0] == found[1, long.name][0]


def test_a_company_is_not_its_namesake_that_goes_on_otherwise() -> None:
    stories = [
        *(Story(n, [Named("Oakmere Plc", ORG), *TOWN]) for n in range(1, 4)),
        *(Story(n, [Named("Oakmere Cannery Ltd.", ORG), *COURT]) for n in range(4, 7)),
    ]
    found = members(stories)
    assert found[1, "Oakmere Plc"][0] != found[4, "Oakmere Cannery Ltd."][0]


def test_a_slip_that_is_near_two_names_does_not_join_them() -> None:
    stories = [
        *(Story(n, [Named("Phillar Petroleum", ORG), *TOWN]) for n in range(1, 6)),
        *(Story(n, [Named("Philar", ORG), *TOWN]) for n in range(6, 20)),
        Story(20, [Named("Philar Petroleum", ORG), *TOWN]),
    ]
    found = members(stories)
    assert found[1, "Phillar Petroleum"][0] != found[6, "Philar"][0]


def test_a_lone_surname_goes_to_the_bearer_whose_company_it_keeps() -> None:
    stories = [
        *sure("Ruth Adair", TOWN, 100, 8),
        *sure("Paul Adair", COURT, 200, 8),
        Story(1, [Named("Adair"), *TOWN]),
        Story(2, [Named("Adair"), *COURT]),
        Story(3, [Named("Adair"), *around("Opera", "Ballet", "Choir")], "Elsewhere"),
    ]
    found = members(stories)
    assert found[1, "Adair"][0] == found[100, "Ruth Adair"][0]
    assert found[2, "Adair"][0] == found[200, "Paul Adair"][0]
    assert "Town Council" not in found[1, "Adair"][1]
    assert "surname" in found[1, "Adair"][1]
    assert found[3, "Adair"][0] not in (found[1, "Adair"][0], found[2, "Adair"][0])


def test_a_usual_name_is_not_its_namesake_with_a_suffix() -> None:
    stories = [*sure("Donal Ferris", TOWN, 1, 9), *sure("Donal Ferris Jr.", TOWN, 50, 2)]
    found = members(stories)
    assert found[1, "Donal Ferris"][0] != found[50, "Donal Ferris Jr."][0]


def test_an_office_of_every_country_is_told_apart_by_country() -> None:
    stories = [
        Story(1, [Named("Supreme Court", ORG), Named("Kenya", PLACE)]),
        Story(2, [Named("Supreme Court", ORG), Named("Nairobi", PLACE)]),
        Story(3, [Named("Supreme Court", ORG), Named("Brazilian", "NORP")]),
    ]
    found = members(stories)
    assert found[1, "Supreme Court"][0] == found[2, "Supreme Court"][0]
    assert found[1, "Supreme Court"][0] != found[3, "Supreme Court"][0]


def test_an_entity_keeps_its_id_when_later_articles_bring_other_forms() -> None:
    before = [Story(1, [Named("Ada Koch")], day=dt.date(2024, 1, 1))]
    later = [Story(n, [Named("Ada Beatrix Koch")], day=dt.date(2024, 2, n)) for n in range(2, 9)]
    assert members(before)[1, "Ada Koch"][0] == members([*before, *later])[1, "Ada Koch"][0]


NAMES = st.sampled_from(
    ["Ada Koch", "A. Koch", "Koch", "Ada B. Koch", "Joe Ott", "Joseph Ott", "Ott", "Bob Ott", "EU"]
)
BODIES = st.sampled_from(
    ["Oakmere", "Oakmere Group", "Oakmere Inc.", "Oakmere Airlines", "Oakmere Air Lines", "OAG",
     "Oakmere Airways Guild", "Amazon", "Amazon.com Inc.", "Irish Oakmere Airways Guild"]
)  # fmt: skip
NAMED = st.one_of(
    st.builds(
        Named,
        NAMES,
        st.sampled_from(["PERSON", "ORGANIZATION"]),
        roles=st.sampled_from([(), ("striker",), ("Labour MP",)]),
    ),
    st.builds(Named, BODIES, st.sampled_from(["ORGANIZATION", "LOCATION", "MISC"])),
)
ARCHIVES = st.lists(
    st.tuples(
        st.lists(NAMED, min_size=1, max_size=5, unique=True),
        st.sampled_from(["Courier", "Herald"]),
        st.one_of(st.none(), st.dates(dt.date(2024, 1, 1), dt.date(2024, 3, 1))),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=40)
@given(ARCHIVES, st.integers(1, 9))
def test_the_order_of_the_archive_decides_nothing(
    archive: list[tuple[list[Named], str, dt.date | None]], seed: int
) -> None:
    stories = [Story(n, named, outlet, day) for n, (named, outlet, day) in enumerate(archive)]
    # A name stands once in an article, whatever its type.
    stories = [
        Story(s.number, list({named.name: named for named in s.named}.values()), s.outlet, s.day)
        for s in stories
    ]
    assert members(stories) == members(stories[::-1], seed)


def test_a_name_after_sixty_years_in_other_company_is_another_person() -> None:
    old, new = dt.date(1902, 3, 1), dt.date(2021, 3, 1)
    company = [Named("Harbour Trust", ORG), Named("Ivo Stern")]
    stories = [
        *(Story(n, [Named("Paul Adair"), *company], day=old) for n in (1, 2)),
        Story(3, [Named("Paul Adair"), Named("Ferry Line", ORG)], day=new),
        Story(4, [Named("Ruth Adair"), *company], day=old),
        Story(5, [Named("Ruth Adair"), Named("Ivo Stern")], day=new),
    ]
    found = members(stories)
    assert found[1, "Paul Adair"][0] == found[2, "Paul Adair"][0]
    assert found[3, "Paul Adair"][0] != found[1, "Paul Adair"][0]
    assert "2021" in found[3, "Paul Adair"][1]
    assert found[4, "Ruth Adair"][0] == found[5, "Ruth Adair"][0], "remembered, with Ivo Stern"


def test_one_word_stands_for_the_company_that_begins_with_it() -> None:
    stories = [
        *(Story(n, [Named("Oakmere Capital Group Inc.", ORG), *TOWN]) for n in range(1, 6)),
        Story(10, [Named("Oakmere", PLACE), *TOWN]),
        Story(11, [Named("Oakmere", PLACE), *around("Opera", "Ballet", "Choir")], "Elsewhere"),
    ]
    found = members(stories)
    assert found[10, "Oakmere"][0] == found[1, "Oakmere Capital Group Inc."][0]
    assert found[11, "Oakmere"][0] != found[10, "Oakmere"][0]


PARLIAMENT = around("Labour Group", "Finance Committee", "House Library")
CLUB = around("Ferry Rovers", "Harbour Athletic", "Coast League")


def played(number: int, *roles: str, company: list[Named], day: dt.date | None = None) -> Story:
    return Story(
        number, [Named("Tom Adair", roles=roles), *company], day=day or dt.date(2024, 5, 1)
    )


def test_an_mp_and_a_striker_of_one_name_are_two_persons() -> None:
    stories = [
        played(1, "Labour MP", company=PARLIAMENT),
        played(2, "MP for Ferry East", company=PARLIAMENT[1:]),
        played(3, company=PARLIAMENT[:1], day=dt.date(2024, 6, 1)),
        played(4, "striker", company=CLUB, day=dt.date(2024, 5, 2)),
        played(5, "Rovers striker", company=CLUB[1:], day=dt.date(2024, 6, 2)),
        played(6, company=CLUB[:1]),
        played(7, "former striker", company=PARLIAMENT),
    ]
    found = members(stories)
    member, striker = found[1, "Tom Adair"][0], found[4, "Tom Adair"][0]
    assert member != striker
    assert [found[n, "Tom Adair"][0] for n in (2, 3, 7)] == [member] * 3
    assert [found[n, "Tom Adair"][0] for n in (5, 6)] == [striker] * 2
    assert "sport" in found[4, "Tom Adair"][1]
    before = members([story for story in stories if story.number < 4])
    assert before[1, "Tom Adair"][0] == member, "the first article's keeps the id"
    assert found == members(stories[::-1], seed=3)


@pytest.mark.parametrize(
    "further",
    [
        pytest.param([played(8, "striker", company=[*CLUB, PARLIAMENT[0]])], id="same company"),
        pytest.param([], id="one article only"),
    ],
)
def test_one_person_of_two_callings_is_one(further: list[Story]) -> None:
    stories = [
        played(1, "Labour MP", company=PARLIAMENT),
        played(2, "MP", company=PARLIAMENT),
        played(4, "striker", company=CLUB),
        *further,
    ]
    found = members(stories)
    assert len({found[story.number, "Tom Adair"][0] for story in stories}) == 1


def test_a_place_that_a_company_is_named_like_is_told_by_company() -> None:
    stories = [
        *(Story(n, [Named("Amazon.com Inc.", ORG), *TOWN]) for n in range(1, 8)),
        *(Story(n, [Named("Amazon", PLACE), *TOWN]) for n in range(10, 13)),
        Story(20, [Named("Amazon", PLACE), *around("Rain", "Fire", "Rubber", "Gold")], "Elsewhere"),
        *(Story(n, [Named("Boston Inc.", ORG), Named("Boston", PLACE)]) for n in (30,)),
        *(Story(n, [Named("Boston", PLACE), *COURT]) for n in range(31, 40)),
    ]
    found = members(stories)
    assert found[10, "Amazon"][0] == found[1, "Amazon.com Inc."][0]
    assert found[20, "Amazon"][0] != found[1, "Amazon.com Inc."][0]
    assert found[31, "Boston"][0] == found[30, "Boston"][0] != found[30, "Boston Inc."][0]


def test_what_an_entity_is_its_legal_form_says_or_most_articles() -> None:
    found = types(
        [
            *(Story(n, [Named("Oakmere", PLACE)]) for n in range(3)),
            Story(4, [Named("Oakmere Ltd.", ORG)]),
            *(Story(n, [Named("Pierview", PLACE)]) for n in range(5, 8)),
            Story(9, [Named("Pierview", ORG)]),
            *(Story(n, [Named("Morgan Stanley")]) for n in range(10, 13)),
            Story(14, [Named("Morgan Stanley", ORG)]),
        ]
    )
    assert found == {
        "Oakmere": ORG, "Oakmere Ltd.": ORG, "Pierview": PLACE, "Morgan Stanley": ORG
    }  # fmt: skip
