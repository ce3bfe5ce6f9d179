"""RSS and Atom: feedparser's corpus with its own expectations, and damage."""

from __future__ import annotations

import pytest

from etl.readers.base import RawDocument
from etl.readers.registry import readers
from tests.archives import archive
from tests.readers.feeds import compare
from tests.readers.outcomes import check_cuts, read_bytes

RSS = (
    b'<?xml version="1.0"?><rss version="2.0"><channel><title>Havnik Post</title>'
    + b"".join(
        b"<item><title>Quay %d</title><description>Quay %d is closed &amp; dark.</description>"
        b"<guid>%d</guid></item>" % (number, number, number)
        for number in range(3)
    )
    + b"</channel></rss>"
)
ATOM = (
    b'<feed xmlns="http://www.w3.org/2005/Atom"><title>Havnik Post</title>'
    + b"".join(
        b'<entry><id>%d</id><content type="html">Quay &lt;b&gt;%d&lt;/b&gt; is closed.</content>'
        b"</entry>" % (number, number)
        for number in range(3)
    )
    + b"</feed>"
)


@pytest.mark.parametrize(("data", "closing"), [(RSS, b"</rss>"), (ATOM, b"</feed>")])
def test_a_cut_feed_keeps_the_items_before(data: bytes, closing: bytes) -> None:
    check_cuts(data, lambda some: read_bytes("feed", some), closing)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_encodings(encoding: str) -> None:
    data = RSS.partition(b"?>")[2].decode().encode(encoding)
    assert readers()["feed"].detect(data, "") == 4
    assert len(read_bytes("feed", data)) == 3


@pytest.mark.parametrize(
    "data",
    [
        b"<html><body><feed/></body></html>",
        b'<feed><video src="x"/></feed>',
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><x/></rdf:RDF>',
        b'<channel name="tv"/>',
        b'{"rss": 1}',
    ],
)
def test_what_is_no_feed(data: bytes) -> None:
    assert readers()["feed"].detect(data, "feed.xml") == 0


def test_a_bomb_in_a_feed_is_refused() -> None:
    data = (
        b'<!DOCTYPE rss [<!ENTITY a "' + b"x" * 50_000 + b'">]><rss><channel><item><description>'
        b"x & y " + b"&a;" * 2_000 + b"</description></item></channel></rss>"
    )
    (found,) = read_bytes("feed", data)
    assert getattr(found, "code", None) == "bomb"


def test_markup_in_an_element_of_a_prefix_that_nobody_declares() -> None:
    data = (
        b"<rss><channel><item><x:encoded/><content:encoded><p>The quay</p> is closed."
        b"</content:encoded></item></channel></rss>"
    )
    (found,) = read_bytes("feed", data)
    assert isinstance(found, RawDocument)
    assert [block.text for block in found.blocks] == ["The quay", "is closed."]


def test_categories_within_categories() -> None:
    data = (
        b'<rss xmlns:itunes="http://www.itunes.com/DTDs/PodCast-1.0.dtd"><channel><item>'
        b'<description>The quay is closed.</description><itunes:category text="News">'
        b'<itunes:category text="Harbours"/></itunes:category></item></channel></rss>'
    )
    (found,) = read_bytes("feed", data)
    assert isinstance(found, RawDocument)
    assert found.tags == ("News", "Harbours")


@pytest.mark.parametrize("mark", [b'embed src="film"', b'object data="film"', b"iframe"])
def test_what_follows_an_embedded_film_is_text(mark: bytes) -> None:
    data = RSS.replace(b"is closed &amp; dark.", b"is &lt;p/&gt; &lt;%s&gt; closed." % mark)
    assert [one.blocks for one in read_bytes("feed", data) if isinstance(one, RawDocument)] == [
        [("body", f"Quay {number} is"), ("body", "closed.")] for number in range(3)
    ]


@pytest.mark.archives
def test_as_much_as_feedparser_finds() -> None:
    right, count = compare(archive("feedparser"))
    assert sum(count.values()) > 800
    # Where a category has a label, that is taken and not its term; text within an <iframe> is what
    # no browser shows.
    assert count - right == {"tags.term": 2, "content.value": 1, "summary": 1}


@pytest.mark.archives
def test_every_feed_is_taken_by_its_reader() -> None:
    files = sorted(archive("feedparser").glob("tests/**/*.xml"))
    missed = [
        path.name
        for path in files
        if not readers()["feed"].detect(path.read_bytes()[:65_536], path.name)
    ]
    # Channels and feeds without an item, in a namespace of their own or in none.
    assert len(files) == 2106
    assert len(missed) <= 12, missed
