"""Pages that browsers have saved within a file of their own kind: MHTML, Safari's archives.

Belongs here: what becomes of the page once its bytes, its charset and its address are known. Does
not belong here: how either file is written (`mail`, `formats.webarchive`).
"""

from __future__ import annotations

import io
from typing import BinaryIO, cast

from etl.readers.base import Outcome, RawDocument, ReaderError, Rejected, Skipped, Source


def outcome_of(data: bytes, charset: str | None, address: str | None, position: int) -> Outcome:
    """The page's outcome, at a position.

    Args:
        data: the page.
        charset: as the file around it states.
        address: where the page was saved from; it goes before what the page says itself.
        position: of the page in its file.
    """
    from etl.readers.formats import html

    source = Source(
        name="page.html",
        open=lambda: cast("BinaryIO", io.BytesIO(data)),
        declared_charset=charset,
    )
    try:
        outcome: Outcome = next(iter(html.read(source)))
    except ReaderError as error:
        return Rejected(
            position=position, code=error.code, message=error.message, content=data[:65_536]
        )
    outcome.position = position
    if not isinstance(outcome, Skipped):
        outcome.byte_start = outcome.byte_end = None
    if isinstance(outcome, RawDocument) and address and address.startswith("http"):
        if outcome.url and outcome.url != address:
            outcome.extra["page_url"] = outcome.url
        outcome.url = address
    return outcome
