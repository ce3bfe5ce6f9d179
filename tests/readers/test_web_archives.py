"""WARC, ARC and WACZ: codings, what is no article, damage, and reading by ranges."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from etl.readers.base import ByteRange, Outcome, RawDocument, Rejected, Skipped
from etl.readers.dispatch import cut, read_file
from tests.archives import archive
from tests.readers.outcomes import documents, plain, read_bytes
from tests.readers.web_archives import (
    ARC_START,
    PAGE,
    arc,
    compressed,
    http,
    page,
    responses,
    warc,
)

URL = "https://www.havnik-post.example/1"


def _one(record: bytes) -> Outcome:
    found = read_bytes("warc", record)
    assert len(found) == 1
    return found[0]


def _chunked(body: bytes, size: int = 100) -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def _deflated(body: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-15)
    return compressor.compress(body) + compressor.flush()


CODINGS = {
    "none": (page(1), {}),
    "identity": (page(1), {"content_encoding": "identity"}),
    "gzip": (gzip.compress(page(1)), {"content_encoding": "gzip"}),
    "x-gzip": (gzip.compress(page(1)), {"content_encoding": "x-gzip"}),
    "zlib": (zlib.compress(page(1)), {"content_encoding": "deflate"}),
    "raw deflate": (_deflated(page(1)), {"content_encoding": "deflate"}),
    "zstd": (zstandard.compress(page(1)), {"content_encoding": "zstd"}),
    "chunked": (_chunked(page(1)), {"transfer_encoding": "chunked"}),
    "both": (
        _chunked(gzip.compress(page(1))),
        {"transfer_encoding": "chunked", "content_encoding": "gzip"},
    ),
    "said to be gzip": (page(1), {"content_encoding": "gzip"}),
    "said to be chunked": (page(1), {"transfer_encoding": "chunked"}),
    "chunks end too early": (
        _chunked(page(1), 400)[:-7],
        {"transfer_encoding": "chunked"},
    ),
}


@pytest.mark.parametrize("name", CODINGS)
def test_codings_are_undone(name: str) -> None:
    body, fields = CODINGS[name]
    found = _one(warc("response", http(body, **fields), URL))
    assert isinstance(found, RawDocument)
    assert found.title is not None
    assert found.title.value == "Quay 1 closes to lorries"
    assert any("Café owners" in block.text for block in found.blocks)


def test_the_charset_of_the_http_head_is_used() -> None:
    text = PAGE.format(title="Кварталы порта").replace("Café", "Кафе")
    body = text.encode("koi8-r", "ignore")
    found = _one(warc("response", http(body, content_type='text/html; charset="koi8-r"'), URL))
    assert isinstance(found, RawDocument)
    assert found.title is not None
    assert found.title.value == "Кварталы порта"


def test_what_the_record_says_of_a_document() -> None:
    block = http(page(1), last_modified="Wed, 01 May 2024 08:00:00 GMT")
    record = warc("response", block, f"<{URL}>", warc_ip_address="192.0.2.1")
    found = _one(b"\r\n" + record)
    assert isinstance(found, RawDocument)
    assert found.url == URL
    assert found.byte_start == found.position == 2
    assert found.extra["record"]["Warc-Ip-Address"] == "192.0.2.1"  # type: ignore[index]
    assert found.extra["record"]["WARC-Date"] == "2024-06-01T10:00:00Z"  # type: ignore[index]
    assert found.extra["http"]["last-modified"].startswith("Wed")  # type: ignore[index]
    # The date is the page's own, never that of the crawl.
    assert [date.value for date in found.published] == ["2024-05-03T09:00:00Z"]


REASONS = [
    (warc("warcinfo", b"software: x\r\n"), "warcinfo record"),
    (warc("request", b"GET / HTTP/1.1\r\n\r\n", URL), "request record"),
    (warc("revisit", b"HTTP/1.1 200 OK\r\n\r\n", URL), "revisit record"),
    (warc("metadata", b"via: x\r\n", URL), "metadata record"),
    (warc("response", http(b"", "301 Moved Permanently", location="/2"), URL), "redirect"),
    (warc("response", http(page(1), "404 Not Found"), URL), "status 404"),
    (warc("response", http(page(1), "503 Busy"), URL), "status 503"),
    (warc("response", http(page(1), "404\xbc Gone"), URL), "status 404"),
    (warc("response", http(b"\x89PNG", content_type="image/png"), URL), "no html"),
    (warc("response", http(b"{}", content_type="application/json"), URL), "no html"),
    (warc("response", http(b"\x00\x01", content_type="application/octet-stream"), URL), "no html"),
    (warc("response", http(b"  \r\n"), URL), "empty page"),
    (
        warc(
            "response", http(b"User-agent: *", content_type="text/plain"), "http://a.b/robots.txt"
        ),
        "robots",
    ),
    (
        warc("response", b"20240601\na.b. 1 IN A 192.0.2.1", "dns:a.b", content_type="text/dns"),
        "dns",
    ),
    (warc("resource", b"x", "metadata://x/wget.log", content_type="text/plain"), "metadata"),
]


@pytest.mark.parametrize(("record", "reason"), REASONS, ids=lambda value: str(value)[:20])
def test_what_is_no_article_is_skipped_with_the_reason(record: bytes, reason: str) -> None:
    assert _one(record) == Skipped(position=0, reason=reason)


def test_resources_and_texts_of_pages() -> None:
    found = _one(warc("resource", page(1), "file:///saved/1.html", content_type="text/html"))
    assert isinstance(found, RawDocument)
    text = b"Quay closes\nThe council voted.\n\nThe owners agreed.\n"
    found = _one(
        warc(
            "conversion",
            text,
            URL,
            content_type="text/plain",
            warc_identified_content_language="eng,nor",
        )
    )
    assert plain(found)["title"] == "first line = Quay closes"
    assert plain(found)["blocks"] == [
        ["body", "The council voted."],
        ["body", "The owners agreed."],
    ]
    assert plain(found)["language"] == "WARC-Identified-Content-Language = eng"


def test_a_broken_page_costs_itself_alone() -> None:
    records = responses(3)
    records[3] = warc("response", http(b"<html><body></body></html>"), URL)
    found = read_bytes("warc", b"".join(records))
    assert [type(one).__name__ for one in found[1::2]] == ["RawDocument", "Rejected", "RawDocument"]


def test_a_damaged_header_costs_its_record_alone() -> None:
    records = responses(3)
    whole = read_bytes("warc", b"".join(records))
    for damage in (b"WARC/1.1", b"Content-Length: "):
        damaged = [*records[:3], records[3].replace(damage, b"?" * len(damage)), *records[4:]]
        found = read_bytes("warc", b"".join(damaged))
        assert [one for one in found if not isinstance(one, Rejected)] == [
            *whole[:3],
            *whole[4:],
        ]
        (reject,) = [one for one in found if isinstance(one, Rejected)]
        assert (reject.code, reject.position) == ("damaged", whole[3].position)


def test_a_damaged_gzip_member_costs_its_record_alone() -> None:
    members = [gzip.compress(record, mtime=0) for record in responses(3)]
    whole = read_bytes("warc", b"".join(members))
    for at in (0, 12, len(members[3]) // 2, len(members[3]) - 6):
        broken = bytearray(members[3])
        broken[at] ^= 0xFF
        found = read_bytes("warc", b"".join([*members[:3], bytes(broken), *members[4:]]))
        kept = [one for one in found if not isinstance(one, Rejected)]
        assert kept == [*whole[:3], *whole[4:]], at
        (reject,) = [one for one in found if isinstance(one, Rejected)]
        assert (reject.code, reject.position) == ("damaged", whole[3].position), at


@pytest.mark.parametrize("form", ["plain", "gzip"])
def test_truncated_anywhere(form: str) -> None:
    records = responses(2)
    pieces = [gzip.compress(record, mtime=0) for record in records] if form == "gzip" else records
    data = b"".join(pieces)
    whole = read_bytes("warc", data)
    ends = [len(b"".join(pieces[: number + 1])) for number in range(len(pieces))]
    for length in range(1, len(data), 7):
        found = read_bytes("warc", data[:length])
        kept = [one for one in found if not isinstance(one, Rejected)]
        assert kept == whole[: len(kept)]
        # The two line ends after a record are not missed.
        assert len(kept) in {sum(end - slack <= length for end in ends) for slack in (0, 4)}
        assert len(found) - len(kept) <= 1


def test_a_last_record_that_is_whole_by_its_own_account_is_read() -> None:
    block = http(page(1), content_length=str(len(page(1))))
    record = warc("response", block, URL).replace(
        b"Content-Length: %d\r\n\r\n" % len(block), b"Content-Length: %d\r\n\r\n" % (len(block) + 9)
    )
    found = read_bytes("warc", record)
    assert [type(one).__name__ for one in found] == ["RawDocument", "Rejected"]


@pytest.mark.parametrize("form", ["plain", "gzip", "damaged plain", "damaged gzip"])
@given(cuts=st.lists(st.integers(1, 2_500), max_size=4, unique=True))
def test_ranges_together_give_the_whole(form: str, cuts: list[int]) -> None:
    picture = warc("response", http(b"\x89PNG\r\n" * 20, content_type="image/png"), URL)
    records = [warc("warcinfo", b"software: x"), picture, *responses(1), picture, picture]
    if form.startswith("damaged"):
        records[3] = b"no record" + records[3][9:]
    data = compressed(records) if form.endswith("gzip") else b"".join(records)
    places = [0, *sorted(place for place in cuts if place < len(data)), len(data)]
    found = [
        one
        for start, end in pairwise(places)
        for one in read_bytes("warc", data, byte_range=ByteRange(start, end))
    ]
    assert found == read_bytes("warc", data)


def test_large_files_are_cut(tmp_path: Path) -> None:
    for name, data in (
        ("a.warc", b"".join(responses(30))),
        ("a.warc.gz", compressed(responses(30))),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        ranges = cut(path, target_bytes=len(data) // 5)
        assert len(ranges) >= 5
        found = [one for piece in ranges for one in read_file(path, byte_range=piece)]
        assert found == list(read_file(path))
        assert sum(isinstance(one.outcome, RawDocument) for one in found) == 30


def test_compressed_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(b"".join(responses(2))))
    found = list(read_file(path))
    assert {one.format for one in found} == {"gz+warc"}
    assert documents([one.outcome for one in found]) == documents(
        read_bytes("warc", b"".join(responses(2)))
    )


def test_a_record_in_two_gzip_members() -> None:
    record = responses(1)[1]
    data = gzip.compress(record[:200]) + gzip.compress(record[200:]) + compressed(responses(1))
    found = read_bytes("warc", data)
    assert [type(one).__name__ for one in found] == ["RawDocument", "Skipped", "RawDocument"]


def test_several_records_in_one_gzip_member_have_places_of_their_own() -> None:
    data = compressed([b"".join(responses(2)), responses(1)[1]])
    found = read_bytes("warc", data)
    positions = [one.position for one in found]
    assert positions == sorted(set(positions))
    assert len(documents(found)) == 3


def test_a_bomb_costs_itself_alone() -> None:
    bomb = warc("resource", bytes(80_000_000), "http://a.b/zeros", content_type="text/html")
    found = read_bytes("warc", compressed([bomb, *responses(1)]))
    assert [plain(one).get("rejected") for one in found] == ["bomb", None, None]


def test_arc(tmp_path: Path) -> None:
    records = [
        ARC_START,
        arc(http(page(1)), "http://www.havnik-post.example/a b.html"),
        arc(http(b"gone", "404 Not Found"), "http://www.havnik-post.example/2"),
        arc(b"20040601 192.0.2.1", "dns:www.havnik-post.example", "text/dns"),
        arc(http(page(3)), "http://www.havnik-post.example/3"),
    ]
    for name, data in (("a.arc", b"".join(records)), ("a.arc.gz", compressed(records))):
        path = tmp_path / name
        path.write_bytes(data)
        found = list(read_file(path))
        assert {one.format for one in found} == {"arc"}
        assert [
            one.outcome.reason if isinstance(one.outcome, Skipped) else plain(one.outcome)["url"]
            for one in found
        ] == [
            "filedesc record",
            "http://www.havnik-post.example/a b.html",
            "status 404",
            "dns",
            "http://www.havnik-post.example/3",
        ]


def test_arc_with_a_broken_length() -> None:
    records = [ARC_START, *(arc(http(page(n)), f"http://a.b/{n}") for n in range(3))]
    records[2] = records[2].replace(b"text/html ", b"text/html x")
    found = read_bytes("arc", b"".join(records))
    assert Counter(type(one).__name__ for one in found) == {
        "Skipped": 1,
        "RawDocument": 2,
        "Rejected": 1,
    }


@pytest.mark.parametrize("name", ["crawl.wacz", "crawl.zip"])
def test_wacz(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("archive/data.warc.gz", compressed(responses(2)))
        out.writestr("indexes/index.cdx.gz", gzip.compress(b"x"))
        out.writestr("pages/pages.jsonl", '{"title": "no article", "text": "of its own"}\n')
        out.writestr("datapackage.json", '{"wacz_version": "1.1.1"}')
    found = list(read_file(path))
    assert Counter((one.member, one.format, type(one.outcome).__name__) for one in found) == {
        ("archive/data.warc.gz", "wacz+warc", "RawDocument"): 2,
        ("archive/data.warc.gz", "wacz+warc", "Skipped"): 2,
        ("", "wacz", "Skipped"): 3,
    }


def test_other_zips_are_no_wacz(tmp_path: Path) -> None:
    path = tmp_path / "other.zip"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as out:
        out.writestr("archive/2024/page.html", page(1))
    path.write_bytes(buffer.getvalue())
    assert {one.format for one in read_file(path)} == {"zip+html"}


EDGE_FILES = {
    # file: documents, skipped, rejects, as reading the records by eye gives them
    "example.warc": (1, 5, 0),
    "example.warc.gz": (1, 5, 0),
    "example-trunc.warc": (1, 3, 1),
    "example-bad.warc.gz.bad": (1, 5, 0),
    "example-bad-non-chunked.warc.gz": (1, 5, 0),
    "example-wrong-chunks.warc.gz": (1, 1, 0),
    "example-iana.org-chunked.warc": (1, 2, 0),
    "example-wget-bad-target-uri.warc.gz": (1, 5, 0),
    "example-space-in-target-uri.warc.gz": (0, 2, 0),
    "example-resource.warc.gz": (1, 2, 0),
    "example-digest.warc": (0, 4, 0),
    "post-test.warc.gz": (0, 6, 0),
    "example.arc": (1, 1, 0),
    "example.arc.gz": (1, 1, 0),
    "example-space-in-url.arc": (1, 1, 1),
    "bad.arc": (0, 1, 3),
}


@pytest.mark.archives
@pytest.mark.parametrize("name", EDGE_FILES)
def test_every_readable_record_of_the_edge_files(name: str) -> None:
    found = list(read_file(archive("warc_warcio") / "test" / "data" / name))
    counts = Counter(type(one.outcome).__name__ for one in found)
    assert (
        tuple(counts[kind] for kind in ("RawDocument", "Skipped", "Rejected")) == (EDGE_FILES[name])
    )


@pytest.mark.archives
def test_one_page_in_every_form() -> None:
    folder = archive("warc_whirlwind")
    plain_file = list(read_file(folder / "whirlwind.warc"))
    gzipped = list(read_file(folder / "whirlwind.warc.gz"))
    assert [one.outcome.position for one in gzipped] == [0, 516, 1023, 18374]  # as its CDX has it
    (first,) = documents([one.outcome for one in plain_file])
    (second,) = documents([one.outcome for one in gzipped])
    assert first.blocks == second.blocks
    assert first.url == "https://an.wikipedia.org/wiki/Escopete"
    (text,) = documents([one.outcome for one in read_file(folder / "whirlwind.warc.wet.gz")])
    assert text.url == first.url
    assert [one.outcome for one in read_file(folder / "whirlwind.warc.wat.gz")] == [
        Skipped(position=0, reason="warcinfo record"),
        Skipped(position=443, reason="metadata record"),
    ]


@pytest.mark.archives
def test_the_valid_wacz() -> None:
    for name in ("valid_example_1.wacz", "valid_example_2.wacz"):
        found = list(read_file(archive("wacz") / "tests" / "fixtures" / name))
        (document,) = documents([one.outcome for one in found])
        assert document.url == "http://www.example.com/"
        assert not any(isinstance(one.outcome, Rejected) for one in found)
