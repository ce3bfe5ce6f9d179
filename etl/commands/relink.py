"""`newshouse relink`: rebuild the catalogue after the warehouse has moved."""

from __future__ import annotations

from pathlib import Path

import click

from etl.commands.common import console, path_options


@click.command(
    "relink",
    epilog="""\b
Example:
  newshouse relink --warehouse /new/place/warehouse
""",
)
@path_options
def command(*, raw: tuple[Path, ...], warehouse: Path | None) -> int:
    """Rebuild the catalogue where the warehouse lies now.

    Views name their files by absolute paths, so that the catalogue can be opened from anywhere; a
    warehouse that was moved or copied needs this once. Reads nothing in raw/.
    """
    from etl.compute.pipeline import relink
    from etl.lake.layout import Layout
    from etl.lake.lock import writing
    from etl.settings import load_settings

    settings = load_settings(raw=raw, warehouse=warehouse)
    layout = Layout(settings.warehouse)
    with writing(layout.lock):
        publication = relink(settings)
    console.print(
        f"{layout.catalogue}: {publication.counts['articles']:,} articles, "
        f"{publication.counts['quotes']:,} quotes",
        highlight=False,
        soft_wrap=True,
    )
    return 0
