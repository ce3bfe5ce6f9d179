"""Records of web archives to outcomes: which are articles, and why the others are none.

Belongs here: what WARC and ARC share once a record's bytes are found: its HTTP head, transfer and
content codings, status, media type. Does not belong here: where records begin and end (`warc`,
`arc`), or the reading of pages (`html`).
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from etl.readers.base import (
    MAX_DOCUMENT_BYTES,
    Block,
    Outcome,
    RawDocument,
    ReaderError,
    Rejected,
    Skipped,
    Source,
    Sourced,
)
from etl.readers.formats import html
from etl.readers.plain import join_lines
from etl.readers.text_decoding import decode

HTML_TYPES = {"text/html", "application/xhtml+xml"}
UNTOLD_TYPES = {"", "application/octet-stream", "unk", "no-type", "application/http"}
"""Media types that say nothing: the bytes are looked at."""
KEPT_HTTP = ("date", "last-modified", "content-language", "content-type", "server", "etag")
"""Fields of the HTTP head that are kept in `extra`."""
LANGUAGE_FIELD = "WARC-Identified-Content-Language"
"""Languages that Common Crawl found in the text, the most frequent first (ISO 639-3)."""
STATUS = re.compile(r"[0-9]{3}")
MAX_HEAD = 256 * 1024
KEPT_BYTES = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record of a web archive."""

    kind: str
    """`response`, `resource`, `conversion`, ... (WARC 1.1, 6)."""
    position: int
    byte_start: int | None
    byte_end: int | None
    url: str | None
    media_type: str
    """Of the block; for a response this is the type of the HTTP message."""
    block: bytes
    """The first MAX_DOCUMENT_BYTES and one more, where it is longer."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """The record's own header."""


@dataclass(slots=True)
class Response:
    """An HTTP response, codings undone."""

    status: int | None
    fields: dict[str, str]
    body: bytes


def media_type(value: str | None) -> tuple[str, str | None]:
    """A Content-Type as type in lower case and charset."""
    kind, _, rest = (value or "").partition(";")
    charset = None
    for parameter in rest.split(";"):
        name, _, stated = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = stated.strip().strip("\"'") or None
    return kind.strip().lower(), charset


def _split_head(block: bytes) -> tuple[int | None, dict[str, str], bytes]:
    """Status, fields and body of a response as it lies in the record."""
    ends = [
        (at, at + len(mark))
        for mark in (b"\r\n\r\n", b"\n\n", b"\n\r\n")
        if (at := block.find(mark, 0, MAX_HEAD)) >= 0
    ]
    head_end, body_start = min(ends, default=(len(block), len(block)))
    lines = block[:head_end].decode("latin-1").replace("\r\n", "\n").split("\n")
    words = lines[0].split(None, 2)
    found = STATUS.match(words[1]) if len(words) > 1 else None
    status = int(found.group()) if found else None
    fields: dict[str, str] = {}
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), value.strip())
    return status, fields, block[body_start:]


def _unchunked(data: bytes) -> bytes:
    """The chunks of a body, as far as they go; the body itself where there are none."""
    parts: list[bytes] = []
    at = 0
    while True:
        end = data.find(b"\n", at, at + 100)
        size = data[at:end].split(b";")[0].strip() if end >= 0 else b""
        try:
            length = int(size, 16)
        except ValueError:
            return b"".join(parts) if parts else data
        if length == 0:
            return b"".join(parts)
        parts.append(data[end + 1 : end + 1 + length])
        at = end + 1 + length
        at += 2 if data[at : at + 2] == b"\r\n" else 1


def _inflated(data: bytes) -> bytes:
    """What a gzip, zlib or raw deflate stream gives before it breaks; itself where it is none."""
    for window in (47, -15):
        decompressor = zlib.decompressobj(window)
        parts = []
        size = 0
        try:
            for at in range(0, len(data), KEPT_BYTES):
                parts.append(decompressor.decompress(data[at : at + KEPT_BYTES]))
                size += len(parts[-1])
                if size > MAX_DOCUMENT_BYTES or decompressor.eof:
                    break
        except zlib.error:
            pass
        if size:
            return b"".join(parts)[: MAX_DOCUMENT_BYTES + 1]
    return data


def _decoded_leniently(block: bytes) -> Response:
    """A response whose codings are not what its head says, or break off."""
    status, fields, body = _split_head(block)
    if "chunked" in fields.get("transfer-encoding", "").lower():
        body = _unchunked(body)
    if fields.get("content-encoding", "").lower() not in {"", "identity"}:
        body = _inflated(body)
    return Response(status, fields, body)


def parse_response(block: bytes) -> Response:
    """The HTTP response in a record's block, transfer and content codings undone.

    Whatever is wrong with the codings, what can be had of the body is had.
    """
    from fastwarc.warc import WarcRecord

    status, fields, _ = _split_head(block[:MAX_HEAD])
    coded = fields.get("transfer-encoding") or fields.get("content-encoding")
    if not coded or fields.get("content-encoding", "").lower() == "identity":
        return _decoded_leniently(block)
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    try:
        record = WarcRecord.from_bytes(head.encode() + block)
        record.parse_http(auto_decode="all")
        body = record.reader.read(MAX_DOCUMENT_BYTES + 1)
    except (OSError, ValueError):
        return _decoded_leniently(block)
    return Response(status, fields, body)


def is_whole(block: bytes) -> bool:
    """Whether an HTTP response is all there by the length that it states itself."""
    _, fields, body = _split_head(block)
    length = fields.get("content-length", "")
    return length.isascii() and length.isdigit() and len(body) >= int(length)


def _name(url: str | None) -> str:
    try:
        return urlsplit(url or "").path.rpartition("/")[2]
    except ValueError:
        return ""


def _why_not(record: Record) -> str | None:
    """Why a record is no article, as its own header says; None where it may be one."""
    url = (record.url or "").lower()
    if record.kind not in {"response", "resource", "conversion"}:
        return f"{record.kind} record"
    if url.startswith(("dns:", "whois:", "metadata:", "urn:", "filedesc:")):
        return url.partition(":")[0]
    if _name(record.url).lower() == "robots.txt":
        return "robots"
    return None


def _page(record: Record, body: bytes, charset: str | None, http: Mapping[str, str]) -> Outcome:
    """The outcome of a page, at the record's place."""
    page = Source(name=_name(record.url), open=lambda: io.BytesIO(body), declared_charset=charset)
    outcome: Outcome | None = next(iter(html.read(page)), None)
    if outcome is None:
        return Skipped(position=record.position, reason="no article")
    outcome.position = record.position
    if isinstance(outcome, Rejected):
        outcome.byte_start, outcome.byte_end = record.byte_start, record.byte_end
    if isinstance(outcome, RawDocument):
        _describe(outcome, record)
        kept = {name: http[name] for name in KEPT_HTTP if http.get(name)}
        if kept:
            outcome.extra["http"] = kept
        if outcome.language is None and http.get("content-language"):
            outcome.language = Sourced(http["content-language"], "http:content-language")
    return outcome


def _describe(document: RawDocument, record: Record) -> None:
    """What the record says of a document. Its date is that of the crawl, not of publication."""
    document.position = record.position
    document.byte_start, document.byte_end = record.byte_start, record.byte_end
    if record.url:
        if document.url and document.url != record.url:
            document.extra["page_url"] = document.url
        document.url = record.url
    document.extra["record"] = dict(record.fields)


def _conversion(record: Record) -> Outcome:
    """The text that a converter made of a page (the WET files of Common Crawl).

    Its lines are the page's blocks, the first of them the page's title; nothing tells the article
    from what stands around it.
    """
    lines = [line for line in decode(record.block).split("\n") if line.strip()]
    document = RawDocument(
        position=record.position,
        blocks=[Block("body", text) for line in lines[1:] if (text := join_lines([line]))],
    )
    if lines:
        document.title = Sourced(join_lines(lines[:1]), "first line")
    _describe(document, record)
    for name, value in record.fields.items():
        if name.lower() == LANGUAGE_FIELD.lower():
            document.language = Sourced(value.split(",")[0].strip(), LANGUAGE_FIELD)
    if not document.blocks:
        return Skipped(position=record.position, reason="no text")
    return document


def _outcome(record: Record) -> Outcome:
    reason = _why_not(record)
    if reason is not None:
        return Skipped(position=record.position, reason=reason)
    http: Mapping[str, str] = {}
    kind, charset = media_type(record.media_type)
    body = record.block
    if record.kind == "conversion":
        if kind != "text/plain":
            return Skipped(position=record.position, reason="no html")
        return _conversion(record)
    if body.startswith(b"HTTP/"):
        response = parse_response(body)
        http, body = response.fields, response.body
        kind, charset = media_type(http.get("content-type"))
        if response.status is not None and 300 <= response.status < 400:
            return Skipped(position=record.position, reason="redirect")
        if response.status is not None and not 200 <= response.status < 300:
            return Skipped(position=record.position, reason=f"status {response.status}")
    if kind in UNTOLD_TYPES:
        is_html = html.detect(body[:KEPT_BYTES], "") >= 2
    else:
        is_html = kind in HTML_TYPES
    if not is_html:
        return Skipped(position=record.position, reason="no html")
    if not body.strip():
        return Skipped(position=record.position, reason="empty page")
    if len(body) > MAX_DOCUMENT_BYTES:
        raise ReaderError(
            "too_large", f"a page of more than {MAX_DOCUMENT_BYTES:,} bytes is no article"
        )
    return _page(record, body, charset, http)


def outcome(record: Record) -> Outcome:
    """What becomes of a record; an error costs this record alone."""
    try:
        return _outcome(record)
    except ReaderError as error:
        code, message = error.code, error.message
    except Exception as error:  # noqa: BLE001
        # One page among the many thousands of an archive must not cost the others, whatever a
        # library beneath makes of it: as in `dispatch`, the defect is shown, not hidden.
        code = "reader_failed"
        message = (
            f"reading a page failed with {type(error).__name__}: {error}; please report this with "
            "the record"
        )
    return Rejected(
        position=record.position,
        code=code,
        message=message,
        byte_start=record.byte_start,
        byte_end=record.byte_end,
        content=record.block[:KEPT_BYTES],
    )
