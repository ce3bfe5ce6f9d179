"""`_newshouse.toml`: what it may say, and how its errors read."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.lake.folders import Folder, FolderFileError, beneath, read_folder_file
from etl.settings import FolderSettings


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "_newshouse.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param('outlet = "A"\ntimezone = London', 2, "is not valid TOML", id="syntax"),
        pytest.param("columns = {", 1, "is not valid TOML", id="unfinished"),
        pytest.param(
            '# of ours\n\noutlett = "A"\n', 3, "the keys are columns, exclude", id="unknown key"
        ),
        pytest.param("outlet = 5", 1, "outlet: Input should be a valid string", id="type"),
        pytest.param(
            'outlet = "A"\n[columns]\nbody = 5\n', 3, "columns.body", id="type within a table"
        ),
        pytest.param('\ntimezone = "Mars"', 2, "expected a name such as 'Europe/L", id="zone"),
        pytest.param('timezone = "../../etc/passwd"', 1, "is unknown", id="zone as path"),
        pytest.param('reader = "docs"', 1, "csv, ", id="reader"),
        pytest.param('"path" = "{nope}/*"', 1, "path: ", id="pattern"),
        pytest.param("[[outlet]]", 1, "outlet", id="table for a value"),
    ],
)
def test_errors_name_the_file_and_the_line(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(FolderFileError) as caught:
        read_folder_file(tmp_path)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert words in str(caught.value)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = write(tmp_path, b'outlet = "caf\xe9"')
    with pytest.raises(FolderFileError, match="save it as UTF-8") as caught:
        read_folder_file(tmp_path)
    assert str(path) in str(caught.value)


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "_newshouse.toml").mkdir()
    with pytest.raises(FolderFileError, match="cannot be read: Is a directory"):
        read_folder_file(tmp_path)


def test_a_folder_without_one(tmp_path: Path) -> None:
    assert read_folder_file(tmp_path) is None


def test_what_is_not_said_is_inherited() -> None:
    outer = beneath(
        Folder(),
        FolderSettings(outlet="A", timezone="UTC", columns={"body": "Text"}, path="{outlet}/*"),
        "",
    )
    inner = beneath(outer, FolderSettings(outlet="B", columns={"title": "Head"}), "b")
    assert inner.defaults.outlet == "B"
    assert inner.defaults.timezone == "UTC"
    assert inner.defaults.columns == (("body", "Text"), ("title", "Head"))
    assert (inner.defaults.path, inner.pattern_base) == ("{outlet}/*", "")


@pytest.mark.parametrize(
    ("path", "refusal"),
    [
        ("a/story.html", None),
        ("a/b/story.html", None),
        ("a/story.txt", "not included by '*.html'"),
        ("a/drafts/story.html", "excluded by 'drafts/*'"),
        ("a/b/drafts/story.html", None),
        ("a/story.bak.html", "excluded by '*.bak.html'"),
    ],
)
def test_globs_are_of_names_or_of_paths_below_their_folder(path: str, refusal: str | None) -> None:
    outer = beneath(Folder(), FolderSettings(exclude=("*.bak.html",)), "")
    folder = beneath(outer, FolderSettings(include=("*.html",), exclude=("drafts/*",)), "a")
    assert folder.refusal(path) == refusal


def test_outer_excludes_keep_holding_and_inner_includes_replace() -> None:
    outer = beneath(Folder(), FolderSettings(include=("*.txt",), exclude=("x*",)), "")
    inner = beneath(outer, FolderSettings(include=("*.html",)), "a")
    assert inner.refusal("a/y.html") is None
    assert inner.refusal("a/y.txt") is not None
    assert inner.refusal("a/x.html") is not None
