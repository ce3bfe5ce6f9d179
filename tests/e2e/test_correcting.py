"""Corrections as a person makes them: files from Excel, `newshouse run`, `newshouse explain`."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.compute import pipeline
from etl.compute.inline import InlineBackend
from tests.cli import call
from tests.line import ask, copy_sample, rows


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of the user's own, read and published."""
    for name in ("PROJECT", "RAW", "WAREHOUSE"):
        monkeypatch.setenv(f"NEWSHOUSE_{name}", "x")
        monkeypatch.delenv(f"NEWSHOUSE_{name}")
    monkeypatch.setenv("DAGSTER_HOME", "x")
    monkeypatch.delenv("DAGSTER_HOME")
    monkeypatch.setattr(pipeline, "choose_backend", lambda _: InlineBackend())
    copy_sample(tmp_path, "meridian-post", "northfield-courier")
    assert call("init", tmp_path).code == 0
    assert call("run", cwd=tmp_path).code == 0
    return tmp_path


@pytest.mark.slow
def test_a_person_corrects_the_archive(home: Path) -> None:
    warehouse, reference = home / "warehouse", home / "raw" / "reference"
    before = rows(warehouse)
    read = [receipt.stat().st_mtime_ns for receipt in (warehouse / "state/receipts").iterdir()]
    named = call("explain", "tomas verrill", cwd=home)
    assert named.out.startswith("entity ")
    verrill = named.out.split()[1].rstrip(":")

    (reference / "entity_attributes.csv").write_bytes(
        "Entity;Attribute;Value;Valid_from\r\nTOMAS VÉRRILL;party;Hafenpartei;1.2.2020\r\n"
        "Tomas Nobody;party;X;\r\n".encode("utf-8-sig")
    )
    (reference / "entity_merge.csv").write_bytes(
        b"entity;into;reason\r\n"
        b'Marta Verrill;Tomas Verrill;"a test, not\r\ntrue"\r\n'
        b"Marta Verrill;;\r\n"
    )
    (reference / "outlets.csv").write_text(
        "outlet\tname\tcountry\nnorthfield courier\tThe Northfield Courier\tNorthland\n"
    )
    answer = call("run", cwd=home)
    assert answer.code == 0
    assert "corrections: 3 applied" in answer.err
    assert "entity_attributes.csv line 3: not_found: found “Tomas Nobody”" in answer.err
    assert "entity_merge.csv line 4: rejected: found nothing in the column into" in answer.err
    after = [receipt.stat().st_mtime_ns for receipt in (warehouse / "state/receipts").iterdir()]
    assert sorted(after) == sorted(read), "nothing was read or extracted again"

    explained = call("explain", "Tomas Verrill", cwd=home).out
    assert explained.startswith(f"entity {verrill}: ")
    for words in (
        "named “Marta Verrill” (PERSON): raw/reference/entity_merge.csv line 2",
        "party: Hafenpartei, 2020-02-01 to ... (raw/reference/entity_attributes.csv line 2)",
        "reason: a test, not true",
        f"entity_merge.csv:\n    {verrill};OTHER;",
    ):
        assert words in explained
    quoted = ask(
        warehouse,
        "select distinct entity_attributes.value from quote_details inner join entity_attributes "
        "on quote_details.speaker_entity_id = entity_attributes.entity_id",
    )
    assert quoted == [("Hafenpartei",)]
    known = ask(warehouse, "select name, country from outlets where country is not null")
    assert known == [("The Northfield Courier", "Northland")]
    assert call("verify", cwd=home).code == 0

    for name in ("entity_attributes.csv", "entity_merge.csv", "outlets.csv"):
        (reference / name).unlink()
    assert call("init", home).code == 0
    assert call("run", cwd=home).code == 0
    assert rows(warehouse) == before
