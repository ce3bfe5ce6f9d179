"""`newshouse gc`: remove files that nothing names any more."""

from __future__ import annotations

from pathlib import Path

import click

from etl.commands.common import console, path_options


@click.command(
    "gc",
    epilog="""\b
Examples:
  newshouse gc
  newshouse gc --grace-hours 0       nobody reads an older catalogue now
""",
)
@path_options
@click.option(
    "--grace-hours",
    type=click.FloatRange(min=0),
    default=None,
    help="Keep files younger than this (default: the setting grace_hours).",
)
def command(*, raw: tuple[Path, ...], warehouse: Path | None, grace_hours: float | None) -> int:
    """Remove files of the warehouse that neither the catalogue nor a batch names.

    Each run does this, too. Raw files are never touched.
    """
    from etl.lake.gc import collect
    from etl.lake.layout import Layout
    from etl.lake.lock import writing
    from etl.lake.publish import Publication
    from etl.settings import load_settings

    settings = load_settings(raw=raw, warehouse=warehouse)
    layout = Layout(settings.warehouse)
    hours = settings.grace_hours if grace_hours is None else grace_hours
    with writing(layout.lock):
        publication = Publication.load(layout)
        files = publication.files if publication else ()
        removed = collect(layout, files, grace_seconds=hours * 3600)
    console.print(f"removed {removed.files:,} files, {removed.size:,} bytes", highlight=False)
    return 0
