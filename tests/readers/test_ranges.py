"""Files whose documents are found by reading from the start, in pieces."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import chain, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.readers import limits, xml
from etl.readers.base import ByteRange, NothingFoundError, ReaderError
from etl.readers.dispatch import cut
from etl.readers.ranges import Places, within
from tests.readers.files import PACKERS
from tests.readers.reading import codes, jsonl, pieces, whole

PLACES = st.lists(st.integers(0, 99), max_size=12).map(sorted)
CUTS = st.lists(st.integers(1, 99), max_size=6).map(lambda cuts: [0, *sorted({*cuts}), 100])


def finds(places: list[int], *, breaks: bool) -> Iterator[tuple[int, int]]:
    for number, place in enumerate(places):
        yield place, number
    if breaks:
        raise ReaderError("truncated", "it ends")


def in_range(places: list[int], byte_range: ByteRange | None, *, breaks: bool) -> list[int | str]:
    found: list[int | str] = []
    try:
        found.extend(within(finds(places, breaks=breaks), byte_range))
    except NothingFoundError:
        assert not places
    except ReaderError as error:
        found.append(error.code)
    return found


@given(places=PLACES, cuts=CUTS, breaks=st.booleans())
def test_ranges_together_give_what_is_there_once(
    places: list[int], cuts: list[int], breaks: bool
) -> None:
    each = [in_range(places, ByteRange(start, end), breaks=breaks) for start, end in pairwise(cuts)]
    assert list(chain(*each)) == in_range(places, None, breaks=breaks)


def test_a_stream_knows_where_its_last_block_begins() -> None:
    stream = Places(io.BytesIO(b"0123456789"))
    begun = []
    while stream.read(4):
        begun.append(stream.begun)
    assert begun == [0, 4, 8]
    assert stream.begun == 8


def table(count: int, *, encoding: str = "utf-8", broken: bool = False) -> bytes:
    text = io.StringIO()
    write = csv.writer(text)
    write.writerow(["title", "body", "url"])
    for number in range(count):
        if number % 5 == 4:
            text.write("\r\n")
        if broken and number % 3 == 2:
            text.write(f'Row {number},"It "is" so,\nlong before\n')
        words = f"It is “so”, café {number},\nand so on" + "\n" * (number % 3) + "."
        write.writerow([f"Title {number}", words, f"https://harbour.test/{number}"])
    return text.getvalue().encode(encoding, "replace")


def dump(count: int) -> bytes:
    pages = "".join(
        f"<page><title>Page {n}</title><ns>{0 if n % 4 else 1}</ns><id>{n}</id>"
        + "".join(
            f"<revision><id>{n}{r}</id><timestamp>2026-04-0{r}T00:00:00Z</timestamp>"
            f"<text>The ferry no. {n} is late, said Ann &amp; Co. {'x ' * n}</text></revision>"
            for r in range(1, 2 + n % 3)
        )
        + "</page>"
        for n in range(count)
    )
    return f'<mediawiki xml:lang="en"><siteinfo/>{pages}</mediawiki>'.encode()


ARRAY = b"\xef\xbb\xbf [" + jsonl(9).strip().replace(b"\n", b" ,\n") + b"]"
FILES = {
    "a.json": ARRAY,
    "wrapped.json": b'{"status": "ok", "articles": ' + ARRAY[4:] + b', "more": [1]}',
    "one.json": b'{"title": "One",\n "body": "' + b"It is so. " * 30 + b'"}',
    "several.json": b"\n".join(b'{"title": "T%d",\n"body": "B%d."}' % (n, n) for n in range(9)),
    "nothing.json": b"[" + b" " * 500 + b"]",
    "nothing.csv": b"title,body,url\n" + b"\n" * 500,
    "nothing.xml": b"<mediawiki><siteinfo>" + b" " * 500 + b"</siteinfo></mediawiki>",
    "truncated.json": ARRAY[:-20],
    "bad.json": ARRAY.replace(b'"Title 4"', b'"Title 4" nonsense').replace(b'"Title 7"', b"7"),
    "empty.json": b"[" + b" " * 500 + b"{}]",
    "junk.json": b"[{}, " + b"7, " * 200 + b"{}]",
    "a.csv": table(9),
    "broken.csv": table(9, broken=True),
    "western.csv": table(9, encoding="cp1252"),
    "wide.csv": table(9, encoding="utf-16"),
    "no-header.csv": table(9).replace(b"title,body,url", b"eins,zwei,drei"),
    "a.xml": dump(9),
    "truncated.xml": dump(9)[:-300],
    "bad.xml": dump(9).replace(b"Page 6", b"Page <6"),
    **{f"a.json.{name}": PACKERS[name](ARRAY) for name in ("gz", "xz")},
    "a.csv.gz": PACKERS["gz"](table(9)),
    "a.xml.gz": PACKERS["gz"](dump(9)),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("target", [1, 64, 300, 1_000_000])
def test_pieces_give_what_the_whole_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, target: int
) -> None:
    monkeypatch.setattr(xml, "CHUNK", 100)
    monkeypatch.setattr(xml, "PROLOGUE_BYTES", 100)
    path = tmp_path / name
    path.write_bytes(FILES[name])
    ranges = cut(path, target_bytes=target, packed_bytes=target)

    assert len(ranges) > 1 or target > 64
    assert len(ranges) <= limits.MAX_PACKED_PIECES
    assert pieces(path, ranges) == whole(path)


def test_what_is_tried_above_is_what_it_is_called(tmp_path: Path) -> None:
    expected = {
        "nothing.json": ["no_documents"],
        "nothing.csv": ["no_documents"],
        "nothing.xml": ["no_documents"],
        "truncated.json": ["truncated"],
        "bad.json": ["invalid_json"],
        "no-header.csv": ["no_header"],
        "truncated.xml": ["truncated"],
        "bad.xml": ["invalid_xml"],
    }
    for name, found in expected.items():
        (tmp_path / name).write_bytes(FILES[name])
        assert codes(whole(tmp_path / name)) == found
    (tmp_path / "broken.csv").write_bytes(FILES["broken.csv"])
    assert "bad_row" in codes(whole(tmp_path / "broken.csv"))


@given(
    cuts=st.lists(st.integers(1, 2000), max_size=5),
    name=st.sampled_from(sorted(name for name in FILES if name.endswith((".json", ".csv")))),
)
@settings(max_examples=40)
def test_any_cut_gives_the_same(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[int], name: str
) -> None:
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(FILES[name])
    bounds = [0, *sorted({cut for cut in cuts if cut < len(FILES[name])}), len(FILES[name])]
    ranges = [ByteRange(*pair) for pair in pairwise(bounds)]
    assert pieces(path, list(ranges)) == whole(path)
