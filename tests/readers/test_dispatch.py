"""Opening files: what is chosen, what errors cost, what no file may do."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.readers import dispatch, limits, streams
from etl.readers.base import ByteRange, Outcome, RawDocument, Reader, ReaderError, Source
from etl.readers.dispatch import choose, cut, read_file
from etl.readers.registry import containers, readers
from tests.readers.files import PACKERS, tarred, zipped
from tests.readers.reading import codes, documents, jsonl, pieces, read, rejects, titles, whole
from tests.readers.web_archives import responses

TEXT = b"Council delays vote\n\nThe council put off its vote on Friday."


def test_a_name_lies_and_content_decides(tmp_path: Path) -> None:
    found = read(tmp_path, "a.html", zipped({"b.pdf": PACKERS["gz"](jsonl(2))}))

    assert titles(found) == ["Title 0", "Title 1"]
    assert found[0].format == "zip+gz+jsonl"
    assert found[0].member == "b.pdf"


@pytest.mark.parametrize("name", sorted(readers()))
def test_the_reader_that_a_folder_names(tmp_path: Path, name: str) -> None:
    for found in read(tmp_path, "a", TEXT, reader=name):
        assert found.format == name


def test_the_named_reader_reads_within_containers(tmp_path: Path) -> None:
    found = read(tmp_path, "a.gz", PACKERS["gz"](b"---\ntitle: A\n---\nText."), reader="text")

    assert found[0].format == "gz+text"


def test_every_outcome_names_its_parser(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "a.txt", TEXT)

    assert (found.parser, found.parser_version) == ("text", readers()["text"].version)


@pytest.mark.parametrize("suffix", ["gz", "bz2", "xz", "zst"])
def test_compressed_streams_add_no_member(tmp_path: Path, suffix: str) -> None:
    found = read(tmp_path, f"a.txt.{suffix}", PACKERS[suffix](TEXT))

    assert [(one.member, one.format) for one in found] == [("", f"{suffix}+text")]


def test_gzip_in_several_parts_is_one_stream(tmp_path: Path) -> None:
    data = PACKERS["gz"](jsonl(2)) + PACKERS["gz"](jsonl(2, 2))

    assert titles(read(tmp_path, "a.jsonl.gz", data)) == [f"Title {n}" for n in range(4)]


def test_zstd_in_several_frames_is_one_stream(tmp_path: Path) -> None:
    data = PACKERS["zst"](jsonl(2)) + PACKERS["zst"](jsonl(2, 2))

    assert titles(read(tmp_path, "a.jsonl.zst", data)) == [f"Title {n}" for n in range(4)]


@pytest.mark.parametrize("suffix", ["gz", "bz2", "xz", "zst"])
def test_large_streams_lose_only_what_is_missing(tmp_path: Path, suffix: str) -> None:
    data = PACKERS[suffix](jsonl(8_000))
    kept = titles(read(tmp_path, f"a.jsonl.{suffix}", data[: len(data) * 9 // 10]))

    # bz2 has blocks of 900 kB, zstd of 128 kB: of one that is cut off nothing is left.
    assert len(kept) >= {"bz2": 0}.get(suffix, 6_000)
    assert kept == [f"Title {n}" for n in range(len(kept))]


def test_a_file_that_vanished(tmp_path: Path) -> None:
    (found,) = read_file(tmp_path / "gone.txt")

    assert codes([found]) == ["not_readable"]
    assert "check that it is still there" in rejects([found])[0].message


def test_a_file_that_vanishes_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(jsonl(3))
    found = read_file(path)
    first = next(found)
    path.unlink()

    # An open file stays readable; a second look at it would not.
    assert titles([first, *found]) == ["Title 0", "Title 1", "Title 2"]


def test_a_file_that_vanishes_between_two_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"[" + jsonl(1).strip() + b"]")

    def choose_and_remove(head: bytes, name: str) -> object:
        path.unlink()
        return choose(head, name)

    monkeypatch.setattr(dispatch, "choose", choose_and_remove)
    assert codes(list(read_file(path))) == ["not_readable"]


def test_a_file_that_shrinks_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(jsonl(20_000))
    found = read_file(path)
    first = next(found)
    os.truncate(path, 300_000)
    kept = titles([first, *found])

    assert kept[:-1] == [f"Title {n}" for n in range(len(kept) - 1)] or not codes([first])


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert codes(list(read_file(tmp_path))) == ["not_readable"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT)
    path.chmod(0)

    assert codes(list(read_file(path))) == ["not_readable"]


def broken_reader(error: Exception) -> Reader:
    def read_two(source: Source) -> Iterator[Outcome]:
        yield from (one for one in readers()["jsonl"].read(source) if one.position == 0)
        raise error

    return Reader(
        name="broken", version="1", title="Broken", recognised_by="", yields=(), library="",
        detect=lambda _head, _name: 3, read=read_two,
    )  # fmt: skip


@pytest.mark.parametrize("error", [KeyError("x"), MemoryError(), OSError(5, "x")])
def test_a_defect_of_a_reader_costs_the_rest_of_its_member(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(dispatch, "readers", lambda: {"broken": broken_reader(error)})
    found = read(tmp_path, "a.zip", zipped({"a": jsonl(2), "b": jsonl(2, 5)}))

    assert titles(found) == ["Title 0", "Title 5"]
    assert codes(found) == ["reader_failed", "reader_failed"]
    assert type(error).__name__ in rejects(found)[0].message
    assert "please report" in rejects(found)[0].message


def test_what_is_nested_too_deeply_is_no_defect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "readers", lambda: {"broken": broken_reader(RecursionError())})

    assert codes(read(tmp_path, "a", jsonl(2))) == ["too_nested"]


def test_a_defect_of_a_detector_costs_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(head: bytes, name: str) -> None:
        raise IndexError(name)

    monkeypatch.setattr(dispatch, "choose", fail)
    assert codes(read(tmp_path, "a.txt", TEXT)) == ["reader_failed"]


def nested(depth: int) -> bytes:
    data = TEXT
    for _ in range(depth):
        data = zipped({"a": data})
    return data


def test_depth_is_limited(tmp_path: Path) -> None:
    assert documents(read(tmp_path, "a.zip", nested(limits.MAX_DEPTH)))
    found = read(tmp_path, "b.zip", nested(limits.MAX_DEPTH + 1))

    assert codes(found) == ["too_deep"]
    assert "unpack the outer ones" in rejects(found)[0].message


def test_too_many_members(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MAX_MEMBERS", 5)
    members = {f"{n}.jsonl": jsonl(1, n) for n in range(4)}
    found = read(tmp_path, "a.zip", zipped({**members, "b.tar": tarred(members)}))

    assert titles(found) == [f"Title {n}" for n in range(4)]
    assert codes(found) == ["bomb"]


@pytest.mark.parametrize("suffix", ["gz", "bz2", "xz", "zst", "zip"])
def test_bombs_are_refused(tmp_path: Path, suffix: str) -> None:
    zeros = bytes(limits.RATIO_FREE_BYTES * 2)
    data = zipped({"a.txt": zeros}) if suffix == "zip" else PACKERS[suffix](zeros)
    found = read(tmp_path, f"a.txt.{suffix}", data, reader="text")

    assert codes(found) == ["bomb"]
    assert "unpack it yourself" in rejects(found)[0].message


def test_a_bomb_after_articles_costs_itself(tmp_path: Path) -> None:
    bomb = b'{"title": "' + b" " * (limits.RATIO_FREE_BYTES * 2)
    found = read(tmp_path, "a.jsonl.gz", PACKERS["gz"](jsonl(3) + bomb))

    assert titles(found) == ["Title 0", "Title 1", "Title 2"]
    assert codes(found) == ["bomb"]


def overlapping(count: int, size: int) -> bytes:
    """A ZIP whose directory names one compressed member many times over."""
    one = zipped({"0000.txt": b" " * size})
    start, end = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    entries = [one[start:end].replace(b"0000.txt", b"%04d.txt" % n) for n in range(count)]
    tail = bytearray(one[end:])
    tail[8:10] = tail[10:12] = count.to_bytes(2, "little")
    tail[12:16] = sum(map(len, entries)).to_bytes(4, "little")
    return one[:start] + b"".join(entries) + bytes(tail)


def test_members_that_overlap_are_a_bomb_together(tmp_path: Path) -> None:
    # Each member stays below the limit for a single stream.
    found = read(tmp_path, "a.zip", overlapping(200, limits.RATIO_FREE_BYTES // 2), reader="text")

    assert codes(found)[-1] in {"bomb", "damaged"}
    assert len(found) <= 200


def test_budget_over_all_levels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "BUDGET_FREE_BYTES", 0)
    monkeypatch.setattr(streams, "MAX_RATIO", 30)
    filler = b" " * 4_000
    members = {f"{n}.txt": TEXT + filler for n in range(40)}
    found = read(tmp_path, "a.zip", zipped({f"{n}.zip": zipped(members) for n in range(9)}))

    assert 0 < len(documents(found)) < 300
    assert codes(found)[-1] == "bomb"
    assert len(codes(found)) <= 2


def test_long_messages_are_shortened(tmp_path: Path) -> None:
    header = ",".join(f"column{n}" + "x" * 300 for n in range(12))
    (reject,) = rejects(read(tmp_path, "a.csv", header.encode() + b"\n1,2\n"))

    assert len(reject.message) < 700
    assert reject.message.endswith('title = "..."')


@pytest.mark.parametrize("target", [1, 7, 100, 1_000])
def test_cut_json_lines(tmp_path: Path, target: int) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(jsonl(9))
    ranges = cut(path, target_bytes=target)

    assert len(ranges) > 1 or target == 1_000
    assert pieces(path, ranges) == whole(path)


def test_a_range_without_documents_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(jsonl(2))

    assert list(read_file(path, byte_range=ByteRange(2, 5))) == []


PACKED = {
    **{f"a.jsonl.{name}": packer(jsonl(9)) for name, packer in PACKERS.items()},
    "a.jsonl.gz.xz": PACKERS["xz"](PACKERS["gz"](jsonl(9))),
    "wide.jsonl": jsonl(9).decode().encode("utf-16"),
    "a.tar.gz": PACKERS["gz"](tarred({f"{n}.jsonl": jsonl(2, n) for n in range(9)})),
    "a.tar.zst": PACKERS["zst"](tarred({f"{n}.txt": TEXT for n in range(9)})),
    "records.warc.zst": PACKERS["zst"](b"".join(responses(3))),
}
"""Compressed files whose content can be cut."""


@pytest.mark.parametrize("name", PACKED)
@pytest.mark.parametrize("target", [1, 70, 1_000])
def test_cut_what_is_compressed(tmp_path: Path, name: str, target: int) -> None:
    path = tmp_path / name
    path.write_bytes(PACKED[name])
    ranges = cut(path, target_bytes=target, packed_bytes=target)

    assert len(ranges) > 1 or target == 1_000
    assert len(ranges) <= limits.MAX_PACKED_PIECES
    assert pieces(path, ranges) == whole(path)
    assert cut(path, target_bytes=target) == [None]


def test_a_compressed_file_that_breaks_off_is_not_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(PACKERS["gz"](jsonl(500))[:-100])

    assert cut(path, target_bytes=100, packed_bytes=100) == [None]
    assert codes(whole(path))[-1] == "truncated"


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.zip.gz", "gone"])
def test_what_cannot_be_cut_is_one(tmp_path: Path, name: str) -> None:
    if name != "gone":
        data = {
            "a.txt": TEXT,
            "a.html": b"<html><body><p>It is so.</p></body></html>",
            "a.zip.gz": PACKERS["gz"](zipped({f"{n}.jsonl": jsonl(9) for n in range(3)})),
        }
        (tmp_path / name).write_bytes(data[name])

    assert cut(tmp_path / name, target_bytes=5) == [None]


def test_formats_and_containers_describe_themselves() -> None:
    for item in (*readers().values(), *containers().values()):
        assert item.title
        assert item.recognised_by
        assert item.version
    for reader in readers().values():
        assert set(reader.yields) <= set(RawDocument.__slots__)


def test_deflate_in_gzip_that_is_damaged(tmp_path: Path) -> None:
    data = bytearray(PACKERS["gz"](jsonl(2_000)))
    data[len(data) // 2] ^= 0xFF
    found = read(tmp_path, "a.jsonl.gz", bytes(data))

    assert "Title 0" in titles(found)
    assert codes(found)[-1] == "damaged"


def test_errors_of_the_library_are_ours() -> None:
    assert issubclass(zlib.error, Exception)
    error = ReaderError("code", "message", position=3)
    assert (str(error), error.code, error.position) == ("message", "code", 3)
