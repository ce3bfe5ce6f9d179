"""A mail (.eml, RFC 5322), or a page that a browser has saved as one (MHTML).

The mail's text is a document of its own; files attached to it are members.
"""

from __future__ import annotations

from collections.abc import Iterator

from etl.readers import mail, xml
from etl.readers.base import Confidence, Container, Member, Outcome, Source


def detect(head: bytes, name: str) -> Confidence:
    """By the headers at its start; where only usual ones are there, by the name, too."""
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
    yield from mail.outcomes(xml.read_whole(source, "mail"))


CONTAINER = Container(
    name="eml",
    version="1",
    title="mail (.eml, .mht)",
    recognised_by="the headers of a mail at the start",
    library="Python's email",
    single=False,
    detect=detect,
    members=members,
)
