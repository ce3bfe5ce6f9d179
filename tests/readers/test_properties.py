"""What holds for any bytes: reading never raises, loses nothing before an error, and can be cut.

The same properties are tried for minutes by `benchmarks/fuzz_readers.py`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.readers.base import RawDocument, Rejected
from etl.readers.dispatch import cut, read_file
from etl.readers.registry import readers
from tests.readers.checks import check_outcomes
from tests.readers.files import PACKERS, streamed_zip, tarred, zipped
from tests.readers.reading import codes, jsonl, pieces, read, titles, whole
from tests.readers.seeds import SEEDS, mutated

few = settings(max_examples=60, suppress_health_check=list(HealthCheck))
fewer = settings(few, max_examples=25)


@given(data=st.binary(max_size=3_000))
@few
def test_reading_never_raises_on_arbitrary_bytes(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        path.write_bytes(data)
        check_outcomes(list(read_file(path)))


@pytest.mark.parametrize("reader", sorted(readers()))
@given(
    data=st.binary(max_size=500)
    | st.text(max_size=500).map(lambda text: text.encode("utf-8", "replace"))
)
@fewer
def test_no_reader_raises_on_arbitrary_bytes(reader: str, data: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        path.write_bytes(data)
        check_outcomes(list(read_file(path, reader=reader)))


@pytest.mark.parametrize("seed", sorted(SEEDS))
@given(random=st.randoms(use_true_random=False))
@fewer
def test_mutated_files_never_raise(seed: str, random: Random) -> None:
    data = mutated(SEEDS[seed], random)
    with TemporaryDirectory() as folder:
        path = Path(folder) / seed
        path.write_bytes(data)
        check_outcomes(list(read_file(path)))


PACKED = {
    **{f"a.jsonl.{name}": packer for name, packer in PACKERS.items()},
    "a.zip": lambda data: zipped({"a.jsonl": data}),
    "stored.zip": lambda data: zipped({"a.jsonl": data}, stored=True),
    "streamed.zip": lambda data: streamed_zip({"a.jsonl": data}),
    "a.tar": lambda data: tarred({"a.jsonl": data}),
    "a.tar.gz": lambda data: PACKERS["gz"](tarred({"a.jsonl": data})),
    "a.zip.zst": lambda data: PACKERS["zst"](zipped({"a.jsonl": data})),
    "a.jsonl.gz.xz": lambda data: PACKERS["xz"](PACKERS["gz"](data)),
}


@cache
def packed(name: str) -> bytes:
    return PACKED[name](jsonl(12))


def real_size(name: str, data: bytes) -> int:
    """Without the padding behind a tar's end mark, of which nobody misses a byte."""
    return len(data.rstrip(b"\x00")) + 1 if name == "a.tar" else len(data)


def check_cut_off(name: str, data: bytes) -> int:
    """A container that ends early: a prefix of its documents, then one reject."""
    with TemporaryDirectory() as folder:
        found = read(Path(folder), name, data)
    check_outcomes(found)
    kept = titles(found)
    assert kept == [f"Title {n}" for n in range(len(kept))]
    assert len(codes(found)) == 1, found
    assert isinstance(found[-1].outcome, Rejected)
    return len(kept)


@pytest.mark.parametrize("name", sorted(PACKED))
@given(share=st.floats(0, 1, exclude_max=True))
@fewer
def test_truncated_anywhere(name: str, share: float) -> None:
    data = packed(name)
    check_cut_off(name, data[: int(share * real_size(name, data))])


@pytest.mark.parametrize("name", sorted(PACKED))
def test_truncated_late_keeps_all_that_is_there(name: str) -> None:
    data = packed(name)
    # What comes after the content of a tar's last member is padding.
    size = 512 + len(jsonl(12)) if name == "a.tar" else len(data) - 1
    # A block of zstd is all or nothing, and there is only one.
    assert check_cut_off(name, data[:size]) == (0 if "zst" in name else 12)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(PACKED))
def test_truncated_at_every_byte(name: str) -> None:
    data = packed(name)
    kept = [check_cut_off(name, data[:size]) for size in range(0, real_size(name, data), 3)]
    assert kept == sorted(kept)


@given(
    target=st.integers(1, 500),
    line_end=st.sampled_from([b"\n", b"\r\n", b"\n\n"]),
    broken=st.sets(st.integers(0, 11)),
    last=st.booleans(),
)
@few
def test_json_lines_cut_anywhere_give_the_same(
    target: int, line_end: bytes, broken: set[int], last: bool
) -> None:
    lines = jsonl(12).splitlines()
    for number in broken:
        lines[number] = lines[number][: number + 3]
    data = line_end.join(lines) + (line_end if last else b"")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.jsonl"
        path.write_bytes(data)
        ranges = cut(path, target_bytes=target)

        assert len(ranges) > 1 or target >= len(data)
        assert pieces(path, ranges) == whole(path)


@given(
    count=st.integers(0, 8),
    gap=st.sampled_from([b"", b" ", b"\r\n  ", b"\n\t"]),
    form=st.sampled_from("[ ."),
)
@few
def test_byte_spans_are_those_of_the_file(count: int, gap: bytes, form: str) -> None:
    items = jsonl(count).splitlines()
    data = {
        "[": b"[" + gap + (gap + b"," + gap).join(items) + gap + b"]",
        " ": b'{"status": "ok", "articles": [' + gap + (b"," + gap).join(items) + gap + b"]}",
        ".": b"\n".join(items),
    }[form]
    with TemporaryDirectory() as folder:
        found = read(Path(folder), "a.json" if form != "." else "a.jsonl", data)
    outcomes = [one.outcome for one in found if isinstance(one.outcome, RawDocument)]

    assert [data[one.byte_start : one.byte_end] for one in outcomes] == items
