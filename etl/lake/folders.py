"""What `_newshouse.toml` says of a raw folder.

Belongs here: reading and checking those files, their inheritance, and which files they include.
Does not belong here: applying the defaults to a document (`etl.normalize`).
"""

from __future__ import annotations

import fnmatch
import re
import tomllib
import zoneinfo
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from etl.normalize.context import FolderDefaults
from etl.normalize.path_pattern import check_pattern
from etl.readers import registry
from etl.readers.aliases import ALIASES
from etl.settings import FolderSettings

FOLDER_FILE = "_newshouse.toml"
TABLE = re.compile(r"\s*\[+\s*([^\]]+?)\s*\]")
KEY = re.compile(r"\s*([\w.-]+|\"[^\"]*\"|'[^']*')\s*=")
AT_LINE = re.compile(r"at line (\d+)")


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


def check_settings(settings: FolderSettings, place: Callable[[str], str]) -> None:
    """See that the values can be used.

    Args:
        settings: what a file says.
        place: where a key stands, for error messages.

    Raises:
        FolderFileError: names the place and the cure.
    """
    if settings.timezone is not None:
        try:
            zoneinfo.ZoneInfo(settings.timezone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            raise FolderFileError(
                f"{place('timezone')}: timezone {settings.timezone!r} is unknown; expected a name "
                "such as 'Europe/London'"
            ) from None
    if settings.reader is not None and settings.reader not in registry.readers():
        raise FolderFileError(
            f"{place('reader')}: reader {settings.reader!r} is unknown; there are "
            f"{', '.join(sorted(registry.readers()))}"
        )
    unknown = set(settings.columns) - set(ALIASES)
    if unknown:
        raise FolderFileError(
            f"{place('columns')}: [columns] names {', '.join(map(repr, sorted(unknown)))}, which "
            f"no document has; the fields are {', '.join(ALIASES)}"
        )
    if settings.path is not None:
        try:
            check_pattern(settings.path)
        except ValueError as error:
            raise FolderFileError(f"{place('path')}: path: {error}") from None


def beneath(parent: Folder, settings: FolderSettings, base: str) -> Folder:
    """What holds in a folder, given what holds in the one above and what its own file says.

    Args:
        parent: what holds above.
        settings: what this folder's file says; keys it does not name are inherited.
        base: the folder's path below its root, without a final slash.
    """
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


def _line_of(text: str, key: str) -> int | None:
    """The line, from 1, on which a key of a TOML text stands; None where it is not found."""
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        header = TABLE.match(line)
        if header:
            table = header.group(1) + "."
            if table == f"{key}.":
                return number
            continue
        name = KEY.match(line)
        if name and table + name.group(1).strip("\"'") == key:
            return number
    return None


def read_folder_file(folder: Path) -> FolderSettings | None:
    """What the folder's own `_newshouse.toml` says; None where it has none.

    Raises:
        FolderFileError: it is not valid TOML, has an unknown key, or a value that cannot be used;
            names the file and the line.
    """
    path = folder / FOLDER_FILE
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FolderFileError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise FolderFileError(f"{path}: is not UTF-8: {error}; save it as UTF-8") from None

    def place(key: str) -> str:
        line = _line_of(text, key)
        return str(path) if line is None else f"{path}:{line}"

    try:
        settings = FolderSettings.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        found = AT_LINE.search(str(error))
        line = found.group(1) if found else str(len(text.splitlines()) or 1)
        raise FolderFileError(
            f"{path}:{line}: is not valid TOML: {error}; correct that line"
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        known: Sequence[str] = sorted(FolderSettings.model_fields)
        raise FolderFileError(
            f"{place(name)}: {name}: {first['msg']} (found {first['input']!r}); the keys are "
            f"{', '.join(known)}"
        ) from None
    check_settings(settings, place)
    return settings
