from __future__ import annotations

import gzip
import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.normalize.dateline import find_dateline, place_name, read_field, signed_head
from etl.normalize.text import clean
from tests.archives import archive

REST = "The mayor said on Tuesday that the bridge would be closed."


@pytest.mark.parametrize(
    ("head", "text", "places", "agency", "date"),
    [
        ("ISLAMABAD/BEIJING: ", "ISLAMABAD/BEIJING", ["Islamabad", "Beijing"], None, None),
        ("PARIS: ", "PARIS", ["Paris"], None, None),
        ("PARIS — ", "PARIS", ["Paris"], None, None),
        ("BERLIN—", "BERLIN", ["Berlin"], None, None),
        ("KEY WEST, Fla. -- ", "KEY WEST, Fla.", ["Key West"], None, None),
        ("THE HAGUE: ", "THE HAGUE", ["The Hague"], None, None),
        (
            "KARACHI, May 3 (Reuters) - ",
            "KARACHI, May 3 (Reuters)",
            ["Karachi"],
            "Reuters",
            "May 3",
        ),
        ("KARACHI, May 3 (APP): ", "KARACHI, May 3 (APP)", ["Karachi"], "APP", "May 3"),
        ("LONDON (AP) — ", "LONDON (AP)", ["London"], "AP", None),
        ("WASHINGTON (Reuters - ", "WASHINGTON (Reuters", ["Washington"], "Reuters", None),
        ("WASHINGTON, Feb 26 - ", "WASHINGTON, Feb 26", ["Washington"], None, "Feb 26"),
        ("Toronto, Feb 26 - ", "Toronto, Feb 26", ["Toronto"], None, "Feb 26"),
        ("AMSTERDAM, 2 March - ", "AMSTERDAM, 2 March", ["Amsterdam"], None, "2 March"),
        ("RICHMOND, Va. Feb 26 - ", "RICHMOND, Va. Feb 26", ["Richmond"], None, "Feb 26"),
        ("HAMMOND, IND., March 26 - ", "HAMMOND, IND., March 26", ["Hammond"], None, "March 26"),
        (
            "NEW YORK, Oct. 3, 2024 /PRNewswire/ -- ",
            "NEW YORK, Oct. 3, 2024 /PRNewswire/",
            ["New York"],
            "PR Newswire",
            "Oct. 3, 2024",
        ),
        (
            "BOSTON--(BUSINESS WIRE)--",
            "BOSTON--(BUSINESS WIRE)",
            ["Boston"],
            "Business Wire",
            None,
        ),
        (
            "SAN FRANCISCO, Calif. (AP) -- ",
            "SAN FRANCISCO, Calif. (AP)",
            ["San Francisco"],
            "AP",
            None,
        ),
        ("Berlin (dpa) - ", "Berlin (dpa)", ["Berlin"], "dpa", None),
        ("Frankfurt/Main (dpa) - ", "Frankfurt/Main (dpa)", ["Frankfurt/Main"], "dpa", None),
        ("KATHMANDU (RSS) — ", "KATHMANDU (RSS)", ["Kathmandu"], None, None),
        ("ROME and PARIS (AFP) - ", "ROME and PARIS (AFP)", ["Rome", "Paris"], "AFP", None),
        ("DUBAI, CAIRO: ", "DUBAI, CAIRO", ["Dubai", "Cairo"], None, None),
        (
            "Calgary, Alberta--(Newsfile Corp. - May 3, 2024) - ",
            "Calgary, Alberta--(Newsfile Corp. - May 3, 2024)",
            ["Calgary"],
            "Newsfile",
            None,
        ),
        ("NEW YORK (AP) _ ", "NEW YORK (AP)", ["New York"], "AP", None),
        ("Madrid, 3 may (EFE).- ", "Madrid, 3 may (EFE)", ["Madrid"], "EFE", "3 may"),
        ("МОСКВА, 3 мая. /ТАСС/. ", "МОСКВА, 3 мая. /ТАСС/", ["Москва"], "TASS", "3 мая."),
        (
            "КИЇВ, 3 травня (Укрінформ) — ",
            "КИЇВ, 3 травня (Укрінформ)",
            ["Київ"],
            "Ukrinform",
            "3 травня",
        ),
        ("Kyiv. 3 May. Ukrinform – ", "Kyiv. 3 May. Ukrinform", ["Kyiv"], "Ukrinform", "3 May."),
        (
            "MOSCOW/KYIV, March 5 (Reuters) – ",
            "MOSCOW/KYIV, March 5 (Reuters)",
            ["Moscow", "Kyiv"],
            "Reuters",
            "March 5",
        ),
        (
            "SAN JOSÉ, 3 may (Xinhua) -- ",
            "SAN JOSÉ, 3 may (Xinhua)",
            ["San José"],
            "Xinhua",
            "3 may",
        ),
        ("ST. JOHN'S, N.L. — ", "ST. JOHN'S, N.L.", ["St. John's"], None, None),
        ("WASHINGTON, D.C. — ", "WASHINGTON, D.C.", ["Washington"], None, None),
        ("GAZA CITY, Gaza Strip (AP) — ", "GAZA CITY, Gaza Strip (AP)", ["Gaza City"], "AP", None),
        ("MANILA, Philippines – ", "MANILA, Philippines", ["Manila"], None, None),
        ("BERLIN (dpa/tmn) - ", "BERLIN (dpa/tmn)", ["Berlin"], "dpa", None),
        ("LAHORE, (APP) : ", "LAHORE, (APP)", ["Lahore"], "APP", None),
    ],
)
def test_datelines(
    head: str, text: str, places: list[str], agency: str | None, date: str | None
) -> None:
    found = find_dateline([head + REST])
    assert found is not None
    number, dateline = found
    assert number == 0
    assert dateline.text == text
    assert list(dateline.places) == places
    assert (dateline.agency.name if dateline.agency else None) == agency
    assert dateline.date_text == date


@pytest.mark.parametrize(
    "head",
    [
        "BREAKING: ", "WATCH: ", "OPINION: ", "UPDATE 1-", "EXCLUSIVE — ", "Q&A: ", "NASA: ",
        "FBI: ", "NEW: ", "CORRECTION - ", "By-line — ", "Update Jan 3 - ",
        "Launch Day Set For Jan. 9: ", "Reuters - ", "REUTERS - ", "Arlen (dpo) - ",
        "Note: ", "Paris, France — ", "By Jane Doe LONDON (Reuters) - ",
        "He left (AFP). ", "Köln - ",
        "Shares of Thomson Reuters - ", "Photo (AP) - ", "The mayor (left) - ",
        "", "(AP) - ", "ARLEN ", "It was not - ", "2024: ",
    ],
)  # fmt: skip
def test_heads_that_are_no_datelines(head: str) -> None:
    assert find_dateline([head + REST]) is None


def test_capitals_alone_prove_nothing_in_a_text_in_capitals() -> None:
    assert find_dateline([f"ARLEN: {REST.upper()}"]) is None
    assert find_dateline([f"ARLEN, MAY 3 - {REST.upper()}"]) is not None


def test_an_interview_has_no_dateline() -> None:
    turns = ["MARLOW: Why now?", "TENNANT: Why not?", "MARLOW: Because of the cost."]
    assert find_dateline(turns) is None


def test_a_later_paragraph_needs_a_date_or_an_agency() -> None:
    label = "Our service for morning readers"
    assert find_dateline([label, f"ARLEN: {REST}"]) is None
    found = find_dateline([label, f"ARLEN (AP) - {REST}"])
    assert found is not None
    assert found[0] == 1


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("ST. PETERSBURG", "St. Petersburg"), ("TEL AVIV", "Tel Aviv"),
        ("RIO DE JANEIRO", "Rio de Janeiro"), ("AIX-EN-PROVENCE", "Aix-en-Provence"),
        ("LE HAVRE", "Le Havre"), ("MCALLEN", "McAllen"), ("O'FALLON", "O'Fallon"),
        ("Toronto", "Toronto"), ("N.Y.", "N.Y."),
    ],
)  # fmt: skip
def test_places_in_ordinary_capitals(printed: str, name: str) -> None:
    assert place_name(printed) == name


def test_the_formats_own_field_may_lack_the_dash() -> None:
    found = read_field("    NEW YORK, March 5 - ")
    assert found is not None
    assert (found.text, found.places) == ("NEW YORK, March 5", ("New York",))
    assert read_field("Arlen").places == ("Arlen",)  # type: ignore[union-attr]
    assert read_field(" - ") is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("(Bloomberg) -- Shares fell.", "Bloomberg"), ("REUTERS - Shares fell.", "Reuters"),
        ("ARLEN (AP) - Shares fell.", "AP"), ("Reuters reported that shares fell.", None),
        ("ARLEN: Shares fell.", None), ("The agency (AP) said: no.", None),
    ],
)  # fmt: skip
def test_heads_signed_by_an_agency(text: str, name: str | None) -> None:
    agency = signed_head(text)
    assert (agency.name if agency else None) == name


@given(st.lists(st.text(alphabet="AB aé.,:/()-—03", max_size=60), max_size=4))
def test_a_dateline_is_the_start_of_its_paragraph(texts: list[str]) -> None:
    found = find_dateline(texts)
    if found is not None:
        number, dateline = found
        assert texts[number].startswith(dateline.text)
        assert dateline.text
        assert all(place.strip() == place and place for place in dateline.places)
    for text in texts:
        signed_head(text)
        read_field(text)


@pytest.mark.archives
def test_datelines_of_old_wire_copy() -> None:
    """On one file of Reuters-21578, whose DATELINE field is the truth."""
    path = archive("reuters-21578") / "reut2-003.sgm.gz"
    text = html.unescape(gzip.decompress(path.read_bytes()).decode("latin-1"))
    stories = re.findall(r"<DATELINE>(.*?)</DATELINE>\s*<BODY>(.*?)</BODY>", text, re.DOTALL)
    right = invented = 0
    for printed, body in stories:
        first = clean(body.split("\n    ")[0])
        found = find_dateline([f"{clean(printed)} {first}"])
        right += found is not None and found[1].text == clean(printed).rstrip(" -")
        invented += find_dateline([first]) is not None
    assert len(stories) > 800
    assert right / len(stories) > 0.99
    assert invented == 0
