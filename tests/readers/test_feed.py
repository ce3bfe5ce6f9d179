"""RSS and Atom: feedparser's corpus with its own expectations, and damage."""

from __future__ import annotations

import ast
import re
from collections import Counter
from html import unescape
from pathlib import Path

import pytest

from etl.readers import xml
from etl.readers.base import RawDocument, ReaderError
from etl.readers.formats import feed
from etl.readers.registry import readers
from tests.archives import archive
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


EXPECTED = re.compile(
    r"^Expect:\s*(?:not bozo and |bozo and )?entries\[(\d)\]\['(\w+)'\](?:\[(\d)\])?"
    r"(?:\['(\w+)'\])?\s*==\s*(.+?)\s*$",
    re.MULTILINE,
)
"""What the leading comment of a file of the corpus says of one field of an entry."""
TITLES = {"title", "title_detail.value"}
BODIES = {"description", "summary", "summary_detail.value", "content.value"}
NO_RIVAL = {
    # What feedparser gives from outside the file: the address that its test server serves it at.
    "http_entry_id_base_content_location.xml",
    "http_entry_id_base_docuri.xml",
    "http_item_link_base_content_location.xml",
    "http_item_link_base_docuri.xml",
}


def _letters(text: str | None) -> str:
    plain = re.sub(r"<[^>]*>", "", unescape(text or ""))
    return "".join(character for character in plain if character.isalnum())


def _matches(document: RawDocument, field: str, number: int, value: str) -> bool | None:
    """Whether a document has the value; None for fields that are not used."""
    dates = [date.value for date in (*document.published, *document.updated)]
    if field in TITLES:
        return _letters(document.title.value if document.title else None) == _letters(value)
    if field in BODIES:
        body = "".join(block.text for block in document.blocks)
        return _letters(value) in {_letters(body), _letters(document.subtitle)}
    if field in {"author", "author_detail.name"}:
        # feedparser's `author` has the mail address with it, its `author_detail` has not.
        return document.authors is not None and value.startswith(document.authors.values[number])
    if field == "source.title":
        return document.outlet is not None and _letters(document.outlet.value) == _letters(value)
    if field == "rights":
        return _letters(document.copyright) == _letters(value)
    if field in {"published", "created", "issued", "updated"}:
        return value in dates
    if field == "link":
        return document.url == value
    if field in {"id", "guid"}:
        return document.external_id == value
    if field == "tags.term":
        return document.tags[number : number + 1] == (value,)
    return None


def _documents(path: Path) -> list[RawDocument]:
    found = []
    try:
        for document in feed.documents(xml.to_text(path.read_bytes())):
            found.append(document)  # noqa: PERF402 - what came before an error counts
    except ReaderError:
        pass
    return found


@pytest.mark.archives
def test_as_much_as_feedparser_finds() -> None:
    right: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for path in sorted(archive("feedparser").glob("tests/**/*.xml")):
        data = path.read_bytes()
        expected = EXPECTED.search(data.decode("utf-8", "replace"))
        if expected is None or path.name in NO_RIVAL:
            continue
        entry, key, number, sub, literal = expected.groups()
        try:
            value = ast.literal_eval(literal)
        except (SyntaxError, ValueError):
            continue
        documents = _documents(path)
        field = f"{key}.{sub}" if sub else key
        if len(documents) > int(entry) and isinstance(value, str):
            matched = _matches(documents[int(entry)], field, int(number or 0), value)
        else:
            matched = False if field in TITLES | BODIES else None
        if matched is not None:
            count[field] += 1
            right[field] += matched
    assert sum(count.values()) > 800
    # What is left: labels before terms of categories, and text within <object> and <iframe>.
    assert sum(right.values()) / sum(count.values()) >= 0.97, count - right


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
