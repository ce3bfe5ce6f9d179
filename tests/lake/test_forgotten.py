"""`ignore.csv`."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from etl.lake.forgotten import Forgotten, IgnoreFileError, append_forgotten, read_forgotten

ARTICLE = uuid.UUID(int=5)


def test_there_may_be_none(tmp_path: Path) -> None:
    assert read_forgotten(tmp_path) == Forgotten()
    (tmp_path / "ignore.csv").write_text("")
    assert read_forgotten(tmp_path) == Forgotten()


def test_what_is_recorded_is_read_again(tmp_path: Path) -> None:
    folder = tmp_path / "reference"
    reason = 'said "no",\nand again'
    path = append_forgotten(folder, "article", str(ARTICLE), reason)
    append_forgotten(folder, "file", "a, b.txt", "wrong")
    assert read_forgotten(folder) == Forgotten(frozenset({ARTICLE}), frozenset({"a, b.txt"}))
    assert path.read_text().startswith("kind,value,reason,recorded_at\n")
    assert '"said ""no"",\nand again"' in path.read_text()


def test_what_stands_there_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "ignore.csv"
    path.write_bytes(b"\xef\xbb\xbfvalue,kind\r\na.txt,file")
    append_forgotten(tmp_path, "file", "b.txt", "x")
    assert path.read_bytes().startswith(b"\xef\xbb\xbfvalue,kind\r\na.txt,file\n")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a,b\n", 1, "found the header a, b; expected kind,value"),
        ("kind,value\narticle,12\n", 2, "'12' is no article_id"),
        ("kind,value\nfile,a\nquote,b\n", 3, "found kind 'quote', value 'b'"),
        ("kind,value\nfile,\n", 2, "expected kind `article` or `file` and a value"),
        ("kind,value\nfile\n", 2, "found kind 'file', value ''"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, text: str, line: int, words: str) -> None:
    path = tmp_path / "ignore.csv"
    path.write_text(text)
    with pytest.raises(IgnoreFileError) as caught:
        read_forgotten(tmp_path)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert words in str(caught.value)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "ignore.csv").write_bytes(b"kind,value\nfile,caf\xe9\n")
    with pytest.raises(IgnoreFileError, match="cannot be read"):
        read_forgotten(tmp_path)
