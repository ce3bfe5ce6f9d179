"""`newshouse extract`: what is found in one text, without a warehouse."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import click
import orjson

from etl.commands.output import plain


@click.command(
    "extract",
    epilog="""\b
Examples:
  newshouse extract article.txt
  newshouse extract page.html --format json
  pbpaste | newshouse extract -
""",
)
@click.argument("file", metavar="FILE|-")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default=None,
    help="text for people (on a terminal), or json.",
)
@click.option("--engine", help="Extraction engine (default: of the settings).")
def command(*, file: str, form: str | None, engine: str | None) -> int:
    """Read one file, or standard input, and show the names and quotes in it.

    The JSON has the keys article, paragraphs, mentions, entities and quotes, with the tables'
    columns; offsets count code points of that article's body. Several articles are one JSON object
    a line.
    """
    from etl.compute.single import extract_file
    from etl.settings import load_settings

    settings = load_settings(engine=engine)
    form = form or ("text" if sys.stdout.isatty() else "json")
    if file == "-":
        with tempfile.TemporaryDirectory() as folder:
            # One name always: ids follow from it.
            held = Path(folder) / "stdin"
            held.write_bytes(sys.stdin.buffer.read())
            return _show(extract_file(held, settings.engine), "standard input", form)
    path = Path(file)
    if not path.is_file():
        raise click.UsageError(f"{file}: there is no such file; use - for standard input")
    return _show(extract_file(path, settings.engine), file, form)


def _show(found: Any, name: str, form: str) -> int:
    code = 1
    for result in found:
        if isinstance(result, str):
            click.echo(f"newshouse: {name}: {result}", err=True)
            continue
        code = 0
        if form == "json":
            click.echo(orjson.dumps(plain(result.as_dict())).decode())
        else:
            click.echo(result.as_text())
    return code
