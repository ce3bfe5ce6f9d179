"""What pages say of themselves, and which source wins."""

from __future__ import annotations

from typing import Any

import pytest

from etl.readers.base import RawDocument
from etl.readers.formats.html import document_from_tree, parse
from etl.readers.html_metadata import is_name, parse_json_ld, split_names

TEXT = "".join(
    f"<p>The night ferry between Port Elder and the islands starts in April, the harbour master "
    f"said on Friday, and boat number {i} will carry cars from the second week onwards.</p>"
    for i in range(6)
)


def read(head: str = "", top: str = "<h1>Night ferry starts</h1>", end: str = "") -> RawDocument:
    page = (
        f"<!doctype html><html lang='en'><head><title>Night ferry starts</title>{head}</head>"
        f"<body><header><nav><ul><li><a href='/'>Home</a></li></ul></nav></header>"
        f"<article>{top}<div class='article-body'>{TEXT}{end}</div></article></body></html>"
    )
    return document_from_tree(parse(page.encode()))


def ld(text: str) -> str:
    return f"<script type='application/ld+json'>{text}</script>"


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


JSON_LD: dict[str, tuple[str, Any]] = {
    "plain": ('{"headline": "A"}', {"headline": "A"}),
    "in a comment": ('<!-- {"headline": "A"} -->', {"headline": "A"}),
    "in CDATA": ('//<![CDATA[\n{"headline": "A"}\n//]]>', {"headline": "A"}),
    "stray comma": ('{"headline": "A",}', {"headline": "A"}),
    "raw line break": ('{"headline": "A\nB"}', {"headline": "A\nB"}),
    "escaped apostrophe": (r"""{"headline": "It\'s",}""", {"headline": "It's"}),
    "bad escape": (r'{"headline": "A \d"}', {"headline": r"A \d"}),
    "escaped marks": ("{&quot;headline&quot;: &quot;A&quot;}", {"headline": "A"}),
    "semicolon": ('{"headline": "A"};', {"headline": "A"}),
    "two in a row": ('{"a": 1} {"b": 2}', [{"a": 1}, {"b": 2}]),
    "broken off": (
        '{"@type": "NewsArticle", "headline": "A", "datePublished": "2024-05-01", "author": {"na',
        {"@type": "Article", "headline": "A", "datePublished": "2024-05-01"},
    ),
    "unescaped quotation marks": (
        '{"@type": "NewsArticle", "headline": "A", "description": "The "late" ferry"}',
        {"@type": "Article", "headline": "A", "description": "The "},
    ),
    "nothing": ("", None),
    "no JSON": ("start()", None),
}


@pytest.mark.parametrize(("script", "expected"), JSON_LD.values(), ids=JSON_LD.keys())
def test_json_ld(script: str, expected: Any) -> None:
    assert parse_json_ld(script) == expected


def test_deep_json_ld_is_no_error() -> None:
    assert parse_json_ld("[" * 100_000) in (None, [])


TITLES = {
    "shared title": (
        meta("og:title", "Night ferry starts in April"),
        "<h1>Ferry</h1>",
        ("Night ferry starts in April", "meta:og:title"),
    ),
    "without the outlet": (
        meta("og:title", "Night ferry starts | The Elder Post")
        + meta("og:site_name", "Elder Post"),
        "<h1>Night ferry starts</h1>",
        ("Night ferry starts", "meta:og:title"),
    ),
    "without the outlet's host": (
        meta("og:title", "Night ferry starts in April - Elder.example")
        + "<link rel='canonical' href='https://www.elder.example/ferry'>",
        "<h1>Ferry</h1>",
        ("Night ferry starts in April", "meta:og:title"),
    ),
    "a dash of the headline stays": (
        meta("og:title", "Night ferry - late but here") + meta("og:site_name", "Elder Post"),
        "<h1>Night ferry - late but here</h1>",
        ("Night ferry - late but here", "meta:og:title"),
    ),
    "where page and JSON-LD agree against title and share": (
        meta("og:title", "Ferry in Elder Bay: all you need to know")
        + ld('{"@type": "NewsArticle", "headline": "Night ferry starts in April"}'),
        "<h1>Night ferry starts in April</h1>",
        ("Ferry in Elder Bay: all you need to know", "meta:og:title"),
    ),
    "where a second shared title is theirs": (
        meta("og:title", "Ferry in Elder Bay: all you need to know")
        + meta("twitter:title", "Night ferry starts in April")
        + ld('{"@type": "NewsArticle", "headline": "Night ferry starts in April"}'),
        "<h1>Night ferry starts in April</h1>",
        ("Night ferry starts in April", "json-ld:headline"),
    ),
    "JSON-LD": (
        ld('{"@graph": [{"@type": ["NewsArticle"], "headline": "Ferry &amp; cars"}]}'),
        "",
        ("Ferry & cars", "json-ld:headline"),
    ),
    "the page's headline": ("", "<h1>Night <em>ferry</em></h1>", ("Night ferry", "html:h1")),
    "the browser tab's": ("", "", ("Night ferry starts", "html:title")),
}


@pytest.mark.parametrize(("head", "top", "expected"), TITLES.values(), ids=TITLES.keys())
def test_title(head: str, top: str, expected: tuple[str, str]) -> None:
    assert read(head, top).title == expected


H1 = "<h1>Night ferry starts</h1>"
AUTHORS = {
    "JSON-LD": (
        ld('{"@type": "NewsArticle", "author": [{"name": "Jo Pell"}, {"name": "Ana Ruiz"}]}'),
        H1,
        "",
        (("Jo Pell", "Ana Ruiz"), "json-ld:author"),
    ),
    "several in one": (
        meta("author", "Jo Pell, Ana Ruiz and Tom Aske"),
        H1,
        "",
        (("Jo Pell", "Ana Ruiz", "Tom Aske"), "meta:author"),
    ),
    "the outlet itself gives way to the byline": (
        ld('{"@type": "NewsArticle", "author": {"name": "Elder Post"}}')
        + meta("og:site_name", "Elder Post"),
        f"{H1}<p class='byline'>By Jo Pell</p>",
        "",
        (("Jo Pell",), "html:byline"),
    ),
    "the outlet itself, for want of anybody": (
        ld('{"@type": "NewsArticle", "author": {"name": "Elder Post"}}')
        + meta("og:site_name", "Elder Post"),
        H1,
        "",
        (("Elder Post",), "json-ld:author"),
    ),
    "microdata": (
        "",
        f"{H1}<span itemprop='author'><span itemprop='name'>Jo Pell</span></span>",
        "",
        (("Jo Pell",), "microdata:author"),
    ),
    "a byline in another language, with its date": (
        "",
        f"{H1}<div>Fr 01.03.24 | 14:07 Uhr | Von Jo Pell</div>",
        "",
        (("Jo Pell",), "html:byline"),
    ),
    "a line of name and date": (
        "",
        f"{H1}<div class='info'>Jo Pell | 01.03.2024</div>",
        "",
        (("Jo Pell",), "html:byline"),
    ),
    "an address is no name": (
        meta("author", "jo@elder.example"),
        f"{H1}<p>By Jo Pell</p>",
        "",
        (("Jo Pell",), "html:byline"),
    ),
    "signed at the end": ("", H1, "<p>Jo Pell</p>", (("Jo Pell",), "html:byline")),
    "nobody": ("", H1, "", None),
}


@pytest.mark.parametrize(("head", "top", "end", "expected"), AUTHORS.values(), ids=AUTHORS.keys())
def test_authors(head: str, top: str, end: str, expected: object) -> None:
    assert read(head, top, end).authors == expected


def test_a_signature_is_a_credit_not_a_paragraph() -> None:
    document = read(end="<p>Jo Pell</p>")
    assert ("credit", "Jo Pell") in document.blocks
    assert ("body", "Jo Pell") not in document.blocks


DATES = {
    "JSON-LD before meta": (
        ld('{"@type": "NewsArticle", "datePublished": "2024-03-01T06:30:00+02:00"}')
        + meta("article:published_time", "2024-03-02T06:30:00Z"),
        "",
        ("2024-03-01T06:30:00+02:00", "json-ld:datePublished"),
    ),
    "the minute before the day, of the same day": (
        ld('{"@type": "NewsArticle", "datePublished": "2024-03-01"}')
        + meta("article:published_time", "2024-03-01T06:30:00Z"),
        "",
        ("2024-03-01T06:30:00Z", "meta:article:published_time"),
    ),
    "but not of another day": (
        ld('{"@type": "NewsArticle", "datePublished": "2024-03-01"}')
        + meta("article:published_time", "2024-03-02T06:30:00Z"),
        "",
        ("2024-03-01", "json-ld:datePublished"),
    ),
    "time element": (
        "",
        "<time datetime='2024-03-03T10:00Z' class='updated'>3 March</time>"
        "<time datetime='2024-03-01T10:00Z' class='published'>1 March</time>",
        ("2024-03-01T10:00Z", "html:time"),
    ),
    "printed": (
        "",
        "<p>Published on 1 March 2024, 10:15</p>",
        ("1 March 2024, 10:15", "html:dateline"),
    ),
    "printed in German": (
        "",
        "<div>Stand: 28. April 2023, 05:00 Uhr</div>",
        ("28. April 2023, 05:00 Uhr", "html:dateline"),
    ),
    "a change is no publication": ("", "<p>Updated 3 March 2024</p>", None),
}


@pytest.mark.parametrize(("head", "top", "expected"), DATES.values(), ids=DATES.keys())
def test_published(head: str, top: str, expected: tuple[str, str] | None) -> None:
    found = read(head, H1 + top).published
    assert (found[0] if found else None) == expected


def test_the_article_among_others() -> None:
    other = (
        '{"@type": "NewsArticle", "headline": "Other", "datePublished": "2020-01-01", '
        '"author": "Tom Aske"}'
    )
    own = (
        '{"@type": "NewsArticle", "headline": "Night ferry starts", "datePublished": "2024-03-01"}'
    )
    assert read(ld(f"[{other}, {own}]")).published[0].value == "2024-03-01"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("By Jo Pell", ["Jo Pell"]),
        ("Von Jo Pell und Ana Ruiz", ["Jo Pell", "Ana Ruiz"]),
        ("Jo Pell (jop)", ["Jo Pell"]),
        ("Jo Pell / Ana Ruiz", ["Jo Pell", "Ana Ruiz"]),
        ("Jo Pell, Port Elder bureau chief", ["Jo Pell"]),
        ("Jo Pell Jr., Ana Ruiz", ["Jo Pell Jr.", "Ana Ruiz"]),
        ("Research and Markets", ["Research and Markets"]),
        ("jo@elder.example", []),
        ("https://elder.example/jo", []),
    ],
)
def test_split_names(line: str, expected: list[str]) -> None:
    assert split_names(line) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Jo Pell", True),
        ("Ana de la Ruiz", True),
        ("ANA RUIZ", True),
        ("Pell", False),
        ("ku Frankfurt", False),
        ("Foto: Jo Pell", False),
        ("Night ferry starts in April", False),
        ("", False),
    ],
)
def test_is_name(words: str, expected: bool) -> None:
    assert is_name(words) is expected
