"""The agencies' formats of the wire, before markup: ANPA 1312 and IPTC 7901.

Belongs here: what both share: control characters that frame a message, their characters, the search
for a message's end, what becomes of it. Does not belong here: the header lines of either
(`formats.anpa1312`, `formats.iptc7901`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from etl.readers.base import (
    MAX_DOCUMENT_BYTES,
    Outcome,
    RawDocument,
    ReaderError,
    Skipped,
    Source,
)
from etl.readers.news_items import has_letters
from etl.readers.text_decoding import decode

SOH, STX, ETX, EOT = b"\x01", b"\x02", b"\x03", b"\x04"
"""Start of header, start of text, end of text, end of transmission (ISO 646)."""
CHUNK = 1024 * 1024
TYPEWRITER = (("``", "“"), ("''", "”"), (" _ ", " — "))
"""What wires of six and seven bits wrote for characters that they did not have."""
TYPESETTING = bytes([*range(0x09), *range(0x0B, 0x20), 0x7F])


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a wire file: its parts as text, and its place."""

    start: int
    end: int
    header: str
    text: str
    trailer: str


def _lines(data: bytes) -> str:
    plain = data.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    # Signs for typesetting machines (shifts, space bands) are no binary data.
    return decode(plain.translate(None, TYPESETTING), "iso-8859-1")


def _pieces(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """What begins with a start of header, up to the next one, with its offset."""
    buffer = b""
    offset = 0
    while chunk := stream.read(CHUNK):
        buffer += chunk
        start = buffer.find(SOH)
        if start < 0:
            offset, buffer = offset + len(buffer), b""
            continue
        while (following := buffer.find(SOH, start + 1)) >= 0:
            yield offset + start, buffer[start:following]
            start = following
        offset, buffer = offset + start, buffer[start:]
        if len(buffer) > MAX_DOCUMENT_BYTES:
            raise ReaderError(
                "too_large",
                f"a message of more than {MAX_DOCUMENT_BYTES:,} bytes is no article",
                position=offset,
            )
    if buffer:
        yield offset, buffer


def messages(source: Source) -> Iterator[Message]:
    """Every message of a file: SOH header STX text ETX trailer, up to EOT or the next SOH.

    A header that no text follows is noise on the line, and passed over.

    Raises:
        ReaderError: `truncated`, after the whole ones, where the last has no end of text;
            `too_large`.
    """
    unfinished: int | None = None
    with source.open() as stream:
        for start, data in _pieces(stream):
            stx, etx = data.find(STX), data.find(ETX)
            unfinished = start if etx < 0 else None
            if etx < 0 or stx < 0 or stx > etx:
                continue
            eot = data.find(EOT, etx)
            yield Message(
                start,
                start + (eot + 1 if eot >= 0 else len(data)),
                _lines(data[1:stx]),
                _lines(data[stx + 1 : etx]),
                _lines(data[etx + 1 : eot if eot >= 0 else len(data)]),
            )
    if unfinished is not None:
        raise ReaderError(
            "truncated",
            "the last message has no end of text (ETX); what came before was read: fetch the file "
            "again",
            position=unfinished,
        )


def full_year(digits: str) -> int:
    """The year that two digits mean: the formats' own are 1979 to 2078; four digits as they are."""
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (1900 if year >= 79 else 2000)


def readable(text: str) -> str:
    """Text with the typewriter's makeshifts as the characters that they stand for."""
    for found, meant in TYPEWRITER:
        text = text.replace(found, meant)
    return text


def outcomes(source: Source, document_of: Callable[[Message], RawDocument]) -> Iterator[Outcome]:
    """Every message's article, at the offset of its start.

    Args:
        source: the file.
        document_of: makes a message's document by the rules of its format.

    Raises:
        ReaderError: `truncated` or `too_large`.
    """
    for message in messages(source):
        document = document_of(message)
        if not has_letters(document.blocks):
            yield Skipped(position=message.start, reason="no text")
            continue
        document.position = document.byte_start = message.start
        document.byte_end = message.end
        yield document
