"""Which of a page's blocks are its article: whole pages of invented outlets, a trap each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.readers.base import Block
from etl.readers.formats.html import document_from_tree, parse
from etl.readers.html_article import MODEL, predict, read_trees

PARAGRAPHS = [
    "The council of Elder Bay voted on Monday to keep the night ferry running until the end of "
    "autumn, after a debate that lasted until well past midnight.",
    "“We have listened to the islanders, and they were loud,” said Ana Ruiz, who leads the "
    "committee for transport. “Nobody should have to swim to work.”",
    "The ferry, which carries about four hundred passengers a week, had been due to stop in June. "
    "Its operator, Pell and Sons, says that fuel has become too dear.",
    "Under the agreement, the town pays for the fuel of one boat a night. In return, the company "
    "keeps its fares at the level of last year, and adds a stop at Low Point.",
    "Not everybody was pleased. Tom Aske, who runs the fish market, told the meeting that the "
    "money was needed for the harbour wall, parts of which fell into the sea in February.",
    "Ruiz replied that the wall would be mended in any case, and that the survey of the damage, "
    "which the town ordered in March, was expected before the summer.",
    "The council meets again on the third of May, when it is to decide on the budget for schools.",
]
NAVIGATION = (
    "<header class='site-header'><a href='/'>The Elder Post</a><nav class='main-nav'><ul>"
    + "".join(
        f"<li><a href='/{name.lower()}'>{name}</a></li>"
        for name in ("News", "Politics", "Sport", "Culture", "Weather", "Opinion", "Subscribe")
    )
    + "</ul></nav></header>"
)
FOOTER = (
    "<footer class='site-footer'><ul><li><a href='/about'>About us</a></li><li><a href='/imprint'>"
    "Imprint</a></li><li><a href='/privacy'>Privacy policy</a></li></ul>"
    "<p>© 2024 The Elder Post. All rights reserved.</p></footer>"
)
COOKIES = (
    "<div id='cookie-banner' class='cookie-consent'><p>We and our partners use cookies to store "
    "and read information on your device, to measure what you read and to show you "
    "advertisements.</p>"
    "<button>Accept all</button><button>Settings</button></div>"
)
RELATED = (
    "<section class='related-articles'><h3>Related articles</h3><ul>"
    "<li><a href='/1'>Harbour wall: who is going to pay for the damage?</a></li>"
    "<li><a href='/2'>Ten years of the night ferry in pictures</a></li>"
    "<li><a href='/3'>Fares are going up again, says the operator</a></li></ul></section>"
)
SHARE = (
    "<div class='share-buttons'><span>Share this</span><a href='#f'>Facebook</a>"
    "<a href='#w'>WhatsApp</a><a href='#m'>E-mail</a></div>"
)
NEWSLETTER = (
    "<div class='newsletter-signup'><h4>The morning letter</h4><p>Sign up for our newsletter and "
    "get the best of The Elder Post in your inbox every morning.</p><form><input>"
    "<button>Sign up</button></form></div>"
)
COMMENTS = (
    "<section id='comments' class='comments'><h3>3 comments</h3>"
    + "".join(
        f"<div class='comment'><span class='comment-author'>reader{i}</span><p>I have taken this "
        f"boat for {i} years, and I must say that the new timetable is the worst of them all.</p>"
        "<a href='#reply'>Reply</a></div>"
        for i in range(4, 7)
    )
    + "</section>"
)
STANDFIRST = "The council of Elder Bay pays for fuel, the operator keeps its fares down."
HEADLINE = "Night ferry stays until autumn"
TITLE = f"<h1>{HEADLINE}</h1>"


def page(body: str, *, before: str = "", after: str = "", head: str = "") -> str:
    return (
        f"<!doctype html><html lang='en'>"
        f"<head><title>{HEADLINE} | The Elder Post</title>{head}</head>"
        f"<body>{COOKIES}{NAVIGATION}{before}{body}{after}{FOOTER}</body></html>"
    )


def read(text: str) -> list[Block]:
    return document_from_tree(parse(text.encode())).blocks


def paragraphs(texts: list[str], form: str = "<p>{}</p>") -> str:
    return "".join(form.format(text) for text in texts)


def wrapped(text: str) -> str:
    inner = f"{TITLE}<div class='entry-content'>{text}</div>"
    return f"<main><article class='post'>{inner}</article></main>"


P = PARAGRAPHS
BODY = [Block("body", text) for text in PARAGRAPHS]
PAGES: dict[str, tuple[str, list[Block]]] = {
    "plain": (page(wrapped(paragraphs(P))), BODY),
    "with all that stands around": (
        page(
            wrapped(SHARE + paragraphs(P) + SHARE),
            after=NEWSLETTER + RELATED + COMMENTS,
        ),
        BODY,
    ),
    "related links and a newsletter within": (
        page(
            wrapped(
                paragraphs(P[:3]) + RELATED + paragraphs(P[3:5]) + NEWSLETTER + paragraphs(P[5:])
            )
        ),
        BODY,
    ),
    "divs without a class": (
        page(f"<div><div>{TITLE}</div><div>{paragraphs(P, '<div>{}</div>')}</div></div>"),
        BODY,
    ),
    "line breaks for paragraphs": (
        page(f"<div>{TITLE}<div>{'<br><br>'.join(P)}</div></div>"),
        BODY,
    ),
    "a table for layout": (
        page(f"<table><tr><td>{TITLE}{paragraphs(P)}</td><td>{RELATED}</td></tr></table>"),
        BODY,
    ),
    "elements of its own": (
        page(
            f"<bay-story>{TITLE}<bay-body>{paragraphs(P, '<bay-par>{}</bay-par>')}</bay-body>"
            "</bay-story>"
        ),
        BODY,
    ),
    "subheadings, a list and a quotation": (
        page(
            wrapped(
                paragraphs(P[:3])
                + "<h2>What was agreed</h2>"
                + paragraphs(P[3:5])
                + "<ul><li>One boat a night is paid for by the town of Elder Bay.</li>"
                "<li>The fares stay as they were last year.</li></ul>"
                + f"<blockquote><p>{P[1]}</p></blockquote>"
                + paragraphs(P[5:])
            )
        ),
        [
            *BODY[:3],
            Block("heading", "What was agreed"),
            *BODY[3:5],
            Block("list", "One boat a night is paid for by the town of Elder Bay."),
            Block("list", "The fares stay as they were last year."),
            Block("quotation", P[1]),
            *BODY[5:],
        ],
    ),
    "a caption within": (
        page(
            wrapped(
                paragraphs(P[:2])
                + "<figure><img src='x.jpg'><figcaption>The night ferry at the pier of Port Elder."
                "</figcaption></figure>" + paragraphs(P[2:])
            )
        ),
        [*BODY[:2], Block("caption", "The night ferry at the pier of Port Elder."), *BODY[2:]],
    ),
    "labels of advertisements": (
        page(wrapped("<div class='ad'>Advertisement</div>".join(paragraphs([text]) for text in P))),
        BODY,
    ),
    "pointers to other articles within": (
        page(
            wrapped(
                paragraphs(P[:2])
                + "<p>Read more: <a href='/1'>Who is going to pay for the harbour wall?</a></p>"
                + paragraphs(P[2:5])
                + "<p><strong>Lesen Sie auch: <a href='/2'>Ten years of the ferry</a></strong></p>"
                + paragraphs(P[5:])
            )
        ),
        BODY,
    ),
    "a standfirst outside the text": (
        page(
            f"<main><header>{TITLE}<p class='standfirst'>{STANDFIRST}</p></header>"
            f"<div class='article-body'>{paragraphs(P)}</div></main>",
            head=f"<meta name='description' content='{STANDFIRST}'>",
        ),
        [Block("body", STANDFIRST), *BODY],
    ),
    "a short article": (page(wrapped(paragraphs(P[:2])), after=RELATED), BODY[:2]),
}


@pytest.mark.parametrize(("text", "expected"), PAGES.values(), ids=PAGES.keys())
def test_page(text: str, expected: list[Block]) -> None:
    assert read(text) == expected


def test_a_byline_above_the_text_is_a_credit() -> None:
    text = page(
        wrapped("<p>By Jo Pell</p>" + paragraphs(P)), head="<meta name='author' content='Jo Pell'>"
    )
    assert read(text) in (BODY, [Block("credit", "By Jo Pell"), *BODY])


def test_too_many_paragraphs() -> None:
    from etl.readers.base import ReaderError

    with pytest.raises(ReaderError, match="no article"):
        read("<html><body>" + "<p>x" * 50_001)


PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<div class='a b-c'>", "</div>", "<a href='x'>", "</a>", "<br>", "<h1>"),
        *("<table><tr><td>", "</td></tr></table>", "<li>", "<script>", "</script>", "<!--", "-->"),
        *("<time datetime='2024'>", "<meta name='author' content='", "' itemprop='author'>"),
        *("<script type='application/ld+json'>{", '"headline": "', '", "author": [', "</html>"),
        *(
            "<p class='byline'>By Jo Pell</p>",
            "word ",
            "1 March 2024 ",
            "\x00",
            "&#xD800;",
            "&amp;",
        ),
        P[0],
    ]
)


@settings(max_examples=60)
@given(st.lists(PIECES, max_size=40), st.binary(max_size=20))
def test_any_bytes_give_an_outcome(pieces: list[str], end: bytes) -> None:
    import io

    from etl.readers.base import RawDocument, ReaderError, Source
    from etl.readers.formats.html import READER

    data = b"<html>" + "".join(pieces).encode() + end
    try:
        outcomes = list(READER.read(Source(name="x.html", open=lambda: io.BytesIO(data))))
    except ReaderError:
        return
    assert len(outcomes) == 1
    for outcome in outcomes:
        if isinstance(outcome, RawDocument):
            assert all(text.strip() == text and text for _, text in outcome.blocks)
            "".join(text for _, text in outcome.blocks).encode()


def test_no_article() -> None:
    assert read("<html><body><div id='root'></div></body></html>") == []


def test_the_model_fits_the_features() -> None:
    from etl.readers.html_features import COLUMNS, SURROUNDINGS, VERSION

    data = json.loads(MODEL.read_text(encoding="utf-8"))
    assert (data["features"], data["columns"]) == (VERSION, len(COLUMNS) + len(SURROUNDINGS))
    for part, columns in (("first", len(COLUMNS)), ("second", data["columns"])):
        assert 0 <= min(data[part]["feature"]) <= max(data[part]["feature"]) < columns


def test_trees() -> None:
    import numpy as np

    trees = read_trees(
        {
            "feature": [1, 0, 0, 0],
            "threshold": [2.0, 0.0, 0.0, 0.0],
            "left": [1, 1, 2, 3],
            "right": [2, 1, 2, 3],
            "value": [0.0, 1.0, -1.0, 0.5],
            "roots": [0, 3],
            "depth": 1,
        }
    )
    found = predict(trees, np.array([[9.0, 2.0], [9.0, 2.1]], dtype=np.float32))
    assert found == pytest.approx([1 / (1 + np.exp(-1.5)), 1 / (1 + np.exp(0.5))])


@settings(max_examples=40)
@given(st.permutations(range(7)), st.integers(0, 6))
def test_depends_on_the_page_alone(order: list[int], count: int) -> None:
    first, second = (page(wrapped(paragraphs([P[i] for i in order[n:]]))) for n in (0, count))
    alone = read(first)
    read(second)
    assert read(first) == alone


FLOORS = {
    "scrapinghub": ("4-gram F1", 0.97),
    "wcxb": ("token F1", 0.95),
    "fundus": ("paragraph F1", 0.94),
}


@pytest.mark.archives
@pytest.mark.slow
@pytest.mark.parametrize("name", FLOORS)
def test_real_pages(name: str) -> None:
    """The model was trained on these pages: this guards against a change for the worse."""
    from benchmarks.readers import PAGES as REAL
    from benchmarks.readers import SETS, measure, newshouse

    if not (REAL / name).is_dir():
        pytest.skip(f"{REAL / name} is not there")
    figure, floor = FLOORS[name]
    tallies = measure(name, list(SETS[name](REAL / name)), {"newshouse": newshouse})
    assert (tallies["newshouse"].mean(figure) or 0.0) >= floor


def test_model_is_part_of_the_package() -> None:
    assert MODEL.parent == Path(document_from_tree.__code__.co_filename).parent.parent
