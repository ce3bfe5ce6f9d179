"""Web archives made for the tests: records, and files of them."""

from __future__ import annotations

import gzip
from collections.abc import Sequence

PAGE = (
    "<!doctype html><html lang='en'><head><title>{title}</title>"
    "<meta property='article:published_time' content='2024-05-03T09:00:00Z'></head><body><article>"
    "<h1>{title}</h1><p>The council of Havnik voted on Tuesday to close the old harbour road to "
    "lorries, its clerk said after a meeting that lasted until midnight.</p><p>Café owners along "
    "the quay had asked for the measure since the spring, and said they were relieved.</p>"
    "</article></body></html>"
)


def http(body: bytes, status: str = "200 OK", **fields: str) -> bytes:
    """A response as it goes over the wire; `content_type` and the like are its fields."""
    given = {"content_type": "text/html; charset=utf-8"} | fields
    lines = [f"HTTP/1.1 {status}", *(f"{n.replace('_', '-')}: {v}" for n, v in given.items())]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def page(number: int) -> bytes:
    """A page with an article."""
    return PAGE.format(title=f"Quay {number} closes to lorries").encode()


def warc(kind: str, block: bytes, url: str | None = None, **fields: str) -> bytes:
    """A WARC record; `content_type` and the like are its named fields."""
    lines = ["WARC/1.1", f"WARC-Type: {kind}", "WARC-Date: 2024-06-01T10:00:00Z"]
    if url is not None:
        lines.append(f"WARC-Target-URI: {url}")
    given = {"content_type": "application/http; msgtype=response"} | fields
    lines += [f"{name.replace('_', '-').title()}: {value}" for name, value in given.items()]
    lines.append(f"Content-Length: {len(block)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def arc(block: bytes, url: str, media_type: str = "text/html") -> bytes:
    """A record of ARC 1."""
    head = f"{url} 192.0.2.1 20040601100000 {media_type} {len(block)}\n"
    return head.encode() + block + b"\n"


ARC_START = arc(
    b"1 0 Havnik\nURL IP-address Archive-date Content-type Archive-length\n",
    "filedesc://havnik.arc",
    "text/plain",
)


def responses(count: int) -> list[bytes]:
    """WARC records of pages, with a request before each."""
    records = []
    for number in range(count):
        url = f"https://www.havnik-post.example/{number}"
        records.append(warc("request", b"GET / HTTP/1.1\r\n\r\n", url))
        records.append(warc("response", http(page(number)), url))
    return records


def compressed(records: Sequence[bytes]) -> bytes:
    """Records as web archives keep them: each in a gzip member of its own."""
    return b"".join(gzip.compress(record, mtime=0) for record in records)
