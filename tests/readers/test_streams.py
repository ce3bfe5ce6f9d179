"""Streams that break off: nothing before the error is lost, and the error is never missed."""

from __future__ import annotations

import io
from typing import BinaryIO, cast

import pytest

from etl.readers import streams
from etl.readers.base import ReaderError
from etl.readers.streams import (
    Budget,
    PatientReader,
    budgeted,
    head_of,
    open_spool,
    spool,
    whole,
)


class Breaking(io.RawIOBase):
    """Gives ten bytes at a time, then an error."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._data:
            raise ReaderError("truncated", "ends too early")
        block, self._data = self._data[: min(10, len(buffer))], self._data[10:]
        buffer[: len(block)] = block
        return len(block)


def breaking(data: bytes = b"0123456789" * 5) -> BinaryIO:
    return cast("BinaryIO", PatientReader(Breaking(data)))


def test_blocks_before_the_error_come_first() -> None:
    stream = breaking()

    assert stream.read(1_000) == b"0123456789" * 5
    with pytest.raises(ReaderError):
        stream.read(1)
    with pytest.raises(ReaderError):
        stream.read(1)


def test_lines_before_the_error_come_first() -> None:
    stream = breaking(b"first\nsecond\nthi")

    assert [next(stream), next(stream)] == [b"first\n", b"second\n"]
    with pytest.raises(ReaderError):
        next(stream)


def test_reading_all_tells_at_once() -> None:
    with pytest.raises(ReaderError):
        breaking().read()


def test_a_short_answer_is_told_where_the_block_ends() -> None:
    with pytest.raises(ReaderError), breaking() as stream:
        assert len(stream.read(1_000)) == 50


def test_another_error_is_not_hidden() -> None:
    def fail() -> None:
        with breaking() as stream:
            stream.read(1_000)
            raise KeyError

    with pytest.raises(KeyError):
        fail()


def test_a_head_is_what_there_is() -> None:
    assert head_of(breaking(), 1_000) == b"0123456789" * 5
    with pytest.raises(ReaderError):
        head_of(breaking(b""), 1_000)


def test_a_whole_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ReaderError):
        whole(breaking(), "page")
    monkeypatch.setattr(streams, "MAX_DOCUMENT_BYTES", 5)
    assert whole(io.BytesIO(b"12345"), "page") == b"12345"
    with pytest.raises(ReaderError) as error:
        whole(io.BytesIO(b"123456"), "page")
    assert error.value.code == "too_large"


def test_a_spool_keeps_what_came_and_then_tells() -> None:
    kept = spool(breaking())
    for _ in range(2):
        stream = open_spool(kept)
        assert stream.seekable()
        assert stream.read(50) == b"0123456789" * 5
        with pytest.raises(ReaderError):
            stream.read(1)
        stream.seek(45)
        assert stream.read(5) == b"56789"


def test_spools_are_read_side_by_side() -> None:
    kept = spool(io.BytesIO(bytes(range(200))))
    left, right = open_spool(kept), open_spool(kept)

    assert left.read(3) == bytes([0, 1, 2])
    assert right.read(2) == bytes([0, 1])
    assert left.read(1) == bytes([3])
    assert left.read() == bytes(range(4, 200))


def test_a_spool_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MAX_SPOOLED_BYTES", 100_000)
    kept = spool(io.BytesIO(bytes(1_000_000)))

    assert kept.error is not None
    assert kept.error.code == "too_large"


def test_budgets_add_up() -> None:
    budget = Budget(0)
    size = streams.BUDGET_FREE_BYTES // 2
    zeros = bytes(size)
    for _ in range(2):
        assert len(budgeted(lambda: io.BytesIO(zeros), budget).read()) == size
    assert not budget.exceeded
    with pytest.raises(ReaderError):
        budgeted(lambda: io.BytesIO(zeros), budget).read()
    assert budget.exceeded
