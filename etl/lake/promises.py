"""The promises that every batch keeps before it counts: verbatim text and sound keys.

Belongs here: checks of rows against each other, on plain rows. `sql/checks/` verifies the same
promises on the whole catalogue. A violation is a defect of ours, never of the input.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from itertools import pairwise

from etl.contracts.articles import Article, Paragraph
from etl.contracts.base import Row
from etl.contracts.extraction import LocalEntity, Mention, Quote, QuoteTarget


class PromiseBrokenError(AssertionError):
    """Rows contradict each other; the batch is not written."""


def _verbatim(body: str, start: int, end: int, text: str, what: str, document: uuid.UUID) -> None:
    if body[start:end] != text:
        raise PromiseBrokenError(
            f"verbatim: {what} of document {document} at {start}:{end}: expected {text!r}, "
            f"found {body[start:end]!r}"
        )


def check_article(article: Article, paragraphs: Sequence[Paragraph]) -> None:
    """Verbatim paragraphs in order, and counts that agree.

    Raises:
        PromiseBrokenError: names the first violation.
    """
    last = 0
    for number, paragraph in enumerate(paragraphs):
        _verbatim(
            article.body,
            paragraph.char_start,
            paragraph.char_end,
            paragraph.text,
            f"paragraph {number}",
            article.document_id,
        )
        if paragraph.paragraph_no != number or paragraph.char_start < last:
            raise PromiseBrokenError(
                f"keys: document {article.document_id}: paragraph {paragraph.paragraph_no} is out "
                f"of order at place {number}"
            )
        last = paragraph.char_end
    if article.paragraph_count != len(paragraphs) or article.char_count != len(article.body):
        raise PromiseBrokenError(
            f"reconcile: document {article.document_id}: expected {article.paragraph_count} "
            f"paragraphs and {article.char_count} characters, found {len(paragraphs)} and "
            f"{len(article.body)}"
        )


def check_extraction(
    article: Article,
    paragraphs: Sequence[Paragraph],
    mentions: Sequence[Mention],
    local_entities: Sequence[LocalEntity],
    quotes: Sequence[Quote],
    targets: Sequence[QuoteTarget],
) -> None:
    """Verbatim spans, and references that resolve within the article.

    Raises:
        PromiseBrokenError: names the first violation.
    """
    body, document = article.body, article.document_id
    entity_ids = unique_ids((e.local_entity_id for e in local_entities), "local_entity_id")
    mention_ids = unique_ids((m.mention_id for m in mentions), "mention_id")
    quote_ids = unique_ids((q.quote_id for q in quotes), "quote_id")

    def refers(value: uuid.UUID | None, ids: set[uuid.UUID], what: str) -> None:
        if value is not None and value not in ids:
            raise PromiseBrokenError(f"keys: document {document}: {what} {value} is no row")

    for m in mentions:
        _verbatim(body, m.char_start, m.char_end, m.text, "mention", document)
        _verbatim(body, m.full_start, m.full_end, m.full_text, "full name", document)
        if m.role_text is not None:
            start, end = m.role_start or 0, m.role_end or 0
            _verbatim(body, start, end, m.role_text, "role", document)
        paragraph = paragraphs[m.paragraph_no]
        inside = paragraph.char_start <= m.full_start <= m.char_start
        if not (inside and m.char_start < m.char_end <= m.full_end <= paragraph.char_end):
            raise PromiseBrokenError(
                f"keys: document {document}: mention {m.text!r} at {m.char_start} is not in "
                f"paragraph {m.paragraph_no}"
            )
        refers(m.local_entity_id, entity_ids, "mention's local entity")
        refers(m.acronym_of_mention_id, mention_ids, "acronym's mention")
    for q in quotes:
        if q.speaker_text is not None:
            start, end = q.speaker_start or 0, q.speaker_end or 0
            _verbatim(body, start, end, q.speaker_text, "speaker", document)
        if q.cue_text is not None:
            _verbatim(body, q.cue_start or 0, q.cue_end or 0, q.cue_text, "cue", document)
        _check_parts(q, body, document)
        refers(q.speaker_mention_id, mention_ids, "speaker's mention")
        refers(q.speaker_local_entity_id, entity_ids, "speaker's local entity")
    for t in targets:
        refers(t.quote_id, quote_ids, "target's quote")
        refers(t.local_entity_id, entity_ids, "target's local entity")
        refers(t.mention_id, mention_ids, "target's mention")


def _check_parts(quote: Quote, body: str, document: uuid.UUID) -> None:
    parts = quote.parts
    if not parts or (parts[0].char_start, parts[-1].char_end) != (quote.char_start, quote.char_end):
        raise PromiseBrokenError(f"keys: document {document}: quote {quote.quote_id}: outer bounds")
    joined = body[parts[0].char_start : parts[0].char_end]
    for before, part in pairwise(parts):
        if part.char_start < before.char_end:
            raise PromiseBrokenError(f"keys: document {document}: quote parts overlap")
        gap = body[before.char_end : part.char_start]
        joined += ("\n\n" if "\n\n" in gap else " ") + body[part.char_start : part.char_end]
    if joined != quote.text:
        raise PromiseBrokenError(
            f"verbatim: document {document}: quote: expected {quote.text!r}, found {joined!r}"
        )


def unique_ids(ids: Iterable[uuid.UUID], what: str) -> set[uuid.UUID]:
    """The ids as a set.

    Raises:
        PromiseBrokenError: one of them occurs twice.
    """
    seen: set[uuid.UUID] = set()
    for value in ids:
        if value in seen:
            raise PromiseBrokenError(f"keys: {what} {value} occurs twice")
        seen.add(value)
    return seen


def same_document(rows: Iterable[Row], document: uuid.UUID) -> None:
    """Every row says that it was found in this document.

    Raises:
        PromiseBrokenError: one does not.
    """
    for row in rows:
        if getattr(row, "document_id", document) != document:
            raise PromiseBrokenError(f"keys: a {row.table} row names another document")
