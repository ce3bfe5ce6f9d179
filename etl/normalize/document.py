"""One document: from what the reader found to the rows of its article and paragraphs.

Belongs here: the order in which the other modules work, and the columns that need no module of
their own. Does not belong here: any rule about one concern.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from etl.contracts.articles import Article, Paragraph
from etl.normalize.byline import Byline, is_byline, read_byline
from etl.normalize.context import DocumentContext, NormalizeError
from etl.normalize.dateline import Dateline, find_dateline, read_field
from etl.normalize.dates import DateColumns, DateHints, first_date
from etl.normalize.identity import choose_canonical, make_ids
from etl.normalize.language import decide_language, language_code
from etl.normalize.outlet import domain, find_outlet
from etl.normalize.paragraphs import Span, clean_blocks, lay_out
from etl.normalize.text import (
    clean,
    clean_or_none,
    has_letter,
    replace_surrogates,
    squeezed,
    word_count,
)
from etl.normalize.wire import CREDIT_PARAGRAPHS, agency_of_credit, assign_segments
from etl.normalize.zones import is_american, zone_named
from etl.readers.base import Block, RawDocument, Sourced

VERSION = "4"
"""Raised when the same document gives other rows; part of the read fingerprint."""

_TITLE_SUFFIX = re.compile(r"\s+(?:[|·•»]|::|-{1,2}|[–—])\s+(?=[^|·•»–—]+$)")
_SUFFIX_CHARS = 100
_AMERICAN_ENGLISH = re.compile(r"en[-_]us\b", re.IGNORECASE)
_BYLINE_PARAGRAPHS = 2
"""A byline is looked for in so many paragraphs from the start of the text."""


def normalize_document(
    raw: RawDocument, context: DocumentContext
) -> tuple[Article, list[Paragraph]]:
    """The article and the paragraphs that a document becomes.

    Depends on the document and its context alone: not on the clock, the machine, or what was read
    before.

    Raises:
        NormalizeError: the document has no text (`no_text`).
    """
    url = clean_or_none(raw.url)
    canonical_url = choose_canonical(url, clean_or_none(raw.canonical_url))
    outlet, outlet_source = find_outlet(raw.outlet, context, canonical_url or url)
    own_names = [name for name in (outlet, domain(canonical_url or url)) if name]
    title = _title(raw.title, own_names)

    blocks = clean_blocks(raw.blocks, title)
    if not any(has_letter(block.text) for block in blocks):
        raise NormalizeError(
            "no_text",
            f"found {len(blocks)} paragraphs and no letter in any of them; expected the text of an "
            "article: check that the reader or the column map takes the right field",
        )
    fields = raw.authors.values if raw.authors else ()
    byline = read_byline(fields, own_names)
    authors_source = raw.authors.source if raw.authors and byline.authors else None
    blocks, printed = _mark_byline(blocks, own_names)
    blocks = _mark_credits(blocks)
    if not byline.authors and printed.authors:
        authors_source = "text"
    byline = Byline(byline.authors or printed.authors, byline.agency or printed.agency)

    body, spans = lay_out(blocks)
    dateline, dateline_start = _dateline(raw.dateline, spans)
    signed = dateline.agency if dateline else None
    if signed is None:
        signed = byline.agency
    copyright_line = clean_or_none(raw.copyright)
    segments = assign_segments(
        spans,
        field=clean_or_none(raw.wire_agency),
        signed=signed.name if signed else None,
        copyright_line=copyright_line,
    )
    path_values = dict(context.path_values)
    language = decide_language(
        _declared_languages(raw, context), f"{title}\n{body}" if title else body
    )
    hints = _date_hints(raw, context, language.code)
    published = first_date(_with_path(raw.published, path_values), hints)
    updated = first_date(raw.updated, hints)
    external_id = clean_or_none(raw.external_id) or clean_or_none(path_values.get("external_id"))
    ids = make_ids(
        raw_file_id=context.raw_file_id,
        member=context.member,
        position=raw.position,
        outlet=outlet,
        canonical_url=canonical_url,
        external_id=external_id,
        title=title,
        body=body,
    )
    article = Article(
        document_id=ids.document,
        article_id=ids.article,
        revision_id=ids.revision,
        content_hash=ids.content,
        outlet=outlet,
        outlet_source=outlet_source,
        url=url,
        canonical_url=canonical_url,
        external_id=external_id,
        title=title,
        title_source=raw.title.source if raw.title and title else None,
        subtitle=clean_or_none(raw.subtitle),
        authors=list(byline.authors),
        authors_source=authors_source,
        section=clean_or_none(raw.section) or clean_or_none(path_values.get("section")),
        tags=list(dict.fromkeys(tag for raw_tag in raw.tags if (tag := clean(raw_tag)))),
        **_date_fields("published", published),
        **_date_fields("updated", updated),
        language=language.code,
        language_confidence=language.confidence,
        language_source=language.source,
        dateline=dateline.text if dateline else None,
        dateline_start=dateline_start,
        dateline_end=(
            dateline_start + len(dateline.text)
            if dateline is not None and dateline_start is not None
            else None
        ),
        dateline_places=list(dateline.places) if dateline else [],
        wire_agency=segments.article,
        copyright=copyright_line,
        body=body,
        char_count=len(body),
        word_count=word_count(body),
        paragraph_count=len(spans),
        raw_file_id=context.raw_file_id,
        member=context.member,
        position=raw.position,
        byte_start=raw.byte_start,
        byte_end=raw.byte_end,
        parser=context.parser,
        parser_version=context.parser_version,
        extra=extra_json(raw.extra),
    )
    paragraphs = [
        Paragraph(
            document_id=ids.document,
            article_id=ids.article,
            revision_id=ids.revision,
            paragraph_no=number,
            char_start=span.start,
            char_end=span.end,
            text=span.text,
            kind=span.kind,
            wire_agency=agency,
        )
        for number, (span, agency) in enumerate(zip(spans, segments.paragraphs, strict=True))
    ]
    return article, paragraphs


def _title(found: Sourced | None, own_names: Sequence[str]) -> str | None:
    """The title, without ` | Outlet` at its end where that is the outlet's own name or domain."""
    if found is None:
        return None
    title = clean(found.value)
    match = _TITLE_SUFFIX.search(title, max(0, len(title) - _SUFFIX_CHARS))
    if match and squeezed(title[match.end() :]) in {squeezed(name) for name in own_names}:
        title = title[: match.start()]
    return title or None


def _mark_byline(blocks: list[Block], own_names: Sequence[str]) -> tuple[list[Block], Byline]:
    """The blocks with a printed byline at their head as a credit, and what it says."""
    seen = 0
    for i, block in enumerate(blocks):
        if block.kind not in ("body", "credit"):
            continue
        if is_byline(block.text):
            marked = [*blocks[:i], Block("credit", block.text), *blocks[i + 1 :]]
            return marked, read_byline([block.text], own_names)
        seen += 1
        if seen == _BYLINE_PARAGRAPHS:
            break
    return blocks, Byline()


def _mark_credits(blocks: list[Block]) -> list[Block]:
    """The blocks with the agency's closing credit (`© 2024 AFP`) as a credit."""
    head, tail = blocks[:-CREDIT_PARAGRAPHS], blocks[-CREDIT_PARAGRAPHS:]
    return head + [
        Block("credit", text) if kind == "body" and agency_of_credit(text) else Block(kind, text)
        for kind, text in tail
    ]


def _declared_languages(raw: RawDocument, context: DocumentContext) -> Iterator[Sourced]:
    if raw.language:
        yield raw.language
    if context.defaults.language:
        yield Sourced(context.defaults.language, "folder")
    if path_language := dict(context.path_values).get("language"):
        yield Sourced(path_language, "path")


def _dateline(field: str | None, spans: Sequence[Span]) -> tuple[Dateline | None, int | None]:
    """The dateline and its offset in the body; no offset where only a field has it."""
    given = read_field(clean(field)) if field else None
    running = [span for span in spans if span.kind == "body"]
    if given is not None:
        start = running[0].start if running and running[0].text.startswith(given.text) else None
        return given, start
    found = find_dateline([span.text for span in running])
    if found is None:
        return None, None
    number, dateline = found
    return dateline, running[number].start


def _date_hints(raw: RawDocument, context: DocumentContext, language: str | None) -> DateHints:
    timezone = context.defaults.timezone
    declared = raw.language.value if raw.language else context.defaults.language
    return DateHints(
        zone=zone_named(timezone) if timezone else None,
        month_first=is_american(timezone)
        or bool(declared and _AMERICAN_ENGLISH.match(declared.strip())),
        language=language or (language_code(declared) if declared else None),
    )


def _with_path(found: Sequence[Sourced], path_values: Mapping[str, str]) -> Sequence[Sourced]:
    """The candidates for the publication date, with the path's as the last."""
    if value := path_values.get("published"):
        return [*found, Sourced(value, "path")]
    return found


def _date_fields(name: str, columns: DateColumns) -> dict[str, Any]:
    return {
        f"{name}_at": columns.at,
        f"{name}_date": columns.day,
        f"{name}_precision": columns.precision,
        f"{name}_source": columns.source,
        f"{name}_timezone_assumed": columns.timezone_assumed,
        f"{name}_raw": columns.raw,
    }


def extra_json(extra: Mapping[str, object]) -> str:
    """The source's other fields as JSON, keys sorted.

    Not-a-number is null; what JSON cannot hold is written as a string.
    """
    options = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS
    try:
        return orjson.dumps(extra, option=options).decode()
    except (TypeError, ValueError, RecursionError):  # the types, integers or strings it refuses
        return orjson.dumps(_plain(extra), option=options).decode()


_MAX_DEPTH = 100
_MAX_INTEGER = 2**53


def _plain(value: object, depth: int = 0) -> object:
    """The value in types that JSON has; deeper than _MAX_DEPTH it becomes a string."""
    plain: object = value
    if isinstance(value, float):
        plain = value if math.isfinite(value) else None
    elif isinstance(value, bytes):
        plain = value.decode("utf-8", "replace")
    elif isinstance(value, Mapping) and depth < _MAX_DEPTH:
        plain = {
            replace_surrogates(str(key)): _plain(item, depth + 1) for key, item in value.items()
        }
    elif isinstance(value, (list, tuple)) and depth < _MAX_DEPTH:
        plain = [_plain(item, depth + 1) for item in value]
    elif isinstance(value, (set, frozenset)):
        plain = sorted(replace_surrogates(str(item)) for item in value)
    elif value is not None and not (isinstance(value, int) and abs(value) < _MAX_INTEGER):
        plain = replace_surrogates(str(value))
    return plain
