"""A mail (.eml, RFC 5322), or a page that a browser has saved as one (MHTML).

The mail's text is a document of its own; files attached to it are members. Apple Mail keeps mails
as .emlx: a line with the mail's length, the mail, and a list of its own after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.readers import mail, xml
from etl.readers.base import Confidence, Container, Member, Outcome, Source

LENGTH = re.compile(rb"\d{1,10} *\r?\n")
"""The first line of an .emlx."""


def detect(head: bytes, name: str) -> Confidence:
    """By the headers at its start; where only usual ones are there, by the name, too."""
    if length := LENGTH.match(head):
        head = head[length.end() :]
    if mail.looks_like_mail(head):
        return 3
    names = mail.header_names(head[:32_768])
    if names is None or not name.lower().endswith((".eml", ".mht", ".mhtml", ".emlx")):
        return 0
    return 3 if len(mail.USUAL.intersection(names)) >= 2 else 0


def members(source: Source) -> Iterator[Member | Outcome]:
    """The article, then the files.

    Raises:
        ReaderError: `too_large`.
    """
    data = xml.read_whole(source, "mail")
    start = 0
    if length := LENGTH.match(data):
        start = length.end()
        data = data[start : start + int(length.group())]
    yield from mail.outcomes(data, start)


CONTAINER = Container(
    name="eml",
    version="2",
    title="mail (.eml, .emlx, .mht)",
    recognised_by="the headers of a mail at the start",
    library="Python's email",
    single=False,
    detect=detect,
    members=members,
)
