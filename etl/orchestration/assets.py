"""The assets: the line's steps as Dagster sees them.

Belongs here: what each step is called, what it depends on, and what it reports. The work is done by
`etl.compute.pipeline`. The tables are unpartitioned, so that one run does everything from discovery
to publication; each finished batch is reported as a partition of the asset `batch`, which is never
run itself.

Without postponed annotations: dagster reads those of a step's arguments as they stand.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from etl.compute import pipeline
from etl.contracts.base import CONTRACT_VERSION, Row, table_comment
from etl.contracts.registry import (
    ARCHIVE_TABLES,
    EXTRACT_TABLES,
    READ_TABLES,
    SEARCH_TABLES,
    SEARCHED_TABLES,
    TABLES,
)
from etl.lake.layout import Layout
from etl.lake.publish import CheckResult
from etl.lake.receipts import Ledger, Receipt, load_ledger
from etl.lake.sql_files import SqlObject, column_lineage, load_objects
from etl.orchestration.metadata import (
    bar_chart,
    batch_metadata,
    column_schema,
    markdown_table,
    preview,
)
from etl.orchestration.resources import Line

BATCHES = dg.DynamicPartitionsDefinition(name="batches")

batch = dg.AssetSpec(
    "batch",
    description="One partition for each batch of raw files, with the receipt of its reading and "
    "extraction. Reported by the other steps, never run itself; a failed batch stays missing.",
    partitions_def=BATCHES,
    deps=["raw_files"],
    group_name="ingest",
)


class DiscoverConfig(dg.Config):
    """How discovery treats what has gone."""

    allow_missing: bool = False
    """Go on though more files have gone than `missing_limit` allows."""
    rebuild: bool = False
    """Read and extract everything anew."""


class BatchConfig(dg.Config):
    """Which batches to do."""

    only: list[str] = []  # noqa: RUF012 - how dagster configs spell a default
    """Batches to redo, by name; all that are left where empty."""


def _spec(model: type[Row], deps: Sequence[str], group: str) -> dg.AssetSpec:
    return dg.AssetSpec(
        model.table,
        deps=deps,
        description=table_comment(model),
        group_name=group,
        code_version=CONTRACT_VERSION,
        kinds={"parquet"},
        metadata={"dagster/column_schema": column_schema(model)},
    )


@dg.asset(
    description=table_comment(TABLES["raw_files"]),
    group_name="ingest",
    kinds={"file"},
    required_resource_keys={"line"},
    metadata={"dagster/column_schema": column_schema(TABLES["raw_files"])},
)
def raw_files(
    context: dg.AssetExecutionContext, config: DiscoverConfig
) -> dg.MaterializeResult[None]:
    """Look at raw/ and cut what is new into batches."""
    line: Line = context.resources.line
    found = pipeline.discover(
        line.settings,
        allow_missing=config.allow_missing,
        rebuild=config.rebuild,
        seen=line.seen,
        progress=line.progress(context),
    )
    known = set(context.instance.get_dynamic_partitions("batches"))
    new = [planned.batch for planned in found.to_read if planned.batch not in known]
    if new:
        context.instance.add_dynamic_partitions("batches", new)
    changes = found.changes
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": len(found.listing.files),
            "new": changes.new,
            "changed": changes.changed,
            "gone": changes.gone,
            "unchanged": changes.unchanged,
            "batches_to_read": len(found.to_read),
            "raw_bytes_to_read": sum(planned.size for planned in found.to_read),
            "preview": dg.MetadataValue.md(
                markdown_table(
                    ("path", "size", "status", "message"),
                    [(f.path, f.size, f.status, f.message) for f in found.listing.files[:10]],
                )
            ),
        }
    )


def _table_metadata(
    line: Line, model: type[Row], report: pipeline.StageReport, stage: str
) -> dict[str, Any]:
    ledger = load_ledger(Layout(line.settings.warehouse))
    receipts: Mapping[str, Receipt] = getattr(ledger, stage)
    total = sum(
        receipt.files[model.table].rows
        for receipt in receipts.values()
        if model.table in receipt.files
    )
    new = sum(r.files[model.table].rows for r in report.done if model.table in r.files)
    return {
        "dagster/row_count": total,
        "new_rows": new,
        "batches": len(report.done),
        "rows_per_second": round(new / max(report.seconds, 1e-3)),
        "preview": dg.MetadataValue.md(preview(line.settings.warehouse, model.table, report.done)),
    }


PROMISES = {
    "verbatim": "Every span of the batch is what stands at its offsets in the body.",
    "sound_keys": "Ids of the batch are unique and refer to rows that exist.",
}


def _promise_checks(
    models: Sequence[type[Row]], report: pipeline.StageReport, stage: str
) -> Iterator[dg.AssetCheckResult]:
    """The promises were verified before each batch was renamed; here the results are reported."""
    words = {"verbatim": "verbatim", "sound_keys": "keys"}
    for model in models:
        rows = sum(r.files[model.table].rows for r in report.done if model.table in r.files)
        for name, word in words.items():
            broken = {
                batch: message
                for batch, message in report.failed.items()
                if message.startswith(f"PromiseBrokenError: {word}")
            }
            yield dg.AssetCheckResult(
                check_name=name,
                asset_key=model.table,
                passed=not broken,
                metadata={"expected": 0, "actual": len(broken), "rows_checked": rows, **broken},
            )
    yield dg.AssetCheckResult(
        check_name="all_batches_done",
        asset_key=models[0].table,
        passed=not report.failed,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"expected": 0, "actual": len(report.failed), "failed": report.failed},
    )
    if stage == "extract":
        yield dg.AssetCheckResult(
            check_name="all_articles_extracted",
            asset_key=models[0].table,
            passed=not report.failures,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={
                "expected": 0,
                "actual": len(report.failures),
                "failures": report.failures[:20],
            },
        )


def _promise_specs(models: Sequence[type[Row]], stage: str) -> list[dg.AssetCheckSpec]:
    specs = [
        dg.AssetCheckSpec(name, asset=model.table, description=text)
        for model in models
        for name, text in PROMISES.items()
    ]
    specs.append(
        dg.AssetCheckSpec(
            "all_batches_done",
            asset=models[0].table,
            description="No batch failed; one that did is tried again by the next run.",
        )
    )
    if stage == "extract":
        specs.append(
            dg.AssetCheckSpec(
                "all_articles_extracted",
                asset=models[0].table,
                description="The engine failed on no article.",
            )
        )
    else:
        specs.append(
            dg.AssetCheckSpec(
                "rejects_within_limit",
                asset="rejects",
                description="The share of rejects is within `reject_limit`.",
            )
        )
    return specs


@dg.multi_asset(
    name="read",
    specs=[_spec(model, ["raw_files"], "ingest") for model in READ_TABLES],
    check_specs=_promise_specs(READ_TABLES, "read"),
    required_resource_keys={"line"},
)
def read(
    context: dg.AssetExecutionContext, config: BatchConfig
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Read the batches that are left into articles, paragraphs and rejects."""
    line: Line = context.resources.line
    report = pipeline.read_batches(line.settings, only=config.only, progress=line.progress(context))
    # A batch that failed was halved: what stays missing has to be a partition to be seen.
    known = set(context.instance.get_dynamic_partitions("batches"))
    if missing := sorted(report.failed.keys() - known):
        context.instance.add_dynamic_partitions("batches", missing)
    documents = sum(unit.documents for done in report.done for unit in done.units)
    rejects = sum(unit.rejects for done in report.done for unit in done.units)
    for model in READ_TABLES:
        metadata = _table_metadata(line, model, report, "read")
        if model.table == "rejects":
            metadata["share_of_documents"] = rejects / max(1, documents)
        yield dg.MaterializeResult(asset_key=model.table, metadata=metadata)
    yield from _promise_checks(READ_TABLES, report, "read")
    share = rejects / max(1, documents)
    yield dg.AssetCheckResult(
        check_name="rejects_within_limit",
        asset_key="rejects",
        passed=share <= line.settings.reject_limit,
        severity=dg.AssetCheckSeverity.ERROR,
        metadata={"expected": f"<= {line.settings.reject_limit:.1%}", "actual": f"{share:.1%}"},
    )


@dg.multi_asset(
    name="extract",
    specs=[_spec(model, ["articles", "paragraphs"], "ingest") for model in EXTRACT_TABLES],
    check_specs=_promise_specs(EXTRACT_TABLES, "extract"),
    required_resource_keys={"line"},
)
def extract(
    context: dg.AssetExecutionContext, config: BatchConfig
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Extract mentions, quotes and their targets from the batches that are read."""
    line: Line = context.resources.line
    reads = load_ledger(Layout(line.settings.warehouse)).read
    known = set(context.instance.get_dynamic_partitions("batches"))

    def report_batch(receipt: Receipt) -> None:
        if receipt.batch not in known:
            known.add(receipt.batch)
            context.instance.add_dynamic_partitions("batches", [receipt.batch])
        context.log_event(
            dg.AssetMaterialization(
                "batch",
                partition=receipt.batch,
                metadata=batch_metadata(reads.get(receipt.batch), receipt),
            )
        )

    report = pipeline.extract_batches(
        line.settings, only=config.only, progress=line.progress(context), on_done=report_batch
    )
    for model in EXTRACT_TABLES:
        yield dg.MaterializeResult(
            asset_key=model.table, metadata=_table_metadata(line, model, report, "extract")
        )
    yield from _promise_checks(EXTRACT_TABLES, report, "extract")


def _drop_old_partitions(
    instance: dg.DagsterInstance, ledger: Ledger, failed: Mapping[str, str]
) -> None:
    """Leave only partitions of batches that there are: done, or failed and to be tried again."""
    for name in set(instance.get_dynamic_partitions("batches")) - ledger.read.keys() - set(failed):
        instance.delete_dynamic_partition("batches", name)


SHOWN_LINES = 100
RESOLVED = tuple(model for model in ARCHIVE_TABLES if model.table != "raw_files")


@dg.multi_asset(
    name="resolve",
    specs=[
        _spec(model, ["articles", "local_entities", "quotes", "rejects"], "archive")
        for model in RESOLVED
    ],
    check_specs=[
        dg.AssetCheckSpec(
            "all_applied",
            asset="corrections",
            description="Every line of the reference folder is applied; of the others the table "
            "`corrections` says why not.",
        )
    ],
    required_resource_keys={"line"},
)
def resolve(
    context: dg.AssetExecutionContext,
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Merge small batches, then compute the tables that span the whole archive."""
    line: Line = context.resources.line
    merged = pipeline.compact(line.settings)
    layout = Layout(line.settings.warehouse)
    ledger = load_ledger(layout)
    for name, replaced in merged.items():
        context.instance.add_dynamic_partitions("batches", [name])
        context.log_event(
            dg.AssetMaterialization(
                "batch",
                partition=name,
                metadata={
                    "merged_from": ", ".join(replaced),
                    **batch_metadata(ledger.read.get(name), ledger.extract.get(name)),
                },
            )
        )
        for old in replaced:
            if old != name:
                context.instance.delete_dynamic_partition("batches", old)
    _drop_old_partitions(context.instance, ledger, pipeline.failed_batches(line.settings))
    files = pipeline.resolve(line.settings)
    for model in RESOLVED:
        rows = pipeline.row_count(line.settings, files[model.table])
        yield dg.MaterializeResult(
            asset_key=model.table, metadata={"dagster/row_count": rows, "file": files[model.table]}
        )
    bad = pipeline.lines_not_applied(line.settings, files["corrections"])
    yield dg.AssetCheckResult(
        check_name="all_applied",
        asset_key="corrections",
        passed=not bad,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "expected": 0,
            "actual": len(bad),
            "lines": dg.MetadataValue.md(
                markdown_table(("file", "line", "status", "message"), bad[:SHOWN_LINES])
            ),
        },
    )


def _check_result(check: CheckResult) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        check_name=check.name,
        asset_key="catalogue",
        passed=check.passed,
        metadata={
            "expected": 0,
            "actual": check.violations,
            "examples": list(check.examples),
            "seconds": check.seconds,
        },
    )


def view_objects() -> list[SqlObject]:
    """The SQL objects that are assets: views and marts, but for the tables' own views."""
    return [
        item for item in load_objects() if item.kind in {"view", "mart"} and item.name not in TABLES
    ]


def _assets_behind(item: SqlObject) -> set[str]:
    """The objects that one reads; for the inverted index, which is no asset, what it is made of."""
    index = {model.table for model in SEARCH_TABLES}
    behind = set(item.upstreams) - index
    if index & set(item.upstreams):
        behind |= {model.table for model in SEARCHED_TABLES}
    return behind


def publish_asset() -> dg.AssetsDefinition:
    """The step that makes every view, every mart and the catalogue: one publication."""
    items = view_objects()
    names = {item.name for item in items}
    known = names | set(TABLES)
    checks = [item for item in load_objects() if item.kind == "check"]
    tables = dg.AssetSpec(
        "catalogue",
        deps=[*sorted(TABLES), *sorted(names)],
        description="news.duckdb: the published catalogue of views over the Parquet tables, "
        "replaced as a whole when its checks have found nothing.",
        group_name="catalogue",
        kinds={"duckdb"},
    )
    views = [
        dg.AssetSpec(
            item.name,
            deps=sorted(_assets_behind(item) & known),
            description=item.comment,
            group_name="marts" if item.kind == "mart" else "views",
            code_version=item.fingerprint,
            kinds={"duckdb", "sql"},
        )
        for item in items
    ]

    @dg.multi_asset(
        name="publish",
        specs=[*views, tables],
        check_specs=[
            dg.AssetCheckSpec(check.name, asset="catalogue", description=check.comment)
            for check in checks
        ],
        required_resource_keys={"line"},
    )
    def publish(
        context: dg.AssetExecutionContext,
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        """Build, check and put in place a new catalogue."""
        line: Line = context.resources.line
        summary = pipeline.publish(line.settings)
        shapes = pipeline.view_shapes(line.settings, [item.name for item in items])
        for item in items:
            shape = shapes[item.name]
            yield dg.MaterializeResult(
                asset_key=item.name,
                metadata={
                    "dagster/column_schema": dg.TableSchema(
                        columns=[
                            dg.TableColumn(name=name, type=kind, description=comment)
                            for name, kind, comment in shape.columns
                        ]
                    ),
                    "dagster/column_lineage": dg.TableColumnLineage(
                        {
                            column: [
                                dg.TableColumnDep(asset_key=dg.AssetKey(table), column_name=source)
                                for table, source in sources
                                if table in known
                            ]
                            for column, sources in column_lineage(item).items()
                        }
                    ),
                    "preview": dg.MetadataValue.md(
                        markdown_table([name for name, _, _ in shape.columns], shape.rows)
                    ),
                },
            )
        months = pipeline.articles_by_month(line.settings)
        yield dg.MaterializeResult(
            asset_key="catalogue",
            metadata={
                "path": dg.MetadataValue.path(str(summary.catalogue)),
                "publication": summary.publication.publication_id,
                **{
                    f"rows/{name}": count
                    for name, count in sorted(summary.publication.counts.items())
                },
                "rejects_by_reason": dg.MetadataValue.json(summary.publication.rejects),
                "skipped_by_reason": dg.MetadataValue.json(summary.publication.skipped),
                "articles_by_month": bar_chart(months, "articles by month"),
            },
        )
        for result in summary.publication.checks:
            yield _check_result(result)

    return publish
