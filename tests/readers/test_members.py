"""Names of members: which are read, which are left out, which are refused."""

from __future__ import annotations

import pytest

from etl.readers.base import Rejected, Skipped
from etl.readers.members import MemberNames, refuse, saved_pages, starts_like


@pytest.mark.parametrize(
    "name",
    ["/a", "\\a", "../a", "a/../b", "a\\..\\b", "..", "C:a", "c:\\a", "", "/", "a/.."],
)
def test_unsafe_names(name: str) -> None:
    found = refuse(name, 7)

    assert isinstance(found, Rejected)
    assert (found.code, found.position) == ("unsafe_member", 7)


@pytest.mark.parametrize(
    "name", [".a", "a/.git/b", "__MACOSX/a", "README", "b/LICENSE.txt", "./.x"]
)
def test_litter(name: str) -> None:
    assert isinstance(refuse(name, 0), Skipped)


@pytest.mark.parametrize(
    "name", ["a", "a/b.html", "a..b", "..a.txt"[2:], "licence-fee-rises.html", "2024: a year.txt"]
)
def test_news(name: str) -> None:
    assert refuse(name, 0) is None


def test_every_member_has_a_name_of_its_own() -> None:
    names = MemberNames()

    assert [names.take(name) for name in ("a", "b", "a", "a#2", "a", "a")] == [
        "a", "b", "a#2", "a#2#2", "a#3", "a#4",
    ]  # fmt: skip


def test_folders_of_saved_pages() -> None:
    names = [
        "a/Quay.html",
        "a/Quay_files/x.js",
        "a/Quay_files/b/y.html",
        "Kai-Dateien",
        "Kai.htm",
        "case_files/report.html",
        "a/Quay.files.html",
        "z_files.html",
    ]
    assert saved_pages(names) == {"a/quay_files", "kai-dateien"}
    assert saved_pages(names[1:4]) == frozenset()


def test_beginnings_of_containers() -> None:
    assert starts_like(b"\xfd7z", "a.xz", b"\xfd7zXZ\x00", (".xz",))
    assert not starts_like(b"\xfd7z", "a.txt", b"\xfd7zXZ\x00", (".xz",))
    assert not starts_like(b"", "a.xz", b"\xfd7zXZ\x00", (".xz",))
    assert not starts_like(b"text", "a.xz", b"\xfd7zXZ\x00", (".xz",))
