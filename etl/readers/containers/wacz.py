"""WACZ 1.1: a ZIP that holds WARCs, with indexes and lists of pages about them.

Only what lies in `archive/` is read (https://specs.webrecorder.net/wacz/1.1.1/): indexes, lists of
pages, screenshots and logs tell of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.readers.base import Confidence, Container, Member, Rejected, Skipped, Source
from etl.readers.containers import zip as zip_container

LOCAL_HEADER = b"PK\x03\x04"
NAME_AT = 30
"""Where the name begins in a local file header (APPNOTE.TXT 6.3.10, 4.3.7)."""
OWN_NAMES = re.compile(
    rb"archive/[^/]*\.w?arc(?:\.gz)?|indexes/[^/]*\.(?:cdxj?|idx)(?:\.gz)?|pages/\w*pages\.jsonl"
)
WACZ_VERSION = b'"wacz_version"'


def detect(head: bytes, name: str) -> Confidence:
    """A ZIP whose first member, as its local header names it, is one that WACZ prescribes."""
    if not head.startswith(LOCAL_HEADER):
        return 0
    if name.lower().endswith(".wacz"):
        return 4
    length = int.from_bytes(head[26:28], "little")
    first = head[NAME_AT : NAME_AT + length]
    if OWN_NAMES.fullmatch(first) or (first == b"datapackage.json" and WACZ_VERSION in head):
        return 4
    return 0


def members(source: Source) -> Iterator[Member | Skipped | Rejected]:
    """The WARCs; what is about them is skipped.

    Raises:
        ReaderError: there is no readable central directory.
    """
    for position, member in enumerate(zip_container.members(source)):
        if isinstance(member, Member) and not member.name.startswith("archive/"):
            yield Skipped(position=position, reason="about the archive")
        else:
            yield member


CONTAINER = Container(
    name="wacz",
    version="1",
    title="WACZ",
    recognised_by="a ZIP whose first member is a WARC in `archive/`, an index or a list of pages",
    library="Python's zipfile",
    single=False,
    detect=detect,
    members=members,
)
