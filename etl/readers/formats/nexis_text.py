"""LexisNexis exports as text: documents under lines `1 of 20 DOCUMENTS`.

The number of documents that the cover page or those lines state is compared with what was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.readers.base import (
    MAX_DOCUMENT_BYTES,
    Confidence,
    Outcome,
    Reader,
    ReaderError,
    Source,
)
from etl.readers.nexis import Piece, compare, parse, request_count, sequence_count
from etl.readers.records import Record, headed
from etl.readers.text_decoding import clean, codecs_name, decode

_WORD = rb"(?i:DOCUMENT(?:S|I|OS|O|EN)?|DOKUMENTE?N?)"
_OF = rb"(?i:of|von|de|sur|van|di)"
HEADING = re.compile(
    rb"(?:\A(?:\xef\xbb\xbf)?|(?<=\n))[ \t\xc2\xa0]*(?:FOCUS - )?"
    rb"(?:(\d[\d.,]*) "
    + _OF
    + rb" (\d[\d.,]*) "
    + _WORD
    + rb"|"
    + _WORD
    + rb" (\d[\d.,]*) "
    + _OF
    + rb" (\d[\d.,]*))[ \t]*\r?\n"
)
UTF16 = (b"\xff\xfe", b"\xfe\xff")
CENTRED_BY = 8
"""Spaces before a centred line, at least."""
DETECT_BYTES = 200_000


def _as_utf8(data: bytes) -> bytes:
    """Bytes of UTF-16 as UTF-8; others as they are."""
    return data.decode("utf-16", "replace").encode() if data.startswith(UTF16) else data


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By a line that counts documents, however far down the head."""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"{", b"PK")):
        return 0
    return 3 if HEADING.search(_as_utf8(head)) else 0


def _pieces(text: str) -> list[Piece]:
    found: list[Piece] = []
    for chunk in re.split(r"\n[ \t\u00a0]*(?=\n)", text):
        lines = [line.rstrip() for line in chunk.split("\n") if line.strip()]
        if lines:
            centred = all(len(line) - len(line.lstrip()) >= CENTRED_BY for line in lines)
            found.append(Piece(tuple(lines), centred=centred, wrapped=True))
    return found


def _numbers(record: Record) -> tuple[int, int]:
    found = HEADING.match(record.data)
    groups = [group for group in found.groups() if group] if found else []
    number, total = (int(re.sub(rb"[.,]", b"", group)) for group in groups)
    return number, total


def _charset(source: Source) -> str | None:
    """The encoding that documents which are not UTF-8 are tried with."""
    if source.declared_charset:
        return source.declared_charset
    with source.open() as stream:
        sample = stream.read(DETECT_BYTES)
    try:
        sample[: sample.rfind(b"\n") + 1].decode("utf-8")
    except UnicodeDecodeError:
        import chardet

        return codecs_name(chardet.detect(sample)["encoding"] or "")
    return None


def _records(source: Source) -> Iterator[Record]:
    with source.open() as stream:
        start = stream.read(2)
    with source.open() as stream:
        if start not in UTF16:
            yield from headed(stream, HEADING)
            return
        data = stream.read(MAX_DOCUMENT_BYTES + 1)
    if len(data) > MAX_DOCUMENT_BYTES:
        raise ReaderError(
            "too_large",
            f"a UTF-16 export of more than {MAX_DOCUMENT_BYTES:,} bytes; save it as UTF-8",
        )
    import io

    yield from headed(io.BytesIO(_as_utf8(data)), HEADING)


def read(source: Source) -> Iterator[Outcome]:
    """Every document; then a reject, where the file states another number of them.

    Raises:
        ReaderError: `too_large`.
    """
    charset = _charset(source)
    numbers: list[tuple[int, int]] = []
    count = None
    delivered = 0
    end = 0
    with source.open() as stream:
        offsets = stream.read(2) not in UTF16
    for record in _records(source):
        end = record.start + len(record.data)
        if not record.closed:
            count = request_count(decode(record.data, charset)) if record.data.strip() else None
            continue
        numbers.append(_numbers(record))
        heading = HEADING.match(record.data)
        content = record.data[heading.end() :] if heading else record.data
        outcome = parse(_pieces(clean(decode(content, charset))), record.start)
        outcome_number = numbers[-1]
        if offsets:
            outcome.byte_start, outcome.byte_end = record.start, end
        if not hasattr(outcome, "code"):
            outcome.extra["number"] = list(outcome_number)
        delivered += 1
        yield outcome
    difference = compare(delivered, count or sequence_count(numbers), end)
    if difference is not None:
        yield difference


READER = Reader(
    name="nexis_text",
    version="1",
    title="LexisNexis text export",
    recognised_by="lines like `1 of 20 DOCUMENTS`",
    yields=(
        "title",
        "subtitle",
        "authors",
        "outlet",
        "url",
        "external_id",
        "section",
        "tags",
        "published",
        "updated",
        "language",
        "dateline",
        "copyright",
        "blocks",
    ),
    library="",
    detect=detect,
    read=read,
)
