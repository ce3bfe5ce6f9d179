"""Telling text from other bytes, and saying what those are."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.readers.base import RawDocument, Skipped
from etl.readers.dispatch import read_file
from etl.readers.unknown import (
    describe,
    is_binary,
    no_article,
    wide_encoding,
    without_holes,
    xml_root,
)
from tests.readers.reading import read
from tests.readers.web_archives import page

LATIN = "The “text” of an article, and more of it.\r\n" * 3


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32-le", "utf-32-le"),
        ("utf-32-be", "utf-32-be"),
        ("utf-8", None),
        ("cp1252", None),
    ],
)
def test_wide_encodings_by_their_nuls(encoding: str, found: str | None) -> None:
    assert wide_encoding(LATIN.encode(encoding)) == found


@pytest.mark.parametrize(
    "data",
    [
        bytes(5_000),
        bytes(range(256)),
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2",
        b"\x01\x02\x03\x04" * 20,
    ],
)
def test_binary(data: bytes) -> None:
    assert is_binary(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        LATIN.encode(),
        LATIN.encode("cp1252"),
        LATIN.encode("utf-16"),
        LATIN.encode("utf-32-be"),
        "市長は語った。".encode("iso2022_jp"),
        "시장은 말했다.".encode("iso2022_kr"),
        b"\x01 one control character is no reason" * 2,
        bytes(100) + LATIN.encode() + bytes(5_000),
    ],
)
def test_text(data: bytes) -> None:
    assert not is_binary(data)


def test_holes() -> None:
    assert without_holes(b"ab" + bytes(16) + b"cd\0") == b"abcd"
    assert without_holes(b"a\0b" + bytes(16)) == b"a\0b" + bytes(16)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7 and so on", "a PDF file"),
        (b"\x00\x00\x00\x18ftypmp42", "MP4"),
        (b"<?xml version='1.0'?><!-- x --><rss version='2.0'>", "root <rss>"),
        (bytes(range(256)), "is binary data"),
        (b"no form at all", "is text in no form"),
    ],
)
def test_descriptions_say_what_was_found_and_what_to_do(data: bytes, words: str) -> None:
    assert words in describe(data)
    assert "_newshouse.toml" in describe(data)


@pytest.mark.parametrize(
    ("data", "root"),
    [
        (b"<html>", "html"),
        (b"\xef\xbb\xbf <?xml?>\n<!DOCTYPE a [<!ENTITY b 'c'>]>\n<nitf id='1'>", "nitf"),
        (b"<!doctype html><!-- <x> -->\n<html>", "html"),
        (b"<!ELEMENT a><a>", "a"),
        (b"<!DOCTYPE a PUBLIC '-//x' 'y'><!DOCTYPE [<b>", None),
        (b"<!-- <a> --><b>", "b"),
        (b"text <a>", None),
        (b"<", None),
        (b"<!DOCTYPE" * 9_000, None),
    ],
)  # fmt: skip
def test_roots(data: bytes, root: str | None) -> None:
    assert xml_root(data) == root


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("quay.jpg", b"\xff\xd8\xff\xe0", "picture"),
        ("quay.SVG", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture"),
        ("site.css", b"body { color: navy }", "style sheet"),
        ("site.min.js", b"function quay() { return 1 }", "script"),
        ("news.dtd", b"<!ELEMENT news (#PCDATA)>", "schema"),
        ("map.xml", b"<?xml version='1.0'?><urlset><url/></urlset>", "site map"),
        ("robots.txt", b"User-agent: *\nDisallow: /", "robots"),
        ("quay.txt", b"The quay is closed.", None),
        ("quay", b"The quay is closed.", None),
        ("quay.html", b"\xff\xd8\xff\xe0", None),
    ],
)
def test_what_is_rightly_no_article(name: str, data: bytes, reason: str | None) -> None:
    assert no_article(data, name) == reason


def test_what_is_no_article_is_skipped_by_name_only_where_no_reader_takes_it(
    tmp_path: Path,
) -> None:
    style = read(tmp_path, "a.css", b"body { color: navy }")
    assert [one.outcome for one in style] == [Skipped(position=0, reason="style sheet")]
    (page_,) = read(tmp_path, "a.jpg", page(1))
    assert isinstance(page_.outcome, RawDocument)
    path = tmp_path / "b.js"
    path.write_bytes(b"The quay is closed.")
    (asked_for,) = read_file(path, reader="text")
    assert isinstance(asked_for.outcome, RawDocument)
