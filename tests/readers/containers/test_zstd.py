"""Zstandard: the dictionaries of web archives."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import zstandard

from etl.readers.dispatch import cut
from tests.readers.reading import codes, pieces, read, titles, whole
from tests.readers.web_archives import responses


def with_dictionary(frames: Sequence[bytes], *, packed: bool) -> bytes:
    """Frames of a .warc.zst, each compressed with a dictionary that stands before them."""
    words = b"WARC/1.1 WARC-Type: response Content-Type: text/html; charset=utf-8 The council of "
    dictionary = zstandard.ZstdCompressionDict(words * 40)
    compressor = zstandard.ZstdCompressor(dict_data=dictionary)
    data = dictionary.as_bytes()
    data = zstandard.ZstdCompressor().compress(data) if packed else data
    head = b"\x5d\x2a\x4d\x18" + len(data).to_bytes(4, "little") + data
    return head + b"".join(map(compressor.compress, frames))


@pytest.mark.parametrize("packed", [False, True])
def test_a_web_archive_with_a_dictionary(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / "records.warc.zst"
    path.write_bytes(with_dictionary(responses(3), packed=packed))
    found = whole(path)
    assert {one.format for one in found} == {"zst+warc"}
    assert titles(found) == [f"Quay {n} closes to lorries" for n in range(3)]
    assert pieces(path, cut(path, target_bytes=500)) == found


@pytest.mark.parametrize("length", [4, 7, 9, 300])
def test_a_dictionary_that_breaks_off(tmp_path: Path, length: int) -> None:
    data = with_dictionary(responses(1), packed=False)[:length]
    assert codes(read(tmp_path, "records.warc.zst", data)) == ["truncated"]


def test_a_dictionary_that_is_a_bomb(tmp_path: Path) -> None:
    bomb = zstandard.ZstdCompressor().compress(bytes(2**28))
    data = b"\x5d\x2a\x4d\x18" + len(bomb).to_bytes(4, "little") + bomb + b"x" * 99
    assert codes(read(tmp_path, "records.warc.zst", data)) == ["damaged"]
