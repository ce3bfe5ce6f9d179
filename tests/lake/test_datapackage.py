"""`datapackage.json`: what Frictionless makes of it."""

from __future__ import annotations

import json
from typing import Any

import frictionless
import pyarrow as pa
import pytest

from etl.contracts.base import arrow_schema, column_comments
from etl.contracts.registry import TABLES
from etl.lake.datapackage import data_package, field_type, table_schema
from etl.lake.layout import Layout
from etl.settings import Settings


@pytest.fixture(scope="module")
def package(sample: Settings) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Layout(sample.warehouse).datapackage.read_bytes())
    return found


def test_frictionless_accepts_it(package: dict[str, Any]) -> None:
    report = frictionless.Package.validate_descriptor(package)
    assert report.valid, report.flatten(["message"])


def test_its_files_are_there(package: dict[str, Any], sample: Settings) -> None:
    names = {resource["name"] for resource in package["resources"]}
    assert {"articles", "paragraphs", "mentions", "quotes", "entities", "raw_files"} <= names
    for resource in package["resources"]:
        for path in resource["path"]:
            assert (sample.warehouse / path).is_file()


@pytest.mark.parametrize("model", TABLES.values(), ids=list(TABLES))
def test_a_schema_says_what_the_contract_says(model: type) -> None:
    schema: Any = table_schema(model)
    report = frictionless.Schema.validate_descriptor(schema)
    assert report.valid, report.flatten(["message"])
    described = {field["name"]: field["description"] for field in schema["fields"]}
    assert described == column_comments(model)
    required = {
        field["name"] for field in schema["fields"] if field.get("constraints", {}).get("required")
    }
    assert required == {field.name for field in arrow_schema(model) if not field.nullable}


def test_foreign_keys_point_at_tables_and_columns() -> None:
    for model in TABLES.values():
        schema: Any = table_schema(model)
        for key in schema.get("foreignKeys", ()):
            target = TABLES[key["reference"]["resource"]]
            assert key["reference"]["fields"] in target.model_fields
            assert key["fields"] in model.model_fields


def test_a_table_without_data_is_left_out() -> None:
    package: Any = data_package({"articles": ["a.parquet"], "quotes": [], "hidden": ["b"]})
    assert [resource["name"] for resource in package["resources"]] == ["articles"]


def test_an_unknown_type_is_an_error() -> None:
    with pytest.raises(TypeError, match="duration"):
        field_type(pa.duration("s"))
