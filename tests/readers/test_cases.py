"""Every file below `cases/`, read and compared with what stands beside it.

A new case is two files, no code: see `cases/README.md`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from etl.readers.base import RawDocument, Rejected, Skipped, Sourced, SourcedList
from etl.readers.dispatch import Found, read_file
from tests.readers.files import written

CASES = Path(__file__).parent / "cases"
EXPECTATIONS = sorted(CASES.rglob("*.yaml"))
KEYS = {"write", "columns", "reader", "format", "documents", "skipped", "rejects"}
TEXT_FIELDS = (
    *("subtitle", "url", "canonical_url", "external_id", "section", "dateline"),
    *("wire_agency", "copyright"),
)


def shown(document: RawDocument) -> dict[str, Any]:
    """A document as an expectation has it: only what is there."""
    found: dict[str, Any] = {name: getattr(document, name) for name in TEXT_FIELDS}
    for name in ("title", "outlet", "language"):
        value = getattr(document, name)
        if isinstance(value, Sourced):
            found[name], found[f"{name}_source"] = value
    if isinstance(document.authors, SourcedList):
        found["authors"] = list(document.authors.values)
        found["authors_source"] = document.authors.source
    for name in ("published", "updated"):
        found[name] = [date.value for date in getattr(document, name)]
        found[f"{name}_source"] = [date.source for date in getattr(document, name)]
    found["tags"] = list(document.tags)
    found["extra"] = document.extra
    found["blocks"] = [text if kind == "body" else {kind: text} for kind, text in document.blocks]
    return {name: value for name, value in found.items() if value not in (None, [], {})}


def input_of(expectation: Path) -> Path:
    """The file that an expectation is about."""
    inputs = [
        path for path in expectation.parent.glob(f"{expectation.stem}.*") if path != expectation
    ]
    assert len(inputs) == 1, f"{expectation}: expected one input beside it, found {inputs}"
    return inputs[0]


def of_kind(found: list[Found], kind: type) -> list[Any]:
    return [one.outcome for one in found if isinstance(one.outcome, kind)]


@pytest.mark.parametrize(
    "expectation", EXPECTATIONS, ids=lambda path: str(path.relative_to(CASES).with_suffix(""))
)
def test_case(expectation: Path, tmp_path: Path) -> None:
    expected = yaml.safe_load(expectation.read_text(encoding="utf-8"))
    assert set(expected) <= KEYS, f"unknown keys {set(expected) - KEYS}; known are {KEYS}"
    path = written(input_of(expectation), tmp_path, expected.get("write", {}))

    found = list(read_file(path, reader=expected.get("reader"), columns=expected.get("columns")))

    if "format" in expected:
        assert {one.format for one in found} == {expected["format"]}
    documents = [shown(document) for document in of_kind(found, RawDocument)]
    given = yaml.safe_dump(documents, allow_unicode=True, sort_keys=False, width=10_000)
    assert len(documents) == len(expected.get("documents", [])), f"found:\n{given}"
    for actual, wanted in zip(documents, expected.get("documents", []), strict=True):
        assert {name: actual.get(name) for name in wanted} == wanted, f"found:\n{given}"
    assert [one.reason for one in of_kind(found, Skipped)] == expected.get("skipped", [])
    rejects = of_kind(found, Rejected)
    wanted_rejects = expected.get("rejects", [])
    assert [one.code for one in rejects] == [one["code"] for one in wanted_rejects], rejects
    for reject, wanted in zip(rejects, wanted_rejects, strict=True):
        for words in wanted.get("message", []):
            assert words in reject.message
        if "position" in wanted:
            assert reject.position == wanted["position"]


def test_every_input_has_an_expectation() -> None:
    inputs = {
        path
        for path in CASES.rglob("*")
        if path.is_file() and path.suffix != ".yaml" and path.name != "README.md"
    }
    assert inputs == {input_of(expectation) for expectation in EXPECTATIONS}
