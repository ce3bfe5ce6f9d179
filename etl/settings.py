"""The settings, from wherever the user gave them.

Belongs here: every knob with its default, and the order of precedence: option > `NEWSHOUSE_*`
environment variable > `newshouse.toml` > `[tool.newshouse]` in `pyproject.toml`. Does not belong
here: what `_newshouse.toml` says of a raw folder (`etl.lake.folders`).

Relative paths in a file are relative to that file, those in options and variables to the working
directory. The file is looked for upwards from the working directory; the folder it lies in is the
project, and without one the working directory is.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from pydantic_settings import SettingsError as SourceError
from pydantic_settings.sources import InitSettingsSource

SETTINGS_FILE = "newshouse.toml"


class SettingsError(ValueError):
    """A setting cannot be used; the message names the file or variable and the cure."""


class FolderSettings(BaseModel):
    """What `_newshouse.toml` may say of a raw folder, and `[defaults]` in `newshouse.toml` of all.

    What a document says of itself wins over every one of these.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    outlet: str | None = None
    timezone: str | None = None
    language: str | None = None
    reader: str | None = None
    columns: dict[str, str] = Field(default_factory=dict)
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    path: str | None = None

    @field_validator("include", "exclude", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value


class Settings(BaseSettings):
    """Everything that can be set for a warehouse."""

    model_config = SettingsConfigDict(env_prefix="NEWSHOUSE_", extra="forbid", frozen=True)

    project: Path = Field(description="Folder that the default paths are in.")
    raw: Annotated[tuple[Path, ...], NoDecode] = Field(
        default=(Path("raw"),),
        min_length=1,
        description="Folders or files to ingest; in the environment separated like PATH.",
    )
    warehouse: Path = Field(default=Path("warehouse"), description="Folder that a run fills.")
    reference: Path | None = Field(
        default=None,
        description="Folder of the user's corrections; by default `reference` in the first raw "
        "folder.",
    )
    engine: str = Field(default="model", description="Extraction engine.")
    workers: int | None = Field(
        default=None, ge=1, description="Worker processes; by default the cores of this machine."
    )
    batch_bytes: int = Field(
        default=32 * 1024 * 1024, ge=1, description="Raw bytes of a batch, at most."
    )
    batch_files: int = Field(default=1000, ge=1, description="Files of a batch, at most.")
    compact_below: int = Field(
        default=16 * 1024 * 1024,
        ge=0,
        description="Batches of fewer raw bytes than this are small and may be merged.",
    )
    compact_count: int = Field(
        default=32, ge=2, description="Merge small batches when there are this many of them."
    )
    reject_limit: float = Field(
        default=0.2, ge=0, le=1, description="Share of rejects over which a run counts as failed."
    )
    missing_limit: float = Field(
        default=0.1, ge=0, le=1, description="Share of files gone over which a run refuses."
    )
    grace_hours: float = Field(
        default=24.0, ge=0, description="Age at which unpublished files are removed."
    )
    settle_seconds: float = Field(
        default=10.0, ge=0, description="The sensor leaves files younger than this alone."
    )
    watch_seconds: int = Field(
        default=30, ge=1, description="How often the sensor looks at raw/, at most."
    )
    schedule: str = Field(default="30 2 * * *", description="Cron line of the nightly run.")
    schedule_timezone: str = Field(default="UTC", description="Zone of the cron line.")
    defaults: FolderSettings = Field(
        default_factory=FolderSettings, description="Folder defaults for all of raw/."
    )

    @field_validator("raw", mode="before")
    @classmethod
    def _split_paths(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part for part in value.split(os.pathsep) if part)
        if isinstance(value, Path):
            return (value,)
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Options, then the environment; then the values of the settings file."""
        options = dict(cast("InitSettingsSource", init_settings).init_kwargs)
        file_values = options.pop("file_values", {})
        return (
            InitSettingsSource(settings_cls, init_kwargs=options),
            EnvSettingsSource(settings_cls),
            InitSettingsSource(settings_cls, init_kwargs=file_values),
        )

    @property
    def reference_folder(self) -> Path:
        """Where the user's corrections lie; it need not exist."""
        if self.reference is not None:
            return self.reference
        first = self.raw[0]
        return (first if first.is_dir() else first.parent) / "reference"

    @property
    def dagster_home(self) -> Path:
        """Where Dagster keeps its history: with the project for the project's own warehouse."""
        if self.warehouse == self.project / "warehouse":
            return self.project / ".dagster"
        return self.warehouse / ".dagster"

    @property
    def worker_count(self) -> int:
        """Worker processes to use; what this process may run on, not what the machine has."""
        if self.workers is not None:
            return self.workers
        if hasattr(os, "sched_getaffinity"):
            return max(1, len(os.sched_getaffinity(0)))
        return max(1, os.cpu_count() or 1)

    def environment(self) -> dict[str, str]:
        """The variables that give a child process these paths, whatever its working directory."""
        return {
            "NEWSHOUSE_PROJECT": str(self.project),
            "NEWSHOUSE_RAW": os.pathsep.join(str(path) for path in self.raw),
            "NEWSHOUSE_WAREHOUSE": str(self.warehouse),
            "DAGSTER_HOME": str(self.dagster_home),
        }


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: is not valid TOML: {error}; correct that line") from None


def find_settings_file(start: Path) -> tuple[Path, dict[str, Any]] | None:
    """The nearest settings file from `start` upwards, and what it sets.

    Raises:
        SettingsError: the file is not valid TOML, or `tool.newshouse` is no table.
    """
    for folder in (start, *start.parents):
        own = folder / SETTINGS_FILE
        if own.is_file():
            return own, _read_toml(own)
        pyproject = folder / "pyproject.toml"
        if pyproject.is_file():
            tools = _read_toml(pyproject).get("tool")
            table = tools.get("newshouse") if isinstance(tools, dict) else None
            if isinstance(table, dict):
                return pyproject, table
            if table is not None:
                raise SettingsError(
                    f"{pyproject}: tool.newshouse: expected a table, found {table!r}"
                )
    return None


def _file_paths(values: dict[str, Any], source: Path) -> dict[str, Any]:
    """The values of a settings file, with its paths relative to the file made absolute."""
    resolved = dict(values)
    for name in ("raw", "warehouse", "reference"):
        if name not in values:
            continue
        value = values[name]
        paths = value if name == "raw" and isinstance(value, list) else [value]
        if not paths or not all(isinstance(path, str) and path for path in paths):
            expected = "a path, or a list of paths" if name == "raw" else "a path"
            raise SettingsError(f"{source}: {name}: expected {expected}, found {value!r}")
        absolute = tuple(_absolute(Path(path), source.parent) for path in paths)
        resolved[name] = absolute if name == "raw" else absolute[0]
    return resolved


def _absolute(path: Path, base: Path) -> Path:
    return Path(os.path.normpath(base / path.expanduser()))


def load_settings(*, directory: Path | None = None, **options: Any) -> Settings:
    """The settings that hold in a directory, with the options given on top.

    Options that are None, or an empty tuple, count as not given. All paths come out absolute.

    Raises:
        SettingsError: a value cannot be used.
    """
    directory = Path.cwd() if directory is None else directory.absolute()
    given = {name: value for name, value in options.items() if value not in (None, ())}
    named_project = given.pop("project", None) or os.environ.get("NEWSHOUSE_PROJECT")
    start = _absolute(Path(named_project), directory) if named_project else directory
    found = find_settings_file(start)
    source, values = found or (None, {})
    project = source.parent if source else start
    if named_project:
        project = start
    if source is not None:
        values = _file_paths(values, source)
    try:
        settings = Settings(file_values=values, **{**given, "project": project})  # type: ignore[call-arg]
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"setting {name!r}: {first['msg']} (found {first['input']!r}); settings come from "
            f"options, NEWSHOUSE_* variables and {source or SETTINGS_FILE}"
        ) from None
    except SourceError as error:
        raise SettingsError(f"NEWSHOUSE_* variables: {error}; expected JSON there") from None
    defaulted = set(Settings.model_fields) - settings.model_fields_set
    return settings.model_copy(
        update={
            "raw": tuple(
                _absolute(path, project if "raw" in defaulted else directory)
                for path in settings.raw
            ),
            "warehouse": _absolute(
                settings.warehouse, project if "warehouse" in defaulted else directory
            ),
            "reference": settings.reference and _absolute(settings.reference, directory),
        }
    )
