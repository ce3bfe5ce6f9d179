"""Publishing: a new catalogue beside the old one, checked, then put in its place.

Belongs here: the order of a publication and its record. The catalogue is a DuckDB file of views
over the exact Parquet files of the complete batches, of macros, comments and marts. It is written
with storage version v1.5.0, so that clients of DuckDB 1.5 and 2.0 open it, to a temporary name, and
replaces the published one (`os.replace`) only when `sql/checks/` has found nothing: readers keep
the file that they opened, and nobody waits.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import duckdb
import pyarrow as pa

from etl import collector
from etl.contracts.base import CONTRACT_VERSION
from etl.contracts.registry import TABLES
from etl.lake.archive import connect
from etl.lake.changes import Base, Changes, find_changes, maker
from etl.lake.datapackage import data_package
from etl.lake.discovery import Listing
from etl.lake.files import read_json, replacing, write_json
from etl.lake.indexing import index_files
from etl.lake.layout import Layout
from etl.lake.planning import fingerprint
from etl.lake.receipts import Ledger
from etl.lake.sql_files import (
    HIDDEN_DOCUMENTS,
    SqlObject,
    Update,
    base_views,
    literal,
    load_objects,
    object_comments,
    sql_fingerprint,
)
from etl.resolve.entities import VERSION as RESOLVE_VERSION

PUBLISHED_TABLES = (
    "articles",
    "paragraphs",
    "mentions",
    "quotes",
    "quote_targets",
    "local_entities",
    "entities",
    "article_clusters",
    "raw_files",
    "rejects",
)
"""The tables whose rows a publication counts."""
CATALOGUE = "news"
"""The catalogue's name inside DuckDB while it is built; its file is `news.duckdb`."""
STORAGE_VERSION = "v1.5.0"
SHOWN_VIOLATIONS = 5


class NotReadError(RuntimeError):
    """What the batches hold was read by another version: a publication would be all but empty."""


class CheckFailedError(RuntimeError):
    """The new catalogue breaks a promise; the old one stays published."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check found in the new catalogue."""

    name: str
    description: str
    violations: int
    examples: tuple[str, ...]
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return self.violations == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """The record of a publication."""

    publication_id: str
    inputs: str
    """Fingerprint of everything that went in."""
    published_at: str
    files: tuple[str, ...]
    """Every file that the catalogue names, below the warehouse."""
    batches: dict[str, str]
    """Batch -> tag of its read files."""
    counts: dict[str, int]
    rejects: dict[str, int]
    """Rejects by reason."""
    skipped: dict[str, int]
    """Skipped documents by reason."""
    checks: tuple[CheckResult, ...]
    base: Base | None = None
    """What the next publication can build on."""
    contract_version: str = CONTRACT_VERSION

    @property
    def tables(self) -> dict[str, list[str]]:
        """Table -> its files, as `publish_catalogue` takes them."""
        found: dict[str, list[str]] = {}
        for name in self.files:
            top, table, *_ = name.split("/")
            if top == "tables":
                found.setdefault(table, []).append(name)
        return found

    @classmethod
    def load(cls, layout: Layout) -> Self | None:
        """The last publication; None where there has been none."""
        value = read_json(layout.publication)
        if not isinstance(value, dict):
            return None
        checks = tuple(
            CheckResult(**{**check, "examples": tuple(check["examples"])})
            for check in value["checks"]
        )
        base = value.get("base")
        return cls(
            **{
                **value,
                "checks": checks,
                "files": tuple(value["files"]),
                "base": Base(**base) if base else None,
            }
        )


@collector.paused()
def publication_inputs(
    listing: Listing,
    ledger: Ledger,
    read_fingerprint: str,
    engine_fingerprint: str,
    corrections_fingerprint: str,
) -> str:
    """Fingerprint of everything that a publication is made from.

    Two publications of equal inputs hold the same rows, so the second need not be made.
    """
    batches = sorted(
        (read.batch, read.tag, extract.tag if extract else "")
        for read in ledger.read.values()
        if read.fingerprint == read_fingerprint
        for extract in (ledger.extracted(read),)
    )
    files = [
        (file.raw_file_id, file.root, file.status, file.message, file.mtime_ns)
        for file in listing.files
    ]
    return fingerprint(
        CONTRACT_VERSION,
        engine_fingerprint,
        RESOLVE_VERSION,
        corrections_fingerprint,
        sql_fingerprint(),
        batches,
        files,
    )


def publish_catalogue(
    layout: Layout, inputs: str, files: dict[str, list[str]], batches: dict[str, str]
) -> Publication:
    """Build, check and put in place a catalogue.

    Args:
        layout: the warehouse; the caller holds its lock.
        inputs: fingerprint of everything that goes in, see `publication_inputs`.
        files: table -> its files below the warehouse.
        batches: batch -> tag of its read files, for the record.

    Raises:
        CheckFailedError: the new catalogue breaks a promise; the old one stays published.
        OSError, duckdb.IOException: the warehouse cannot be written.
    """
    publication_id = fingerprint(inputs, time.time_ns())
    files = {**files, **index_files(layout, files)}
    before = Publication.load(layout)
    with (
        contextlib.closing(
            find_changes(layout, inputs, files, before.base if before else None)
        ) as changes,
        replacing(layout.catalogue) as temporary,
    ):
        connection = connect(layout.spill)
        try:
            connection.execute(
                f"attach {literal(str(temporary))} as {CATALOGUE} "
                f"(storage_version '{STORAGE_VERSION}')"
            )
            connection.execute(f"use {CATALOGUE}")
            # One transaction: else each of some 500 statements would be synced to disk by itself.
            connection.execute("begin transaction")
            marts = _fill(connection, layout, inputs, files, changes)
            connection.execute("commit")
            checks = run_checks(connection, changes)
            counts, rejects, skipped = _counts(connection)
            connection.execute("use memory")
            connection.execute(f"detach {CATALOGUE}")
        finally:
            connection.close()
        broken = [check for check in checks if not check.passed]
        if broken:
            raise CheckFailedError(_complaint(layout, broken))
        base = changes.base or Base(
            made_by=maker(layout),
            states=str(changes.states),
            marts={item.name: marts[item.name][0] for item in load_objects() if item.is_carried},
        )
        named = {*base.files, *(name for names in marts.values() for name in names)}
        named |= {name for names in files.values() for name in names}
        publication = Publication(
            publication_id=publication_id,
            inputs=inputs,
            published_at=datetime.now(UTC).isoformat(timespec="seconds"),
            files=tuple(sorted(named)),
            batches=batches,
            counts=counts,
            rejects=rejects,
            skipped=skipped,
            checks=checks,
            base=base,
        )
        # Before the catalogue is in its place: were we killed in between, `gc` would else take
        # files that it names for unnamed.
        write_json(layout.publishing, asdict(publication))
    write_json(layout.publication, asdict(publication))
    layout.publishing.unlink(missing_ok=True)
    write_json(layout.datapackage, data_package(files))
    return publication


def _complaint(layout: Layout, broken: Sequence[CheckResult]) -> str:
    lines = [
        f"{layout.catalogue}: not replaced, because the new catalogue breaks a promise; this is a "
        "defect of Newshouse, please report it:"
    ]
    for check in broken:
        lines.append(f"  {check.name}: expected 0 violations, found {check.violations}")
        lines += [f"    {example}" for example in check.examples]
    return "\n".join(lines)


def _fill(
    connection: duckdb.DuckDBPyConnection,
    layout: Layout,
    inputs: str,
    files: dict[str, list[str]],
    changes: Changes,
) -> dict[str, list[str]]:
    """Create every view, macro, mart and comment.

    Returns:
        Mart -> its files below the warehouse.
    """
    for statement in base_views(
        {table: [str(layout.root / name) for name in names] for table, names in files.items()}
    ):
        connection.execute(statement)
    marts = {}
    for item in load_objects():
        if item.kind == "check":
            continue
        if item.kind == "mart":
            marts[item.name] = _mart(connection, layout, item, inputs, changes)
        else:
            connection.execute(item.sql)
        columns: list[str] = []
        if item.kind != "macro":
            described = connection.execute(f"describe {item.name}").fetchall()
            columns = [row[0] for row in described]
        for statement in object_comments(item, columns):
            connection.execute(statement)
    return marts


def _materialise(connection: duckdb.DuckDBPyConnection, sql: str, path: Path) -> str:
    """Write a statement's rows where they are not written yet; gives them as SQL reads them."""
    if not path.exists():
        with replacing(path) as temporary:
            connection.execute(
                f"copy ({sql}) to {literal(str(temporary))} (format parquet, compression zstd)"
            )
    return f"read_parquet([{literal(str(path))}])"


def _mart(
    connection: duckdb.DuckDBPyConnection,
    layout: Layout,
    item: SqlObject,
    inputs: str,
    changes: Changes,
) -> list[str]:
    """Create a mart: of all articles, or of those that have changed beside those of the base."""
    if not item.is_carried or changes.base is None:
        path = layout.mart_file(item.name, fingerprint(inputs, item.fingerprint))
        rows = _materialise(connection, item.sql, path)
        connection.execute(f"create view {item.name} as select * from {rows}")
        return [str(path.relative_to(layout.root))]
    base = changes.base.marts[item.name]
    rows = f"read_parquet([{literal(str(layout.root / base))}])"
    if changes.catalogue is None or changes.articles is None:
        connection.execute(f"create view {item.name} as select * from {rows}")
        return [base]
    path = layout.mart_file(item.name, fingerprint(base, inputs, item.fingerprint))
    changed = f"read_parquet([{literal(str(layout.root / changes.articles))}])"
    if item.update is not None:
        _see_base(connection, layout, item.update, changes.base, changed)
        new_rows = _materialise(connection, item.update.sql, path)
        same = " and ".join(f"base.{name} = renewed.{name}" for name in item.update.group)
        connection.execute(
            f"create view {item.name} as select base.* from {rows} as base "
            f"anti join {new_rows} as renewed on {same} "
            f"union all select * exclude (is_gone) from {new_rows} where not is_gone"
        )
        return [base, str(path.relative_to(layout.root))]
    new_rows = _materialise(changes.catalogue, item.sql, path)
    connection.execute(
        f"create view {item.name} as select base.* from {rows} as base "
        f"anti join {changed} as changed on base.{item.key} = changed.article_id "
        f"union all select * from {new_rows}"
    )
    return [base, changes.articles, str(path.relative_to(layout.root))]


def _see_base(
    connection: duckdb.DuckDBPyConnection,
    layout: Layout,
    update: Update,
    base: Base,
    changed: str,
) -> None:
    """Make known what an update reads beside the catalogue."""
    connection.execute(f"create or replace temp view changed_articles as select * from {changed}")
    for mart, file in base.marts.items():
        if f"before_{mart}" in update.sql:
            connection.execute(
                f"create or replace temp view before_{mart} as "
                f"select * from read_parquet([{literal(str(layout.root / file))}])"
            )


def run_checks(
    connection: duckdb.DuckDBPyConnection, changes: Changes | None = None
) -> tuple[CheckResult, ...]:
    """Run `sql/checks/` on the catalogue that the connection uses.

    Args:
        connection: uses the catalogue.
        changes: what has changed since a base, which has passed: checks with a key look at that
            alone. Everything is looked at where it is not given.
    """
    results = []
    for item in load_objects():
        if item.kind != "check":
            continue
        started = time.perf_counter()
        place: duckdb.DuckDBPyConnection | None = connection
        if item.key is not None and changes is not None and changes.base is not None:
            place = changes.catalogue
        rows = []
        if place is not None:
            rows = place.execute(item.sql).fetchmany(1000)
            place.execute("select 1").fetchall()
        results.append(
            CheckResult(
                name=item.name,
                description=item.comment,
                violations=len(rows),
                examples=tuple(str(row)[:300] for row in rows[:SHOWN_VIOLATIONS]),
                seconds=round(time.perf_counter() - started, 3),
            )
        )
    return tuple(results)


def check_files(layout: Layout, publication: Publication) -> CheckResult:
    """Whether every file that the catalogue names is there and can be read to its end."""
    import pyarrow.parquet as pq

    started = time.perf_counter()
    broken = []
    for name in publication.files:
        try:
            with pq.ParquetFile(layout.root / name) as file:
                for _ in file.iter_batches(batch_size=65_536):
                    pass
        except (OSError, pa.ArrowException) as error:
            broken.append(f"{name}: {error}")
    return CheckResult(
        name="files",
        description="Every file that the catalogue names is there and whole.",
        violations=len(broken),
        examples=tuple(broken[:SHOWN_VIOLATIONS]),
        seconds=round(time.perf_counter() - started, 3),
    )


def _counts(
    connection: duckdb.DuckDBPyConnection,
) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """Rows of every published table, and documents by what became of them."""
    counts = {}
    for table in PUBLISHED_TABLES:
        rows = table
        if "document_id" in TABLES[table].model_fields:
            # What the published view adds to these rows need not be joined to count them.
            rows = (
                f"all_{table} where document_id not in "
                f"(select hidden.document_id from {HIDDEN_DOCUMENTS} as hidden)"
            )
        counts[table] = connection.execute(f"select count(*) from {rows}").fetchall()[0][0]
    totals = connection.execute(
        "select coalesce(sum(document_count), 0), coalesce(sum(article_count), 0), "
        "coalesce(sum(duplicate_count), 0), coalesce(sum(skipped_count), 0), "
        "count(*) filter (status = 'ignored'), count(*) filter (status = 'pending') "
        "from raw_files"
    ).fetchall()[0]
    names = ("documents", "revisions", "duplicates", "skipped", "ignored_files", "pending_files")
    counts |= {name: int(value) for name, value in zip(names, totals, strict=True)}
    rejects = connection.execute(
        "select code, count(*) from rejects group by code order by count(*) desc, code"
    ).fetchall()
    skipped = connection.execute(
        "select skip.reason, sum(skip.count)::bigint from "
        "(select unnest(skipped) as skip from raw_files) group by skip.reason order by 1"
    ).fetchall()
    return counts, dict(rejects), dict(skipped)
