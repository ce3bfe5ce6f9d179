"""`datapackage.json`: the tables described for whoever uses the plain files.

Belongs here: the Frictionless Data Package (https://specs.frictionlessdata.io/data-package/, v1)
derived from the contracts. Does not belong here: anything that the contracts do not say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from etl.contracts.base import (
    CONTRACT_VERSION,
    Row,
    arrow_schema,
    column_comments,
    enumerations,
    table_comment,
)
from etl.contracts.registry import TABLES


def field_type(type_: pa.DataType) -> tuple[str, str]:
    """Frictionless type and format of an Arrow type."""
    if isinstance(type_, pa.UuidType):
        return "string", "uuid"
    checks: tuple[tuple[bool, tuple[str, str]], ...] = (
        (pa.types.is_string(type_), ("string", "default")),
        (pa.types.is_binary(type_), ("string", "binary")),
        (pa.types.is_boolean(type_), ("boolean", "default")),
        (pa.types.is_integer(type_), ("integer", "default")),
        (pa.types.is_floating(type_), ("number", "default")),
        (pa.types.is_date(type_), ("date", "default")),
        (pa.types.is_timestamp(type_), ("datetime", "default")),
        (pa.types.is_list(type_), ("array", "default")),
        (pa.types.is_struct(type_), ("object", "default")),
    )
    for matches, answer in checks:
        if matches:
            return answer
    raise TypeError(f"no Frictionless type is known for {type_}")


def table_schema(model: type[Row]) -> dict[str, object]:
    """The Table Schema of a contract."""
    comments = column_comments(model)
    permitted = enumerations(model)
    fields = []
    for field in arrow_schema(model):
        kind, form = field_type(field.type)
        constraints: dict[str, object] = {}
        if not field.nullable:
            constraints["required"] = True
        if field.name in permitted:
            constraints["enum"] = list(permitted[field.name])
        entry: dict[str, object] = {
            "name": field.name,
            "type": kind,
            "format": form,
            "description": comments[field.name],
        }
        if constraints:
            entry["constraints"] = constraints
        fields.append(entry)
    foreign = []
    for column, target in model.foreign_keys.items():
        table, _, key = target.partition(".")
        foreign.append(
            {"fields": column, "reference": {"resource": table, "fields": key}},
        )
    schema: dict[str, object] = {"fields": fields, "primaryKey": list(model.key)}
    if foreign:
        schema["foreignKeys"] = foreign
    return schema


def data_package(files: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """The package of a publication.

    Args:
        files: table -> its Parquet files below the warehouse; tables without a file are left out,
            as a resource without data is no resource.
    """
    return {
        "profile": "data-package",
        "name": "newshouse",
        "title": "Who said what about whom, when, in which outlet",
        "version": CONTRACT_VERSION,
        "resources": [
            {
                "name": table,
                "profile": "data-resource",
                "description": table_comment(TABLES[table]),
                "path": list(paths),
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
                "schema": table_schema(TABLES[table]),
            }
            for table, paths in sorted(files.items())
            if paths and table in TABLES
        ],
    }
