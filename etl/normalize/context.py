"""What normalisation is told about a document beside the document itself.

Belongs here: the folder's defaults and the document's place, as plain data. Does not belong here:
reading `_newshouse.toml` (`lake.discovery`) or using the values (the other modules).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderDefaults:
    """What `_newshouse.toml` says for all that lies beneath; None where it says nothing."""

    outlet: str | None = None
    timezone: str | None = None
    """An IANA zone name, already checked."""
    language: str | None = None
    reader: str | None = None
    columns: tuple[tuple[str, str], ...] = ()
    """Field map: (document field, the source's own name)."""
    path: str | None = None
    """A pattern like `{outlet}/{published:%Y/%m/%d}/*` against the path below the folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentContext:
    """Where a document lies and what its folder says."""

    raw_file_id: uuid.UUID
    path: str
    """Below raw/."""
    member: str
    parser: str
    parser_version: str
    defaults: FolderDefaults
    path_values: tuple[tuple[str, str], ...] = ()
    """What the folder's path pattern found in the path: (`outlet` | `published` | ..., value)."""


class NormalizeError(Exception):
    """The document cannot become an article; becomes a reject with this code and message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
