"""The `newshouse` command: its options, its help and its exit codes.

Belongs here: what every command has in common. Each command is a module of `etl.commands`, imported
when it runs, so that `newshouse --help` and a run with nothing to do are quick.

stdout is data, stderr is progress. Exit codes: 0 done; 1 failed; 2 wrong usage; 3 done, but rejects
are over the limit, batches failed, or a line of `ignore.csv` cannot be used; 4 another run holds
the warehouse.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

import etl

COMMANDS = {
    "run": "Ingest what is new in raw/ and publish.",
    "init": "Set up a folder for an archive of your own.",
    "dev": "Start the Dagster UI and its daemon.",
    "sql": "Query the warehouse, read-only.",
    "status": "Show what the warehouse holds, and what a run would do.",
    "rejects": "List the documents that could not become articles.",
    "explain": "Show a quote, mention, entity or article in its context.",
    "extract": "Show what is found in one text, without a warehouse.",
    "evaluate": "Score an extraction engine on annotated news.",
    "forget": "Take an article or a file out of the warehouse for good.",
    "relink": "Rebuild the catalogue after the folder has moved.",
    "verify": "Check every promise on the whole warehouse.",
    "gc": "Remove files that nothing names any more.",
}

EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_WARNED = 3
EXIT_BUSY = 4


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands, in the order in which a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"etl.commands.{cmd_name}")
        command = module.command
        if not isinstance(command, click.Command):
            raise TypeError(f"etl.commands.{cmd_name}.command is no click command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Raw news files in; who said what about whom, when, in which outlet, out.",
    epilog="""\b
Examples:
  newshouse run                           ingest raw/ and publish
  newshouse sql "from quotes limit 10"    ask
  newshouse dev                           watch it in the Dagster UI
""",
)
@click.version_option(etl.__version__, prog_name="newshouse")
def group() -> None:
    """Hold the commands."""


def _failures() -> dict[type[BaseException], int]:
    """The errors that are the user's to mend, and their exit codes."""
    from etl.extract.engine import UnknownEngineError
    from etl.lake.catalogue import NotPublishedError
    from etl.lake.discovery import RawFolderError
    from etl.lake.folders import FolderFileError
    from etl.lake.forgotten import IgnoreFileError, NothingToForgetError
    from etl.lake.lock import WarehouseBusyError, WarehouseUnusableError
    from etl.lake.publish import CheckFailedError, NotReadError
    from etl.settings import SettingsError

    return {
        WarehouseBusyError: EXIT_BUSY,
        SettingsError: EXIT_USAGE,
        UnknownEngineError: EXIT_USAGE,
        FolderFileError: EXIT_USAGE,
        IgnoreFileError: EXIT_USAGE,
        NothingToForgetError: EXIT_USAGE,
        RawFolderError: EXIT_FAILED,
        WarehouseUnusableError: EXIT_FAILED,
        CheckFailedError: EXIT_FAILED,
        NotPublishedError: EXIT_FAILED,
        NotReadError: EXIT_FAILED,
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit the process with its code."""
    call: Callable[..., Any] = group.main
    try:
        code = call(args=arguments, prog_name="newshouse", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("stopped; what is done is kept, run again to go on", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except Exception as error:
        # Errors that say what to do are shown as they are; any other is raised with its trace.
        exit_code = next(
            (code for kind, code in _failures().items() if isinstance(error, kind)), None
        )
        if exit_code is None:
            if not isinstance(error, OSError) or error.filename is None:
                raise
            click.echo(f"newshouse: {error.filename}: {error.strerror}", err=True)
            sys.exit(EXIT_FAILED)
        click.echo(f"newshouse: {error}", err=True)
        sys.exit(exit_code)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
