"""The SQL of the catalogue: one object a file in `sql/`.

Belongs here: finding and reading those files, their comments, and what each reads from (by
sqlglot). Does not belong here: running them (`etl.lake.publish`), or any SQL but what follows
mechanically from a contract.

A file of `views/` holds `create view NAME as select ...`, of `macros/` `create macro NAME(...) as
...`, of `marts/` and `checks/` a select. Macros of which others are made lie in `macros/parts/`.
The name of a file is the object's. The comment at its top describes the object; lines `-- @column
NAME: text` in it describe columns that no contract does. A line `-- @key article_id` says that a
mart or a check makes its rows of one article at a time, so that a publication computes them for the
articles that have changed (`etl.lake.changes`).

A mart whose rows depend on many articles, but only on those of one group, may have a file of its
name in `updates/`: a select of the rows of all groups that the changed articles touch, with a
column `is_gone`, true in the one row of a group that has none any more. Lines `-- @group NAME` name
the columns that make a group. It reads what the mart reads; `changed_articles` (article_id); and,
as `before_MART`, marts with a key or an update as they were at the base.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Literal

import pyarrow as pa

import etl
from etl.contracts.base import Row, arrow_schema, column_comments, json_columns, table_comment
from etl.contracts.registry import (
    ARCHIVE_TABLES,
    EXTRACT_TABLES,
    READ_TABLES,
    SEARCH_TABLES,
    TABLES,
)

Kind = Literal["view", "macro", "mart", "check", "example"]
FOLDERS: Mapping[str, Kind] = {
    "macros": "macro",
    "macros/parts": "macro",
    "views": "view",
    "marts": "mart",
    "checks": "check",
    "examples": "example",
}
PARTS, PART = "macros/parts", "A part of other macros. "
"""The folder of macros that nobody needs to call, and how their comments begin."""
COLUMN = re.compile(r"^@column\s+(\w+):\s*(.+)$")
UPDATES = "updates"
GROUP = re.compile(r"^-- @group[ ]+(\w+)$", re.MULTILINE)
KEY = re.compile(r"^@key\s+(\w+)$")
CREATE = re.compile(r"create\s+(view|macro)\s+(\w+)", re.IGNORECASE)
PARAMETERS = re.compile(r"create\s+macro\s+\w+\s*\(([^()]*)\)\s*as\b", re.IGNORECASE)
DEFAULT = re.compile(r"\s*:=\s*[^,()]+")


class SqlFileError(ValueError):
    """A file of `sql/` is not as it should be; the message names it."""


@dataclass(frozen=True, slots=True)
class Update:
    """How a mart's rows change with some articles."""

    sql: str
    group: tuple[str, ...]
    """The columns that make a group of rows."""


@dataclass(frozen=True, slots=True)
class SqlObject:
    """One file of `sql/`."""

    name: str
    kind: Kind
    sql: str
    """The statement, without a final semicolon."""
    comment: str
    columns: Mapping[str, str]
    """Comments of its own columns."""
    reads: frozenset[str]
    """Every table and view that it names, but its own."""
    upstreams: tuple[str, ...] = field(default=())
    """Those of `reads`, and the macros it calls, that this project makes."""
    key: str | None = None
    """The column that names the article which a row is made of, where it is made of one alone."""
    update: Update | None = None

    @property
    def is_carried(self) -> bool:
        """Whether its rows at a base are used by publications that build on it."""
        return self.kind == "mart" and bool(self.key or self.update)

    @property
    def parameters(self) -> str:
        """Of a macro, with their defaults, as the file writes them; empty for all else."""
        found = PARAMETERS.search(self.sql)
        return " ".join(found.group(1).split()) if found else ""

    @property
    def fingerprint(self) -> str:
        """Of the statement."""
        return hashlib.blake2b(self.sql.encode(), digest_size=6).hexdigest()


def sql_folder() -> Path:
    """Where the SQL lies: beside the package in a clone, within it in an installed wheel."""
    package = Path(etl.__file__).parent
    packaged = package / "_sql"
    return packaged if packaged.is_dir() else package.parent / "sql"


@cache
def sql_fingerprint() -> str:
    """Of every file that a publication runs; does not parse them."""
    digest = hashlib.blake2b(digest_size=6)
    for folder in ("archive", "search", UPDATES, *FOLDERS):
        if folder == "examples":
            continue
        for path in sorted((sql_folder() / folder).rglob("*.sql")):
            digest.update(f"{path.relative_to(sql_folder())}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _comments(text: str) -> tuple[str, dict[str, str], str | None]:
    """The description, the columns' comments and the key in the comment block at the top."""
    lines: list[str] = []
    columns: dict[str, str] = {}
    key: str | None = None
    current: str | None = None
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        words = line.removeprefix("--").strip()
        found = COLUMN.match(words)
        keyed = KEY.match(words)
        if keyed:
            key = keyed.group(1)
        elif found:
            current = found.group(1)
            columns[current] = found.group(2)
        elif current is not None and words:
            columns[current] += f" {words}"
        else:
            current = None
            lines.append(words)
    return " ".join(" ".join(lines).split()), columns, key


def without_defaults(sql: str) -> str:
    """A macro without its parameters' defaults (`width := 40`), which sqlglot cannot parse."""
    found = PARAMETERS.search(sql)
    if found is None:
        return sql
    start, end = found.span(1)
    return sql[:start] + DEFAULT.sub("", found.group(1)) + sql[end:]


def parse_file(path: Path, kind: Kind) -> SqlObject:
    """One file as an object, without its upstreams.

    Raises:
        SqlFileError: it holds no or several statements, has no comment, or is named wrongly.
    """
    import sqlglot
    from sqlglot import exp

    text = path.read_text(encoding="utf-8")
    comment, columns, key = _comments(text)
    if not comment:
        raise SqlFileError(f"{path}: has no comment at its top; say there what it is")
    sql = text.strip().rstrip(";")
    try:
        parsed = sqlglot.parse(without_defaults(sql), dialect="duckdb")
    except sqlglot.errors.ParseError as error:
        raise SqlFileError(f"{path}: cannot be parsed: {error}") from None
    statements = [part for part in parsed if part is not None]
    if len(statements) != 1:
        raise SqlFileError(f"{path}: holds {len(statements)} statements; expected one")
    name = path.stem
    found = CREATE.search(re.sub(r"--[^\n]*", "", sql))
    if kind in {"view", "macro"}:
        if found is None or found.group(1).lower() != kind or found.group(2) != name:
            raise SqlFileError(f"{path}: expected `create {kind} {name} ...`, named as the file is")
    elif found is not None:
        raise SqlFileError(f"{path}: expected a select, found `{found.group(0)}`")
    if key is not None and (key != ARTICLE_KEY or kind not in {"mart", "check"}):
        raise SqlFileError(
            f"{path}: found `-- @key {key}` in a {kind}; marts and checks may have "
            f"`-- @key {ARTICLE_KEY}`"
        )
    statement = statements[0]
    own = {cte.alias for cte in statement.find_all(exp.CTE)} | {name}
    reads = {table.name for table in statement.find_all(exp.Table) if table.name} - own
    reads |= {call.name for call in statement.find_all(exp.Anonymous)} - own
    return SqlObject(name, kind, sql, comment, columns, frozenset(reads), key=key)


def _load_updates() -> dict[str, Update]:
    """Mart -> its update.

    Raises:
        SqlFileError: a file names no group.
    """
    found = {}
    for path in sorted((sql_folder() / UPDATES).glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        group = tuple(GROUP.findall(text))
        if not group:
            raise SqlFileError(f"{path}: names no group; add lines `-- @group NAME`")
        found[path.stem] = Update(text.strip().rstrip(";"), group)
    return found


@cache
def load_objects() -> tuple[SqlObject, ...]:
    """Every object of the catalogue, each after what it reads, then by kind and name.

    Raises:
        SqlFileError: a file is wrong, two have one name, or objects read each other in a circle.
    """
    objects: dict[str, SqlObject] = {}
    updates = _load_updates()
    for folder, kind in FOLDERS.items():
        if kind == "example":
            continue
        for path in sorted((sql_folder() / folder).glob("*.sql")):
            item = parse_file(path, kind)
            if folder == PARTS:
                item = replace(item, comment=PART + item.comment)
            if item.name in objects:
                other = objects[item.name].kind
                raise SqlFileError(f"{path}: {item.name!r} is the name of a {other} already")
            if kind == "mart":
                item = replace(item, update=updates.pop(item.name, None))
            objects[item.name] = item
    if updates:
        raise SqlFileError(f"{sql_folder() / UPDATES}: no mart is named {', '.join(updates)}")
    base = base_view_names()
    made = {}
    for name, item in objects.items():
        upstreams = tuple(sorted(item.reads & (set(objects) | base)))
        made[name] = replace(item, upstreams=upstreams)
    try:
        order = list(
            TopologicalSorter(
                {name: [u for u in item.upstreams if u in made] for name, item in made.items()}
            ).static_order()
        )
    except CycleError as error:
        raise SqlFileError(f"{sql_folder()}: objects read each other: {error.args[1]}") from None
    ordered = tuple(made[name] for name in order)
    _behind_keys(ordered)
    return ordered


def _behind_keys(ordered: Sequence[SqlObject]) -> set[str]:
    """The objects with a key, and all that they are made of.

    Raises:
        SqlFileError: one of them reads what is not of one article.
    """
    objects = {item.name: item for item in ordered}
    found: set[str] = set()
    for keyed in ordered:
        left = [keyed.name] if keyed.key else []
        while left:
            name = left.pop()
            if name in found:
                continue
            if name in objects and (objects[name].kind != "mart" or objects[name].key):
                found.add(name)
                left.extend(objects[name].upstreams)
            elif name not in KEYED_SOURCES:
                raise SqlFileError(
                    f"{sql_folder()}: {keyed.name} has a key, but reads {name}, which is not of "
                    f"one article; found `-- @key {keyed.key}`, take it out"
                )
    return found


def keyed_objects() -> tuple[SqlObject, ...]:
    """The objects with a key and all that they are made of, each after what it reads."""
    found = _behind_keys(load_objects())
    return tuple(item for item in load_objects() if item.name in found)


def load_examples() -> tuple[SqlObject, ...]:
    """The example queries, by name."""
    return tuple(
        parse_file(path, "example") for path in sorted((sql_folder() / "examples").glob("*.sql"))
    )


def column_lineage(item: SqlObject) -> dict[str, list[tuple[str, str]]]:
    """Column of a view or mart -> (object, column) pairs that it is computed from.

    Columns of common table expressions are followed to the tables that those read.
    """
    import sqlglot
    from sqlglot import exp

    statement = sqlglot.parse_one(item.sql, dialect="duckdb")
    select = statement.expression if isinstance(statement, exp.Create) else statement

    def columns_of(query: object, seen: dict[str, Lineage]) -> Lineage:
        if not isinstance(query, exp.Select):
            return {}
        inner = dict(seen)
        for cte in query.ctes:
            inner[cte.alias] = columns_of(cte.this, inner)
        tables = {table.alias_or_name: table.name for table in query.find_all(exp.Table)}
        found: Lineage = {}
        for projection in query.selects:
            sources: set[tuple[str, str]] = set()
            for column in projection.find_all(exp.Column):
                names = [tables.get(column.table)] if column.table else list(tables.values())
                for name in names:
                    if name in inner:
                        sources.update(inner[name].get(column.name, ()))
                    elif name is not None and (column.table or len(names) == 1):
                        sources.add((name, column.name))
            found[projection.alias_or_name] = sorted(sources)
        return found

    return columns_of(select, {})


Lineage = dict[str, list[tuple[str, str]]]

HIDDEN_DOCUMENTS = "hidden_documents"
BATCH_TABLES = (*READ_TABLES, *EXTRACT_TABLES)
ARTICLE_KEY = "article_id"
KEYED_SOURCES = {f"all_{m.table}" for m in BATCH_TABLES if "document_id" in m.model_fields} | {
    "document_status",
    HIDDEN_DOCUMENTS,
    "article_clusters",
    "entity_members",
    "entities",
}
"""What objects with a key may be made of: what `sql/archive/article_states.sql` covers. Of
`entities` that is the type alone; `entity_members.reason` and the rest of `article_clusters` are
not covered."""


def base_view_names() -> set[str]:
    """The views that are derived from the contracts alone."""
    return (
        {f"all_{model.table}" for model in BATCH_TABLES}
        | {model.table for model in (*ARCHIVE_TABLES, *SEARCH_TABLES)}
        | {HIDDEN_DOCUMENTS}
    )


def literal(text: str) -> str:
    """Text as a SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def sql_type(type_: pa.DataType) -> str:
    """DuckDB's type for an Arrow type of a contract."""
    if isinstance(type_, pa.UuidType):
        return "uuid"
    if pa.types.is_list(type_):
        return f"{sql_type(type_.value_type)}[]"
    if pa.types.is_struct(type_):
        return "struct(" + ", ".join(f'"{f.name}" {sql_type(f.type)}' for f in type_) + ")"
    names = {
        pa.string(): "varchar",
        pa.int64(): "bigint",
        pa.float64(): "double",
        pa.bool_(): "boolean",
        pa.binary(): "blob",
        pa.date32(): "date",
    }
    return names.get(type_, "timestamptz")


def columns_of(model: type[Row]) -> str:
    """The columns of a contract as a select lists them: JSON as json."""
    as_json = json_columns(model)
    return ", ".join(
        f'cast("{name}" as json) as "{name}"' if name in as_json else f'"{name}"'
        for name in model.model_fields
    )


def rows_of(model: type[Row], paths: Sequence[str]) -> str:
    """A select of every row in these files: columns listed, JSON as json.

    With no file it has the contract's columns and types, and no row.
    """
    if not paths:
        as_json = json_columns(model)
        types = {
            field.name: "json" if field.name in as_json else sql_type(field.type)
            for field in arrow_schema(model)
        }
        nulls = ", ".join(f'cast(null as {kind}) as "{name}"' for name, kind in types.items())
        return f"select {nulls} where false"
    files = ", ".join(map(literal, paths))
    return f"select {columns_of(model)} from read_parquet([{files}])"


def base_views(files: Mapping[str, Sequence[str]]) -> Iterable[str]:
    """The statements that make the views derived from the contracts, with their comments.

    Args:
        files: table -> absolute paths of its Parquet files.

    Batch tables become `all_<table>`: every revision and duplicate of what raw/ holds now. Tables
    over the whole archive keep their names.
    """
    hidden = ", ".join(map(literal, files[HIDDEN_DOCUMENTS]))
    yield (
        f"create view {HIDDEN_DOCUMENTS} as "
        f"select document_id, reason from read_parquet([{hidden}])"
    )
    yield (
        f"comment on view {HIDDEN_DOCUMENTS} is 'Documents that the published views leave out: "
        "superseded by a later revision, duplicate of an earlier document, or retired with their "
        "file.'"
    )
    for column, words in (("document_id", "The document."), ("reason", "Why it is left out.")):
        yield f"comment on column {HIDDEN_DOCUMENTS}.{column} is {literal(words)}"
    for model in BATCH_TABLES:
        name = f"all_{model.table}"
        statement = f"create view {name} as {rows_of(model, files.get(model.table, ()))}"
        if "document_id" in model.model_fields:
            keyword = "and" if statement.endswith("where false") else "where"
            statement += (
                f" {keyword} document_id not in "
                f"(select document_id from {HIDDEN_DOCUMENTS} where reason = 'retired')"
            )
        yield statement
        prefix = "Every revision and duplicate, not only what is published. "
        yield from contract_comments(model, name, prefix)
    for model in (*ARCHIVE_TABLES, *SEARCH_TABLES):
        yield f"create view {model.table} as {rows_of(model, files.get(model.table, ()))}"
        yield from contract_comments(model, model.table)


def contract_comments(model: type[Row], view: str, prefix: str = "") -> Iterable[str]:
    """The comments that a contract gives to a view over its table."""
    yield f"comment on view {view} is {literal(prefix + table_comment(model))}"
    for column, words in column_comments(model).items():
        yield f'comment on column {view}."{column}" is {literal(words)}'


def inherited_comments(item: SqlObject, objects: Mapping[str, SqlObject]) -> dict[str, str]:
    """Comments of columns that keep the name they have in a table that the object reads."""
    found: dict[str, str] = {}
    for upstream in item.upstreams:
        model = TABLES.get(upstream.removeprefix("all_"))
        if model is not None:
            found |= column_comments(model)
        if upstream in objects:
            found |= inherited_comments(objects[upstream], objects)
            found.update(objects[upstream].columns)
    return found


def object_comments(item: SqlObject, columns: Sequence[str]) -> Iterable[str]:
    """The statements that comment an object.

    Args:
        item: a view, mart or macro that exists.
        columns: the columns that it has; none for a macro.

    Raises:
        SqlFileError: a column has no comment, or a comment has no column.
    """
    objects = {other.name: other for other in load_objects()}
    if item.kind == "macro":
        table = "table " if re.search(r"\bas\s+table\b", item.sql, re.IGNORECASE) else ""
        yield f"comment on macro {table}{item.name} is {literal(item.comment)}"
        return
    yield f"comment on view {item.name} is {literal(item.comment)}"
    words = {**inherited_comments(item, objects), **item.columns}
    if item.name in TABLES:
        words |= column_comments(TABLES[item.name])
    unknown = set(item.columns) - set(columns)
    if unknown:
        raise SqlFileError(f"sql: {item.name} has no column {', '.join(sorted(unknown))}")
    for column in columns:
        if column not in words:
            raise SqlFileError(
                f"sql: {item.name}.{column} has no comment; add `-- @column {column}: `"
            )
        yield f'comment on column {item.name}."{column}" is {literal(words[column])}'
