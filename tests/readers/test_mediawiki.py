"""MediaWiki exports: names in templates, damage, the real sample."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.readers.base import RawDocument, Skipped
from etl.readers.dispatch import read_file
from etl.readers.wikitext import Namespaces, parse
from tests.archives import archive
from tests.readers.outcomes import check_cuts, plain, read_bytes

CASE = Path(__file__).parent / "format_cases" / "mediawiki" / "wikinews.xml"


def _blocks(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in parse(text, Namespaces()).blocks]


@pytest.mark.parametrize(
    ("wikitext", "expected"),
    [
        ("{{w|Ada Okonjo}} spoke.", [("body", "Ada Okonjo spoke.")]),
        ("{{w|Ada Okonjo|Okonjo}} spoke.", [("body", "Okonjo spoke.")]),
        ("{{w|Ada Okonjo}}", [("body", "Ada Okonjo")]),
        ("* {{w|Ada Okonjo}}\n* {{x|Per}}", [("list", "Ada Okonjo"), ("list", "Per")]),
        ("Said {{never seen|a|Ada Okonjo}}.", [("body", "Said Ada Okonjo.")]),
        ("Said {{never seen|name=Ada Okonjo}}.", [("body", "Said Ada Okonjo.")]),
        ("{{lang|fr|{{w|Le Quai|Quai}}}} wrote.", [("body", "Quai wrote.")]),
        ("[[w:Mission:Impossible]] ran.", [("body", "Mission:Impossible ran.")]),
        ("[[Ada Okonjo]] and [[Per Storvik|he]].", [("body", "Ada Okonjo and he.")]),
        (
            "[[Image:a.png|thumb|left|By [[Ada|her]]]]\nText.",
            [("caption", "By her"), ("body", "Text.")],
        ),
        ("[[File:a.png|thumb|200px]]\nText.", [("body", "Text.")]),
        ("One\nline.\n\nTwo.", [("body", "One line."), ("body", "Two.")]),
        ("==Old==\n==New==\nText.", [("heading", "New"), ("body", "Text.")]),
        ("A<br>B\n----\nC", [("body", "A B"), ("body", "C")]),
        ("<blockquote>No.</blockquote>", [("quotation", "No.")]),
        ("5&nbsp;km &lt;here&gt;<!-- x --><ref name=a/>", [("body", "5 km <here>")]),
        ("{{#if:x|Shown|Not}} text", [("body", "Shown text")]),
        ("{{infobox|name=Havnik|size=5}}\nText.", [("body", "Text.")]),
        (
            "{{box|Six words make a whole sentence.}}",
            [("body", "Six words make a whole sentence.")],
        ),
        (
            "'''Bold''' and ''italic'' [https://e.example link] https://e.example/x",
            [("body", "Bold and italic link https://e.example/x")],
        ),
    ],
)
def test_wikitext(wikitext: str, expected: list[tuple[str, str]]) -> None:
    assert _blocks(wikitext) == expected


NAME = st.from_regex(r"[A-Z][a-z]{2,8} [A-Z][a-z]{2,8}", fullmatch=True)


@given(
    name=NAME,
    form=st.sampled_from(
        [
            "{{w|%s}}",
            "{{w|Something|%s}}",
            "{{W|%s|lang=no}}",
            "{{unknown|%s}}",
            "[[%s]]",
            "[[w:%s|]]",
            "[[Page|%s]]",
            "[[Page|{{w|%s}}]]",
            "'''{{w|%s}}'''",
            "{{nowrap|{{w|%s}}}}",
            "<small>%s</small>",
        ]
    ),
    frame=st.sampled_from(
        ["%s said so.", "So said %s, the minister.", "* %s", "He met\n%s\nthere.", "== On %s ==\nX"]
    ),
)
def test_no_name_is_lost(name: str, form: str, frame: str) -> None:
    text = " ".join(text for _, text in _blocks(frame % (form % name)))
    assert name in text


def test_the_latest_revision_is_the_article() -> None:
    found = [plain(one) for one in read_bytes("mediawiki", CASE.read_bytes())]
    article = found[1]
    assert found[0] == {"skipped": "earlier revision", "position": 0}
    assert article["updated"] == ["timestamp = 2020-05-05T08:00:00Z"]
    assert article["extra"]["revisions"] == 2


def test_cut_anywhere() -> None:
    data = CASE.read_bytes().replace(b"{{publish}}", b"Text.")
    check_cuts(data, lambda some: read_bytes("mediawiki", some), b"</mediawiki>", step=11)


@pytest.mark.archives
def test_real_sample() -> None:
    found = list(read_file(archive("mediawiki_mwxml") / "dump.xml"))
    assert Counter(
        one.outcome.reason if isinstance(one.outcome, Skipped) else "article" for one in found
    ) == {"article": 1, "earlier revision": 1, "other namespace": 1}
    article = next(one.outcome for one in found if isinstance(one.outcome, RawDocument))
    assert plain(article)["blocks"] == [["body", "Revision 2 text"]]
    assert article.title is not None
    assert article.title.value == "Foo"
    assert article.url == "http://en.wikipedia.org/wiki/Foo"
