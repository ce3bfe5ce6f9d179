"""What `_newshouse.toml` says of a raw folder.

Belongs here: reading and checking those files, their inheritance, and which files they include.
Does not belong here: applying the defaults to a document (`etl.normalize`).
"""

from __future__ import annotations

import fnmatch
import tomllib
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from etl.normalize.context import FolderDefaults
from etl.normalize.path_pattern import check_pattern
from etl.readers import registry
from etl.readers.aliases import ALIASES
from etl.settings import FolderSettings

FOLDER_FILE = "_newshouse.toml"


class FolderFileError(ValueError):
    """A `_newshouse.toml` cannot be used; the message names it and the cure."""


@dataclass(frozen=True, slots=True)
class Folder:
    """What holds for the files of one folder."""

    defaults: FolderDefaults = field(default_factory=FolderDefaults)
    pattern_base: str = ""
    """Path of the folder whose `path` pattern holds: the pattern matches what lies below it."""
    include: tuple[str, ...] = ()
    include_base: str = ""
    excludes: tuple[tuple[str, str], ...] = ()
    """(base folder, glob): outer ones keep holding."""

    def refusal(self, path: str) -> str | None:
        """Why a file of this folder is left out by include or exclude; None where it is not."""
        for base, glob in self.excludes:
            if _matches(_below(path, base), glob):
                return f"excluded by {glob!r}"
        if self.include and not any(
            _matches(_below(path, self.include_base), glob) for glob in self.include
        ):
            return f"not included by {', '.join(map(repr, self.include))}"
        return None


def _below(path: str, base: str) -> str:
    return path[len(base) + 1 :] if base and path.startswith(base + "/") else path


def _matches(path: str, glob: str) -> bool:
    """A glob with a slash is compared with the path below its folder, else with the name alone."""
    if "/" in glob:
        return fnmatch.fnmatchcase(path, glob)
    return fnmatch.fnmatchcase(path.rpartition("/")[2], glob)


def _check(settings: FolderSettings, source: str) -> None:
    if settings.timezone is not None:
        try:
            zoneinfo.ZoneInfo(settings.timezone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            raise FolderFileError(
                f"{source}: timezone {settings.timezone!r} is unknown; expected a name such as "
                "'Europe/London'"
            ) from None
    if settings.reader is not None and settings.reader not in registry.readers():
        raise FolderFileError(
            f"{source}: reader {settings.reader!r} is unknown; there are "
            f"{', '.join(sorted(registry.readers()))}"
        )
    unknown = set(settings.columns) - set(ALIASES)
    if unknown:
        raise FolderFileError(
            f"{source}: [columns] names {', '.join(map(repr, sorted(unknown)))}, which no document "
            f"has; the fields are {', '.join(ALIASES)}"
        )
    if settings.path is not None:
        try:
            check_pattern(settings.path)
        except ValueError as error:
            raise FolderFileError(f"{source}: path: {error}") from None


def beneath(parent: Folder, settings: FolderSettings, base: str, source: str) -> Folder:
    """What holds in a folder, given what holds in the one above and what its own file says.

    Args:
        parent: what holds above.
        settings: what this folder's file says; keys it does not name are inherited.
        base: the folder's path below its root, without a final slash.
        source: name of the file for error messages.

    Raises:
        FolderFileError: a value cannot be used.
    """
    _check(settings, source)
    old = parent.defaults
    columns = dict(old.columns) | settings.columns
    return Folder(
        defaults=FolderDefaults(
            outlet=settings.outlet or old.outlet,
            timezone=settings.timezone or old.timezone,
            language=settings.language or old.language,
            reader=settings.reader or old.reader,
            columns=tuple(sorted(columns.items())),
            path=settings.path or old.path,
        ),
        pattern_base=base if settings.path else parent.pattern_base,
        include=settings.include or parent.include,
        include_base=base if settings.include else parent.include_base,
        excludes=parent.excludes + tuple((base, glob) for glob in settings.exclude),
    )


def read_folder_file(folder: Path) -> FolderSettings | None:
    """What the folder's own `_newshouse.toml` says; None where it has none.

    Raises:
        FolderFileError: it is not valid TOML, or has an unknown key or a wrong type.
    """
    path = folder / FOLDER_FILE
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise FolderFileError(f"{path}: cannot be read: {error}") from None
    try:
        return FolderSettings.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise FolderFileError(f"{path}: is not valid TOML: {error}; correct that line") from None
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        known: Sequence[str] = sorted(FolderSettings.model_fields)
        raise FolderFileError(
            f"{path}: {name}: {first['msg']} (found {first['input']!r}); the keys are "
            f"{', '.join(known)}"
        ) from None
