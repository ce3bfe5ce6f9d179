"""Documents of word processors, e-books and PDF."""

from __future__ import annotations

from typing import Any

import pytest

from etl.readers.base import Confidence, Rejected, Skipped
from etl.readers.dispatch import choose
from etl.readers.packages import package_kind
from tests.readers.outcomes import documents, plain, read_bytes
from tests.readers.packages import docx, epub, odt, package, paragraph
from tests.readers.pdfs import Placed, column, pdf

STYLES = "".join(
    f'<w:style w:styleId="{identifier}"><w:name w:val="{name}"/></w:style>'
    for identifier, name in {
        "Titel": "Title",
        "Untertitel": "Subtitle",
        "berschrift1": "heading 1",
        "Zitat": "Quote",
        "Beschriftung": "caption",
        "Listenabsatz": "List Paragraph",
    }.items()
)


def _one(reader: str, data: bytes) -> dict[str, Any]:
    (found,) = read_bytes(reader, data)
    return plain(found)


def test_docx_with_styles() -> None:
    body = "".join(
        [
            paragraph("Ferry fares to rise", style="Titel"),
            paragraph("Board blames fuel", style="Untertitel"),
            paragraph("By Ada Okonjo"),
            paragraph("4 May 2020"),
            paragraph("Fares will rise,\tthe board said."),
            paragraph("Reactions", style="berschrift1"),
            paragraph("We held out.", style="Zitat"),
            paragraph("First", style="Listenabsatz"),
            paragraph("Second", more="<w:numPr/>"),
            "<w:tbl><w:tr><w:tc>"
            + paragraph("Adult")
            + "</w:tc><w:tc>"
            + paragraph("12")
            + "</w:tc></w:tr></w:tbl>",
            "<w:p><w:r><w:t>The </w:t></w:r><w:del><w:r><w:delText>old </w:delText></w:r></w:del>"
            "<w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:r><w:instrText>PAGE</w:instrText></w:r>"
            '<w:r><w:t xml:space="preserve"> quay</w:t></w:r></w:p>',
            paragraph("The quay.", style="Beschriftung"),
            "<w:sectPr/>",
        ]
    )
    core = (
        "<dc:title>Microsoft Word - x.docx</dc:title><dc:creator>admin</dc:creator>"
        "<dc:language>en-GB</dc:language><cp:keywords>ferry; fares</cp:keywords>"
        "<dcterms:created>2020-05-06T00:00:00Z</dcterms:created>"
    )
    assert _one("docx", docx(body, styles=STYLES, core=core)) == {
        "position": 0,
        "title": "style:Title = Ferry fares to rise",
        "subtitle": "Board blames fuel",
        "authors": {"byline": ["By Ada Okonjo"]},
        "published": ["date line = 4 May 2020"],
        "language": "properties:language = en-GB",
        "tags": ["ferry", "fares"],
        "blocks": [
            ["body", "Fares will rise, the board said."],
            ["heading", "Reactions"],
            ["quotation", "We held out."],
            ["list", "First"],
            ["list", "Second"],
            ["table", "Adult"],
            ["table", "12"],
            ["body", "The new quay"],
            ["caption", "The quay."],
        ],
        "extra": {
            "properties": {
                "title": "Microsoft Word - x.docx",
                "creator": "admin",
                "created": "2020-05-06T00:00:00Z",
            }
        },
    }


def test_docx_without_styles_or_properties() -> None:
    body = paragraph("Ferry fares to rise") + paragraph("Fares will rise, the board said.")
    found = _one("docx", docx(body))
    assert found["title"] == "first line = Ferry fares to rise"
    assert found["blocks"] == [["body", "Fares will rise, the board said."]]


@pytest.mark.parametrize("length", [40, 200, -30])
def test_a_cut_docx_is_one_reject(length: int) -> None:
    (found,) = read_bytes("docx", docx(paragraph("Text."))[:length])
    assert isinstance(found, Rejected)
    assert found.code == "damaged"


def testodt() -> None:
    body = (
        "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>"
        '<text:p text:style-name="P1">Ferry fares to rise</text:p>'
        "<text:p>By Ada Okonjo</text:p>"
        "<text:p>Fares will<text:s/>rise<text:note><text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>In June.</text:p></text:note-body></text:note>, "
        "<text:span>the board</text:span><office:annotation><text:p>why?</text:p>"
        "</office:annotation> said.</text:p>"
        "<text:h>Reactions</text:h>"
        "<text:list><text:list-item><text:p>First</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>12</text:p></table:table-cell>"
        "</table:table-row></table:table>"
        '<text:p text:style-name="Quotations">We held out.</text:p>'
    )
    styles = '<style:style style:name="P1" style:parent-style-name="Title"/>'
    meta = (
        "<dc:language>en-GB</dc:language><meta:keyword>ferry</meta:keyword>"
        "<dc:creator>Mara Lind</dc:creator><meta:generator>x</meta:generator>"
    )
    assert _one("odt", odt(body, meta, styles)) == {
        "position": 0,
        "title": "style:Title = Ferry fares to rise",
        "authors": {"byline": ["By Ada Okonjo"]},
        "language": "properties:language = en-GB",
        "tags": ["ferry"],
        "blocks": [
            ["body", "Fares will rise, the board said."],
            ["body", "In June."],
            ["heading", "Reactions"],
            ["list", "First"],
            ["table", "12"],
            ["quotation", "We held out."],
        ],
        "extra": {"properties": {"creator": "Mara Lind"}},
    }


def testepub() -> None:
    text = "Fares on the Storvik ferry will rise by a tenth in June, the harbour board said."
    found = read_bytes(
        "epub",
        epub(
            {
                "cover.xhtml": "<h1>The Harbour Gazette</h1>",
                "news/ferry.xhtml": f"<h1>Ferry fares to rise</h1><p>By Ada Okonjo</p><p>{text}</p>"
                "<ul><li>Adult</li></ul>",
                "divider.xhtml": "<h1>Sport</h1>",
            }
        ),
    )
    assert found[0] == Skipped(position=0, reason="cover or contents")
    assert found[2] == Skipped(position=2, reason="cover or contents")
    assert plain(found[1]) == {
        "position": 1,
        "title": "heading = Ferry fares to rise",
        "authors": {"byline": ["By Ada Okonjo"]},
        "outlet": "dc:publisher = The Harbour Gazette",
        "external_id": "urn:hgz:9/OEBPS/news/ferry.xhtml",
        "published": ["dc:date = 2020-05-04"],
        "language": "dc:language = en",
        "copyright": "(c) Gazette Press",
        "blocks": [["body", text], ["list", "Adult"]],
        "extra": {
            "publication": {
                "title": "The Harbour Gazette, 4 May",
                "publisher": "The Harbour Gazette",
                "identifier": "urn:hgz:9",
            }
        },
    }


def test_an_epub_with_a_missing_chapter() -> None:
    data = epub(
        {"a.xhtml": "<p>" + "word " * 20 + "</p>", "b.xhtml": "<p>" + "word " * 20 + "</p>"}
    )
    broken = data.replace(b"OEBPS/b.xhtml", b"OEBPS/x.xhtml")
    found = read_bytes("epub", broken)
    assert len(documents(found)) == 1
    assert isinstance(found[1], Rejected)


RTF = (
    rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}"
    rb"{\info{\title Ferry}{\author Mara Lind}{\keywords ferry, fares}}"
    rb"{\pict\wmetafile8 0102030405}"
    rb"\pard Ferry fares to rise\par By Ada Okonjo\par "
    rb"Caf\'e9 owners \u8220?agreed\u8221?, the board said.\par Soon.\par}"
)


def test_rtf() -> None:
    assert _one("rtf", RTF) == {
        "position": 0,
        "title": "first line = Ferry fares to rise",
        "authors": {"byline": ["By Ada Okonjo"]},
        "tags": ["ferry", "fares"],
        "blocks": [["body", "Café owners “agreed”, the board said."], ["body", "Soon."]],
        "extra": {"properties": {"title": "Ferry", "creator": "Mara Lind"}},
    }


def test_a_cut_rtf_keeps_its_text_and_says_so() -> None:
    found = read_bytes("rtf", RTF[:-12])
    assert len(documents(found)) == 1
    assert isinstance(found[1], Rejected)
    assert found[1].code == "truncated"


def test_nexis_as_rtf() -> None:
    lines = [
        "1 of 1 DOCUMENTS", "", "The Harbour Gazette", "", "May 4, 2020 Monday", "", "Quay closed",
        "", "LENGTH: 4 words", "", "The quay is closed.", "", "LANGUAGE: ENGLISH",
    ]  # fmt: skip
    data = rb"{\rtf1\ansi " + rb"\par ".join(line.encode() for line in lines) + rb"\par}"
    found = _one("rtf", data)
    assert found["title"] == "headline = Quay closed"
    assert found["outlet"] == "publication = The Harbour Gazette"
    assert found["blocks"] == [["body", "The quay is closed."]]


LEFT = [
    "Fares on the ferry will rise by a tenth in",
    "June, the board said on Monday after a meet-",
    "ing that lasted until nearly midnight.",
    "  Its chairman, Per Storvik, said the well-",
    "Known board had held out for as long as it",
    "could. The union said that it would not ac-",
]
RIGHT = [
    "cept the rise, and that its members would",
    "meet in the harbour hall on Thursday night.",
]


def test_pdf() -> None:
    pages = [
        [
            Placed(50, 780, 24, "Ferry fares to rise"),
            *column(50, 740, ["By Ada Okonjo"]),
            *column(50, 700, LEFT),
            *column(310, 700, RIGHT),
            Placed(290, 20, 9, "1"),
        ],
        [
            Placed(50, 760, 13, "Reactions"),
            *column(50, 730, ["The café owners on the quay were not asked by", "anybody."]),
            Placed(290, 20, 9, "2"),
        ],
    ]
    found = _one("pdf", pdf(pages, {"Title": "x.indd", "Keywords": "ferry, fares"}))
    assert found == {
        "position": 0,
        "title": "largest type = Ferry fares to rise",
        "authors": {"byline": ["By Ada Okonjo"]},
        "tags": ["ferry", "fares"],
        "blocks": [
            [
                "body",
                "Fares on the ferry will rise by a tenth in June, the board said on Monday after a "
                "meeting that lasted until nearly midnight.",
            ],
            [
                "body",
                "Its chairman, Per Storvik, said the well-Known board had held out for as long as "
                "it could. The union said that it would not accept the rise, and that its members "
                "would meet in the harbour hall on Thursday night.",
            ],
            ["heading", "Reactions"],
            ["body", "The café owners on the quay were not asked by anybody."],
        ],
        "extra": {"page_count": 2, "properties": {"title": "x.indd"}},
    }


def test_running_heads_of_a_pdf() -> None:
    pages = [
        [
            Placed(50, 815, 9, f"The Harbour Gazette, page {n}"),
            *column(50, 700, [f"On day {word} nothing happened."]),
        ]
        for n, word in enumerate(["one", "two", "three"], 1)
    ]
    found = _one("pdf", pdf(pages))
    assert found["blocks"] == [
        ["body", f"On day {word} nothing happened."] for word in ("one", "two", "three")
    ]


def test_a_pdf_without_text() -> None:
    (found,) = read_bytes("pdf", pdf([[]]))
    assert isinstance(found, Rejected)
    assert found.code == "no_text"
    assert "OCR" in found.message


def test_a_cut_pdf_raises_nothing_but_rejects() -> None:
    data = pdf([column(50, 700, LEFT)])
    for length in range(10, len(data), 61):
        found = read_bytes("pdf", data[:length])
        assert 1 <= len(found) <= 2


@pytest.mark.parametrize(
    ("data", "kind", "reader"),
    [
        (docx(paragraph("Text.")), "docx", "docx"),
        (odt("<text:p>Text.</text:p>"), "odt", "odt"),
        (epub({"a.xhtml": "<p>Text.</p>"}), "epub", "epub"),
        (package({"word.txt": "x", "a.html": "<p>y</p>"}), None, "zip"),
        (package({"news/word/document.xml": "<a/>"}), None, "zip"),
        (package({"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<a/>"}), "xlsx", "xlsx"),
        (package({"[Content_Types].xml": "<a/>", "ppt/slides.xml": "<a/>"}), None, "zip"),
        (RTF, None, "rtf"),
        (pdf([[]]), None, "pdf"),
    ],
)
def test_which_reader(data: bytes, kind: str | None, reader: str) -> None:
    assert package_kind(data[:65_536]) == kind
    found = choose(data[:65_536], "file.zip")
    assert found is not None
    assert found.name == reader
    confidence: Confidence = found.detect(data[:65_536], "file.bin")
    assert confidence >= 3
