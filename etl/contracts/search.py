"""The tables of the inverted index: which words stand in which text, and how long each text is."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from etl.contracts.base import Id, Row

Count = Annotated[int, Field(ge=0)]
Kind = Literal["article", "quote"]
TEXT_NO = (
    "Number of the text in the index: of the file that it was indexed from and its row there; "
    "another one when batches are merged."
)


class SearchWord(Row):
    """One word of one text, an article or a quote: a posting of the inverted index."""

    table: ClassVar[str] = "search_words"
    key: ClassVar[tuple[str, ...]] = ("kind", "term", "text_no")
    sort_by: ClassVar[tuple[str, ...]] = ("term", "text_no")

    kind: Kind = Field(description="What the text is.")
    term: str = Field(description="The word as `search_word` writes it.")
    text_no: Count = Field(description=TEXT_NO)
    frequency: Annotated[int, Field(ge=1)] = Field(
        description="How often it stands in the text, an article's title included."
    )


class SearchLength(Row):
    """The length of one text of the inverted index."""

    table: ClassVar[str] = "search_lengths"
    key: ClassVar[tuple[str, ...]] = ("kind", "text_no")
    foreign_keys: ClassVar[dict[str, str]] = {"document_id": "articles.document_id"}
    sort_by: ClassVar[tuple[str, ...]] = ("text_no",)

    kind: Kind = Field(description="What the text is.")
    text_no: Count = Field(description=TEXT_NO)
    document_id: Id = Field(description="The document.")
    quote_id: Id | None = Field(description="The quote; null for an article.")
    length: Count = Field(
        description="Its words as `search_tokens` cuts them, an article's title included."
    )
