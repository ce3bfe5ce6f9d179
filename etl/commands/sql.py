"""`newshouse sql`: queries on the published catalogue, one or a shell of them.

The connection is read-only, reads nothing outside the warehouse and cannot be made to: nothing that
is typed is executed but by DuckDB under those limits.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click
import duckdb

from etl.commands.common import path_options
from etl.commands.output import FORMATS, OutputError, interruptible, write_result

COMMENT = re.compile(r"--(?:\s|[^\n]*\n|$)")
"""A query that begins with a comment, not an option."""


class SqlCommand(click.Command):
    """Takes a query that begins with `--` for a query."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put a line feed before such a query, so that it does not look like an option."""
        return super().parse_args(
            ctx, [f"\n{text}" if COMMENT.match(text) and text != "--" else text for text in args]
        )


@click.command(
    "sql",
    cls=SqlCommand,
    epilog="""\b
Examples:
  newshouse sql "from quotes_by_speaker limit 10"
  newshouse sql "from search_articles('flood \\"high water\\" after:2025')"
  newshouse sql "from who_said_about('Wang Yi', 'Pakistan')" --format csv --output said.csv
  newshouse sql < query.sql
  newshouse sql                      a shell
""",
)
@path_options
@click.argument("query", required=False)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default=None, help="Form of the result."
)
@click.option("--output", type=click.Path(path_type=Path), help="Write the result to this file.")
def command(
    *,
    raw: tuple[Path, ...],
    warehouse: Path | None,
    query: str | None,
    form: str | None,
    output: Path | None,
) -> int:
    """Query the published catalogue, read-only. Without a query: a shell."""
    from etl.lake.catalogue import open_catalogue
    from etl.settings import load_settings

    settings = load_settings(raw=raw, warehouse=warehouse)
    with open_catalogue(settings.warehouse, locked=True) as connection:
        if query is None and not sys.stdin.isatty():
            query = sys.stdin.read()
        if query is not None:
            _run(connection, query, form, output)
            return 0
        from etl.commands.shell import start

        start(connection, Path.home())
    return 0


def _run(
    connection: duckdb.DuckDBPyConnection, query: str, form: str | None, output: Path | None
) -> None:
    from etl.lake.catalogue import NotReadingError, check_reads

    if not query.strip(" \n\t\r;"):
        raise OutputError("the query is empty")
    try:
        check_reads(query)
        interruptible(connection, lambda: write_result(connection, query, form, output))
    except (duckdb.Error, NotReadingError) as error:
        raise click.ClickException(str(error)) from None
