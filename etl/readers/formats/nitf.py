"""NITF 3.x: one story a file, as news agencies and newspapers' archives deliver them."""

from __future__ import annotations

from collections.abc import Iterator

from etl.readers import nitf, xml
from etl.readers.base import Confidence, Outcome, Reader, Rejected, Skipped, Source
from etl.readers.news_items import why_left_out
from etl.readers.unknown import xml_root


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By the root element."""
    root = xml_root(head)
    return 4 if root is not None and root.rpartition(":")[2] == "nitf" else 0


def read(source: Source) -> Iterator[Outcome]:
    """The story.

    Raises:
        ReaderError: what `xml.read_whole` and `xml.parse` raise.
    """
    data = xml.read_whole(source, "story")
    document = nitf.document_of(xml.parse(data, declared=source.declared_charset))
    document.byte_start, document.byte_end = 0, len(data)
    status = document.extra.get(nitf.STATUS)
    if (left_out := why_left_out(status)) is not None:
        yield Skipped(position=0, reason=left_out)
        return
    if not document.blocks:
        yield Rejected(
            position=0,
            code="no_text",
            message="the story has no text: body.content is missing or empty; ask its sender for a "
            "whole one",
            byte_start=0,
            byte_end=len(data),
            content=data[:65_536],
        )
        return
    yield document


READER = Reader(
    name="nitf",
    version="2",
    title="NITF",
    recognised_by="the root element `nitf`",
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
        "wire_agency",
        "copyright",
        "blocks",
    ),
    library="lxml",
    detect=detect,
    read=read,
)
