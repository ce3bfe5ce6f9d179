"""`newshouse init`: folders and settings for an archive of one's own."""

from __future__ import annotations

from pathlib import Path

import click

from etl.commands.common import console

SETTINGS = """\
# Settings of this warehouse. Options and NEWSHOUSE_* variables win over what stands here.
# Paths are relative to this file.

raw = ["raw"]
warehouse = "warehouse"
# engine = "model"
# workers = 2
# reject_limit = 0.2        # share of rejects over which a run ends with exit code 3
# schedule = "30 2 * * *"   # when the nightly run starts, once it is switched on
# schedule_timezone = "UTC"

# What holds for all of raw/ unless a document says otherwise:
# [defaults]
# timezone = "Europe/London"
"""

FOLDER = """\
# What holds for the files of this folder and of those beneath it, where a document does not say
# otherwise. Take the # away from what you know.

# outlet = "The Example Times"
# timezone = "Europe/London"   # of dates without a zone
# language = "en"              # ISO 639-1
# include = ["*.html", "*.txt"]
# exclude = ["drafts/*"]
# path = "{outlet}/{published:%Y/%m/%d}/*"   # what the path says of a document
# reader = "text"              # where content is not to decide

# Columns of CSV, TSV or JSON under names of their own:
# [columns]
# body = "ArticleText"
# title = "HeadLine"
"""

GITIGNORE = "/warehouse/\n/.dagster/\n"


@click.command(
    "init",
    epilog="""\b
Example:
  newshouse init ~/my-archive && cd ~/my-archive && newshouse run
""",
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
def command(*, folder: Path) -> int:
    """Set up FOLDER for an archive of your own. Files that are there already are kept."""
    from etl.resolve.reference import FILES

    files = {
        "newshouse.toml": SETTINGS,
        "raw/_newshouse.toml": FOLDER,
        **{f"raw/reference/{name}": file.header for name, file in FILES.items()},
        ".gitignore": GITIGNORE,
    }
    try:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists():
                console.print(f"kept {path}", markup=False, highlight=False, soft_wrap=True)
            else:
                path.write_text(text, encoding="utf-8")
                console.print(f"made {path}", markup=False, highlight=False, soft_wrap=True)
    except OSError as error:
        raise click.ClickException(f"{folder}: cannot be written: {error.strerror}") from None
    console.print(
        f"put your files into {folder / 'raw'}, say in raw/_newshouse.toml whose they are, then:\n"
        + ("" if folder == Path() else f"  cd {folder}\n")
        + "  newshouse run",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    return 0
