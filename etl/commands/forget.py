"""`newshouse forget`: take an article or a file out of the warehouse for good."""

from __future__ import annotations

import uuid
from pathlib import Path

import click

from etl.commands.common import console, path_options


@click.command(
    "forget",
    epilog="""\b
Examples:
  newshouse forget 5f0c... --reason "court order 12/2025"
  newshouse forget times/2024/11/03/story.html --reason "wrong archive"
""",
)
@path_options
@click.argument("what", metavar="ARTICLE_ID|FILE")
@click.option("--reason", required=True, help="Recorded with it in ignore.csv.")
@click.option("--wait", type=click.FloatRange(min=0), default=0.0, metavar="SECONDS")
def command(
    *, raw: tuple[Path, ...], warehouse: Path | None, what: str, reason: str, wait: float
) -> int:
    """Take an article, or every article of a raw file, out of the warehouse for good.

    Recorded in `ignore.csv` of the reference folder, so that it survives rebuilds; a line taken out
    of it by hand brings the article back with the next rebuild. The rows and their bytes are
    removed from the warehouse at once. The raw file itself is yours and stays.
    """
    from etl.compute.pipeline import forget
    from etl.lake.layout import Layout
    from etl.lake.lock import writing
    from etl.settings import load_settings

    settings = load_settings(raw=raw, warehouse=warehouse)
    try:
        article: uuid.UUID | None = uuid.UUID(what)
    except ValueError:
        article = None
    with writing(Layout(settings.warehouse).lock, wait_seconds=wait):
        result = forget(settings, article or what, reason)
    console.print(
        f"forgotten: {result.articles:,} articles; recorded in {result.recorded}",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    for path in result.raw_files:
        console.print(
            f"the raw file stays: {path}; delete it yourself if it has to go",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
    return 0
