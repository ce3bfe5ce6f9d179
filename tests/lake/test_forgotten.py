"""`ignore.csv`: what it forbids, and that nothing comes back through a typing error."""

from __future__ import annotations

import csv
import uuid
from pathlib import Path

import pytest

from etl.lake.forgotten import (
    Forgotten,
    IgnoreFileError,
    append_forgotten,
    read_forgotten,
    remember_forgotten,
)
from etl.lake.layout import Layout

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


@pytest.mark.parametrize(
    "before",
    [
        b"\xef\xbb\xbfvalue,kind\r\na.txt,file",
        b"kind;value;reason;recorded_at\r\nfile;a.txt;;\r\n",
        b"Reason\tKind\tValue\n\tfile\ta.txt\n",
        "kind;value\nfile;a.txt\n".encode("utf-16"),
        b"kind;reason;value\nfile;g\xe9n\xe9ral;a.txt\n",
        b"sep=;\nkind;value\nfile;a.txt",
    ],
)
def test_a_line_is_added_in_the_manner_of_the_file(tmp_path: Path, before: bytes) -> None:
    path = tmp_path / "ignore.csv"
    path.write_bytes(before)
    append_forgotten(tmp_path, "file", "b; c.txt", "so, it is")
    assert path.read_bytes().startswith(before)
    assert read_forgotten(tmp_path) == Forgotten(files=frozenset({"a.txt", "b; c.txt"}))


def test_a_line_that_the_encoding_cannot_hold_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ignore.csv"
    path.write_bytes(b"kind;value\nfile;caf\xe9\n")
    with pytest.raises(IgnoreFileError, match="is in cp1252, which cannot hold the line"):
        append_forgotten(tmp_path, "file", "новости.txt", "x")
    assert path.read_bytes() == b"kind;value\nfile;caf\xe9\n"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("kind,value\narticle,12\nfile,kept\n", 2, "'12' is no article_id"),
        ("kind,value\nfile,kept\nquote,b\n", 3, "found kind 'quote', expected `article`"),
        ("kind,value\nfile,\nfile,kept\n", 2, "found nothing in the column value"),
        ("kind,value\nfile\nfile,kept\n", 2, "found nothing in the column value"),
        ('kind,value\n"file,a\nfile,kept\n', 2, "a quotation mark that is not closed"),
    ],
)
def test_a_wrong_line_stops_nothing_but_itself(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    (tmp_path / "ignore.csv").write_text(text)
    found = read_forgotten(tmp_path)
    assert (found.articles, found.files) == (frozenset(), frozenset({"kept"}))
    (problem,) = found.problems
    assert str(problem).startswith(f"raw/reference/ignore.csv line {line}: ")
    assert words in str(problem)


def test_while_a_line_is_wrong_what_was_forgotten_stays_so(tmp_path: Path) -> None:
    folder, layout = tmp_path / "reference", Layout(tmp_path / "warehouse")
    append_forgotten(folder, "article", str(ARTICLE), "x")
    append_forgotten(folder, "file", "a.txt", "x")
    right = (folder / "ignore.csv").read_text()
    all_of_it = read_forgotten(folder, layout)
    remember_forgotten(layout, all_of_it)

    (folder / "ignore.csv").write_text(right.replace(str(ARTICLE), str(ARTICLE)[:-1]))
    damaged = read_forgotten(folder, layout)
    assert (damaged.articles, damaged.files) == (all_of_it.articles, all_of_it.files)
    assert [problem.at.line for problem in damaged.problems] == [2]
    remember_forgotten(layout, damaged)
    assert read_forgotten(folder, layout) == damaged

    # Taken out on purpose, with the rest of the file right: it comes back.
    kept = [row for row in csv.reader(right.splitlines()) if row[0] != "article"]
    (folder / "ignore.csv").write_text("".join(f"{','.join(row)}\n" for row in kept))
    assert read_forgotten(folder, layout) == Forgotten(files=frozenset({"a.txt"}))


def test_a_file_that_cannot_be_understood_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ignore.csv"
    path.write_text("a,b\nfile,x\n")
    with pytest.raises(IgnoreFileError) as caught:
        read_forgotten(tmp_path)
    assert str(caught.value).startswith(f"{path}:1: found the header 'a,b', which has no column ")
    with pytest.raises(IgnoreFileError):
        append_forgotten(tmp_path, "file", "x", "y")
    path.unlink()
    path.mkdir()
    with pytest.raises(IgnoreFileError, match="cannot be read: Is a directory"):
        read_forgotten(tmp_path)


def test_a_path_counts_to_the_letter(tmp_path: Path) -> None:
    path = "a  b/cafe\u0301.txt"
    append_forgotten(tmp_path, "file", path, "x")
    assert read_forgotten(tmp_path).files == {path}
