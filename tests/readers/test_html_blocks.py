"""Where paragraphs begin and end in HTML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.readers.html_blocks import fragment_blocks, hint_mask, segments, tree_blocks

LONG = "The council of Elder Bay voted on Monday to keep the night ferry running until the autumn."

CASES = {
    "paragraphs": ("<p>One.</p><p>Two.</p>", [("body", "One."), ("body", "Two.")]),
    "inline elements stay within": (
        "<p>The <b>night</b> <a href='/x'>ferry</a>, <span class='text'>late</span> again.</p>",
        [("body", "The night ferry, late again.")],
    ),
    "two line breaks end a paragraph": (
        "<div>One.<br><br>Two.<br/> <br/>Three.</div>",
        [("body", "One."), ("body", "Two."), ("body", "Three.")],
    ),
    "one line break after a whole sentence ends one": (
        f"<p>{LONG}<br>{LONG}</p>",
        [("body", LONG), ("body", LONG)],
    ),
    "one line break within a sentence does not": (
        f"<p>{LONG[:-1]}<br>and beyond.</p>",
        [("body", f"{LONG[:-1]} and beyond.")],
    ),
    "nor after a short line": ("<p>Elder Bay.<br>Monday.</p>", [("body", "Elder Bay. Monday.")]),
    "text between blocks is a paragraph": (
        "<div>Before.<p>Within.</p>Between.<div>Deeper.</div>After.</div>",
        [("body", f"{word}.") for word in ("Before", "Within", "Between", "Deeper", "After")],
    ),
    "divs as paragraphs": (
        "<div><div><div>One.</div></div><div>Two.</div></div>",
        [("body", "One."), ("body", "Two.")],
    ),
    "elements of a site's own end paragraphs": (
        "<bay-text>One.</bay-text><bay-text>Two.</bay-text>",
        [("body", "One."), ("body", "Two.")],
    ),
    "kinds": (
        "<h2>Fares</h2><ul><li>Adults</li><li><p>Children</p></li></ul>"
        "<blockquote><p>“Late.”</p></blockquote><figure><img>"
        "<figcaption>The pier</figcaption></figure>",
        [
            ("heading", "Fares"),
            ("list", "Adults"),
            ("list", "Children"),
            ("quotation", "“Late.”"),
            ("caption", "The pier"),
        ],
    ),
    "a row of short cells is one paragraph": (
        "<table><tr><th>Day</th><th>Boats</th></tr><tr><td>Monday</td>"
        "<td><b>3</b></td></tr></table>",
        [("table", "Day | Boats"), ("table", "Monday | 3")],
    ),
    "cells of a layout keep their paragraphs": (
        f"<table><tr><td><p>{LONG}</p><p>{LONG}</p></td><td>Menu</td></tr></table>",
        [("body", LONG), ("body", LONG), ("body", "Menu")],
    ),
    "what is not for reading is left out": (
        "<p>One.<script>x()</script><style>p{}</style> Two.</p><noscript>Switch on.</noscript>",
        [("body", "One. Two.")],
    ),
    "text for screen readers is left out": (
        "<p>The ferry<span class='sr-only'>(opens in a new window)</span> is late.</p>",
        [("body", "The ferry is late.")],
    ),
    "ruby text stands in its parentheses": (
        "<p><ruby>尹<rp>(</rp><rt>ユン</rt><rp>)</rp></ruby>氏</p>",
        [("body", "尹(ユン)氏")],
    ),
    "ruby text without parentheses is left out": (
        "<p><ruby>尹<rt>ユン</rt></ruby>氏</p>",
        [("body", "尹氏")],
    ),
    "comments part nothing": ("<p>One<!-- more -->two</p>", [("body", "Onetwo")]),
    "controls are no text": (
        "<nav>Home</nav><p>One.</p><form><input><p>Search</p></form><button>Send</button>",
        [("body", "One.")],
    ),
    "nothing": ("<p> </p><br>", []),
    "plain text": ("a < b and c", [("body", "a < b and c")]),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_blocks(text: str, expected: list[tuple[str, str]]) -> None:
    assert [tuple(block) for block in fragment_blocks(text)] == expected


def test_depth_is_no_limit() -> None:
    from lxml import html

    depth = 1_500
    root = html.document_fromstring(
        "<div>" * depth + "deep" + "</div>" * depth, parser=html.HTMLParser(huge_tree=True)
    )
    assert "deep" in " ".join(block.text for block in tree_blocks(root))


def test_measures_of_a_block() -> None:
    from lxml import html

    root = html.fragment_fromstring(
        "<div class='teaser-list'><p><a href='/'>four</a> <b>five5</b> <br>line</p></div>"
    )
    (block,) = segments(root).blocks
    assert (block.link_chars, block.links, block.bold_chars, block.breaks) == (4, 1, 5, 1)


@pytest.mark.parametrize(
    ("attributes", "hint"),
    [
        ("class='articleBody'", "body"),
        ("class='c-entry__content'", "body"),
        ("id='relatedStories'", "related"),
        ("class='m-read-more'", "related"),
        ("class='social_links'", "share"),
        ("itemprop='author'", "byline"),
        ("class='Standfirst'", "standfirst"),
        ("style='display: none'", "not shown"),
        ("hidden", "not shown"),
        ("class='ad'", "advert"),
    ],
)
def test_hints(attributes: str, hint: str) -> None:
    from lxml import html

    from etl.readers.html_blocks import HINT_NAMES

    element = html.fragment_fromstring(f"<div {attributes}>x</div>")
    assert hint_mask(element, "div") >> HINT_NAMES.index(hint) & 1


def test_words_within_words_are_no_hints() -> None:
    from lxml import html

    assert hint_mask(
        html.fragment_fromstring("<div class='shadow-lead8 roadmap'>x</div>"), "div"
    ) == (hint_mask(html.fragment_fromstring("<div class='lead'>x</div>"), "div"))


TAGS = st.sampled_from(
    ["p", "div", "span", "a", "b", "li", "td", "tr", "table", "h2", "br", "nope"]
)


@st.composite
def fragments(draw: st.DrawFn) -> str:
    """Tags and words in any order, closed or not."""
    parts = draw(
        st.lists(
            st.one_of(
                TAGS.map(lambda tag: f"<{tag}>"),
                TAGS.map(lambda tag: f"</{tag}>"),
                st.text("abc .é", max_size=8),
            ),
            max_size=30,
        )
    )
    return "<div>" + "".join(parts) + "</div>"


@given(fragments())
def test_no_word_is_lost_or_doubled(text: str) -> None:
    from lxml import html

    root = html.fragment_fromstring(text, create_parent="div")
    whole = "".join("".join(root.itertext()).split())
    found = "".join("".join(block.text for block in tree_blocks(root)).split()).replace("|", "")
    assert found == whole
