"""`newshouse run`: ingest what is new in raw/ and publish.

The work goes through the same Dagster job as in the UI, in the instance that the UI shows. A run
with nothing to do ends before Dagster is imported.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import click

from etl.commands.common import Bar, console, path_options, print_bad_lines, print_table
from etl.compute.pipeline import Summary


@click.command(
    "run",
    epilog="""\b
Examples:
  newshouse run
  newshouse run --raw ~/archive --raw leaflet.html --warehouse ~/newshouse
  newshouse run --only 3f9a0c1b2d4e       redo one batch
  newshouse run --allow-missing           raw files were taken away on purpose
""",
)
@path_options
@click.option("--include", multiple=True, metavar="GLOB", help="Read only files that match.")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave out files that match.")
@click.option("--engine", help="Extraction engine (default: rules).")
@click.option("--workers", type=click.IntRange(min=1), help="Worker processes.")
@click.option("--only", multiple=True, metavar="BATCH", help="Redo these batches.")
@click.option("--allow-missing", is_flag=True, help="Go on though many files have gone.")
@click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=0.0,
    metavar="SECONDS",
    help="Wait for another run to end.",
)
def command(
    *,
    raw: tuple[Path, ...],
    warehouse: Path | None,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    engine: str | None,
    workers: int | None,
    only: tuple[str, ...],
    allow_missing: bool,
    wait: float,
) -> int:
    """Ingest what is new, changed or gone in raw/, and publish the catalogue.

    Safe to repeat and to interrupt: what is done is not done again.
    """
    from etl.compute.pipeline import UnknownBatchError, check_names, survey
    from etl.lake.layout import Layout
    from etl.lake.lock import writing
    from etl.settings import load_settings

    options: dict[str, Any] = {"raw": raw, "warehouse": warehouse}
    options |= {"engine": engine, "workers": workers}
    settings = load_settings(**options)
    if include or exclude:
        defaults = settings.defaults.model_copy(
            update={
                "include": include or settings.defaults.include,
                "exclude": settings.defaults.exclude + exclude,
            }
        )
        settings = settings.model_copy(update={"defaults": defaults})
    started = time.monotonic()
    layout = Layout(settings.warehouse)
    with writing(layout.lock, wait_seconds=wait), Bar() as bar:
        work = survey(settings, bar)
        try:
            check_names(settings, only, work.to_read)
        except UnknownBatchError as error:
            raise click.UsageError(str(error)) from None
        if work.nothing_to_do and not only:
            console.print(
                f"nothing to do: {work.changes.unchanged:,} files are unchanged and published in "
                f"{layout.catalogue}",
                markup=False,
                highlight=False,
                soft_wrap=True,
            )
            unknown = work.forbidden_unknown
            print_bad_lines([(p.at.file, p.at.line, p.status, p.message) for p in unknown])
            return 3 if unknown else 0
        from etl.orchestration.launch import run_ingest

        summary, failed = run_ingest(
            settings, only=only, allow_missing=allow_missing, seen=work.listing, progress=bar
        )
    if summary is None:
        console.print(f"newshouse: the run failed: {failed}", style="red", markup=False)
        return 1
    print_summary(summary, time.monotonic() - started)
    warned = summary.failed_batches or summary.rejects_over_limit or summary.forbidden_unknown
    return 3 if warned else 0


def print_summary(summary: Summary, seconds: float) -> None:
    """What a run made, where it is, and what to try next."""
    changes, counts = summary.changes, summary.publication.counts
    lines = [
        f"files: {changes['new']:,} new, {changes['changed']:,} changed, {changes['gone']:,} gone, "
        f"{changes['unchanged']:,} unchanged; {counts['ignored_files']:,} ignored",
        f"documents: {counts['documents']:,} = {counts['revisions']:,} articles + "
        f"{counts['duplicates']:,} duplicates + {counts['skipped']:,} skipped + "
        f"{counts['rejects']:,} rejects",
        f"published: {counts['articles']:,} articles, {counts['paragraphs']:,} paragraphs, "
        f"{counts['mentions']:,} mentions, {counts['quotes']:,} quotes, "
        f"{counts['entities']:,} entities",
    ]
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    if summary.publication.skipped:
        print_table("skipped", ("reason", "documents"), sorted(summary.publication.skipped.items()))
    if summary.publication.rejects:
        print_table(
            "rejects (newshouse rejects)",
            ("reason", "documents"),
            list(summary.publication.rejects.items()),
        )
    for batch, message in summary.failed_batches.items():
        console.print(f"batch {batch} failed: {message}", style="red", markup=False)
    for failure in summary.failures[:5]:
        console.print(f"extraction failed on document {failure}", style="yellow", markup=False)
    applied = summary.corrections.get("applied", 0)
    if applied:
        console.print(f"corrections: {applied:,} applied", markup=False, highlight=False)
    print_bad_lines(summary.bad_lines)
    if summary.rejects_over_limit:
        console.print(
            "more documents were rejected than `reject_limit` allows; look at newshouse rejects",
            style="red",
            markup=False,
        )
    console.print(
        f"warehouse: {summary.catalogue}  ({seconds:.1f} s)\n\ntry:",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    for query in (
        "select speaker, quote_count, direct_count, outlet_count, first_date, last_date "
        "from quotes_by_speaker limit 10",
        "select published_date, outlet, speaker, cue, text from quote_details "
        "order by published_date desc limit 10",
        "from outlet_activity",
    ):
        console.print(f'  newshouse sql "{query}"', markup=False, highlight=False, soft_wrap=True)
