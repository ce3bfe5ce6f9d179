"""What every reading must fulfil, whatever the bytes.

Belongs here: checks shared by the property tests and the fuzzer. Does not belong here: making
bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, get_args

from etl.contracts.articles import ParagraphKind
from etl.readers.base import RawDocument, Rejected, Skipped
from etl.readers.dispatch import Found


def check_outcomes(found: Sequence[Found]) -> None:
    """At least one outcome; none that hides a defect; positions that grow; strings that are text.

    Raises:
        AssertionError: saying which does not hold.
    """
    assert found, "a file gave nothing at all"
    last: dict[tuple[str, str], int] = {}
    for one in found:
        outcome = one.outcome
        place = (one.member, one.parser)
        assert outcome.position >= 0, one
        assert outcome.position >= last.get(place, 0), f"position went back: {one}"
        last[place] = outcome.position
        if isinstance(outcome, Rejected):
            check_reject(outcome)
        elif isinstance(outcome, Skipped):
            assert outcome.reason, one
        else:
            check_document(outcome)


def check_reject(reject: Rejected) -> None:
    """A code, a message for people, and no defect of ours behind it."""
    assert reject.code != "reader_failed", reject.message
    assert re.fullmatch(r"[a-z_]+", reject.code), reject
    assert len(reject.message) > 10, reject
    assert len(reject.message) < 1_000, reject
    reject.message.encode("utf-8")


def check_document(document: RawDocument) -> None:
    """Strings that can be written, blocks that hold text, spans that are spans."""
    assert document.blocks, document
    for kind, text in document.blocks:
        assert kind in get_args(ParagraphKind), kind
        assert text.strip(), document
        assert "\n" not in text, text
    if document.byte_start is not None and document.byte_end is not None:
        assert 0 <= document.byte_start < document.byte_end, document
    for text in _strings(document):
        text.encode("utf-8")
        assert "\x00" not in text, text


def _strings(document: RawDocument) -> list[str]:
    values: list[Any] = [getattr(document, name) for name in document.__slots__]
    found: list[str] = []
    while values:
        value = values.pop()
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, (list, tuple)):
            values.extend(value)
    return found
