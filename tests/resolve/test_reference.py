"""The reference files: what is read of them, and what is said of lines that cannot be used.

Cases are files of `reference_cases/`: `text` with its `encoding` (or the bytes in `hex`), the lines
that are used, and the problems, each with its line and words of its message.
"""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from etl.contracts.archive import CorrectionKind, CorrectionStatus
from etl.resolve.corrections import Status
from etl.resolve.csv_lines import Shape, write_line
from etl.resolve.reference import (
    FILES,
    Corrections,
    Kind,
    Named,
    parse,
    read_corrections,
)

CASES = sorted((Path(__file__).parent / "reference_cases").glob("*.yaml"))
HEADERS = {name: file.header.strip() for name, file in FILES.items()}
ID = uuid.UUID("6f0c1a52-0b6f-8a52-9c1d-2b6f8a521c1d")


def used(found: Corrections) -> list[int]:
    """The lines that say something."""
    groups: tuple[tuple[Any, ...], ...] = (
        found.merges,
        found.splits,
        found.aliases,
        found.attributes,
        found.outlets,
        found.ignored,
    )
    return sorted(line.at.line for group in groups for line in group)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case(path: Path) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    data = (
        bytes.fromhex(case["hex"])
        if "hex" in case
        else case["text"].encode(case.get("encoding", "utf-8"))
    )
    found = parse({case["file"]: data})
    assert used(found) == case["used"]
    problems = case.get("problems", [])
    assert [(one.at.line, one.status) for one in found.problems] == [
        (one["line"], one["status"]) for one in problems
    ]
    for one, expected in zip(found.problems, problems, strict=True):
        assert expected["words"] in one.message
        assert str(one).startswith(f"raw/reference/{case['file']} line {expected['line']}: ")
    assert found.unusable == ({case["file"]} if case.get("unusable") else set())


def test_the_contract_has_every_kind_and_status() -> None:
    assert Kind.__args__ == CorrectionKind.__args__  # type: ignore[attr-defined]
    assert Status.__args__ == CorrectionStatus.__args__  # type: ignore[attr-defined]


def test_what_lines_say() -> None:
    found = parse(
        {
            "entity_merge.csv": b"entity,type,into\nJ. Smith,person,John Smith\n",
            "entity_split.csv": f"entity,label,role\n{ID},Ann  Lee (poet),poet\n".encode(),
            "entity_alias.csv": b"alias,type,entity,entity_type\nFed,ORGANIZATION,US,LOCATION\n",
            "entity_attributes.csv": b"entity,attribute,value,valid_to\nA,party,X,31.12.2020\n",
            "outlets.csv": b"outlet,domain\nA,https://www.Example.com/x\n",
            "ignore.csv": f"kind,value,recorded_at\narticle,{ID},2025-01-02T03:04:05\n".encode(),
        }
    )
    assert not found.problems
    (merge,), (split,), (alias,) = found.merges, found.splits, found.aliases
    assert (merge.entity, merge.into) == (
        Named("J. Smith", None, "PERSON"),
        Named("John Smith", None, None, "PERSON"),
    )
    assert str(merge.at) == "raw/reference/entity_merge.csv line 2"
    assert merge.at.detail == "entity: J. Smith; type: person; into: John Smith"
    assert split.entity == Named(str(ID), ID)
    assert (split.label, split.is_new, split.role) == ("Ann Lee (poet)", True, "poet")
    assert (alias.alias, alias.type, alias.entity.type) == ("Fed", "ORGANIZATION", "LOCATION")
    (attribute,), (outlet,), (ignored,) = found.attributes, found.outlets, found.ignored
    assert (attribute.valid_from, attribute.valid_to) == (None, date(2020, 12, 31))
    assert outlet.domain == "example.com"
    assert (ignored.what, ignored.recorded_at) == (ID, datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC))


def test_the_label_of_a_split_may_be_an_entity() -> None:
    text = f"entity,label,name\nA,{ID},B\nA,New,C\nA,New,D\n"
    into, first, second = parse({"entity_split.csv": text.encode()}).splits
    assert (into.target, into.is_new) == (ID, False)
    assert first.target == second.target != ID


def test_the_digest_is_of_what_a_line_says() -> None:
    first = parse({"entity_merge.csv": b"entity,into\nA,B\n"}).merges[0].at
    moved = parse({"entity_merge.csv": b"\nInto;Entity\nX;Y\n B ; A\n"}).merges[1].at
    other = parse({"entity_merge.csv": b"entity,into\nA,C\n"}).merges[0].at
    assert (first.digest, first.line, moved.line) == (moved.digest, 2, 4)
    assert other.digest != first.digest


def test_the_fingerprint_is_of_the_bytes() -> None:
    one = {"outlets.csv": b"outlet,country\nA,FR\n"}
    assert parse(one).fingerprint == parse(dict(one)).fingerprint
    assert parse(one).fingerprint != parse({"outlets.csv": b"outlet,country\nA,DE\n"}).fingerprint
    assert parse(one).fingerprint != parse({}, {"outlets.csv": "gone"}).fingerprint


def test_a_folder(tmp_path: Path) -> None:
    assert read_corrections(tmp_path / "none") == parse({})
    (tmp_path / "outlets.csv").write_text("outlet,country\nA,FR\n")
    (tmp_path / "notes.txt").write_text("Mine.")
    (tmp_path / "~$outlets.csv").write_text("Excel's own.")
    (tmp_path / "entity_merge.csv").mkdir()
    found = read_corrections(tmp_path)
    assert used(found) == [2]
    assert [str(problem) for problem in found.problems] == [
        "raw/reference/entity_merge.csv line 1: cannot be read: Is a directory; check the file and "
        "its permissions"
    ]
    assert found.unusable == {"entity_merge.csv"}


@pytest.mark.parametrize("name", FILES)
def test_what_init_writes_says_nothing(name: str) -> None:
    found = parse({name: FILES[name].header.encode()})
    assert (found.count, found.problems) == (0, ())
    assert ",".join(found.shapes[name].header) == HEADERS[name]


CELL = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=8)


@given(
    rows=st.lists(st.lists(CELL, min_size=2, max_size=2), max_size=6),
    delimiter=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_what_is_written_is_read(
    rows: list[list[str]], delimiter: str, encoding: str, end: str
) -> None:
    """Lines with a value come back; others are named with their numbers."""
    shape = Shape("utf-8", delimiter, ("attribute", "value", "entity"))
    text = write_line(shape, dict(zip(shape.header, shape.header, strict=True)))
    for attribute, value in rows:
        text += write_line(shape, {"entity": "E", "attribute": attribute, "value": value})
    data = text.replace("\n", end).encode(encoding)
    found = parse({"entity_attributes.csv": data})
    complete = {
        (" ".join(a.split()), " ".join(v.split())) for a, v in rows if a.strip() and v.strip()
    }
    said = {(one.attribute, one.value) for one in found.attributes}
    assert len(said) == len(found.attributes)
    # Unicode NFC may make two of them one.
    assert len(said) <= len(complete)
    assert bool(said) == bool(complete)
    numbers = {one.at.line for one in found.attributes} | {one.at.line for one in found.problems}
    assert numbers == set(range(2, len(rows) + 2))


@given(data=st.binary(max_size=300), name=st.sampled_from(sorted(FILES)))
def test_any_bytes_are_read_or_told_of(data: bytes, name: str) -> None:
    for prefix in (b"", FILES[name].header.encode()):
        found = parse({name: prefix + data})
        for problem in found.problems:
            assert problem.at.line >= 1
            problem.at.detail.encode()
            assert problem.message
