"""The files of a batch: all, or none that counts; and never of another schema."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from etl.contracts.base import SchemaMismatchError, arrow_schema, column_comments, make_id, to_arrow
from etl.contracts.files import Reject
from etl.contracts.registry import TABLES
from etl.lake import batch_writer
from etl.lake.batch_writer import BatchWriter
from etl.lake.layout import Layout


def reject(number: int) -> Reject:
    return Reject(
        reject_id=make_id("reject", number),
        raw_file_id=make_id("file"),
        path="a.txt",
        member="",
        position=number,
        byte_start=None,
        byte_end=None,
        stage="read",
        code="empty",
        message="holds no bytes",
        content=b"\x00\xff",
    )


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path)


def files(layout: Layout) -> list[str]:
    return sorted(str(p.relative_to(layout.root)) for p in layout.root.rglob("*") if p.is_file())


def test_rows_come_back_in_order_with_their_contract(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_writer, "CHUNK_ROWS", 3)
    monkeypatch.setattr(batch_writer, "FLUSH_BYTES", 1000)
    rows = [reject(number) for number in range(50)]
    with BatchWriter(layout, [Reject], "b", "t") as writer:
        for row in rows:
            writer.add("rejects", [row])
    assert files(layout) == ["tables/rejects/batch=b/t.parquet"]
    path = layout.root / writer.files["rejects"].name
    assert (writer.files["rejects"].rows, writer.files["rejects"].size) == (50, path.stat().st_size)
    with pq.ParquetFile(path) as file:
        assert file.num_row_groups > 1
        schema = file.schema_arrow
        found = file.read().to_pylist()
    assert [row["position"] for row in found] == list(range(50))
    assert found[0]["content"] == b"\x00\xff"
    assert found[0]["reject_id"] == rows[0].reject_id
    assert schema.equals(arrow_schema(Reject), check_metadata=True)


def test_a_lone_file_explains_itself(layout: Layout) -> None:
    with BatchWriter(layout, [Reject], "b", "t") as writer:
        writer.add("rejects", [reject(0)])
    schema = pq.read_schema(layout.root / writer.files["rejects"].name)
    assert schema.metadata[b"table"] == b"rejects"
    assert schema.metadata[b"key"] == b"reject_id"
    for name, words in column_comments(Reject).items():
        assert schema.field(name).metadata[b"description"].decode() == words


def test_a_table_without_a_row_has_no_file(layout: Layout) -> None:
    with BatchWriter(layout, [Reject], "b", "t") as writer:
        pass
    assert (writer.files, files(layout)) == ({}, [])


def test_nothing_is_left_of_a_batch_that_fails(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_writer, "CHUNK_ROWS", 1)
    monkeypatch.setattr(batch_writer, "FLUSH_BYTES", 1)

    def fill() -> None:
        with BatchWriter(layout, [Reject], "b", "t") as writer:
            writer.add("rejects", [reject(0), reject(1)])
            assert files(layout) != []
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fill()
    assert files(layout) == []


def test_nothing_is_left_where_the_disk_is_full(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("etl.lake.batch_writer.os.fsync", full)
    with pytest.raises(OSError, match="No space"), BatchWriter(layout, [Reject], "b", "t") as w:
        w.add("rejects", [reject(0)])
    assert files(layout) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.drop_columns(["code"]), "column code: expected string, found no such column"),
        (
            lambda t: t.append_column("more", pa.array([1])),
            "column more: expected no such column, found int64",
        ),
        (
            lambda t: t.set_column(4, "position", pa.array(["0"])),
            "column position: expected int64, found string",
        ),
        (
            lambda t: t.set_column(0, "reject_id", t["reject_id"].cast(pa.binary(16))),
            "column reject_id: expected extension<arrow.uuid>, found fixed_size_binary[16]",
        ),
    ],
    ids=["missing", "unknown", "another type", "storage of the type"],
)
def test_another_schema_names_table_column_expected_and_found(
    layout: Layout, change: object, message: str
) -> None:
    table = to_arrow(Reject, [reject(0)])
    changed = change(table)  # type: ignore[operator]
    with (
        pytest.raises(SchemaMismatchError) as caught,
        BatchWriter(layout, [Reject], "b", "t") as writer,
    ):
        writer.add_table("rejects", changed)
    assert str(caught.value) == f"table rejects, {message}"
    assert files(layout) == []


def test_columns_in_another_order_are_put_in_order(layout: Layout) -> None:
    table = to_arrow(Reject, [reject(0)])
    with BatchWriter(layout, [Reject], "b", "t") as writer:
        writer.add_table("rejects", table.select(list(reversed(table.column_names))))
    found = pq.read_schema(layout.root / writer.files["rejects"].name)
    assert found.names == arrow_schema(Reject).names


@pytest.mark.parametrize("model", TABLES.values(), ids=list(TABLES))
def test_every_contract_can_be_stored(layout: Layout, model: type) -> None:
    path = layout.root / "x.parquet"
    batch_writer.write_table(path, to_arrow(model, []))
    found, expected = pq.read_schema(path), arrow_schema(model)
    assert found.equals(expected)
    assert found.metadata == expected.metadata
    for field in expected:
        assert found.field(field.name).metadata == field.metadata
