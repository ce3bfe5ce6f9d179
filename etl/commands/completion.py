"""What the shell of `newshouse sql` offers when somebody is typing.

Belongs here: the names of a catalogue, and which of them fit at a place in a query. Does not belong
here: the shell itself (`etl.commands.shell`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import duckdb
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from etl.lake.sql_files import PART

KEYWORDS = (
    "select from where group by order by limit having distinct join left join inner join on using "
    "with as and or not in like ilike between is null case when then else end filter asc desc "
    "count sum avg min max union all except intersect describe summarize"
)
WORD = re.compile(r"[\w.]*$")
ALIAS = re.compile(
    r"\b(?:from|join)\s+(\w+)(?:\s*\([^()]*\))?(?:\s+(?:as\s+)?(?!on\b|where\b|join\b|using\b)(\w+))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Names:
    """What can be named in a query."""

    columns: Mapping[str, Mapping[str, str]]
    """View -> its columns and their types."""
    macros: Mapping[str, str]
    """Macro -> its parameters, separated by commas."""


def names_of(connection: duckdb.DuckDBPyConnection) -> Names:
    """The views, columns and macros of a catalogue; parts of macros are left out."""
    columns: dict[str, dict[str, str]] = {}
    for view, column, kind in connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() where not internal "
        "order by table_name, column_index"
    ).fetchall():
        columns.setdefault(view, {})[column] = kind.lower()
    macros = connection.execute(
        "select function_name, array_to_string(parameters, ', ') from duckdb_functions() "
        "where not internal and not starts_with(coalesce(comment, ''), ?) order by function_name",
        [PART],
    ).fetchall()
    return Names(columns, dict(macros))


class SqlCompleter(Completer):
    """Commands of the shell, views, macros, columns and keywords."""

    def __init__(self, names: Names, commands: Iterable[str]) -> None:
        self._names = names
        self._commands = tuple(commands)

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterator[Completion]:
        """What fits before the cursor, the likeliest first."""
        del complete_event
        before = document.text_before_cursor
        if before.startswith("."):
            yield from self._for_command(before)
            return
        found = WORD.search(before)
        word = found.group() if found else ""
        if "." in word:
            owner, _, start = word.rpartition(".")
            view = self._aliases(document.text).get(owner.lower(), owner)
            yield from _matching(self._names.columns.get(view, {}), start)
            return
        if word:
            yield from self._for_word(word, document.text)

    def _for_command(self, before: str) -> Iterator[Completion]:
        command, space, argument = before.partition(" ")
        if not space:
            yield from _matching(dict.fromkeys(self._commands, ""), command)
        elif command in {".describe", ".examples"}:
            yield from _matching(
                dict.fromkeys(self._names.columns, "view")
                | dict.fromkeys(self._names.macros, "macro"),
                argument,
            )

    def _for_word(self, word: str, text: str) -> Iterator[Completion]:
        used = self._aliases(text).values()
        near: dict[str, str] = {}
        for view in used:
            near |= self._names.columns.get(view, {})
        others = {name for columns in self._names.columns.values() for name in columns}
        offered: dict[str, str] = dict(near)
        for name in self._names.columns:
            offered.setdefault(name, "view")
        for name, parameters in self._names.macros.items():
            offered.setdefault(f"{name}(", f"macro({parameters})")
        if not near:
            for name in sorted(others):
                offered.setdefault(name, "column")
        for name in KEYWORDS.split():
            offered.setdefault(name, "")
        yield from _matching(offered, word)

    def _aliases(self, text: str) -> dict[str, str]:
        """Alias, or view itself -> view, of what the query reads."""
        found = {}
        for view, alias in ALIAS.findall(text):
            if view.lower() in self._names.columns:
                found[view.lower()] = view.lower()
                if alias:
                    found[alias.lower()] = view.lower()
        return found


def _matching(offered: Mapping[str, str], start: str) -> Iterator[Completion]:
    for name, what in offered.items():
        if name.lower().startswith(start.lower()) and name != start:
            yield Completion(name, start_position=-len(start), display_meta=what)
