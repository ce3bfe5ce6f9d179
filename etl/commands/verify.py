"""`newshouse verify`: check every promise on the whole warehouse."""

from __future__ import annotations

from pathlib import Path

import click

from etl.commands.common import path_options


@click.command(
    "verify",
    epilog="""\b
Examples:
  newshouse verify
  newshouse verify --warehouse ~/newshouse
""",
)
@path_options
def command(*, raw: tuple[Path, ...], warehouse: Path | None) -> int:
    """Check that the files of the catalogue are whole and that every promise is kept.

    Exit code 1 where one is not.
    """
    from etl.compute.pipeline import verify
    from etl.settings import load_settings

    settings = load_settings(raw=raw, warehouse=warehouse)
    failed = False
    for result in verify(settings):
        failed |= not result.passed
        click.echo(
            f"{'kept  ' if result.passed else 'BROKEN'} {result.name}: expected 0 violations, "
            f"found {result.violations} ({result.seconds:.2f} s)"
        )
        for example in result.examples:
            click.echo(f"         {example}")
    return 1 if failed else 0
