"""The tables that span the whole archive, computed when a publication is made.

Belongs here: running the select statements of `sql/archive/` over the batches' compact keys,
checking what comes out against its contract, and writing it. The statements themselves are SQL;
`raw_files` alone is put together here, from the listing and the receipts.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

from etl import collector
from etl.contracts.archive import (
    AmbiguousMerge,
    ArticleCluster,
    Correction,
    DocumentStatus,
    Entity,
    EntityAttribute,
    EntityMember,
    EntityRedirect,
    Outlet,
)
from etl.contracts.articles import Article
from etl.contracts.base import Row, arrow_schema, check_schema, id_array, to_arrow
from etl.contracts.extraction import LocalEntity, Quote
from etl.contracts.files import RawFile
from etl.contracts.registry import ARCHIVE_TABLES, EXTRACT_TABLES, READ_TABLES
from etl.lake.batch_writer import open_writer, write_table
from etl.lake.copies import signed_texts, text_copies
from etl.lake.corrections import correction_rows
from etl.lake.discovery import Listing
from etl.lake.files import replacing
from etl.lake.layout import Layout
from etl.lake.planning import Coverage
from etl.lake.receipts import Ledger, UnitResult
from etl.lake.sql_files import literal, rows_of, sql_folder
from etl.resolve.corrections import apply
from etl.resolve.entities import resolve
from etl.resolve.reference import Corrections
from etl.resolve.tables import Query, make

READ_ROWS = 65_536


def archive_statement(name: str) -> str:
    """The select statement `sql/archive/<name>.sql`."""
    return (sql_folder() / "archive" / f"{name}.sql").read_text(encoding="utf-8")


def archive_statements(folder: str) -> Query:
    """The statements of a folder of `sql/archive/`, by name."""
    return lambda name: archive_statement(f"{folder}/{name}")


def make_archive_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the macros of `sql/archive/macros/` known to the statements of `sql/archive/`."""
    for path in sorted((sql_folder() / "archive" / "macros").glob("*.sql")):
        connection.execute(path.read_text(encoding="utf-8"))


def run_archive_query(
    connection: duckdb.DuckDBPyConnection, name: str, target: Path, schema: pa.Schema
) -> int:
    """Run `sql/archive/<name>.sql` and write its rows, a part at a time.

    Returns:
        The number of rows.

    Raises:
        pyarrow.ArrowInvalid: a column cannot be stored as the schema says.
    """
    reader = connection.sql(archive_statement(name)).to_arrow_reader(READ_ROWS)
    rows = 0
    with replacing(target) as temporary, open_writer(temporary, schema) as writer:
        for batch in reader:
            table = pa.Table.from_batches([batch])
            writer.write_table(table.select(schema.names).cast(schema))
            rows += len(table)
    return rows


def run_archive_table(connection: duckdb.DuckDBPyConnection, model: type[Row], target: Path) -> int:
    """Run the statement of a contract's table and write its rows.

    Raises:
        SchemaMismatchError: the statement's columns are not the contract's.
    """
    shape = connection.sql(f"select * from ({archive_statement(model.table)}) limit 0")
    found = shape.to_arrow_table().schema
    expected = arrow_schema(model)
    if set(found.names) != set(expected.names):
        check_schema(model, found)
    return run_archive_query(connection, model.table, target, expected)


HIDDEN_SCHEMA = pa.schema(
    [pa.field("document_id", pa.uuid(), nullable=False), pa.field("reason", pa.string())]
)


_STATUSES = {"found": "read", "ignored": "ignored", "unreadable": "unreadable"}


@collector.paused()
def raw_files_table(
    listing: Listing,
    covered: Coverage,
    duplicates: dict[uuid.UUID, int],
    waiting: dict[uuid.UUID, str],
) -> pa.Table:
    """The rows of `raw_files`: by columns, since there may be very many.

    Args:
        listing: what raw/ holds.
        covered: what of it is read.
        duplicates: raw file -> its documents that are duplicates.
        waiting: raw file -> why it is still to be read, where something is known.
    """
    files = listing.files
    units = [covered.done.get(file.raw_file_id) for file in files]
    statuses = [_STATUSES[file.status] for file in files]
    messages = [file.message for file in files]
    for place, (file, of_file) in enumerate(zip(files, units, strict=True)):
        if file.status == "found" and of_file is None:
            statuses[place] = "pending"
            said = waiting.get(file.raw_file_id)
            messages[place] = said or "not read yet; the next run will read it"
    summed = [_summed(of_file or ()) for of_file in units]
    duplicate_counts = [duplicates.get(file.raw_file_id, 0) for file in files]
    skipped_counts = [sum(one.skipped.values()) for one in summed]
    columns: dict[str, Any] = {
        "raw_file_id": id_array(file.raw_file_id for file in files),
        "path": [file.path for file in files],
        "root": [file.root for file in files],
        "sha256": [file.sha256 for file in files],
        "size": [file.size for file in files],
        "modified_at": [file.mtime_ns // 1000 for file in files],
        "format": [one.formats for one in summed],
        "batches": [covered.batches_of.get(file.raw_file_id, ()) for file in files],
        "status": statuses,
        "document_count": [
            one.articles + one.rejects + skipped
            for one, skipped in zip(summed, skipped_counts, strict=True)
        ],
        "article_count": [
            one.articles - twice for one, twice in zip(summed, duplicate_counts, strict=True)
        ],
        "duplicate_count": duplicate_counts,
        "skipped_count": skipped_counts,
        "reject_count": [one.rejects for one in summed],
        "skipped": [
            [{"reason": reason, "count": count} for reason, count in sorted(one.skipped.items())]
            for one in summed
        ],
        "message": messages,
    }
    schema = arrow_schema(RawFile)
    return pa.table(columns, schema=schema)


class _Summed(NamedTuple):
    """What was found in all units of a file."""

    articles: int
    rejects: int
    skipped: Mapping[str, int]
    formats: str | None


def _summed(units: Sequence[UnitResult]) -> _Summed:
    skipped: Counter[str] = Counter()
    for unit in units:
        skipped.update(unit.skipped)
    return _Summed(
        sum(unit.articles for unit in units),
        sum(unit.rejects for unit in units),
        skipped,
        ",".join(sorted({one for unit in units for one in unit.formats})) or None,
    )


@dataclass(frozen=True, slots=True)
class FileLists:
    """The Parquet files of every batch table, below the warehouse."""

    tables: dict[str, list[str]]
    words: int
    """Words of all articles, for throughput."""

    @classmethod
    def of(cls, ledger: Ledger, read_fingerprint: str) -> FileLists:
        """The files of the complete batches of this fingerprint."""
        tables: dict[str, list[str]] = {m.table: [] for m in (*READ_TABLES, *EXTRACT_TABLES)}
        words = 0
        for read in sorted(ledger.read.values(), key=lambda receipt: receipt.batch):
            if read.fingerprint != read_fingerprint:
                continue
            extract = ledger.extracted(read)
            for receipt in (read, extract):
                if receipt is not None:
                    words += receipt.counts.get("words", 0)
                    for table, file in receipt.files.items():
                        tables[table].append(file.name)
        return cls(tables, words)


def connect(memory_folder: Path) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection for the project's own work: UTC, no extensions from outside."""
    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "arrow_lossless_conversion": True,
            "temp_directory": str(memory_folder),
            "preserve_insertion_order": False,
        }
    )
    connection.execute("set timezone = 'UTC'")
    return connection


def _archive_view(
    connection: duckdb.DuckDBPyConnection, model: type[Row], paths: dict[str, Path]
) -> None:
    """Compute a table, and make it readable for the tables after it."""
    run_archive_table(connection, model, paths[model.table])
    rows = rows_of(model, [str(paths[model.table])])
    connection.execute(f"create view {model.table} as {rows}")


def _resolve_entities(connection: duckdb.DuckDBPyConnection) -> None:
    """Decide which entity each is, and make that known: `automatic_members` and the rest."""
    query = archive_statements("resolution")
    for name in ("known_documents", "known_entities"):
        make(connection, name, query(name))
    resolution = resolve(connection, query)
    for name, table in (
        ("form_entities", resolution.forms),
        ("single_entities", resolution.single),
        ("doubtful_pairs", resolution.doubtful),
        ("known_types", resolution.types),
        ("known_places", resolution.places),
    ):
        connection.register(name, table)
    for name in ("automatic_members", "automatic_redirects"):
        make(connection, name, archive_statement(name))


def resolve_archive(
    layout: Layout,
    listing: Listing,
    covered: Coverage,
    files: FileLists,
    waiting: dict[uuid.UUID, str],
    corrections: Corrections,
    tag: str,
) -> dict[str, str]:
    """Compute and write every table over the whole archive.

    Args:
        layout: the warehouse.
        listing: what raw/ holds.
        covered: what of it is read.
        files: the batches' files.
        waiting: raw file -> why it is still to be read, where something is known.
        corrections: the lines of the reference folder.
        tag: names the files; of everything that goes in.

    Returns:
        Table -> its file below the warehouse.
    """
    paths = {model.table: layout.archive_file(model.table, tag) for model in ARCHIVE_TABLES}
    paths["hidden_documents"] = layout.archive_file("hidden_documents", tag)
    connection = connect(layout.spill)
    threads = ThreadPoolExecutor(1)
    try:
        make_archive_macros(connection)
        for model in (*READ_TABLES, *EXTRACT_TABLES):
            names = [str(layout.root / name) for name in files.tables[model.table]]
            connection.execute(f"create view {model.table}_files as {rows_of(model, names)}")
        live = [file for file in listing.candidates if file.raw_file_id in covered.done]
        live_files = pa.table(
            {
                "raw_file_id": id_array(f.raw_file_id for f in live),
                "path": pa.array([f.path for f in live], pa.string()),
            }
        )
        connection.register("live_files", live_files)
        _archive_view(connection, DocumentStatus, paths)
        run_archive_query(connection, "hidden_documents", paths["hidden_documents"], HIDDEN_SCHEMA)
        hidden = literal(str(paths["hidden_documents"]))
        connection.execute(f"create view hidden_documents as select * from read_parquet({hidden})")
        for model in (Article, LocalEntity, Quote):
            connection.execute(
                f"create view all_{model.table} as select * from {model.table}_files "
                "where document_id not in "
                "(select document_id from hidden_documents where reason = 'retired')"
            )
        make(connection, "text_order", archive_statement("text_order"))
        rows = connection.execute(
            "select all_articles.raw_file_id, count(*) from all_articles "
            "inner join document_status using (document_id) where is_duplicate group by all"
        ).fetchall()
        # These need no entities, and are found beside them on another core.
        copies = threads.submit(text_copies, signed_texts(connection), layout.copies)
        raw_files = threads.submit(raw_files_table, listing, covered, dict(rows), waiting)
        _resolve_entities(connection)
        applied = apply(connection, archive_statements("corrections"), corrections)
        for name in ("entity_numbers", "numbered_members"):
            make(connection, name, archive_statement(name))
        for model in (EntityMember, Entity, EntityRedirect, AmbiguousMerge):
            _archive_view(connection, model, paths)
        connection.register("text_copies", copies.result())
        _archive_view(connection, ArticleCluster, paths)
    finally:
        threads.shutdown()
        connection.close()
    write_table(paths["raw_files"], raw_files.result())
    held = {file.path for file in listing.files}
    said = correction_rows(layout, corrections, applied, held)
    write_table(paths["entity_attributes"], to_arrow(EntityAttribute, applied.attributes))
    write_table(paths["outlets"], to_arrow(Outlet, applied.outlets))
    write_table(paths["corrections"], to_arrow(Correction, said))
    return {table: str(path.relative_to(layout.root)) for table, path in paths.items()}
