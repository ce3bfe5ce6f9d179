"""tar: the walk from header to header, and where it ends."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from etl.readers.base import ByteRange
from etl.readers.dispatch import cut, read_file
from tests.readers.files import tarred
from tests.readers.reading import codes, jsonl, pieces, read, rejects, skipped, titles, whole


def special(*infos: tuple[tarfile.TarInfo, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for info, data in infos:
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def info(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, link
    return made


@pytest.mark.parametrize(
    "form",
    [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT],
    ids=["pax", "gnu", "ustar"],
)
def test_names_of_every_form(tmp_path: Path, form: int) -> None:
    long_name = "/".join(["folder"] * (12 if form == tarfile.USTAR_FORMAT else 40)) + "/a.jsonl"
    found = read(tmp_path, "a.tar", tarred({long_name: jsonl(1), "b.jsonl": jsonl(1, 1)}, form))

    assert [one.member for one in found] == [long_name, "b.jsonl"]
    assert titles(found) == ["Title 0", "Title 1"]


def test_names_beyond_ascii(tmp_path: Path) -> None:
    found = read(tmp_path, "a.tar", tarred({"Küste/Fähre.jsonl": jsonl(1)}))

    assert [one.member for one in found] == ["Küste/Fähre.jsonl"]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE])
def test_links_are_never_followed(tmp_path: Path, kind: bytes) -> None:
    (tmp_path / "secret.txt").write_text("Not to be read.\n\nAt all.")
    data = special(
        (info("a.jsonl"), jsonl(1)),
        (info("link.txt", kind, "secret.txt"), b""),
        (info("b.jsonl"), jsonl(1, 1)),
    )
    found = read(tmp_path, "a.tar", data)

    assert titles(found) == ["Title 0", "Title 1"]
    assert codes(found) == ["unsafe_member"]
    assert "link.txt" in rejects(found)[0].message


@pytest.mark.parametrize(
    "name", ["../up.jsonl", "a/../../up.jsonl", "/etc/up.jsonl", "C:\\up.jsonl"]
)
def test_names_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    data = special((info(name), jsonl(1)), (info("b.jsonl"), jsonl(1, 1)))
    found = read(tmp_path, "a.tar", data)

    assert codes(found) == ["unsafe_member"]
    assert titles(found) == ["Title 1"]


def test_devices_and_hidden_files_are_skipped(tmp_path: Path) -> None:
    data = special(
        (info("pipe", tarfile.FIFOTYPE), b""),
        (info("._a.jsonl"), b"x"),
        (info("folder", tarfile.DIRTYPE), b""),
        (info("README.md"), b"About."),
        (info("b.jsonl"), jsonl(1)),
    )
    found = read(tmp_path, "a.tar", data)

    assert skipped(found) == ["no file", "hidden", "about the folder"]
    assert titles(found) == ["Title 0"]


def test_damaged_header_keeps_what_came_before(tmp_path: Path) -> None:
    data = bytearray(tarred({"a.jsonl": jsonl(1), "b.jsonl": jsonl(1, 1), "c.jsonl": jsonl(1, 2)}))
    data[1024 + 20] ^= 0xFF
    found = read(tmp_path, "a.tar", bytes(data))

    assert titles(found) == ["Title 0"]
    assert codes(found) == ["damaged"]
    assert rejects(found)[0].position == 1024


def test_missing_end_mark_is_told(tmp_path: Path) -> None:
    data = tarred({"a.jsonl": jsonl(1), "b.jsonl": jsonl(1, 1)})
    found = read(tmp_path, "a.tar", data[: 4 * 512])

    assert titles(found) == ["Title 0", "Title 1"]
    assert codes(found) == ["truncated"]


def test_size_that_no_disk_has(tmp_path: Path) -> None:
    huge = info("a.jsonl")
    huge.size = 2**62
    data = huge.tobuf(tarfile.GNU_FORMAT) + jsonl(3)
    found = read(tmp_path, "a.tar", data)

    assert titles(found) == ["Title 0", "Title 1", "Title 2"]
    assert codes(found) == ["truncated"]


def test_cut_at_entries_gives_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    names = {f"{'deep/' * 30}{n}.jsonl": jsonl(3, 3 * n) for n in range(40)}
    path.write_bytes(tarred(names))
    ranges = cut(path, target_bytes=5_000)

    assert len(ranges) > 5
    assert pieces(path, ranges) == whole(path)


def test_one_range_reads_only_its_own(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    path.write_bytes(tarred({f"{n}.jsonl": jsonl(1, n) for n in range(4)}))
    found = list(read_file(path, byte_range=ByteRange(1024, 2048)))

    assert titles(found) == ["Title 1"]


def test_broken_archive_is_not_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    data = tarred({f"{n}.jsonl": jsonl(20, 20 * n) for n in range(40)})
    path.write_bytes(data[: len(data) // 2])

    assert cut(path, target_bytes=5_000) == [None]


def test_a_name_twice_is_two_members(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    path.write_bytes(special((info("a.jsonl"), jsonl(1)), (info("a.jsonl"), jsonl(1, 1))))

    assert [one.member for one in whole(path)] == ["a.jsonl", "a.jsonl#2"]
    assert cut(path, target_bytes=1) == [None]


def test_names_that_are_no_utf8_can_be_printed(tmp_path: Path) -> None:
    data = special((info("caf\udce9.jsonl"), jsonl(1)), (info("caf\udcea.jsonl"), jsonl(1, 1)))
    found = read(tmp_path, "a.tar", data)

    assert [one.member for one in found] == ["caf\ufffd.jsonl", "caf\ufffd.jsonl#2"]


def test_a_page_that_asks_for_others_in_an_archive_that_breaks_off(tmp_path: Path) -> None:
    page = b'<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Layout/></alto>'
    data = tarred({"1.xml": page, "mets.xml": b"<mets/>", "2.xml": page * 100})
    found = read(tmp_path, "a.tar", data[: data.index(b"2.xml") + 600])

    assert codes(found)[-1] == "truncated"
    assert "reader_failed" not in codes(found)
