"""Formats written from descriptions alone: damage, and files of others."""

from __future__ import annotations

from pathlib import Path

from etl.readers.dispatch import choose
from etl.readers.registry import readers
from tests.readers.outcomes import check_cuts, documents, read_bytes

CASES = Path(__file__).parent / "format_cases"


def test_wordpress_cut_anywhere() -> None:
    data = (CASES / "wordpress" / "site.xml").read_bytes().replace(b"[gallery]]", b"Text.]")
    check_cuts(data, lambda some: read_bytes("wordpress", some), b"</rss>", step=13)


def test_proquest_cut_anywhere() -> None:
    data = (CASES / "proquest" / "mail.txt").read_bytes()
    whole = documents(read_bytes("proquest", data))
    for length in range(0, len(data), 17):
        got = documents(read_bytes("proquest", data[:length]))
        assert got[:-1] == whole[: max(0, len(got) - 1)]


def test_an_article_about_proquest_is_none() -> None:
    text = b"Library buys archive\n\nThe library said ProQuest document IDs are useful.\n"
    assert readers()["proquest"].detect(text, "a.txt") == 0


def test_an_ordinary_feed_is_none() -> None:
    feed = (CASES / "feed" / "rss_2.xml").read_bytes()
    found = choose(feed, "feed.xml")
    assert found is not None
    assert found.name == "feed"


def test_which_were_never_met() -> None:
    unproven = {name for name, reader in readers().items() if not reader.proven}
    assert {"factiva_html", "proquest", "wordpress", "rtf", "odt", "epub"} <= unproven
    assert "nexis_text" not in unproven
