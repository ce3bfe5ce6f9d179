"""What a row model is, and what derives from it: Arrow schema, validation, conversion to Arrow.

Belongs here: the types that row models are made of, and everything that can be said about any table
from its model alone. Does not belong here: a particular table, or a path.
"""

from __future__ import annotations

import hashlib
import types
import typing
import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from typing import Annotated, Any, ClassVar, Literal, get_args, get_origin

import pyarrow as pa
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

CONTRACT_VERSION = "2"
"""Raised when the meaning or the columns of any table change; part of every fingerprint."""


class JsonText:
    """Marks a string column that holds a JSON document; views show it as SQL type json."""


Json = Annotated[str, JsonText()]
Id = uuid.UUID
Offset = Annotated[int, Field(ge=0)]
"""A code point position in `articles.body`, counted from 0; ends are exclusive."""
Confidence = Annotated[float, Field(ge=0, le=1)]
"""Between 0 and 1, stored rounded to three decimals."""
Utc = AwareDatetime
"""A moment. Stored in UTC, with microseconds."""


_VERSION_MASK = ~((0xF << 76) | (0x3 << 62))
_VERSION_BITS = (8 << 76) | (2 << 62)


def make_id(*parts: str | int | uuid.UUID | None) -> uuid.UUID:
    """A deterministic 128-bit id of its parts.

    The parts are joined unambiguously: each is written with its length, and None differs from the
    empty string. BLAKE2b (RFC 7693) with a 16-byte digest; the version bits of RFC 9562 (version 8,
    "custom") are set so that every tool accepts the value as a UUID.
    """
    return _id_of(_written(parts))


def ids_under(*first: str | int | uuid.UUID | None) -> Callable[..., uuid.UUID]:
    """`make_id` with its first parts given: for many ids that begin alike."""
    begin = _written(first)
    return lambda *parts: _id_of(begin + _written(parts))


def _written(parts: Iterable[str | int | uuid.UUID | None]) -> bytes:
    pieces: list[bytes] = []
    for part in parts:
        if part is None:
            pieces.append(b"-;")
            continue
        data = str(part).encode("utf-8", "surrogatepass")
        pieces.append(b"%d:%b" % (len(data), data))
    return b"".join(pieces)


def _id_of(written: bytes) -> uuid.UUID:
    digest = hashlib.blake2b(written, digest_size=16).digest()
    value = int.from_bytes(digest, "big")
    return uuid.UUID(int=value & _VERSION_MASK | _VERSION_BITS)


class Struct(BaseModel):
    """A small record inside a column (an Arrow struct)."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Row(BaseModel):
    """One row of one table.

    Subclasses are the contracts: the class docstring describes the table, each field's description
    its column. A row is validated when it is made.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    table: ClassVar[str]
    """The table's name in the lake and in SQL."""
    key: ClassVar[tuple[str, ...]]
    """The columns that identify a row."""
    foreign_keys: ClassVar[dict[str, str]] = {}
    """Column -> `table.column` that it must be found in, where it is not null."""
    sort_by: ClassVar[tuple[str, ...]] = ()
    """The order of rows within a file, so that the same rows make the same bytes."""


class SchemaMismatchError(ValueError):
    """Data does not have the columns that the contract of its table names."""

    def __init__(self, table: str, column: str, expected: str, found: str) -> None:
        super().__init__(f"table {table}, column {column}: expected {expected}, found {found}")
        self.table = table
        self.column = column
        self.expected = expected
        self.found = found


_SCALARS: dict[object, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    bytes: pa.binary(),
    date: pa.date32(),
    datetime: pa.timestamp("us", tz="UTC"),
    uuid.UUID: pa.uuid(),
    AwareDatetime: pa.timestamp("us", tz="UTC"),
}


def _strip(annotation: Any) -> tuple[Any, bool, bool]:
    """The bare type of an annotation, whether it allows None, and whether it holds JSON text."""
    nullable = is_json = False
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            is_json |= any(isinstance(note, JsonText) for note in get_args(annotation)[1:])
            annotation = get_args(annotation)[0]
        elif origin in (typing.Union, types.UnionType):
            members = [member for member in get_args(annotation) if member is not type(None)]
            nullable |= len(members) < len(get_args(annotation))
            if len(members) != 1:
                raise TypeError(f"a column has one type, not {annotation}")
            annotation = members[0]
        else:
            return annotation, nullable, is_json


def arrow_type(annotation: Any) -> pa.DataType:
    """The Arrow type that a field annotated so is stored as.

    Raises:
        TypeError: there is no such type; contracts use scalars, lists and Structs.
    """
    bare, _, _ = _strip(annotation)
    if bare in _SCALARS:
        return _SCALARS[bare]
    origin = get_origin(bare)
    if origin is Literal:
        return pa.string()
    if origin in (list, tuple):
        return pa.list_(arrow_type(get_args(bare)[0]))
    if isinstance(bare, type) and issubclass(bare, Struct):
        return pa.struct(
            [
                pa.field(name, arrow_type(_annotation(bare, name)))
                for name, field in bare.model_fields.items()
            ]
        )
    raise TypeError(f"no Arrow type is known for {annotation!r}")


def _annotation(model: type[BaseModel], name: str) -> Any:
    field = model.model_fields[name]
    return Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation


def table_comment(model: type[Row]) -> str:
    """What a row of the table is: the model's docstring on one line."""
    return " ".join((model.__doc__ or "").split())


def column_comments(model: type[Row]) -> dict[str, str]:
    """Column -> its description, in the order of the table."""
    return {name: field.description or "" for name, field in model.model_fields.items()}


def json_columns(model: type[Row]) -> tuple[str, ...]:
    """The columns that hold JSON documents."""
    return tuple(n for n in model.model_fields if _strip(_annotation(model, n))[2])


def enumerations(model: type[Row]) -> dict[str, tuple[str, ...]]:
    """Column -> its permitted values, for the columns that have a closed list of them."""
    found = {}
    for name in model.model_fields:
        bare, _, _ = _strip(_annotation(model, name))
        if get_origin(bare) is Literal:
            found[name] = tuple(str(value) for value in get_args(bare))
    return found


@cache
def arrow_schema(model: type[Row]) -> pa.Schema:
    """The schema that every Parquet file of the table has.

    Descriptions, key and contract version travel in the metadata (keys `description`, `key`,
    `contract_version`), so that a lone file explains itself.
    """
    comments = column_comments(model)
    fields = []
    for name in model.model_fields:
        annotation = _annotation(model, name)
        _, nullable, is_json = _strip(annotation)
        metadata = {"description": comments[name]}
        if is_json:
            metadata["format"] = "json"
        fields.append(pa.field(name, arrow_type(annotation), nullable=nullable, metadata=metadata))
    return pa.schema(
        fields,
        metadata={
            "table": model.table,
            "description": table_comment(model),
            "key": ",".join(model.key),
            "contract_version": CONTRACT_VERSION,
        },
    )


def check_schema(model: type[Row], found: pa.Schema) -> None:
    """Compare a schema with the table's contract.

    Raises:
        SchemaMismatchError: names the first column that is missing, unknown or of another type.
    """
    expected = arrow_schema(model)
    for field in expected:
        position = found.get_field_index(field.name)
        if position < 0:
            raise SchemaMismatchError(model.table, field.name, str(field.type), "no such column")
        if found.field(position).type != field.type:
            raise SchemaMismatchError(
                model.table, field.name, str(field.type), str(found.field(position).type)
            )
    for field in found:
        if expected.get_field_index(field.name) < 0:
            raise SchemaMismatchError(model.table, field.name, "no such column", str(field.type))


def _plain(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return value.bytes
    if isinstance(value, Struct):
        return value.model_dump()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def id_array(values: Iterable[uuid.UUID | None]) -> pa.Array:
    """Ids as an Arrow column of type `uuid`."""
    storage = pa.array([value and value.bytes for value in values], pa.binary(16))
    return pa.ExtensionArray.from_storage(pa.uuid(), storage)


def to_arrow(model: type[Row], rows: Sequence[Row] | Iterable[Row]) -> pa.Table:
    """Rows as an Arrow table of the contract's schema, in the order given."""
    rows = list(rows)
    schema = arrow_schema(model)
    columns = []
    for field in schema:
        found = map(attrgetter(field.name), rows)
        if isinstance(field.type, pa.UuidType):
            columns.append(id_array(found))
            continue
        values = (
            [_plain(value) for value in found] if pa.types.is_nested(field.type) else list(found)
        )
        if pa.types.is_list(field.type) and isinstance(field.type.value_type, pa.UuidType):
            lists = pa.array(values, pa.list_(pa.binary(16)))
            items = pa.ExtensionArray.from_storage(pa.uuid(), lists.values)
            columns.append(pa.ListArray.from_arrays(lists.offsets, items, field.type))
        else:
            columns.append(pa.array(values, field.type))
    return pa.Table.from_arrays(columns, schema=schema)
