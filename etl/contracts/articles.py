"""The tables of texts: articles, their paragraphs, and what is kept of them to find copies."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from etl.contracts.base import Confidence, Id, Json, Offset, Row, Utc

Precision = Literal["year", "month", "day", "minute", "second"]
"""How exact a date is. `published_at` is known from minute upwards."""

ParagraphKind = Literal["body", "heading", "list", "caption", "quotation", "table", "credit"]

Count = Annotated[int, Field(ge=0)]


class Article(Row):
    """One revision of an article, as it stands in one document of the raw archive."""

    table: ClassVar[str] = "articles"
    key: ClassVar[tuple[str, ...]] = ("document_id",)
    foreign_keys: ClassVar[dict[str, str]] = {"raw_file_id": "raw_files.raw_file_id"}
    sort_by: ClassVar[tuple[str, ...]] = ("raw_file_id", "member", "position")

    document_id: Id = Field(
        description="The document this row was read from: raw file, member and position. Unique in "
        "`all_articles`, where an article delivered twice has two rows."
    )
    article_id: Id = Field(
        description="The article, whatever its revision: of outlet and canonical address or "
        "external id; where there is neither, of outlet, title and body."
    )
    revision_id: Id = Field(
        description="This wording of the article: of article_id and content_hash. Unique in "
        "`articles`."
    )
    content_hash: Id = Field(
        description="Of title and body, without regard to case and spacing; equal hashes are exact "
        "copies, whatever the outlet."
    )
    outlet: str | None = Field(description="Who published it, as the source names itself.")
    outlet_source: str | None = Field(
        description="Where the outlet was taken from: the field of the document, `folder` "
        "(_newshouse.toml), `path`, or `url` (the address's domain)."
    )
    url: str | None = Field(description="The address as the document gives it.")
    canonical_url: str | None = Field(
        description="The address in canonical form: scheme and host in lower case, no fragment, no "
        "tracking parameters."
    )
    external_id: str | None = Field(description="The id that the source gave the article.")
    title: str | None = Field(description="The headline.")
    title_source: str | None = Field(description="The field that the title was taken from.")
    subtitle: str | None = Field(description="Standfirst, deck or summary line.")
    authors: list[str] = Field(
        description="Authors' names without `By`, agency or place, in order; empty where none."
    )
    authors_source: str | None = Field(description="The field that the authors were taken from.")
    section: str | None = Field(description="Section or desk.")
    tags: list[str] = Field(description="Keywords and topics of the source, in its order.")
    published_at: Utc | None = Field(
        description="The moment of publication in UTC; null where only a day, or less, is known."
    )
    published_date: date | None = Field(
        description="The day of publication in the outlet's own time zone; the first day of the "
        "month or year where no more is known. Daily counts use this."
    )
    published_precision: Precision | None = Field(description="How exact the publication date is.")
    published_source: str | None = Field(
        description="The field that the publication date was taken from."
    )
    published_timezone_assumed: bool | None = Field(
        description="True where the source named no time zone and the folder's zone, or else UTC, "
        "was taken; null where there is no moment."
    )
    published_raw: str | None = Field(description="The publication date as the source wrote it.")
    updated_at: Utc | None = Field(description="The moment of the last change in UTC.")
    updated_date: date | None = Field(
        description="The day of the last change in the outlet's own time zone."
    )
    updated_precision: Precision | None = Field(description="How exact the date of change is.")
    updated_source: str | None = Field(
        description="The field that the date of change was taken from."
    )
    updated_timezone_assumed: bool | None = Field(
        description="As published_timezone_assumed, for updated_at."
    )
    updated_raw: str | None = Field(description="The date of change as the source wrote it.")
    language: str | None = Field(
        description="ISO 639-1 code of the body's language; null where the text is too short to "
        "tell and nothing declares it."
    )
    language_confidence: Confidence | None = Field(
        description="Probability of the identified language; null where it was declared only."
    )
    language_source: str | None = Field(
        description="`text` (identified), or the field, or `folder`, that declared it."
    )
    dateline: str | None = Field(
        description="The dateline as printed, with place, date and agency, up to its colon or dash."
    )
    dateline_start: Offset | None = Field(description="Offset of the dateline's first character.")
    dateline_end: Offset | None = Field(description="Offset after the dateline's last character.")
    dateline_places: list[str] = Field(
        description="The places of the dateline, in ordinary capitals (`Islamabad`, `Beijing`)."
    )
    wire_agency: str | None = Field(
        description="The news agency that the whole article comes from, by dateline, byline, "
        "credit or the format's own field. Single segments: paragraphs.wire_agency."
    )
    copyright: str | None = Field(description="The source's copyright or credit line.")
    body: str = Field(
        description="The text: its paragraphs joined by a blank line (two line feeds). Every "
        "offset of every table counts code points of this column from 0."
    )
    char_count: Count = Field(description="Code points of the body.")
    word_count: Count = Field(description="Words of the body: runs of letters and digits.")
    paragraph_count: Count = Field(description="Paragraphs of the body, of every kind.")
    raw_file_id: Id = Field(description="The raw file that the document lies in.")
    member: str = Field(
        description="Path of the member inside containers, `!` between levels; empty where the "
        "file itself is the document or holds it."
    )
    position: Count = Field(
        description="Place of the document in its member: the offset of its first byte where the "
        "format gives one, else its number from 0."
    )
    byte_start: Count | None = Field(
        description="First byte of the document in its member, decompressed; null where the "
        "format's library gives no offsets."
    )
    byte_end: Count | None = Field(description="The byte after its last.")
    parser: str = Field(description="The reader that read it.")
    parser_version: str = Field(description="The reader's version.")
    extra: Json = Field(
        description="Every other field that the source had, as a JSON object by its own names."
    )


class Paragraph(Row):
    """One paragraph of an article's body."""

    table: ClassVar[str] = "paragraphs"
    key: ClassVar[tuple[str, ...]] = ("document_id", "paragraph_no")
    foreign_keys: ClassVar[dict[str, str]] = {"document_id": "articles.document_id"}
    sort_by: ClassVar[tuple[str, ...]] = ()

    document_id: Id = Field(description="The document that the paragraph was read from.")
    article_id: Id = Field(description="The article it belongs to.")
    revision_id: Id = Field(description="The revision it belongs to.")
    paragraph_no: Count = Field(description="Number in the body, from 0.")
    char_start: Offset = Field(description="Offset of its first character in articles.body.")
    char_end: Offset = Field(description="Offset after its last character.")
    text: str = Field(description="What stands there.")
    kind: ParagraphKind = Field(description="What it is in the page.")
    wire_agency: str | None = Field(
        description="The news agency that this part of the article comes from."
    )


class Signature(Row):
    """What is kept of a document's text to tell whether another one is a copy of it."""

    table: ClassVar[str] = "signatures"
    key: ClassVar[tuple[str, ...]] = ("document_id",)
    foreign_keys: ClassVar[dict[str, str]] = {"document_id": "articles.document_id"}
    sort_by: ClassVar[tuple[str, ...]] = ()

    document_id: Id = Field(description="The document.")
    words: Count = Field(
        description="Words of its paragraphs of text: without captions, credits and tables."
    )
    bound: Count = Field(
        description="Every hash of three words in a row that is smaller is in `hashes`; 2**32 "
        "where all are."
    )
    hashes: bytes = Field(
        description="Hashes of its rows of three words, unsigned, four bytes each, little-endian, "
        "ascending; none where the text is too short to be compared."
    )
    places: bytes = Field(
        description="One byte for each of `hashes`: four times the sixteenth of the text that it "
        "stands in, plus 1 where one of the words begins with a digit, plus 2 where with a capital."
    )
