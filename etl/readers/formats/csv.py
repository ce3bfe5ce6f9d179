"""CSV and TSV with a header line: one article a row.

The header's names go through `etl.readers.aliases`; a folder's `columns` names others. The dialect
is taken from the header and the rows that follow; quotation marks are those of RFC 4180.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from etl.readers.aliases import ALIASES, article_from_record, normal_name
from etl.readers.base import (
    MAX_DOCUMENT_BYTES,
    Confidence,
    Outcome,
    Reader,
    ReaderError,
    Rejected,
    Source,
)
from etl.readers.formats import json
from etl.readers.text_decoding import codecs_name
from etl.readers.unknown import is_binary

DELIMITERS = (",", "\t", ";", "|")
KNOWN = {name for names in ALIASES.values() for name in names}
SAMPLE_ROWS = 20


def _header(head: bytes, delimiter: str) -> list[str]:
    line = head.removeprefix(b"\xef\xbb\xbf").splitlines()[0] if head.strip() else b""
    row = next(csv.reader([line.decode("utf-8", "replace")], delimiter=delimiter), [])
    return [normal_name(name) for name in row]


def _delimiter(head: bytes) -> str | None:
    """The delimiter that gives the header most known names, at least two columns."""
    best: tuple[int, int, str] | None = None
    for delimiter in DELIMITERS:
        try:
            names = _header(head, delimiter)
        except csv.Error:
            continue
        known = sum(name in KNOWN or name.replace("_", "") in KNOWN for name in names)
        if len(names) > 1 and (best is None or (known, len(names)) > best[:2]):
            best = (known, len(names), delimiter)
    return best[2] if best else None


def detect(head: bytes, name: str) -> Confidence:
    """A header line with at least two known names, or the suffix and a delimiter."""
    if is_binary(head) or re.match(rb"\s*[\[{<]", head.removeprefix(b"\xef\xbb\xbf")):
        return 0
    delimiter = _delimiter(head)
    if delimiter is None:
        return 0
    names = _header(head, delimiter)
    known = sum(item in KNOWN or item.replace("_", "") in KNOWN for item in names)
    if name.lower().endswith((".csv", ".tsv", ".tab")):
        return 3
    plain = all(re.fullmatch(r"[\w .-]{1,40}", item) for item in names)
    return 2 if known >= 2 and len(names) >= 3 and plain else 0


def _encoding(source: Source) -> str:
    """UTF-8 where the whole file is, else what its start looks like; streamed, not held."""
    import codecs

    decoder = codecs.getincrementaldecoder("utf-8")()
    with source.open() as stream:
        head = block = b""
        try:
            while block := stream.read(1024 * 1024):
                head = head or block[:200_000]
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            import chardet

            return codecs_name(chardet.detect(head or block)["encoding"] or "") or "cp1252"
    return "utf-8-sig"


def _rows(source: Source, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(MAX_DOCUMENT_BYTES)
    encoding = _encoding(source)
    with (
        source.open() as stream,
        io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="") as text,
    ):
        lines = (line.replace("\x00", "") for line in text)
        reader = csv.reader(lines, delimiter=delimiter, strict=False)
        line = 1
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise ReaderError(
                    "invalid_csv",
                    f"line {reader.line_num}: {error}; expected quotation marks doubled inside "
                    "quoted fields (RFC 4180)",
                ) from None
            yield line, row
            line = reader.line_num + 1


def read(source: Source) -> Iterator[Outcome]:
    """Every row's article.

    Raises:
        ReaderError: there is no header with known names, or the quoting breaks off.
    """
    with source.open() as stream:
        head = stream.read(65_536)
    delimiter = _delimiter(head) or ","
    rows = _rows(source, delimiter)
    header = [
        name.strip().removeprefix("\ufeff") for _, name_row in [next(rows)] for name in name_row
    ]
    own = set(source.columns.values())
    if not any(normal_name(name) in KNOWN or name in own for name in header):
        raise ReaderError(
            "no_header",
            f"the first line has no known column name (found {', '.join(header[:12])!r}); name the "
            'columns in _newshouse.toml: [columns] body = "...", title = "..."',
        )
    columns = dict(source.columns)
    position = 0
    for line, row in rows:
        if not any(value.strip() for value in row):
            continue
        if len(row) != len(header):
            yield Rejected(
                position=position,
                code="bad_row",
                message=f"line {line}: found {len(row)} fields, the header has {len(header)}; "
                "quote fields that hold the delimiter or line ends",
                content=delimiter.join(row).encode("utf-8", "replace")[:65_536],
            )
        else:
            yield _article(dict(zip(header, row, strict=True)), position, line, columns)
        position += 1


def _article(record: dict[str, str], position: int, line: int, columns: dict[str, str]) -> Outcome:
    try:
        document = article_from_record({k: v for k, v in record.items() if v.strip()}, columns)
    except ReaderError as error:
        return Rejected(
            position=position,
            code=error.code,
            message=f"line {line}: {error.message}",
            content=str(record).encode("utf-8", "replace")[:65_536],
        )
    document.position = position
    return document


READER = Reader(
    name="csv",
    version="1",
    title="CSV and TSV",
    recognised_by="a header line with known column names",
    yields=json.READER.yields,
    library="Python's csv",
    detect=detect,
    read=read,
)
