"""Articles and paragraphs for tests of extraction, from plain strings."""

from __future__ import annotations

from etl.evaluate import texts
from etl.extract.engine import Text


def text_of(body: str, *, language: str | None = "en", name: str = "test") -> Text:
    """A Text whose paragraphs are the lines of `body` that are not blank."""
    return texts.text_of(body, name=name, language=language)
