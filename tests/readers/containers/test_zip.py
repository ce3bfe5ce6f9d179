"""ZIP: with its directory and without, and cut by members."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from etl.readers.containers import zip as zip_container
from etl.readers.dispatch import cut, read_file
from tests.readers.files import streamed_zip, tarred, zipped
from tests.readers.reading import codes, jsonl, pieces, read, rejects, skipped, titles, whole

THREE = {f"{n}.jsonl": jsonl(3, 3 * n) for n in range(3)}


def without_directory(data: bytes) -> bytes:
    return data[: data.index(b"PK\x01\x02")]


def flagged(data: bytes, name: str, flag: int) -> bytes:
    """The archive with a flag set for one member, in both headers."""
    changed = bytearray(data)
    for signature, offset, name_at in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        start = 0
        while (start := data.find(signature, start)) >= 0:
            if data[start + name_at : start + name_at + len(name)] == name.encode():
                (flags,) = struct.unpack_from("<H", data, start + offset)
                struct.pack_into("<H", changed, start + offset, flags | flag)
            start += 4
    return bytes(changed)


@pytest.mark.parametrize("make", [zipped, streamed_zip])
def test_members_in_order(tmp_path: Path, make: object) -> None:
    found = read(tmp_path, "a.zip", make(THREE))  # type: ignore[operator]

    assert titles(found) == [f"Title {n}" for n in range(9)]
    assert [one.member for one in found] == [name for name in THREE for _ in range(3)]


def test_encrypted_member_is_rejected_by_name(tmp_path: Path) -> None:
    found = read(tmp_path, "a.zip", flagged(zipped(THREE), "1.jsonl", 0x1))

    assert titles(found) == [f"Title {n}" for n in (0, 1, 2, 6, 7, 8)]
    assert codes(found) == ["encrypted"]
    assert "1.jsonl" in rejects(found)[0].message
    assert "password" in rejects(found)[0].message


@pytest.mark.parametrize("name", ["../up.jsonl", "/etc/up.jsonl", "C:/up.jsonl", "a\\..\\up.jsonl"])
def test_names_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    found = read(tmp_path, "a.zip", zipped({name: jsonl(1), "b.jsonl": jsonl(1, 1)}))

    assert codes(found) == ["unsafe_member"]
    assert titles(found) == ["Title 1"]


def test_links_are_never_followed(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "../secret.txt")
        archive.writestr("a.jsonl", jsonl(1))
    found = read(tmp_path, "a.zip", buffer.getvalue())

    assert codes(found) == ["unsafe_member"]
    assert titles(found) == ["Title 0"]


def test_macos_litter_is_skipped(tmp_path: Path) -> None:
    found = read(tmp_path, "a.zip", zipped({"__MACOSX/._a": b"x", "a.jsonl": jsonl(1)}))

    assert skipped(found) == ["hidden"]
    assert titles(found) == ["Title 0"]


def test_unknown_method_is_told(tmp_path: Path) -> None:
    data = bytearray(zipped(THREE))
    for signature, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        struct.pack_into("<H", data, data.index(signature) + offset, 9)
    found = read(tmp_path, "a.zip", bytes(data))

    assert codes(found) == ["unsupported"]
    assert titles(found) == [f"Title {n}" for n in range(3, 9)]


def test_wrong_checksum_costs_its_member(tmp_path: Path) -> None:
    data = bytearray(
        zipped({"a.txt": b"A headline\n\nThe text.", "b.jsonl": jsonl(1)}, stored=True)
    )
    data[data.index(b"The text")] = ord("t")
    found = read(tmp_path, "a.zip", bytes(data))

    assert codes(found) == ["damaged"]
    assert titles(found) == ["Title 0"]


@pytest.mark.parametrize("stored", [False, True])
def test_without_directory_members_are_found(tmp_path: Path, stored: bool) -> None:
    found = read(tmp_path, "a.zip", without_directory(zipped(THREE, stored=stored)))

    assert titles(found) == [f"Title {n}" for n in range(9)]
    assert codes(found) == ["truncated"]


def test_without_directory_and_sizes(tmp_path: Path) -> None:
    members = {**THREE, "empty.txt": b"", "last.jsonl": jsonl(1, 9)}
    found = read(tmp_path, "a.zip", without_directory(streamed_zip(members)))

    assert titles(found) == [f"Title {n}" for n in range(10)]
    assert codes(found) == ["empty", "truncated"]


def test_without_directory_names_are_still_refused(tmp_path: Path) -> None:
    data = zipped({"../up.jsonl": jsonl(1), "b.jsonl": jsonl(1, 1), "c.jsonl": jsonl(1, 2)})
    found = read(tmp_path, "a.zip", without_directory(flagged(data, "c.jsonl", 1)))

    assert titles(found) == ["Title 1"]
    assert codes(found) == ["unsafe_member", "encrypted", "truncated"]


def test_inside_other_containers(tmp_path: Path) -> None:
    inner = zipped({"deep/a.jsonl": jsonl(2)})
    found = read(tmp_path, "a.tar", tarred({"b.zip": inner, "c.jsonl": jsonl(1, 2)}))

    assert [one.member for one in found] == ["b.zip!deep/a.jsonl"] * 2 + ["c.jsonl"]
    assert {one.format for one in found} == {"tar+zip+jsonl", "tar+jsonl"}


def test_cut_at_members_gives_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({f"{n}.jsonl": jsonl(9, 9 * n) for n in range(40)} | {"../x": b"y"}))
    ranges = cut(path, target_bytes=2_000)

    assert len(ranges) > 3
    assert pieces(path, ranges) == whole(path)


def test_a_member_that_is_said_to_lie_behind_the_end(tmp_path: Path) -> None:
    data = bytearray(zipped(THREE))
    struct.pack_into("<L", data, data.rindex(b"PK\x01\x02") + 42, 1_000_000)
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    found = whole(path)
    assert codes(found) == ["damaged"]
    assert pieces(path, cut(path, target_bytes=100)) == found


def test_broken_archive_is_not_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(without_directory(zipped({f"{n}.jsonl": jsonl(9) for n in range(40)})))

    assert cut(path, target_bytes=2_000) == [None]


def test_empty_archive(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w"):
        pass

    assert codes(list(read_file(path))) == ["no_documents"]


def test_a_name_twice_is_two_members(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.jsonl", jsonl(1, 0))
        for number in (1, 2):
            with pytest.warns(UserWarning, match="Duplicate name"):
                archive.writestr("a.jsonl", jsonl(1, number))
    path = tmp_path / "a.zip"
    path.write_bytes(buffer.getvalue())
    ranges = cut(path, target_bytes=1)

    assert [one.member for one in whole(path)] == ["a.jsonl", "a.jsonl#2", "a.jsonl#3"]
    assert pieces(path, ranges) == whole(path)


def many(count: int) -> bytes:
    """An archive of so many members, with 64-bit records at its end."""
    return zipped({f"{number}.txt": b"" for number in range(count)}, stored=True)


def test_more_members_than_sixteen_bits_count() -> None:
    data = many(65_600)
    wide = data.rindex(b"PK\x06\x06")
    assert len(zip_container._Directory(io.BytesIO(data))) == 65_600
    # Old programs have no such records, and count anew from 0.
    size, start = struct.unpack_from("<2Q", data, wide + 40)
    old = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 64, 64, size, start, 0)
    assert len(zip_container._Directory(io.BytesIO(data[:wide] + old))) == 65_600


def test_something_before_the_archive() -> None:
    # A program that unpacks it: offsets are those of the archive alone.
    data = b"#!/bin/sh unpack\n" + zipped(THREE)
    infos = list(zip_container._Directory(io.BytesIO(data)))
    assert [info.filename for info in infos] == list(THREE)
    opened = [zip_container._open(io.BytesIO(data), info).read() for info in infos]
    assert opened == list(THREE.values())


def test_memory_does_not_grow_with_the_directory(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(many(30_000))
    with path.open("rb") as stream:
        tracemalloc.start()
        try:
            directory = zip_container._Directory(stream)
            assert sum(1 for _ in directory) == len(directory) == 30_000
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    # zipfile's own has 20 MB of it.
    assert peak < 6_000_000
