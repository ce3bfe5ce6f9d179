"""The shell of `newshouse sql`: reading statements, running them, showing what they give.

Belongs here: the prompt, its commands (`.tables`, ...), cancelling and paging. Does not belong
here: what a statement may do (`etl.lake.catalogue`), how results look (`etl.commands.output`), or
what is offered while typing (`etl.commands.completion`).
"""

from __future__ import annotations

import io
import re
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import duckdb
from rich.console import Console

from etl.commands.output import (
    TABLE_ROWS,
    OutputError,
    column_names,
    interruptible,
    release,
    render,
    render_records,
    write_result,
)
from etl.lake.catalogue import NotReadingError, check_reads
from etl.lake.sql_files import PART, load_examples

HELP = """\
.tables [PART]     what can be queried; with PART, what has it in its name
.describe NAME     columns of a view, parameters of a macro, and what they mean
.examples [NAME]   queries to start from
.mode [MODE]       table, line (a row in lines, nothing cut), csv, json, jsonl
.output FILE       write the next result to FILE; its suffix says how
.timing on|off     say how long a query took
.pager on|off      show long results in a pager
.help              this
.quit              leave (or Ctrl-D)
A statement ends with `;` and may take several lines. Ctrl-C drops what is typed, or stops the query
that runs. Tab completes. search_articles('...') finds articles: see .describe search_articles"""
COMMANDS = tuple(re.findall(r"^\.\w+", HELP, re.MULTILINE))
MODES = ("table", "line", "csv", "json", "jsonl")
QUOTED = re.compile(
    r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\$(\w*)\$.*?\$\1\$|--[^\n]*|/\*.*?\*/", re.DOTALL
)
OPEN = re.compile(r"['\"]|\$\w*\$|/\*")


def is_complete(text: str) -> bool:
    """Whether Enter sends it: a command, nothing, or statements with their `;`."""
    if text.lstrip().startswith(".") or not text.strip():
        return True
    bare = QUOTED.sub(" ", text)
    return OPEN.search(bare) is None and bare.rstrip().endswith(";")


@dataclass
class Shell:
    """One session on a catalogue."""

    connection: duckdb.DuckDBPyConnection
    out: Console = field(default_factory=lambda: _console(sys.stdout))
    mode: str = "table"
    timing: bool = True
    pager: bool = True
    output: Path | None = None

    def run(self, read: Callable[[], str]) -> None:
        """Read and do, until `.quit` or the end of the input.

        Args:
            read: gives the next complete input; raises EOFError at the end, KeyboardInterrupt where
                what was typed is to be dropped.
        """
        while True:
            try:
                text = read().strip()
                if text.startswith("."):
                    if not self.command(text):
                        return
                elif text.strip("; \n"):
                    self.query(text)
            except KeyboardInterrupt:
                continue
            except EOFError:
                return
            except click.ClickException as error:
                self.say(f"Error: {error.format_message()}", style="red")

    def say(self, text: str, style: str = "") -> None:
        """A line for whoever types."""
        self.out.print(text, style=style, markup=False, highlight=False, emoji=False)

    def query(self, text: str) -> None:
        """Run statements one after the other and show what each gives."""
        try:
            check_reads(text)
            for statement in duckdb.extract_statements(text):
                started = time.perf_counter()
                self._show(statement.query)
                if self.timing:
                    self.say(f"{time.perf_counter() - started:.3f} s", style="dim")
        except KeyboardInterrupt:
            self.say("cancelled", style="yellow")
        except (duckdb.Error, NotReadingError) as error:
            self.say(f"Error: {_plain(str(error))}", style="red")

    def _show(self, query: str) -> None:
        if self.output is not None:
            target, self.output = self.output, None
            form = (
                self.mode if self.mode in {"csv", "json", "jsonl"} and not target.suffix else None
            )
            interruptible(
                self.connection, lambda: write_result(self.connection, query, form, target)
            )
            self.say(f"written to {target}")
            return
        names, rows = interruptible(self.connection, lambda: self._first_rows(query))
        more = len(rows) > TABLE_ROWS
        text = io.StringIO()
        console = Console(
            file=text,
            width=self.out.width,
            force_terminal=self.out.is_terminal,
            color_system=self.out.color_system,  # type: ignore[arg-type]
            markup=False,
            emoji=False,
            highlight=False,
        )
        rows = rows[:TABLE_ROWS]
        if self.mode == "table":
            render(console, names, rows)
        elif self.mode == "line":
            render_records(console, names, rows)
        else:
            from etl.commands.output import write_rows

            write_rows(self.mode, names, rows, text)
        count = f"{len(rows):,} row{'s' * (len(rows) != 1)}"
        if more:
            count = f"the first {TABLE_ROWS:,} rows; .output FILE writes all of them"
        self._print(text.getvalue())
        self.say(count, style="dim")

    def _first_rows(self, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        result = self.connection.execute(query)
        names = column_names(result)
        rows = result.fetchmany(TABLE_ROWS + 1)
        release(result)
        return names, rows

    def _print(self, text: str) -> None:
        lines = text.count("\n")
        if self.pager and self.out.is_terminal and lines > self.out.height - 3:
            click.echo_via_pager(text, color=True)
        else:
            self.out.file.write(text)
            self.out.file.flush()

    # Commands

    def command(self, line: str) -> bool:
        """Do a command; False where it ends the session."""
        word, _, argument = line.strip().partition(" ")
        argument = argument.strip().rstrip(";")
        if word in {".quit", ".exit", ".q"}:
            return False
        commands: dict[str, Callable[[str], None]] = {
            ".tables": self.tables,
            ".describe": self.describe,
            ".d": self.describe,
            ".schema": self.describe,
            ".examples": self.examples,
            ".mode": self._set_mode,
            ".output": self._set_output,
            ".timing": lambda value: self._switch("timing", value),
            ".pager": lambda value: self._switch("pager", value),
            ".help": lambda _: self.say(HELP),
        }
        if word not in commands:
            self.say(f"there is no {word}; see .help", style="red")
            return True
        commands[word](argument)
        return True

    def tables(self, part: str) -> None:
        """List views and macros with the first sentence of their comments.

        Parts of macros are left out where nothing is asked for.
        """
        rows = self._rows(
            "select view_name as name, 'view' as kind, coalesce(comment, '') from duckdb_views() "
            "where not internal union all "
            "select function_name || '(' || array_to_string(parameters, ', ') || ')', 'macro', "
            "coalesce(comment, '') from duckdb_functions() where not internal "
            "order by kind desc, name"
        )
        wanted = [
            (name, kind, first_sentence(comment))
            for name, kind, comment in rows
            if part in name and (part or not comment.startswith(PART))
        ]
        if not wanted:
            self.say(f"nothing has {part!r} in its name; see .tables")
            return
        self._page(("name", "kind", "what a row is, or what it gives"), wanted)

    def describe(self, name: str) -> None:
        """Show a view's comment and columns, or a macro's comment and parameters."""
        name = name.strip('"').partition("(")[0]
        found = self._rows(
            "select coalesce(comment, '') from duckdb_views() where view_name = ? and not internal",
            name,
        )
        if found:
            self.say(found[0][0])
            rows = self._rows(
                "select column_name, lower(data_type), comment from duckdb_columns() "
                "where table_name = ? order by column_index",
                name,
            )
            self._page(("column", "type", "what it is"), rows)
            return
        found = self._rows(
            "select parameters, coalesce(comment, '') from duckdb_functions() "
            "where function_name = ? and not internal",
            name,
        )
        if not found:
            self.say(f"there is no {name!r}; see .tables")
            return
        self.say(f"{name}({', '.join(found[0][0])})", style="bold")
        self.say(found[0][1])
        self.examples(name)

    def examples(self, name: str) -> None:
        """Show the example queries of `sql/examples/`, or one of them."""
        shown = [item for item in load_examples() if not name or item.name == name]
        if not shown:
            self.say(f"there is no example of {name!r}; see .examples")
            return
        text = ""
        for item in shown:
            sql = "\n".join(line for line in item.sql.splitlines() if not line.startswith("--"))
            text += f"-- {item.comment}\n{sql.strip()};\n\n"
        self._print(text)

    def _set_mode(self, mode: str) -> None:
        if mode in MODES:
            self.mode = mode
        else:
            self.say(f"the mode is {self.mode}; .mode takes {', '.join(MODES)}")

    def _set_output(self, name: str) -> None:
        if not name:
            self.output = None
            self.say("results go to the screen")
            return
        path = Path(name.strip("'\"")).expanduser()
        if path.is_dir() or not path.absolute().parent.is_dir():
            raise OutputError(f"{path}: cannot be written; name a file in a folder that exists")
        self.output = path
        self.say(f"the next result goes to {path}")

    def _switch(self, name: str, value: str) -> None:
        if value not in {"on", "off", ""}:
            self.say(f".{name} takes on or off")
            return
        setattr(self, name, value == "on" if value else not getattr(self, name))
        self.say(f"{name} is {'on' if getattr(self, name) else 'off'}")

    def _rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        return self.connection.execute(query, list(parameters)).fetchall()

    def _page(self, names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        text = io.StringIO()
        console = Console(
            file=text, width=self.out.width, markup=False, emoji=False, highlight=False
        )
        render(console, names, rows)
        self._print(text.getvalue())


def first_sentence(comment: str) -> str:
    """A comment up to its first full stop."""
    return re.split(r"(?<=[.:])\s", comment, maxsplit=1)[0].rstrip(":")


def _plain(text: str) -> str:
    """An error without what a terminal would obey."""
    return "".join(char if char.isprintable() or char in "\n " else "\ufffd" for char in text)


def _console(stream: Any) -> Console:
    return Console(file=stream, width=shutil.get_terminal_size((100, 24)).columns)


def start(connection: duckdb.DuckDBPyConnection, home: Path) -> None:
    """Run the shell on a terminal.

    Args:
        connection: to the catalogue, locked.
        home: the folder that keeps the history.
    """
    from prompt_toolkit import PromptSession
    from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
    from prompt_toolkit.filters import has_completions
    from prompt_toolkit.history import FileHistory
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from prompt_toolkit.lexers import PygmentsLexer
    from pygments.lexers.sql import PostgresLexer

    from etl.commands.completion import SqlCompleter, names_of

    keys = KeyBindings()

    @keys.add("enter", filter=~has_completions)
    def _(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if is_complete(buffer.text):
            buffer.validate_and_handle()
        else:
            buffer.insert_text("\n")

    session: PromptSession[str] = PromptSession(
        history=FileHistory(str(home / ".newshouse_history")),
        completer=SqlCompleter(names_of(connection), COMMANDS),
        complete_while_typing=False,
        auto_suggest=AutoSuggestFromHistory(),
        lexer=PygmentsLexer(PostgresLexer),
        multiline=True,
        prompt_continuation="  ..> ",
        key_bindings=keys,
    )
    shell = Shell(connection)
    shell.say("newshouse sql, read-only; .help for help, .tables for what there is, .quit to leave")

    def read() -> str:
        shell.out = _console(sys.stdout)  # The terminal may have another size now.
        return session.prompt("news> ")

    shell.run(read)
