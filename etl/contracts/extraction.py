"""The tables of what was found in one text: mentions, local entities, quotes and their targets."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from etl.contracts.base import Confidence, Id, Offset, Row, Struct

EntityType = Literal[
    "PERSON",
    "ORGANIZATION",
    "LOCATION",
    "NORP",
    "FACILITY",
    "PRODUCT",
    "MISC",
    "DATE",
    "MONEY",
]
QuoteKind = Literal["direct", "mixed", "indirect"]
QuoteAct = Literal["speech", "writing", "belief", "intention"]
SpeakerKind = Literal["named", "nominal", "pronoun", "unresolved"]
Polarity = Literal["asserted", "denied", "unknown"]
DatePrecision = Literal["day", "week", "month", "quarter", "half", "year", "decade", "century"]
DateSource = Literal["absolute", "context", "dateline", "publication"]
TargetHow = Literal["mentioned", "pronoun", "topic"]


class Span(Struct):
    """A stretch of articles.body: code points from 0, end exclusive."""

    char_start: Offset
    char_end: Offset


class Mention(Row):
    """One name, date or sum of money where it stands in a text."""

    table: ClassVar[str] = "mentions"
    key: ClassVar[tuple[str, ...]] = ("document_id", "mention_id")
    foreign_keys: ClassVar[dict[str, str]] = {
        "document_id": "articles.document_id",
        "local_entity_id": "local_entities.local_entity_id",
        "acronym_of_mention_id": "mentions.mention_id",
    }

    mention_id: Id = Field(description="Of revision, offsets and type. Unique in `mentions`.")
    document_id: Id = Field(description="The document it was found in.")
    article_id: Id = Field(description="The article it was found in.")
    revision_id: Id = Field(description="The revision it was found in.")
    paragraph_no: Annotated[int, Field(ge=0)] = Field(description="The paragraph it stands in.")
    char_start: Offset = Field(description="Offset of the name in articles.body.")
    char_end: Offset = Field(description="Offset after the name.")
    text: str = Field(description="The name as it stands there, without title.")
    full_text: str = Field(description="The name with its title (`General Asim Munir`).")
    full_start: Offset = Field(description="Offset of full_text.")
    full_end: Offset = Field(description="Offset after full_text.")
    type: EntityType = Field(description="What is named.")
    confidence: Confidence = Field(description="The engine's confidence in span and type.")
    local_entity_id: Id | None = Field(
        description="The entity within this article that it names; null for dates and money, and "
        "where the name could be one of several."
    )
    role_text: str | None = Field(
        description="The role that the text gives beside the name (`Vice President of China`)."
    )
    role_start: Offset | None = Field(description="Offset of role_text.")
    role_end: Offset | None = Field(description="Offset after role_text.")
    acronym_of_mention_id: Id | None = Field(
        description="Where this is an acronym that the text spells out: the mention of the long "
        "form."
    )
    value_start: date | None = Field(
        description="The first day that a date means; null for other types, and where the text "
        "does not tell (`Mondays`, `the following year`, no publication date to count from)."
    )
    value_end: date | None = Field(description="The day after the last that it means.")
    value_precision: DatePrecision | None = Field(
        description="The unit that the date is exact to: `May 2019` to the month. Several units "
        "where it spans them (`2018-2020`)."
    )
    value_source: DateSource | None = Field(
        description="absolute: its own words say it all; context: another date beside it gives the "
        "year or day (`March and April 2019`); dateline, publication: counted from the day in the "
        "dateline, or of publication (`on Thursday`, `October last year`)."
    )


class LocalEntity(Row):
    """One person, organisation, place ... within one article: what its mentions there add up to."""

    table: ClassVar[str] = "local_entities"
    key: ClassVar[tuple[str, ...]] = ("document_id", "local_entity_id")
    foreign_keys: ClassVar[dict[str, str]] = {"document_id": "articles.document_id"}

    local_entity_id: Id = Field(
        description="Of revision, type and name. Unique across the archive's current articles."
    )
    document_id: Id = Field(description="The document it was found in.")
    article_id: Id = Field(description="The article it was found in.")
    revision_id: Id = Field(description="The revision it was found in.")
    name: str = Field(description="Its fullest name in this article.")
    type: EntityType = Field(description="What it is.")
    aliases: list[str] = Field(description="Its other forms here, each once, in text order.")
    roles: list[str] = Field(description="The roles that this article gives it, in text order.")
    acronym: str | None = Field(description="Its acronym, where the article gives one.")
    mention_count: Annotated[int, Field(ge=1)] = Field(description="Mentions in this article.")
    first_char_start: Offset = Field(description="Offset of its first mention.")


class Quote(Row):
    """One statement that a text attributes to somebody."""

    table: ClassVar[str] = "quotes"
    key: ClassVar[tuple[str, ...]] = ("document_id", "quote_id")
    foreign_keys: ClassVar[dict[str, str]] = {
        "document_id": "articles.document_id",
        "speaker_mention_id": "mentions.mention_id",
        "speaker_local_entity_id": "local_entities.local_entity_id",
    }

    quote_id: Id = Field(description="Of revision and parts. Unique in `quotes`.")
    document_id: Id = Field(description="The document it was found in.")
    article_id: Id = Field(description="The article it was found in.")
    revision_id: Id = Field(description="The revision it was found in.")
    paragraph_nos: list[int] = Field(description="The paragraphs that it stands in.")
    parts: list[Span] = Field(
        description="Where its words stand, without quotation marks; several where its attribution "
        "or a paragraph break interrupts it."
    )
    char_start: Offset = Field(description="Start of the first part.")
    char_end: Offset = Field(description="End of the last part.")
    text: str = Field(
        description="Its parts joined by one space; by a blank line across paragraphs."
    )
    kind: QuoteKind = Field(
        description="direct: a statement wholly within quotation marks; mixed: a reported clause "
        "that quotes some words; indirect: reported without marks."
    )
    act: QuoteAct = Field(description="What the source does: speech, writing, belief or intention.")
    polarity: Polarity = Field(
        description="asserted; denied (`did not say`, `denied that`); unknown."
    )
    speaker_text: str | None = Field(description="The source as the text names it here.")
    speaker_start: Offset | None = Field(description="Offset of speaker_text.")
    speaker_end: Offset | None = Field(description="Offset after speaker_text.")
    speaker_kind: SpeakerKind = Field(
        description="named (`Wang Yi`), nominal (`a spokesman`), pronoun (`he`), or unresolved."
    )
    speaker_mention_id: Id | None = Field(
        description="The mention that names the speaker: within speaker_text, or the one that a "
        "pronoun or description refers to."
    )
    speaker_local_entity_id: Id | None = Field(
        description="The speaker as an entity of this article; null where left open."
    )
    cue_text: str | None = Field(description="The words that attribute (`said`, `according to`).")
    cue_lemma: str | None = Field(description="Their base form (`say`).")
    cue_start: Offset | None = Field(description="Offset of cue_text.")
    cue_end: Offset | None = Field(description="Offset after cue_text.")
    confidence: Confidence = Field(description="The engine's confidence in content and speaker.")


class QuoteTarget(Row):
    """One entity that a quote is about."""

    table: ClassVar[str] = "quote_targets"
    key: ClassVar[tuple[str, ...]] = ("document_id", "quote_id", "local_entity_id")
    foreign_keys: ClassVar[dict[str, str]] = {
        "quote_id": "quotes.quote_id",
        "local_entity_id": "local_entities.local_entity_id",
        "mention_id": "mentions.mention_id",
    }

    quote_id: Id = Field(description="The quote.")
    document_id: Id = Field(description="The document it was found in.")
    local_entity_id: Id = Field(description="The entity of this article that it is about.")
    mention_id: Id = Field(
        description="The mention that says so: the first within the quote, or the one that its "
        "pronoun or description refers to."
    )
    how: TargetHow = Field(
        description="mentioned: named within the quote; pronoun: meant by a pronoun or description "
        "in it; topic: named beside a quote that names nobody."
    )
