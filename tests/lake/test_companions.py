"""Files that make up documents together are read together."""

from __future__ import annotations

import dataclasses
import shutil
import time
import uuid
from pathlib import Path

import pytest

from etl.lake.discovery import FoundFile, Listing
from etl.lake.planning import companions, coverage, plan_reading
from etl.lake.receipts import Ledger
from tests.line import ask, ingest, settings_for


def _file(path: str, sha256: str = "0") -> FoundFile:
    return FoundFile(
        path=path,
        root="/raw",
        os_path=f"/raw/{path}",
        size=10,
        mtime_ns=1,
        sha256=sha256,
        raw_file_id=uuid.uuid5(uuid.NAMESPACE_URL, path),
    )


def _listing(*files: FoundFile) -> Listing:
    return Listing(files, time.time())


METS = _file("a/x-METS.xml")
PAGE = _file("a/ALTO/1.xml")
OTHER = _file("b/article.xml")


def _unit_ids(listing: Listing) -> dict[str, str]:
    covered = coverage(listing, Ledger({}, {}), "f")
    plan = plan_reading(listing, covered, batch_bytes=1_000, batch_files=10, workers=1)
    return {unit.path: unit.unit_id for batch in plan.batches for unit in batch.units}


def test_only_files_that_belong_together_have_companions() -> None:
    found = companions(_listing(METS, PAGE, OTHER))
    assert found.keys() == {METS.raw_file_id, PAGE.raw_file_id}
    assert len(set(found.values())) == 1


def test_a_change_of_one_is_a_change_of_all() -> None:
    before = _unit_ids(_listing(METS, PAGE, OTHER))
    changed = dataclasses.replace(PAGE, sha256="1")
    after = _unit_ids(_listing(METS, changed, OTHER))
    assert before[METS.path] != after[METS.path]
    assert before[OTHER.path] == after[OTHER.path]


def test_one_that_comes_or_goes_is_a_change_of_all() -> None:
    alone = _unit_ids(_listing(PAGE, OTHER))
    together = _unit_ids(_listing(METS, PAGE, OTHER))
    assert alone[PAGE.path] != together[PAGE.path]
    assert alone[OTHER.path] == together[OTHER.path]


ISSUE = Path(__file__).parents[1] / "readers" / "format_cases" / "mets" / "areas"
PAGE_PATH = "raw/paper/1912/ALTO/gazette-0001.xml"


@pytest.mark.slow
def test_an_issue_follows_its_pages(tmp_path: Path) -> None:
    shutil.copytree(ISSUE, tmp_path / "raw" / "paper" / "1912")
    settings = settings_for(tmp_path)
    ingest(settings)
    titles = "select title from articles order by position"
    assert ask(settings.warehouse, titles) == [("FERRY FARES.",), ("EELS.",)]

    page = tmp_path / PAGE_PATH
    page.write_text(page.read_text("utf-8").replace("FARES.", "TOLLS."), "utf-8")
    ingest(settings)
    assert ask(settings.warehouse, titles) == [("FERRY TOLLS.",), ("EELS.",)]

    # Without the METS file the pages stand alone; with it they are its own again.
    index = tmp_path / "raw" / "paper" / "1912" / "gazette-METS.xml"
    kept = index.read_bytes()
    index.unlink()
    ingest(settings, allow_missing=True)
    assert ask(settings.warehouse, "select count(*) from articles") == [(2,)]
    assert ask(settings.warehouse, "select distinct parser from articles") == [("alto",)]
    index.write_bytes(kept)
    ingest(settings, allow_missing=True)
    assert ask(settings.warehouse, titles) == [("FERRY TOLLS.",), ("EELS.",)]
