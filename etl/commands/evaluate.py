"""`newshouse evaluate`: how well an engine does on annotated news."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
import orjson

from etl.evaluate.scores import Score


def _options(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option(
            "--language", default="en", show_default=True, help="ISO 639-1 code of the texts."
        ),
        click.option(
            "--json",
            "output",
            metavar="FILE|-",
            help="Write the figures as JSON; - is standard output, then without the table.",
        ),
        click.option("--engine", help="Extraction engine (default: of the settings)."),
    ):
        function = option(function)
    return function


@click.group(
    "evaluate",
    epilog="""\b
Examples:
  newshouse evaluate entities gold.tsv
  newshouse evaluate quotes polnear/dev --engine rules --json -
""",
)
def command() -> None:
    """Score an extraction engine on gold data."""


@command.command("entities")
@click.argument("file", metavar="FILE.tsv", type=click.Path(path_type=Path))
@_options
def entities(*, file: Path, engine: str | None, output: str | None, language: str) -> int:
    """Score names on a file of tokens and tags.

    Each line is a token, a tab and a tag in BIO or BIOES; blank lines end sentences, lines like
    `# document = NAME` start texts.
    """
    from etl.evaluate.entities import evaluate
    from etl.evaluate.tagged import TaggedFileError, read_tagged
    from etl.extract.engine import load_engine

    if not file.is_file():
        raise click.UsageError(f"{file}: there is no such file")
    try:
        result = evaluate(load_engine(_engine(engine)), read_tagged(file), language=language)
    except (TaggedFileError, UnicodeDecodeError) as error:
        raise _unreadable(file, error) from None
    rows = [(f"{kind}, exact", score) for kind, score in sorted(result.exact.items())]
    rows += [(f"{kind}, overlap", score) for kind, score in sorted(result.overlap.items())]
    from etl.evaluate.scores import total

    rows += [
        ("all, exact", total(result.exact)),
        ("all, overlap", total(result.overlap)),
        ("all, span only", result.spans),
    ]
    _report(f"entities, {result.texts} texts", rows, [], result.as_dict(), output)
    return 0


@command.command("quotes")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--parts", is_flag=True, help="Count each contiguous part of a discontinuous span too."
)
@_options
def quotes(
    *, folder: Path, parts: bool, engine: str | None, output: str | None, language: str
) -> int:
    """Score quotes on a folder with text/NAME.txt and attributions/NAME_ANNOTATOR.ann.

    The annotations are in brat standoff form, as PolNeAR's are.
    """
    from etl.evaluate.quotes import evaluate
    from etl.evaluate.standoff import StandoffError, read_folder
    from etl.extract.engine import load_engine

    if not folder.is_dir():
        raise click.UsageError(f"{folder}: there is no such folder")
    try:
        result = evaluate(load_engine(_engine(engine)), read_folder(folder), language=language)
    except (StandoffError, UnicodeDecodeError) as error:
        raise _unreadable(folder, error) from None
    rows = [(f"{role}, exact", score) for role, score in result.exact.items()]
    rows += [(f"{role}, overlap", score) for role, score in result.overlap.items()]
    if parts:
        rows += [(f"{role}, exact, by part", score) for role, score in result.parts_exact.items()]
        rows += [
            (f"{role}, overlap, by part", score) for role, score in result.parts_overlap.items()
        ]
    rows.append(("direct, content exact", result.direct))
    notes = [
        f"right source of direct contents found: {result.right_source} of {result.sourced} "
        f"({100 * result.speaker_accuracy:.1f} %)"
    ]
    _report(f"quotes, {result.texts} texts", rows, notes, result.as_dict(parts=parts), output)
    return 0


def _engine(name: str | None) -> str:
    from etl.settings import load_settings

    return load_settings(engine=name).engine


def _unreadable(path: Path, error: ValueError) -> click.ClickException:
    if isinstance(error, UnicodeDecodeError):
        return click.ClickException(f"{path}: expected UTF-8, found {error}")
    return click.ClickException(str(error))


def _report(
    title: str,
    rows: Sequence[tuple[str, Score]],
    notes: Sequence[str],
    figures: dict[str, Any],
    output: str | None,
) -> None:
    """Print the table, and the figures where they are asked for."""
    data = orjson.dumps(figures, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    if output == "-":
        click.echo(data.decode(), nl=False)
        return
    width = max(len(title), *(len(label) for label, _ in rows)) + 2
    click.echo(f"{title:<{width}}{'P':>6}{'R':>7}{'F1':>7}{'wanted':>9}")
    for label, score in rows:
        click.echo(
            f"{label:<{width}}{100 * score.precision:>6.1f}{100 * score.recall:>7.1f}"
            f"{100 * score.f1:>7.1f}{score.wanted:>9,}"
        )
    for note in notes:
        click.echo(note)
    if output:
        try:
            Path(output).write_bytes(data)
        except OSError as error:
            raise click.ClickException(
                f"{output}: cannot be written: {error.strerror or error}"
            ) from None
