"""mbox: mails one after the other, each after a line that begins with `From ` (RFC 4155).

The text of each mail is a document at the offset of its first byte. Files attached to it are
members under the number of their mail: `17/report.pdf`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.readers import mail
from etl.readers.base import (
    MAX_DOCUMENT_BYTES,
    Confidence,
    Container,
    Member,
    Outcome,
    Rejected,
    Source,
)

FROM_LINE = re.compile(rb"From \S*.*\d{2}:\d{2}.*\d{4}[^\n]*\r?\n?$|From \S+@\S+[^\n]*\r?\n?$")
"""`From someone@example.org Fri May  3 09:00:00 2024`; what follows the address varies."""
QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
MAX_LINE = 1024 * 1024


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By the line before the first mail, and the mail's headers."""
    line, end, rest = head.partition(b"\n")
    if not end or not FROM_LINE.match(line):
        return 0
    return 4 if mail.header_names(rest[:32_768]) else 0


def _mails(source: Source) -> Iterator[tuple[int, bytes | None]]:
    """Each mail with the offset of its first byte; None for one too large to be read."""
    with source.open() as stream:
        offset = 0
        start = 0
        lines: list[bytes] = []
        size = 0
        after_blank = True
        begun = False
        while line := stream.readline(MAX_LINE):
            if after_blank and line.startswith(b"From ") and FROM_LINE.match(line):
                if begun:
                    yield start, b"".join(lines) if size <= MAX_DOCUMENT_BYTES else None
                begun = True
                start = offset + len(line)
                lines, size = [], 0
            else:
                size += len(line)
                if size <= MAX_DOCUMENT_BYTES:
                    lines.append(line)
            after_blank = not line.strip(b"\r\n")
            offset += len(line)
        if begun:
            yield start, b"".join(lines) if size <= MAX_DOCUMENT_BYTES else None


def members(source: Source) -> Iterator[Member | Outcome]:
    """The articles and the files of every mail."""
    for number, (start, data) in enumerate(_mails(source), 1):
        if data is None:
            yield Rejected(
                position=start,
                code="too_large",
                message=f"a mail of more than {MAX_DOCUMENT_BYTES:,} bytes is no article",
                byte_start=start,
            )
            continue
        if not data.strip():
            continue
        for found in mail.outcomes(QUOTED_FROM.sub(rb"\1", data), start):
            if isinstance(found, Member):
                yield Member(f"{number}/{found.name}", found.open)
                continue
            if not isinstance(found, Rejected) and hasattr(found, "byte_end"):
                found.byte_end = start + len(data)
            yield found


CONTAINER = Container(
    name="mbox",
    version="2",
    title="mbox",
    recognised_by="a line `From someone@example.org ...` before the headers of a mail",
    library="Python's email",
    single=False,
    detect=detect,
    members=members,
)
