"""Files that make up documents together are read together."""

from __future__ import annotations

import dataclasses
import time
import uuid

from etl.lake.discovery import FoundFile, Listing
from etl.lake.planning import companions, coverage, plan_reading
from etl.lake.receipts import Ledger


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
    batches = plan_reading(listing, covered, batch_bytes=1_000, batch_files=10, workers=1)
    return {unit.path: unit.unit_id for batch in batches for unit in batch.units}


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
