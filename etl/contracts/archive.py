"""The tables that span the whole archive: entities and copies."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from etl.contracts.base import Confidence, Id, Row, Struct, Utc
from etl.contracts.extraction import EntityType

Count = Annotated[int, Field(ge=0)]
CopyKind = Literal["exact", "near", "reprint"]
CorrectionKind = Literal["merge", "split", "alias", "attribute", "outlet", "ignore"]
CorrectionStatus = Literal["applied", "not_found", "conflict", "rejected", "duplicate", "note"]


class DatedRole(Struct):
    """A role and when the archive first and last gives it."""

    role: str
    first_date: date | None
    last_date: date | None
    article_count: Count


class Entity(Row):
    """One person, organisation, place ... across the archive."""

    table: ClassVar[str] = "entities"
    key: ClassVar[tuple[str, ...]] = ("entity_id",)
    sort_by: ClassVar[tuple[str, ...]] = ("entity_id",)

    entity_id: Id = Field(description="The entity.")
    canonical_name: str = Field(
        description="Its most used full name: no lone surname, no acronym where a longer form is "
        "in use."
    )
    type: EntityType = Field(description="What it is.")
    aliases: list[str] = Field(description="All forms of its name in the archive, most used first.")
    country: str | None = Field(
        description="Of a place: its country, ISO 3166-1 alpha-2, where the gazetteer tells."
    )
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = Field(
        description="Of a city: degrees north (WGS 84), from GeoNames."
    )
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = Field(
        description="Of a city: degrees east (WGS 84), from GeoNames."
    )
    roles: list[DatedRole] = Field(
        description="The roles that articles give it, with first and last day, most used first."
    )
    mention_count: Count = Field(description="Mentions in published articles, copies included.")
    article_count: Count = Field(description="Published articles that name it, copies included.")
    quote_count: Count = Field(description="Quotes it speaks in published articles.")
    first_seen: date | None = Field(description="Day of the first article that names it.")
    last_seen: date | None = Field(description="Day of the last article that names it.")


class EntityMember(Row):
    """A within-article entity's place in the archive."""

    table: ClassVar[str] = "entity_members"
    key: ClassVar[tuple[str, ...]] = ("local_entity_id",)
    foreign_keys: ClassVar[dict[str, str]] = {"entity_id": "entities.entity_id"}
    sort_by: ClassVar[tuple[str, ...]] = ("local_entity_id",)

    local_entity_id: Id = Field(description="The entity within its article.")
    entity_id: Id = Field(description="The entity of the archive that it is taken for.")
    reason: str = Field(
        description="Why: `same name`, or the name that it is taken for and what that rests on; or "
        "the lines that say so (`raw/reference/entity_merge.csv line 3`)."
    )


class EntityRedirect(Row):
    """An id that an entity had, or would have were it not joined to another, and where it went."""

    table: ClassVar[str] = "entity_redirects"
    key: ClassVar[tuple[str, ...]] = ("old_entity_id",)
    foreign_keys: ClassVar[dict[str, str]] = {"entity_id": "entities.entity_id"}
    sort_by: ClassVar[tuple[str, ...]] = ("old_entity_id",)

    old_entity_id: Id = Field(description="The id that is no row of entities.")
    entity_id: Id = Field(description="The entity that stands for it now.")
    reason: str = Field(description="Why the two are one.")


class AmbiguousMerge(Row):
    """Two entities that may be one: what was not decided, or not in every article."""

    table: ClassVar[str] = "ambiguous_merges"
    key: ClassVar[tuple[str, ...]] = ("first_entity_id", "second_entity_id")
    foreign_keys: ClassVar[dict[str, str]] = {
        "first_entity_id": "entities.entity_id",
        "second_entity_id": "entities.entity_id",
    }
    sort_by: ClassVar[tuple[str, ...]] = ("first_entity_id", "second_entity_id")

    first_entity_id: Id = Field(description="The entity of the name that says less, or is rarer.")
    second_entity_id: Id = Field(description="The entity that it may be.")
    first_name: str = Field(description="The first one's name.")
    second_name: str = Field(description="The second one's name.")
    type: EntityType = Field(description="What they are.")
    reason: str = Field(description="Why they might be one.")
    score: float = Field(
        description="How well the articles fit, in nats: above nought they speak for it, but not "
        "clearly enough or not for it alone."
    )


class EntityAttribute(Row):
    """Something that the user knows of an entity, from `raw/reference/entity_attributes.csv`."""

    table: ClassVar[str] = "entity_attributes"
    key: ClassVar[tuple[str, ...]] = ("reference_line",)
    foreign_keys: ClassVar[dict[str, str]] = {"entity_id": "entities.entity_id"}
    sort_by: ClassVar[tuple[str, ...]] = ("entity_id", "reference_line")

    entity_id: Id = Field(description="The entity.")
    attribute: str = Field(description="What is said of it, as the user calls it: `party`.")
    value: str = Field(description="What it is.")
    valid_from: date | None = Field(description="First day on which it holds; null: always.")
    valid_to: date | None = Field(description="Last day on which it holds; null: still.")
    reference_line: Annotated[int, Field(ge=1)] = Field(description="The line of the file.")


class Outlet(Row):
    """An outlet of published articles, and what `raw/reference/outlets.csv` says of it."""

    table: ClassVar[str] = "outlets"
    key: ClassVar[tuple[str, ...]] = ("outlet",)
    sort_by: ClassVar[tuple[str, ...]] = ("outlet",)

    outlet: str = Field(description="As in articles.outlet.")
    name: str = Field(description="Its name in full; the same as outlet where no line says it.")
    domain: str | None = Field(description="Its site (`example.com`).")
    country: str | None = Field(description="Where it appears, as the user writes countries.")
    owner: str | None = Field(description="Whose it is.")
    reference_line: int | None = Field(description="The line of the file; null where none is.")


class Correction(Row):
    """A line of the files in `raw/reference/`, and what became of it."""

    table: ClassVar[str] = "corrections"
    key: ClassVar[tuple[str, ...]] = ("file", "line")
    sort_by: ClassVar[tuple[str, ...]] = ("file", "line")

    file: str = Field(description="The file, in `raw/reference/`.")
    line: Annotated[int, Field(ge=1)] = Field(description="The line, from 1, the header included.")
    kind: CorrectionKind | None = Field(
        description="What it is; null for a file that is none of the known ones."
    )
    detail: str = Field(description="What it says: its cells by column, or as it stands there.")
    recorded_at: Utc = Field(
        description="When a run first saw it in this warehouse; for `ignore` as it says itself."
    )
    status: CorrectionStatus = Field(
        description="applied; not_found: names what the archive does not have; conflict: another "
        "line says otherwise; rejected: cannot be used; duplicate: an earlier line says the same; "
        "note: about the file as a whole."
    )
    message: str | None = Field(description="What it did, or what was found and what to do.")
    entity_ids: list[Id] = Field(description="The entities that it is about.")


class ArticleCluster(Row):
    """Membership of an article in a set of copies of one text."""

    table: ClassVar[str] = "article_clusters"
    key: ClassVar[tuple[str, ...]] = ("article_id",)
    foreign_keys: ClassVar[dict[str, str]] = {"article_id": "articles.article_id"}
    sort_by: ClassVar[tuple[str, ...]] = ("cluster_id", "article_id")

    cluster_id: Id = Field(description="The set of copies.")
    article_id: Id = Field(description="The article that belongs to it.")
    kind: CopyKind = Field(
        description="exact: the same words as the original (itself, too); near: few changed; "
        "reprint: abridged, extended or rewritten."
    )
    similarity: Confidence = Field(
        description="To the original, 0 to 1, of rows of three words. near: those of both by those "
        "of either; reprint: the share of one text's that stand in the other, whichever is larger."
    )
    is_original: bool = Field(description="Whether this is the one that the others copy.")
    wire_agency: str | None = Field(
        description="The news agency of the text: of the first of the set, in order of date, that "
        "names one."
    )
    reason: str = Field(description="Why it is taken for the original, or for a copy of it.")


class DocumentStatus(Row):
    """What one document of the archive is to the published views."""

    table: ClassVar[str] = "document_status"
    key: ClassVar[tuple[str, ...]] = ("document_id",)
    foreign_keys: ClassVar[dict[str, str]] = {}
    sort_by: ClassVar[tuple[str, ...]] = ("document_id",)

    document_id: Id = Field(description="The document.")
    article_id: Id = Field(description="The article it is a revision of.")
    revision_id: Id = Field(description="Its wording.")
    revision_no: Annotated[int, Field(ge=1)] = Field(
        description="Number of the revision, from 1, by updated_at, published_at, content_hash."
    )
    is_current: bool = Field(description="Whether it is the article's last revision.")
    is_duplicate: bool = Field(
        description="Whether the same revision was delivered before, by path and position."
    )
    kept_document_id: Id = Field(description="The document that stands for this revision.")
