"""From a body of gold data to what an engine takes: an article and its paragraphs.

Belongs here: the rows that the line would make of the text, with offsets into the text as it
stands. Does not belong here: reading gold data (`tagged`, `standoff`).

The text is not cleaned as the line cleans what it reads, since the gold's offsets would not hold;
its dateline is found as the line finds it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.contracts.articles import Article, Paragraph
from etl.contracts.base import make_id
from etl.evaluate.scores import Span
from etl.extract.engine import Text
from etl.normalize.dateline import find_dateline
from etl.normalize.text import word_count

_LINE = re.compile(r"\S(?:[^\r\n\u2028\u2029]*\S)?")


def lines_of(body: str) -> list[Span]:
    """The lines of a body that are not blank, without white space at their edges."""
    return [match.span() for match in _LINE.finditer(body)]


def text_of(
    body: str, *, name: str, language: str | None = "en", spans: Sequence[Span] | None = None
) -> Text:
    """The article whose paragraphs are the lines of a body that are not blank.

    Args:
        body: the text.
        name: what sets this text apart from others; ids derive from it.
        language: ISO 639-1 code of the text's language.
        spans: the paragraphs, where they are not the lines.
    """
    document, article = make_id("document", name), make_id("article", name)
    revision = make_id("revision", name, body)
    spans = lines_of(body) if spans is None else spans
    paragraphs = [
        Paragraph(
            document_id=document,
            article_id=article,
            revision_id=revision,
            paragraph_no=number,
            char_start=start,
            char_end=end,
            text=body[start:end],
            kind="body",
            wire_agency=None,
        )
        for number, (start, end) in enumerate(spans)
    ]
    columns: dict[str, object] = dict.fromkeys(Article.model_fields)
    columns |= {
        "document_id": document,
        "article_id": article,
        "revision_id": revision,
        "content_hash": make_id("content", body),
        "raw_file_id": make_id("raw_file", name),
        "authors": [],
        "tags": [],
        "dateline_places": [],
        "language": language,
        "body": body,
        "char_count": len(body),
        "word_count": word_count(body),
        "paragraph_count": len(paragraphs),
        "member": "",
        "position": 0,
        "parser": "evaluate",
        "parser_version": "1",
        "extra": "{}",
    }
    found = find_dateline([paragraph.text for paragraph in paragraphs])
    if found is not None:
        number, dateline = found
        start = paragraphs[number].char_start
        columns |= {
            "dateline": dateline.text,
            "dateline_start": start,
            "dateline_end": start + len(dateline.text),
            "dateline_places": list(dateline.places),
        }
    return Text(Article.model_validate(columns), paragraphs)
