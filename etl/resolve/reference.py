"""What people say of the archive: the CSV files of the reference folder, read and validated.

Belongs here: which files and columns there are, and what each line says, as plain data. Does not
belong here: what the archive makes of it (`etl.resolve.corrections`), or CSV (`csv_lines`).

Nothing here needs the archive: `Corrections` is a function of the bytes of the files. A line that
cannot be used stops nothing but itself; it becomes a `Problem` that says what was found, what was
expected and what to do.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal, TypeVar, get_args

from etl.contracts.base import make_id
from etl.contracts.extraction import EntityType
from etl.resolve.csv_lines import BadLine, Column, Line, Shape, Table, read_table

Kind = Literal["merge", "split", "alias", "attribute", "outlet", "ignore"]
FOLDER = "raw/reference"
"""What reasons and messages call the reference folder, wherever the settings put it."""
VERSION = "1"
"""Raised when the same files would give other rows."""

_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\Z", re.IGNORECASE)
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z")
_DOTTED_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\Z")
_HOST = re.compile(r"[^\s/.]+(?:\.[^\s/.]+)+\Z")
TYPES = tuple(kind for kind in get_args(EntityType) if kind not in {"DATE", "MONEY"})
"""What an entity may be."""


@dataclass(frozen=True, slots=True)
class ReferenceFile:
    """One of the files: its columns, in the order in which `newshouse init` writes them."""

    name: str
    kind: Kind
    columns: tuple[Column, ...]

    @property
    def header(self) -> str:
        """Its first line."""
        return ",".join(column.name for column in self.columns) + "\n"


_TYPE = Column("type", required=False, words="Its type, where the name alone is unclear.")
_WHY = Column("reason", required=False, words="Why; kept with the correction.")
FILES: dict[str, ReferenceFile] = {
    file.name: file
    for file in (
        ReferenceFile(
            "entity_merge.csv",
            "merge",
            (
                Column("entity", required=True, words="The entity that is the same as another."),
                _TYPE,
                Column("into", required=True, words="The entity that it is; this one's id stays."),
                Column(
                    "into_type", required=False, words="The type of `into`; else `type` is tried."
                ),
                _WHY,
            ),
        ),
        ReferenceFile(
            "entity_split.csv",
            "split",
            (
                Column("entity", required=True, words="The entity that is more than one."),
                _TYPE,
                Column(
                    "label",
                    required=True,
                    words="The name of the new entity; lines of one label make one entity. Or the "
                    "id of the entity that the part belongs to.",
                ),
                Column("name", required=False, words="Only where an article names it so."),
                Column("article_id", required=False, words="Only in this article."),
                Column("outlet", required=False, words="Only in articles of this outlet."),
                Column("role", required=False, words="Only where an article gives it this role."),
                _WHY,
            ),
        ),
        ReferenceFile(
            "entity_alias.csv",
            "alias",
            (
                Column("alias", required=True, words="A name that always means the entity."),
                Column("type", required=False, words="What is so named; else the entity's type."),
                Column("entity", required=True, words="The entity that it means."),
                Column(
                    "entity_type",
                    required=False,
                    words="The type of `entity`; else `type` is tried.",
                ),
                _WHY,
            ),
        ),
        ReferenceFile(
            "entity_attributes.csv",
            "attribute",
            (
                Column("entity", required=True, words="The entity."),
                _TYPE,
                Column(
                    "attribute", required=True, words="What is said of it: `party`, `wikidata`."
                ),
                Column("value", required=True, words="What it is."),
                Column("valid_from", required=False, words="First day on which it holds."),
                Column("valid_to", required=False, words="Last day on which it holds."),
                _WHY,
            ),
        ),
        ReferenceFile(
            "outlets.csv",
            "outlet",
            (
                Column("outlet", required=True, words="As `articles.outlet` has it."),
                Column("name", required=False, words="Its name in full; else as `outlet`."),
                Column("domain", required=False, words="Its site: `example.com`."),
                Column(
                    "country", required=False, words="Where it appears, as you write countries."
                ),
                Column("owner", required=False, words="Whose it is."),
                _WHY,
            ),
        ),
        ReferenceFile(
            "ignore.csv",
            "ignore",
            (
                Column("kind", required=True, words="`article` or `file`."),
                Column(
                    "value",
                    required=True,
                    words="An `article_id`, or a path as `raw_files.path` has it.",
                    verbatim=True,
                ),
                _WHY,
                Column("recorded_at", required=False, words="When it was forgotten."),
            ),
        ),
    )
}
"""File name -> what it is."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a correction stands, and what it says there."""

    file: str
    line: int
    detail: str
    """Its cells, `column: value`, joined by a semicolon."""
    digest: str
    """Of file and cells: the same line elsewhere in the file has the same."""

    def __str__(self) -> str:
        return f"{FOLDER}/{self.file} line {self.line}"


@dataclass(frozen=True, slots=True)
class Named:
    """An entity as a line names it: by its id, or by a name with or without a type."""

    text: str
    id: uuid.UUID | None = None
    type: str | None = None
    preferred: str | None = None
    """The type that it has where several go by the name, unless a type is given."""

    def __str__(self) -> str:
        return f"“{self.text}”" + (f" ({self.type})" if self.type else "")


@dataclass(frozen=True, slots=True)
class Merge:
    """`entity` is the same as `into`."""

    at: Place
    entity: Named
    into: Named


@dataclass(frozen=True, slots=True)
class Split:
    """Some members of `entity` are another: those that meet every condition that is given."""

    at: Place
    entity: Named
    label: str
    target: uuid.UUID
    """The entity that they are: a new one made of the label, or the one whose id the label is."""
    is_new: bool
    name: str | None
    article_id: uuid.UUID | None
    outlet: str | None
    role: str | None


@dataclass(frozen=True, slots=True)
class Alias:
    """What an article names `alias` is always `entity`."""

    at: Place
    alias: str
    type: str | None
    entity: Named


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something that the user knows of an entity."""

    at: Place
    entity: Named
    attribute: str
    value: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class OutletLine:
    """What the user knows of an outlet."""

    at: Place
    outlet: str
    name: str | None
    domain: str | None
    country: str | None
    owner: str | None


@dataclass(frozen=True, slots=True)
class Ignored:
    """An article or a file that is to be left out of the warehouse."""

    at: Place
    what: uuid.UUID | str
    """An article_id, or a path below raw/."""
    recorded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that is not applied, or a note on a file."""

    at: Place
    kind: Kind | None
    """None for a file that is not one of `FILES`."""
    status: Literal["rejected", "duplicate", "note"]
    message: str

    def __str__(self) -> str:
        return f"{self.at}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """All that the files say, each in the order of its lines."""

    merges: tuple[Merge, ...] = ()
    splits: tuple[Split, ...] = ()
    aliases: tuple[Alias, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    outlets: tuple[OutletLine, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    problems: tuple[Problem, ...] = ()
    unusable: frozenset[str] = frozenset()
    """Files of which no line could be used: they cannot be opened, or have a wrong header."""
    fingerprint: str = ""
    """Of the files' bytes."""
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    """How each file is written, so that a line can be added."""

    @property
    def count(self) -> int:
        """Lines that can be used."""
        lines = (self.merges, self.splits, self.aliases, self.attributes, self.outlets)
        return sum(map(len, lines)) + len(self.ignored)


class LineError(ValueError):
    """A line does not say what its file is for; the message says what was found and expected."""


Row = TypeVar("Row")


def _type(cells: Mapping[str, str], column: str = "type") -> str | None:
    found = cells.get(column)
    if found is None:
        return None
    if found.upper() not in TYPES:
        raise LineError(f"found the {column} {found!r}, expected one of {', '.join(TYPES)}")
    return found.upper()


def as_id(text: str) -> uuid.UUID | None:
    """An id, where the text is written as one."""
    return uuid.UUID(text) if _UUID.match(text) else None


def _named(text: str, type_: str | None, preferred: str | None = None) -> Named:
    found = as_id(text)
    if found:
        return Named(str(found), found)
    return Named(text, None, type_, None if type_ else preferred)


def _day(cells: Mapping[str, str], column: str) -> date | None:
    text = cells.get(column)
    if text is None:
        return None
    iso, dotted = _ISO_DAY.match(text), _DOTTED_DAY.match(text)
    try:
        if iso:
            return date(*(int(part) for part in iso.groups()))
        if dotted:
            return date(*(int(part) for part in reversed(dotted.groups())))
    except ValueError:
        pass
    raise LineError(f"found {column} {text!r}, expected a day as 2024-05-31 (or 31.5.2024)")


def _merge(at: Place, cells: Mapping[str, str]) -> Merge:
    own = _type(cells)
    into_type = _type(cells, "into_type")
    merge = Merge(at, _named(cells["entity"], own), _named(cells["into"], into_type, own))
    if merge.entity.text == merge.into.text and own == (into_type or own):
        raise LineError(f"found {merge.entity} twice, expected two entities")
    return merge


def new_entity_id(label: str) -> uuid.UUID:
    """The id of the entity that the lines of a label make."""
    return make_id("entity_split", label)


def _split(at: Place, cells: Mapping[str, str]) -> Split:
    article = cells.get("article_id")
    if article is not None and as_id(article) is None:
        raise LineError(
            f"found article_id {article!r}, expected a UUID as articles.article_id shows it"
        )
    if not cells.keys() & {"name", "article_id", "outlet", "role"}:
        raise LineError(
            "found none of name, article_id, outlet, role; expected at least one, to say which "
            "part of the entity is meant"
        )
    label = cells["label"]
    known = as_id(label)
    return Split(
        at,
        _named(cells["entity"], _type(cells)),
        str(known) if known else label,
        known or new_entity_id(label),
        known is None,
        cells.get("name"),
        as_id(article) if article else None,
        cells.get("outlet"),
        cells.get("role"),
    )


def _alias(at: Place, cells: Mapping[str, str]) -> Alias:
    own = _type(cells)
    if as_id(cells["alias"]):
        raise LineError(f"found the id {cells['alias']!r} as alias, expected a name")
    return Alias(at, cells["alias"], own, _named(cells["entity"], _type(cells, "entity_type"), own))


def _attribute(at: Place, cells: Mapping[str, str]) -> Attribute:
    first, last = _day(cells, "valid_from"), _day(cells, "valid_to")
    if first and last and first > last:
        raise LineError(f"found valid_from {first} after valid_to {last}, expected it before")
    entity = _named(cells["entity"], _type(cells))
    return Attribute(at, entity, cells["attribute"], cells["value"], first, last)


def _outlet(at: Place, cells: Mapping[str, str]) -> OutletLine:
    domain = cells.get("domain")
    if domain is not None:
        host = re.sub(r"^https?://(?:www\.)?|^www\.", "", domain.lower()).split("/", 1)[0]
        if not _HOST.match(host):
            raise LineError(f"found the domain {domain!r}, expected one such as example.com")
        domain = host
    if not cells.keys() & {"name", "domain", "country", "owner"}:
        raise LineError(
            "found nothing about the outlet, expected one of name, domain, country, owner"
        )
    return OutletLine(
        at, cells["outlet"], cells.get("name"), domain, cells.get("country"), cells.get("owner")
    )


def _moment(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _ignored(at: Place, cells: Mapping[str, str]) -> Ignored:
    kind, value = cells["kind"].lower(), cells["value"]
    recorded = _moment(cells.get("recorded_at"))
    if kind == "file":
        return Ignored(at, value, recorded)
    if kind != "article":
        raise LineError(f"found kind {cells['kind']!r}, expected `article` or `file`")
    article = as_id(value)
    if article is None:
        raise LineError(
            f"{value!r} is no article_id; expected a UUID as the column articles.article_id shows "
            "it"
        )
    return Ignored(at, article, recorded)


def digest(file: str, cells: Mapping[str, str]) -> str:
    """A name for what a line says, wherever it stands in its file."""
    state = hashlib.blake2b(digest_size=12)
    for part in (file, *(item for pair in sorted(cells.items()) for item in pair)):
        data = part.encode("utf-8", "surrogatepass")
        state.update(b"%d:" % len(data) + data)
    return state.hexdigest()


def _place(file: ReferenceFile, line: Line) -> Place:
    detail = "; ".join(
        f"{column.name}: {line.cells[column.name]}"
        for column in file.columns
        if column.name in line.cells
    )
    return Place(file.name, line.number, detail, digest(file.name, line.cells))


def _bad(file: ReferenceFile, line: BadLine) -> Problem:
    at = Place(file.name, line.number, line.text, digest(file.name, {"": line.text}))
    return Problem(at, file.kind, "note" if line.is_note else "rejected", line.message)


def _lines(
    file: ReferenceFile, table: Table, make: Callable[[Place, Mapping[str, str]], Row]
) -> tuple[list[Row], list[Problem]]:
    rows: list[Row] = []
    problems = [_bad(file, line) for line in table.bad]
    first: dict[str, int] = {}
    for line in table.lines:
        at = _place(file, line)
        # Why somebody wrote a line, and when, is not what it says.
        said = digest(
            "", {k: v for k, v in line.cells.items() if k not in ("reason", "recorded_at")}
        )
        if said in first:
            message = f"says the same as line {first[said]}; delete one of them"
            problems.append(Problem(at, file.kind, "duplicate", message))
            continue
        first[said] = line.number
        try:
            rows.append(make(at, line.cells))
        except LineError as error:
            problems.append(Problem(at, file.kind, "rejected", f"{error}; correct the line"))
    return rows, problems


def parse(files: Mapping[str, bytes], unreadable: Mapping[str, str] | None = None) -> Corrections:
    """What the files say.

    Args:
        files: name -> bytes; names that `FILES` does not have are told of.
        unreadable: name -> why the file cannot be opened.
    """
    unreadable = unreadable or {}
    problems: list[Problem] = []
    unusable = set(unreadable)
    tables: dict[str, Table] = {}
    for name, file in FILES.items():
        table = read_table(files.get(name, b""), file.columns)
        if table.shape is None and table.bad:
            unusable.add(name)
        tables[name] = table
    for name in sorted(files.keys() | unreadable.keys()):
        kind = FILES[name].kind if name in FILES else None
        at = Place(name, 1, "", digest(name, {}))
        if name in unreadable:
            message = f"cannot be read: {unreadable[name]}; check the file and its permissions"
            problems.append(Problem(at, kind, "rejected", message))
        elif name not in FILES:
            message = f"found a file of this name, expected one of {', '.join(FILES)}; rename it"
            problems.append(Problem(at, kind, "note", message))

    def read(name: str, make: Callable[[Place, Mapping[str, str]], Row]) -> tuple[Row, ...]:
        rows, wrong = _lines(FILES[name], tables[name], make)
        problems.extend(wrong)
        return tuple(rows)

    state = hashlib.blake2b(VERSION.encode(), digest_size=12)
    for name, data in sorted({**files, **{n: w.encode() for n, w in unreadable.items()}}.items()):
        state.update(b"%d:%s%d:" % (len(name.encode()), name.encode(), len(data)) + data)
    return Corrections(
        merges=read("entity_merge.csv", _merge),
        splits=read("entity_split.csv", _split),
        aliases=read("entity_alias.csv", _alias),
        attributes=read("entity_attributes.csv", _attribute),
        outlets=read("outlets.csv", _outlet),
        ignored=read("ignore.csv", _ignored),
        problems=tuple(sorted(problems, key=lambda one: (one.at.file, one.at.line))),
        unusable=frozenset(unusable),
        fingerprint=state.hexdigest(),
        shapes={name: table.shape for name, table in tables.items() if table.shape is not None},
    )


def read_corrections(folder: Path) -> Corrections:
    """What the files of a reference folder say; nothing where there is no such folder."""
    files: dict[str, bytes] = {}
    unreadable: dict[str, str] = {}
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv")
    except (FileNotFoundError, NotADirectoryError):
        return parse({})
    except OSError as error:
        return parse({}, {name: error.strerror or str(error) for name in FILES})
    for path in paths:
        name = path.name.encode("utf-8", "replace").decode()
        if name.startswith((".", "~")):
            continue
        try:
            files[name] = path.read_bytes()
        except OSError as error:
            unreadable[name] = error.strerror or str(error)
    return parse(files, unreadable)
