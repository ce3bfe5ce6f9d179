"""ANPA 1312 and IPTC 7901: damage, noise, and files of many messages."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.readers import wire
from etl.readers.base import RawDocument
from etl.readers.registry import readers
from tests.readers.outcomes import plain, read_bytes

CASES = Path(__file__).parent / "format_cases"
FILES = {"anpa1312": "anpa1312/two.tst", "iptc7901": "iptc7901/two.txt"}


def _message(number: int) -> bytes:
    return (
        b"\x01hvp%04d 4 pl 85\r\nQuay/\r\n\x02Quay %d closes\r\n\r\nThe quay is closed.\r\n\x03\r\n"
        b"031259 May 24\r\n\x04" % (number, number)
    )


@pytest.mark.parametrize("name", FILES)
def test_a_cut_file_keeps_the_messages_before(name: str) -> None:
    data = (CASES / FILES[name]).read_bytes()
    texts = [data.index(b"\x03"), data.rindex(b"\x03")]
    for length in range(1, len(data)):
        found = read_bytes(name, data[:length])
        kept = sum(isinstance(one, RawDocument) for one in found)
        assert kept == sum(end < length for end in texts), length
        started = data[:length].rfind(b"\x01")
        whole = b"\x03" in data[started:length]
        assert len(found) - kept == (0 if whole or started < 0 else 1), length


def test_noise_between_messages_is_passed_over() -> None:
    noise = b"\x00\x16zzz\x01hvp0009 4 pl\r\n"
    data = noise + _message(1) + noise + _message(2)
    found = read_bytes("iptc7901", data)
    assert [plain(one)["title"] for one in found] == [
        "headline = Quay 1 closes",
        "headline = Quay 2 closes",
    ]
    for one in found:
        assert isinstance(one, RawDocument)
        assert data[one.byte_start : one.byte_end].startswith(b"\x01hvp")
        assert data[one.byte_start : one.byte_end].endswith(b"\x04")


def test_messages_across_pieces_of_the_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"".join(map(_message, range(50)))
    whole = read_bytes("iptc7901", data)
    assert len(whole) == 50
    for size in (1, 7, 64, 1000):
        monkeypatch.setattr(wire, "CHUNK", size)
        assert read_bytes("iptc7901", data) == whole


def test_these_have_met_no_real_file() -> None:
    assert {name for name, reader in readers().items() if not reader.proven} >= set(FILES)
