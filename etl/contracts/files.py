"""The tables of what lay in raw/: files, and the documents in them that were turned away."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from etl.contracts.base import Id, Row, Struct, Utc

Count = Annotated[int, Field(ge=0)]
FileStatus = Literal["read", "ignored", "unreadable", "pending"]
Stage = Literal["discover", "read", "normalize", "extract"]


class ReasonCount(Struct):
    """How many documents were skipped for one reason."""

    reason: str
    count: Count


class RawFile(Row):
    """One file found in raw/."""

    table: ClassVar[str] = "raw_files"
    key: ClassVar[tuple[str, ...]] = ("raw_file_id",)
    sort_by: ClassVar[tuple[str, ...]] = ("path", "raw_file_id")

    raw_file_id: Id = Field(description="Of path and sha256.")
    path: str = Field(
        description="Path below raw/, with `/`; bytes that are not UTF-8 are written %XX."
    )
    root: str = Field(description="The raw folder, as an absolute path, that it was found in.")
    sha256: str | None = Field(description="Of its bytes, in hexadecimal; null where unread.")
    size: Count = Field(description="Bytes.")
    modified_at: Utc = Field(description="Its time of modification.")
    format: str | None = Field(
        description="Detected format, containers first (`gz+html`); several are joined by a comma."
    )
    batches: list[str] = Field(description="The batches that its documents were read in.")
    status: FileStatus = Field(
        description="read; ignored (never opened, see message); unreadable; pending (its batch "
        "failed and will be tried again)."
    )
    document_count: Count = Field(
        description="Documents found in it: articles + duplicates + skipped + rejects."
    )
    article_count: Count = Field(description="Those that became articles (revisions).")
    duplicate_count: Count = Field(
        description="Those that are the same revision as an earlier document's."
    )
    skipped_count: Count = Field(description="Those that are no articles.")
    reject_count: Count = Field(description="Those that could not become articles.")
    skipped: list[ReasonCount] = Field(description="The skipped, by reason.")
    message: str | None = Field(description="Why it was ignored or could not be read.")


class Reject(Row):
    """One document that could not become an article."""

    table: ClassVar[str] = "rejects"
    key: ClassVar[tuple[str, ...]] = ("reject_id",)
    foreign_keys: ClassVar[dict[str, str]] = {"raw_file_id": "raw_files.raw_file_id"}
    sort_by: ClassVar[tuple[str, ...]] = ("path", "member", "position")

    reject_id: Id = Field(description="Of raw file, member, position, stage and code.")
    raw_file_id: Id = Field(description="The raw file that it lies in.")
    path: str = Field(description="That file's path below raw/.")
    member: str = Field(description="Path inside containers, as articles.member.")
    position: Count = Field(description="Place in its member, as articles.position.")
    byte_start: Count | None = Field(description="First byte in its member, where known.")
    byte_end: Count | None = Field(description="The byte after its last, where known.")
    stage: Stage = Field(description="The stage that turned it away.")
    code: str = Field(description="The reason as a code, listed in docs/rejects.md.")
    message: str = Field(description="What was found, what was expected, what to do.")
    content: bytes | None = Field(description="Its first bytes, 65,536 at most.")
