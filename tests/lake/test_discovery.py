"""Finding files in raw/, with every kind of name and trouble."""

from __future__ import annotations

import io
import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.lake.discovery import (
    Listing,
    RawFolderError,
    compare,
    discover,
    load_listing,
    never_read,
    printable,
    save_listing,
)
from etl.lake.folders import FolderFileError
from etl.settings import FolderSettings

DEFAULTS = FolderSettings()


def look(*raw: Path, before: Listing | None = None, defaults: FolderSettings = DEFAULTS) -> Listing:
    return discover(raw, defaults, before)


def statuses(listing: Listing) -> dict[str, tuple[str, str | None]]:
    return {file.path: (file.status, file.message) for file in listing.files}


def write(path: Path, text: str = "words") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("a.txt", None),
        ("a/b/c.html", None),
        ("reference.txt", None),
        ("a/reference/b.txt", None),
        (".DS_Store", "hidden"),
        ("a/Thumbs.db", "hidden"),
        ("a/.git/config", "hidden"),
        ("_newshouse.toml", "folder defaults"),
        ("a/_newshouse.toml", "folder defaults"),
        ("reference/aliases.csv", "reference"),
        ("a.html.part", "unfinished"),
        ("a.TMP", "unfinished"),
        ("a.html~", "unfinished"),
        ("README.md", "about the folder"),
        ("a/LICENSE", "about the folder"),
        ("a/tagmanifest-sha256.txt", "about the folder"),
        ("a/bag-info.txt", "about the folder"),
        ("a/manifesto.txt", None),
    ],
)
def test_what_is_never_read(path: str, reason: str | None) -> None:
    assert never_read(path) == reason


def test_files_that_are_never_read_are_listed(tmp_path: Path) -> None:
    for name in ("a.txt", "b.part", "reference/ignore.csv", ".hidden", "README"):
        write(tmp_path / name)
    assert statuses(look(tmp_path)) == {
        "a.txt": ("found", None),
        "b.part": ("ignored", "unfinished"),
        "reference/ignore.csv": ("ignored", "reference"),
        ".hidden": ("ignored", "hidden"),
        "README": ("ignored", "about the folder"),
    }


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside" / "secret.txt")
    raw = tmp_path / "raw"
    write(raw / "a.txt")
    (raw / "file.txt").symlink_to(outside)
    (raw / "folder").symlink_to(outside.parent)
    (raw / "round").symlink_to(raw)
    (raw / "dangling.txt").symlink_to(tmp_path / "nothing")
    found = statuses(look(raw))
    assert found.pop("a.txt") == ("found", None)
    assert found == dict.fromkeys(
        ("file.txt", "folder", "round", "dangling.txt"), ("ignored", "link")
    )


def test_what_is_no_regular_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(tmp_path / "socket.txt"))
        found = statuses(look(tmp_path))
    assert found == {
        "pipe.txt": ("ignored", "not a regular file"),
        "socket.txt": ("ignored", "not a regular file"),
    }


@pytest.mark.parametrize(
    ("name", "path"),
    [
        (b'it\'s "quoted".txt', 'it\'s "quoted".txt'),
        (b"two\nlines.txt", "two\nlines.txt"),
        (b"caf\xe9.txt", "caf%E9.txt"),
        (b"caf%E9.txt", "caf%25E9.txt"),
        (b"100% sure.txt", "100% sure.txt"),
        ("žluťoučký.txt".encode(), "žluťoučký.txt"),
        (b" lead and trail .txt ", " lead and trail .txt "),
        (b"-rf *;$(x).txt", "-rf *;$(x).txt"),
    ],
)
def test_any_name_is_found_and_kept_apart(tmp_path: Path, name: bytes, path: str) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("words")
    listing = look(tmp_path)
    assert [file.path for file in listing.candidates] == [path]
    save_listing(tmp_path / ".listing", listing)
    assert load_listing(tmp_path / ".listing") == listing


@given(names=st.lists(st.binary(min_size=1, max_size=8), min_size=2, max_size=2, unique=True))
def test_no_two_names_become_one_path(names: list[bytes]) -> None:
    first, second = (printable(os.fsdecode(name)) for name in names)
    assert first != second
    first.encode("utf-8")


def test_a_file_named_by_the_user_is_read_whatever_its_name(tmp_path: Path) -> None:
    path = write(tmp_path / "README.md")
    write(tmp_path / "other.txt")
    write(tmp_path / "_newshouse.toml", 'outlet = "A"\nexclude = "*.md"\n')
    (file,) = look(path).files
    assert (file.status, file.path, file.defaults.outlet) == ("found", "README.md", "A")


def test_defaults_of_the_settings_hold_everywhere(tmp_path: Path) -> None:
    write(tmp_path / "a" / "a.txt")
    write(tmp_path / "b.bak")
    defaults = FolderSettings(outlet="All", exclude=("*.bak",), path="{outlet}/*")
    found = {file.path: file for file in look(tmp_path, defaults=defaults).files}
    assert found["a/a.txt"].defaults.outlet == "All"
    assert found["a/a.txt"].path_values == (("outlet", "a"),)
    assert found["b.bak"].status == "ignored"


def test_a_pattern_counts_from_the_folder_that_gives_it(tmp_path: Path) -> None:
    write(tmp_path / "times" / "_newshouse.toml", 'path = "{section}/*"\n')
    write(tmp_path / "times" / "sport" / "a.txt")
    (file,) = look(tmp_path).candidates
    assert file.path_values == (("section", "sport"),)


def test_wrong_defaults_of_the_settings(tmp_path: Path) -> None:
    with pytest.raises(FolderFileError, match=r"newshouse.toml \[defaults\]: timezone 'Mars'"):
        look(tmp_path, defaults=FolderSettings(timezone="Mars"))


def test_a_root_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RawFolderError, match="create it, or name another with --raw"):
        look(tmp_path / "nothing")


def test_the_same_file_under_two_roots(tmp_path: Path) -> None:
    write(tmp_path / "a" / "x.txt")
    write(tmp_path / "b" / "x.txt")
    with pytest.raises(RawFolderError, match="name one of them only"):
        look(tmp_path / "a", tmp_path / "b")
    (tmp_path / "b" / "x.txt").write_text("other words")
    assert len(look(tmp_path / "a", tmp_path / "b").candidates) == 2


def test_ignored_files_of_one_name_under_two_roots_are_two(tmp_path: Path) -> None:
    for root in ("a", "b"):
        write(tmp_path / root / "README")
    listing = look(tmp_path / "a", tmp_path / "b")
    assert len({file.raw_file_id for file in listing.files}) == 2


def unreadable(monkeypatch: pytest.MonkeyPatch, *paths: Path) -> None:
    """Folders that cannot be listed and files that cannot be opened, also for root."""
    hidden = {str(path) for path in paths}
    scandir, opened = os.scandir, io.FileIO

    def scan(path: str) -> object:
        if path in hidden:
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    def open_(path: str) -> object:
        if path in hidden:
            raise PermissionError(13, "Permission denied", path)
        return opened(path)

    monkeypatch.setattr(os, "scandir", scan)
    monkeypatch.setattr(io, "FileIO", open_)


def test_an_unreadable_root_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "a.txt")
    unreadable(monkeypatch, tmp_path)
    with pytest.raises(RawFolderError, match=f"{tmp_path}: cannot be read: Permission denied"):
        look(tmp_path)


def test_an_unreadable_folder_or_file_costs_itself_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.txt", "b.txt", "shut/c.txt"):
        write(tmp_path / name)
    unreadable(monkeypatch, tmp_path / "shut", tmp_path / "b.txt")
    assert statuses(look(tmp_path)) == {
        "a.txt": ("found", None),
        "b.txt": ("unreadable", "cannot be read: Permission denied; check it"),
        "shut": ("unreadable", "folder cannot be read: Permission denied"),
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("mode", [0o000, 0o400])
def test_a_folder_without_permissions(tmp_path: Path, mode: int) -> None:
    write(tmp_path / "a.txt")
    shut = write(tmp_path / "shut" / "b.txt").parent
    shut.chmod(mode)
    try:
        found = statuses(look(tmp_path))
    finally:
        shut.chmod(0o700)
    assert found["a.txt"] == ("found", None)
    assert found["shut"][0] == "unreadable"


def test_a_file_that_vanishes_while_it_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "a.txt")
    gone = write(tmp_path / "b.txt")

    def vanish(path: str) -> str:
        if path == str(gone):
            raise FileNotFoundError(2, "No such file", path)
        return "0" * 64

    monkeypatch.setattr("etl.lake.discovery.hash_file", vanish)
    assert list(statuses(look(tmp_path))) == ["a.txt"]


def test_only_what_may_have_changed_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = write(tmp_path / "old.txt"), write(tmp_path / "new.txt")
    os.utime(old, (1_000_000, 1_000_000))
    before = look(tmp_path)
    opened = []
    hash_file = __import__("etl.lake.discovery", fromlist=["hash_file"]).hash_file
    monkeypatch.setattr(
        "etl.lake.discovery.hash_file", lambda path: opened.append(path) or hash_file(path)
    )
    # The new one was changed within the tick of the clock in which it was looked at.
    assert look(tmp_path, before=before).files == before.files
    assert opened == [str(new)]


def test_changes(tmp_path: Path) -> None:
    for name in ("same.txt", "changed.txt", "gone.txt"):
        write(tmp_path / name)
    before = look(tmp_path)
    write(tmp_path / "changed.txt", "other words")
    (tmp_path / "gone.txt").unlink()
    write(tmp_path / "new.txt")
    changes = compare(before, look(tmp_path, before=before))
    assert (changes.new, changes.changed, changes.gone, changes.unchanged) == (1, 1, 1, 1)
    first = compare(None, before)
    assert (first.new, first.unchanged) == (3, 0)


def test_there_may_be_no_listing_yet(tmp_path: Path) -> None:
    assert load_listing(tmp_path / "listing.parquet") is None
