"""docs/archive.md says what the code does with the settings of an archive."""

import re
import tomllib
from pathlib import Path

import pytest

from etl.commands import init
from etl.lake.folders import FOLDER_FILE, Folder, FolderFileError, beneath, read_folder_file
from etl.normalize.path_pattern import match_path
from etl.settings import FolderSettings, Settings

PAGE = (Path(__file__).parents[2] / "docs" / "archive.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def rows_after(heading: str) -> list[list[str]]:
    """The cells of the first table below a heading."""
    below = PAGE.split(f"\n{heading}\n", 1)[1]
    lines = below[below.index("\n|") + 1 :].split("\n\n", 1)[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_every_key_of_a_folder_is_explained() -> None:
    keys = [row[0] for row in rows_after("## What you know of a folder: `_newshouse.toml`")]
    assert sorted(keys) == sorted(f"`{name}`" for name in FolderSettings.model_fields)


def test_every_setting_is_explained_with_its_default() -> None:
    found = {row[0].strip("`"): row[1] for row in rows_after("## Settings: `newshouse.toml`")}
    assert sorted(found) == sorted(set(Settings.model_fields) - {"project"})
    for name, shown in found.items():
        default = Settings.model_fields[name].default
        if isinstance(default, str):
            assert shown == f'`"{default}"`'
        elif isinstance(default, (int, float)):
            mebibytes = re.fullmatch(r"(\d+) MiB", shown)
            number = int(mebibytes[1]) * 2**20 if mebibytes else float(shown)
            assert number == default, name


@pytest.mark.parametrize("text", BLOCKS)
def test_the_examples_can_be_used(text: str, tmp_path: Path) -> None:
    (tmp_path / FOLDER_FILE).write_text(text, encoding="utf-8")
    settings = read_folder_file(tmp_path)
    assert settings is not None
    beneath(Folder(), settings, "")


def test_what_init_writes_can_be_used_without_its_number_signs(tmp_path: Path) -> None:
    commented = re.sub(r"^# (?=\w+ = |\[)", "", init.FOLDER, flags=re.MULTILINE)
    (tmp_path / FOLDER_FILE).write_text(commented, encoding="utf-8")
    settings = read_folder_file(tmp_path)
    assert settings is not None
    assert settings.model_fields_set == set(FolderSettings.model_fields)
    beneath(Folder(), settings, "")
    commented = re.sub(r"^# (?=\w+ = |\[)", "", init.SETTINGS, flags=re.MULTILINE)
    assert set(tomllib.loads(commented)) <= set(Settings.model_fields)


@pytest.mark.parametrize(
    ("row", "expected"),
    list(
        zip(
            [
                line.strip("|").split("|")
                for line in PAGE.split("| path below the folder |", 1)[1]
                .split("\n\n", 1)[0]
                .splitlines()[2:]
            ],
            [
                {"outlet": "times", "published": "2024-05-03"},
                {"published": "2024-05", "section": "politics", "external_id": "123"},
                {"published": "1924-05-03"},
            ],
            strict=True,
        )
    ),
)
def test_path_patterns_give_what_the_page_says(row: list[str], expected: dict[str, str]) -> None:
    path, pattern = (cell.strip(" `") for cell in row[:2])
    assert dict(match_path(pattern, path) or ()) == expected


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('timezone = "Europe/Atlantis"', "timezone 'Europe/Atlantis' is unknown"),
        ('reader = "papyrus"', "reader 'papyrus' is unknown"),
        ('[columns]\nbodyy = "ArticleText"', "'bodyy', which no document has"),
        ('path = "{publisher}/*"', "found {publisher}, expected one of"),
    ],
)
def test_values_that_are_refused(text: str, complaint: str, tmp_path: Path) -> None:
    (tmp_path / FOLDER_FILE).write_text(text, encoding="utf-8")
    with pytest.raises(FolderFileError, match=re.escape(complaint)):
        read_folder_file(tmp_path)


def test_an_unknown_key_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / FOLDER_FILE).write_text('outlett = "The Example"', encoding="utf-8")
    with pytest.raises(FolderFileError, match=r"outlett: .*the keys are columns, exclude"):
        read_folder_file(tmp_path)
