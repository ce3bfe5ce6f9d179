"""Exports of news databases: the real samples, damage, and how documents are counted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from etl.normalize.dates import DateHints, parse_date
from etl.readers.base import RawDocument, Rejected
from etl.readers.dispatch import read_file
from etl.readers.nexis import Count, count_items, find_date, request_count, sequence_count
from tests.archives import archive
from tests.readers.outcomes import check_cuts, documents, plain, read_bytes
from tests.readers.packages import docx, paragraph

CASES = Path(__file__).parent / "format_cases"


@pytest.mark.parametrize(
    ("line", "date", "rest"),
    [
        ("January 11, 2010 Monday", "January 11, 2010 Monday", ""),
        ("July 1, 2019 Monday 9:20 AM GMT", "July 1, 2019 Monday 9:20 AM GMT", ""),
        ("December 19, 1991, Sunday, An Edition", "December 19, 1991, Sunday", "An Edition"),
        ("Donnerstag 12. Januar 2012", "Donnerstag 12. Januar 2012", ""),
        ("17 février 2012 vendredi", "17 février 2012 vendredi", ""),
        ("1er mars 2012 jeudi 08:15", "1er mars 2012 jeudi 08:15", ""),
        ("4 de mayo de 2020 lunes", "4 de mayo de 2020 lunes", ""),
        ("March 2011", "March 2011", ""),
    ],
)
def test_date_lines(line: str, date: str, rest: str) -> None:
    assert find_date(line) == (date, rest)
    assert parse_date(date, DateHints()) is not None


@pytest.mark.parametrize("line", ["The 2012 report", "MetroSunday Final Edition, February 3, 2002"])
def test_lines_that_are_no_date_lines(line: str) -> None:
    assert find_date(line) is None


@pytest.mark.parametrize(
    ("request_", "count"),
    [("1-10", 10), ("1-10, 12; 14-15", 13), ("all", None), ("", None), ("3", 1)],
)
def test_items_of_a_request(request_: str, count: int | None) -> None:
    assert count_items(request_) == count


def test_count_of_the_cover_page() -> None:
    cover = "Download Request: Selected Items: 1-10\nTime Of Request: Friday\n"
    assert request_count(cover) == Count(10, "Download Request: Selected Items: 1-10")
    assert request_count("Terms: ferry") is None


@pytest.mark.parametrize(
    ("numbers", "stated"),
    [
        ([(1, 3), (2, 3), (3, 3)], 3),
        ([(1, 3), (3, 3)], 3),
        ([(1, 3), (2, 3)], 3),
        # One of several files of an export.
        ([(n, 300) for n in range(101, 201)], None),
        # As many, but with a gap.
        ([(n, 300) for n in (*range(101, 150), *range(151, 202))], 200),
        # A wrong total in one line does not count.
        ([(1, 3), (2, 383), (3, 3)], 3),
        ([], None),
    ],
)
def test_count_of_the_sequence(numbers: list[tuple[int, int]], stated: int | None) -> None:
    count = sequence_count(numbers)
    assert (count.stated if count else None) == stated


@pytest.mark.parametrize("name", ["english.txt", "german.txt"])
def test_nexis_text_cut_anywhere(name: str) -> None:
    data = (CASES / "nexis_text" / name).read_bytes()
    whole = documents(read_bytes("nexis_text", data))
    for length in range(0, len(data), 5):
        found = read_bytes("nexis_text", data[:length])
        got = documents(found)
        # The last document may have lost its end: a text says nothing about where it should be.
        assert got[:-1] == whole[: max(0, len(got) - 1)]
        assert sum(isinstance(one, Rejected) for one in found) <= 2


def test_nexis_text_in_other_encodings() -> None:
    text = (CASES / "nexis_text" / "german.txt").read_text("utf-8")
    expected = [plain(one) for one in read_bytes("nexis_text", text.encode())]
    for encoding in ("cp1252", "utf-16", "utf-8-sig"):
        found = [plain(one) for one in read_bytes("nexis_text", text.encode(encoding))]
        for one in (*found, *expected):
            for place in ("position", "byte_start", "byte_end"):
                one.pop(place, None)
        assert found == expected, encoding


def test_nexis_text_names_the_bytes_of_each_document() -> None:
    data = (CASES / "nexis_text" / "english.txt").read_bytes()
    for one in documents(read_bytes("nexis_text", data)):
        assert b"of 3 DOCUMENTS" in data[one.byte_start : one.byte_end].split(b"\n")[0]


def test_nexis_html_cut_anywhere() -> None:
    data = (CASES / "nexis_html" / "two.html").read_bytes()
    check_cuts(data, lambda some: read_bytes("nexis_html", some), b"</DOCFULL>")


def test_factiva_xml_cut_anywhere() -> None:
    data = (CASES / "factiva_xml" / "articles.xml").read_bytes().replace(b'"3"', b'"2"')
    check_cuts(data, lambda some: read_bytes("factiva_xml", some), b"</PPSResponse>", step=3)


SECTION = "<w:sectPr/>"


def _nexis_uni(stated: int) -> bytes:
    cover = [
        paragraph("Date and Time: Friday, 5. July 2019 09:31:00 CEST", bold=True),
        paragraph(f"Documents ({stated})", bold=True),
        paragraph("1. Ferry fares to rise"),
        paragraph("Client/Matter: -None-", bold=True),
        paragraph("", more=SECTION),
    ]
    first = [
        paragraph("Ferry fares to rise;\nBoard blames fuel", bold=True),
        paragraph("The Harbour Gazette(Havnik)"),
        paragraph("July 1, 2019 Monday 9:20 AM GMT"),
        paragraph("Copyright 2019 Gazette Press All Rights Reserved"),
        paragraph("Section:\u00a0NEWS; Pg. 3", bold=True),
        paragraph("Length:\u00a012 words", bold=True),
        paragraph("Byline:\u00a0Ada Okonjo", bold=True),
        paragraph("Body", bold=True),
        paragraph("Fares will rise, the board said."),
        paragraph("Notes: none were taken."),
        paragraph("Graphic", bold=True),
        paragraph("The quay at night"),
        paragraph("Classification", bold=True),
        paragraph("Language:\u00a0ENGLISH", bold=True),
        paragraph("Subject:\u00a0FERRIES (89%); FARES (72%)", bold=True),
        paragraph("Person:\u00a0PER STORVIK (79%)", bold=True),
        paragraph("Load-Date:\u00a0July 4, 2019", bold=True),
        paragraph("End of Document", bold=True),
        paragraph("", more=SECTION),
    ]
    second = [
        paragraph("Die Fähre fährt wieder", bold=True),
        paragraph("Küstenblatt"),
        paragraph("12. Januar 2012 Donnerstag"),
        paragraph("Länge:\u00a021 Wörter", bold=True),
        paragraph("Body", bold=True),
        paragraph("Die Fähre fährt wieder."),
        paragraph("Ende des Dokuments", bold=True),
    ]
    return docx("".join([*cover, *first, *second]))


def test_nexis_uni() -> None:
    found = [plain(one) for one in read_bytes("docx", _nexis_uni(2))]
    assert found == [
        {
            "position": 0,
            "blocks": [
                ["body", "Fares will rise, the board said."],
                ["body", "Notes: none were taken."],
            ],
            "title": "headline = Ferry fares to rise",
            "subtitle": "Board blames fuel",
            "authors": {"BYLINE": ["Ada Okonjo"]},
            "outlet": "publication = The Harbour Gazette(Havnik)",
            "section": "NEWS",
            "tags": ["FERRIES", "FARES", "PER STORVIK"],
            "published": ["date line = July 1, 2019 Monday 9:20 AM GMT"],
            "language": "LANGUAGE = ENGLISH",
            "copyright": "Copyright 2019 Gazette Press All Rights Reserved",
            "extra": {
                "section": "NEWS; Pg. 3",
                "page": "Pg. 3",
                "length": "12 words",
                "graphic": "The quay at night",
                "subject": ["FERRIES (89%)", "FARES (72%)"],
                "person": ["PER STORVIK (79%)"],
                "load_date": "July 4, 2019",
            },
        },
        {
            "position": 1,
            "blocks": [["body", "Die Fähre fährt wieder."]],
            "title": "headline = Die Fähre fährt wieder",
            "outlet": "publication = Küstenblatt",
            "published": ["date line = 12. Januar 2012 Donnerstag"],
            "extra": {"length": "21 Wörter"},
        },
    ]


def test_nexis_uni_that_holds_fewer_than_it_states() -> None:
    found = read_bytes("docx", _nexis_uni(3))
    assert isinstance(found[-1], Rejected)
    assert "states 3 documents" in found[-1].message
    assert "found 2" in found[-1].message


@pytest.mark.archives
@pytest.mark.parametrize(
    ("path", "format_", "count", "rejects"),
    [
        ("lexisnexis/inst/extdata/sample.TXT", "nexis_text", 10, {}),
        ("lexisnexis/inst/extdata/sample.DOCX", "docx", 10, {}),
        (
            "database-exports/tm.plugin.lexisnexis/inst/texts/lexisnexis_test_en.html",
            "nexis_html",
            2,
            # It states 146, and says of its two that they are numbers 2001 and 2002 of 2146.
            {"count_differs": 1},
        ),
        (
            "database-exports/tm.plugin.lexisnexis/inst/texts/lexisnexis_test_copyright_error.html",
            "nexis_html",
            1,
            {"not_delivered": 1},
        ),
        ("database-exports/tm.plugin.factiva/inst/texts/factiva_test.xml", "factiva_xml", 3, {}),
        (
            "database-exports/tm.plugin.factiva/inst/texts/reut21578-factiva.xml",
            "factiva_xml",
            19,
            {"count_differs": 1},  # it states 20
        ),
        (
            "database-exports/tm.plugin.europresse/inst/texts/europresse_test1.html",
            "europresse",
            3,
            {},
        ),
    ],
)
def test_real_samples(path: str, format_: str, count: int, rejects: dict[str, int]) -> None:
    folder, _, rest = path.partition("/")
    found = list(read_file(archive(folder) / rest))
    assert {one.format for one in found} == {format_}
    articles = [one.outcome for one in found if isinstance(one.outcome, RawDocument)]
    assert len(articles) == count
    assert Counter(o.outcome.code for o in found if isinstance(o.outcome, Rejected)) == rejects
    for article in articles:
        # One article there has no headline.
        assert article.title or "copyright_error" in path
        assert article.outlet
        assert parse_date(article.published[0].value, DateHints()) is not None
        assert article.blocks
