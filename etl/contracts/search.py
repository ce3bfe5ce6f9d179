"""The tables of the inverted index: which words stand in which article, and how long each is."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from etl.contracts.base import Id, Row

Count = Annotated[int, Field(ge=0)]


class SearchWord(Row):
    """One word of one article: a posting of the inverted index.

    Two words that stand beside each other in many articles of a file are a term as well. Postings
    of a file are numbered through, so that each number is larger than the one before and little is
    written for it; `search_text_no` makes the number of the text of it.
    """

    table: ClassVar[str] = "search_words"
    key: ClassVar[tuple[str, ...]] = ("file_no", "number")
    sort_by: ClassVar[tuple[str, ...]] = ("term", "number")

    term: str = Field(
        description="The word as `search_word` writes it; of two beside each other, both with a "
        "space between them."
    )
    number: Count = Field(
        description="Place of the term among those of the file, times the file's articles, plus "
        "the article's row in the file; all from 0."
    )
    frequency: Annotated[int, Field(ge=1)] = Field(
        description="How often it stands in the article, title included."
    )
    file_no: Count = Field(
        description="The file that was indexed: its number, and in the lower 23 bits how many "
        "articles it holds."
    )


class SearchLength(Row):
    """The length of one article in the inverted index."""

    table: ClassVar[str] = "search_lengths"
    key: ClassVar[tuple[str, ...]] = ("text_no",)
    foreign_keys: ClassVar[dict[str, str]] = {"document_id": "articles.document_id"}
    sort_by: ClassVar[tuple[str, ...]] = ("text_no",)

    text_no: Count = Field(
        description="Number of the text in the index: of the file that it was indexed from and its "
        "row there; another one when batches are merged."
    )
    document_id: Id = Field(description="The document.")
    length: Count = Field(description="Its words as `search_tokens` cuts them, title included.")
