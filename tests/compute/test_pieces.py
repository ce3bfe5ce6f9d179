"""Large files become several batches, and give the same rows as in one."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.lake.layout import Layout
from etl.lake.receipts import load_ledger
from tests.line import ingest, rows, settings_for
from tests.readers.files import tarred, zipped
from tests.readers.reading import jsonl

MEMBERS = {f"{n}/a.jsonl": jsonl(100, 100 * n) for n in range(8)} | {"../b.txt": b"x", "c.txt": b""}
FILES = {"a.jsonl": jsonl(600), "a.zip": zipped(MEMBERS), "a.tar": tarred(MEMBERS)}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(FILES))
def test_pieces_give_the_same_rows(tmp_path: Path, name: str) -> None:
    found = {}
    parts = {}
    for batch_bytes in (6_000, 100_000_000):
        place = tmp_path / str(batch_bytes)
        (place / "raw").mkdir(parents=True)
        (place / "raw" / name).write_bytes(FILES[name])
        settings = settings_for(place, batch_bytes=batch_bytes)
        ingest(settings)
        receipts = load_ledger(Layout(settings.warehouse)).read.values()
        parts[batch_bytes] = {unit.parts for receipt in receipts for unit in receipt.units}
        found[batch_bytes] = rows(settings.warehouse, ("articles", "paragraphs", "rejects"))

    assert parts[100_000_000] == {1}
    assert max(parts[6_000]) > 2
    assert found[6_000] == found[100_000_000]
