"""Exports made to break readers: the reader's own error, at once."""

from __future__ import annotations

import pytest

from etl.readers.base import Rejected
from tests.readers.outcomes import read_bytes

DEEP = b"<div>" * 20_000
PAGE = b"<mediawiki><page><title>x</title><revision><text>%s</text></revision></page></mediawiki>"


@pytest.mark.parametrize(
    ("reader", "data", "code"),
    [
        ("europresse", b'<span class="DocPublicationName">x</span>' + DEEP, "too_nested"),
        ("proquest", b"<html><body>ProQuest document ID: 1" + DEEP, "too_nested"),
        ("mediawiki", PAGE % (b"{{a|" * 20_000), "too_tangled"),
        ("mediawiki", PAGE % (b"[[a|" * 20_000), "too_tangled"),
        ("mediawiki", PAGE % (b'&lt;b a="' * 20_000), "too_tangled"),
        ("reuters21578", b'<REUTERS NEWID="1">' * 50_000, "damaged"),
        ("reuters21578", b"<REUTERS>" + b"<TITLE>" * 50_000 + b"</REUTERS>", "no_text"),
        ("rtf", b"{\\rtf1 " + b"{\\pict " * 50_000, "no_text"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_rejected(reader: str, data: bytes, code: str) -> None:
    found = read_bytes(reader, data)
    assert found
    assert isinstance(found[0], Rejected)
    assert found[0].code == code
