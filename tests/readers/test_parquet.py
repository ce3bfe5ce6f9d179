"""Parquet: rows of every shape, damage, memory."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from etl.readers.base import Rejected
from etl.readers.dispatch import read_file
from tests.readers.outcomes import documents, plain, read_bytes


def _bytes(rows: dict[str, Any], **more: Any) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(rows), out, **more)
    return out.getvalue()


ROWS = {
    "headline": ["Ferry fares to rise", "Quay closed", None],
    "body_text": ["Fares will rise.\n\nSoon.", "The quay is closed.", None],
    "authors": [["Ada Okonjo", "Per Storvik"], [], None],
    "published_at": pa.array(
        [dt.datetime(2020, 5, 4, 9, 20, tzinfo=dt.UTC), None, None], pa.timestamp("us", "UTC")
    ),
    "updated": pa.array([dt.date(2020, 5, 5), None, None], pa.date32()),
    "words": [4, 4, 0],
    "place": [{"lat": 1.5}, None, None],
    "raw": [b"caf\xe9", None, None],
}


def test_rows() -> None:
    found = [plain(one) for one in read_bytes("parquet", _bytes(ROWS))]
    assert found[0] == {
        "position": 0,
        "blocks": [["body", "Fares will rise."], ["body", "Soon."]],
        "title": "headline = Ferry fares to rise",
        "authors": {"authors": ["Ada Okonjo", "Per Storvik"]},
        "published": ["published_at = 2020-05-04T09:20:00+00:00"],
        "updated": ["updated = 2020-05-05"],
        "extra": {"words": 4, "place": {"lat": 1.5}, "raw": "caf\ufffd"},
    }
    assert found[1]["title"] == "headline = Quay closed"
    assert found[2]["rejected"] == "not_an_article"
    assert found[2]["position"] == 2


def test_columns_of_the_folder() -> None:
    data = _bytes({"überschrift": ["Hafen zu"], "inhalt": ["Der Hafen ist zu."]})
    columns = {"title": "überschrift", "body": "inhalt"}
    (found,) = documents(read_bytes("parquet", data, columns=columns))
    assert found.title == ("Hafen zu", "überschrift")
    assert found.blocks == [("body", "Der Hafen ist zu.")]


def test_many_row_groups_in_a_zip(tmp_path: Path) -> None:
    rows = {"title": [f"T{n}" for n in range(1_000)], "text": ["The quay is closed."] * 1_000}
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("news.parquet", _bytes(rows, row_group_size=100))
    found = list(read_file(tmp_path / "a.zip"))
    assert {one.format for one in found} == {"zip+parquet"}
    assert [one.outcome.position for one in found] == list(range(1_000))


@pytest.mark.parametrize("length", [4, 8, 100, -1])
def test_cut_anywhere(length: int) -> None:
    (found,) = read_bytes("parquet", _bytes(ROWS)[:length])
    assert isinstance(found, Rejected)
    assert found.code == "damaged"


def test_a_damaged_row_group_keeps_those_before() -> None:
    rows = {"title": [f"T{n}" for n in range(200)], "text": [f"Text {n}." for n in range(200)]}
    data = bytearray(_bytes(rows, row_group_size=100, compression="zstd"))
    middle = pq.ParquetFile(io.BytesIO(bytes(data))).metadata.row_group(1).column(1)
    start = middle.dictionary_page_offset or middle.data_page_offset
    data[start : start + 200] = bytes(200)
    found = read_bytes("parquet", bytes(data))
    assert len(documents(found)) >= 64
    assert isinstance(found[-1], Rejected)
