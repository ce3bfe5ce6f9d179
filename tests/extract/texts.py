"""Articles and paragraphs for tests of extraction, from plain strings."""

from __future__ import annotations

import re

from etl.contracts.articles import Article, Paragraph
from etl.contracts.base import make_id
from etl.extract.engine import Text


def text_of(body: str, *, language: str | None = "en", name: str = "test") -> Text:
    """A Text whose paragraphs are the lines of `body` that are not blank."""
    document, article = make_id("document", name), make_id("article", name)
    revision = make_id("revision", name, body)
    paragraphs = [
        Paragraph(
            document_id=document,
            article_id=article,
            revision_id=revision,
            paragraph_no=number,
            char_start=match.start(),
            char_end=match.end(),
            text=match.group(),
            kind="body",
            wire_agency=None,
        )
        for number, match in enumerate(re.finditer(r"\S(?:[^\n]*\S)?", body))
    ]
    empty = dict.fromkeys(Article.model_fields)
    row = Article(
        **{
            **empty,
            "document_id": document,
            "article_id": article,
            "revision_id": revision,
            "content_hash": make_id("content", body),
            "raw_file_id": make_id("raw"),
            "authors": [],
            "tags": [],
            "dateline_places": [],
            "language": language,
            "body": body,
            "char_count": len(body),
            "word_count": len(body.split()),
            "paragraph_count": len(paragraphs),
            "member": "",
            "position": 0,
            "parser": "test",
            "parser_version": "1",
            "extra": "{}",
        }
    )
    return Text(row, paragraphs)
