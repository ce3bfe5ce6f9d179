"""`newshouse rejects`: the documents that could not become articles."""

from __future__ import annotations

from pathlib import Path

import click

from etl.commands.common import path_options
from etl.commands.output import FORMATS, write_result


@click.command(
    "rejects",
    epilog="""\b
Examples:
  newshouse rejects
  newshouse rejects --code truncated --format csv --output rejects.csv
""",
)
@path_options
@click.option("--code", help="Only this reason.")
@click.option("--path", "path_part", help="Only files whose path holds this text.")
@click.option("--limit", default=100, show_default=True, help="Rows, at most; 0 is all.")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default=None, help="Form of the rows."
)
@click.option("--output", type=click.Path(path_type=Path), help="Write to this file.")
def command(
    *,
    raw: tuple[Path, ...],
    warehouse: Path | None,
    code: str | None,
    path_part: str | None,
    limit: int,
    form: str | None,
    output: Path | None,
) -> int:
    """List the documents that could not become articles, with where they lie and why."""
    from etl.lake.catalogue import open_catalogue
    from etl.settings import load_settings

    settings = load_settings(raw=raw, warehouse=warehouse)
    with open_catalogue(settings.warehouse) as connection:
        write_result(
            connection,
            "select path, member, position, stage, code, message from rejects "
            "where (? is null or code = ?) and (? is null or contains(path, ?)) "
            "order by path, member, position limit ?",
            form,
            output,
            [code, code, path_part, path_part, limit or 2**62],
        )
    return 0
