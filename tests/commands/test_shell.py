"""The shell of `newshouse sql`, typed at on a terminal, and its parts."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from etl.commands.completion import SqlCompleter, names_of
from etl.commands.shell import COMMANDS, first_sentence, is_complete
from etl.lake.catalogue import open_catalogue
from etl.settings import Settings
from tests.commands.terminal import Terminal, terminal

PROMPT = r"news>"
DONE = r"\d\.\d{3} s"


@pytest.fixture
def shell(sample: Settings, tmp_path: Path) -> Iterator[Terminal]:
    with terminal("sql", "--warehouse", sample.warehouse, home=tmp_path) as found:
        found.see(PROMPT)
        yield found


def test_a_session(shell: Terminal, tmp_path: Path) -> None:
    shell.type("select 6 * 7\r")
    shell.see(r"\.\.>")
    shell.type("as answer;\r")
    assert "42" in shell.see(DONE)
    shell.see(PROMPT)
    shell.type("select nope from articles;\r")
    assert 'column "nope" not found' in shell.see(PROMPT + r"\s*$")
    shell.type("copy (select 1) to 'x';\r")
    assert "read-only" in " ".join(shell.see(PROMPT + r"\s*$").split())
    shell.type("select 'a;\r")
    shell.see(r"\.\.>")
    shell.interrupt()
    shell.see(PROMPT)
    shell.type("select 1 as first; select 2 as second;\r")
    assert re.search(r"first(.|\n)*second", shell.see(rf"{DONE}(.|\n)*{DONE}"))
    shell.see(PROMPT)
    shell.type(".quit\r")
    assert shell.wait() == 0
    history = (tmp_path / ".newshouse_history").read_text()
    assert "+as answer;" in history


def test_commands(shell: Terminal, tmp_path: Path) -> None:
    def ask(line: str) -> str:
        shell.type(f"{line}\r")
        return shell.see(rf"{PROMPT}\s*$")

    assert "quotes_of(" in ask(".tables quote")
    assert "A part of other macros" in ask(".describe search_pieces")
    assert "The moment of publication in UTC" in " ".join(ask(".describe articles").split())
    said = ask(".describe search_articles")
    assert "BM25" in said
    assert "Kestrel Bay" in said
    assert "from kwic(" in ask(".examples kwic")
    assert "there is no 'nope'" in ask(".describe nope")
    assert "there is no .nope" in ask(".nope")
    assert "Ctrl-D" in ask(".help")
    ask(".mode jsonl")
    assert '{"a":1}' in ask("select 1 as a;")
    ask(".mode line")
    assert "a: 1" in ask("select 1 as a;")
    assert "the mode is line" in ask(".mode nope")
    assert "timing is off" in ask(".timing off")
    assert re.search(DONE, ask("select 1 as a;")) is None
    target = tmp_path / "out.csv"
    ask(f".output {target}")
    assert "written to" in ask("select 1 as a, 'b' as c;")
    assert target.read_text() == "a,c\n1,b\n"
    assert "a: 1" in ask("select 1 as a;")
    assert "folder that exists" in " ".join(ask(".output /nowhere/x.csv").split())
    shell.type("\x04")
    assert shell.wait() == 0


@pytest.mark.parametrize(
    "query",
    [
        "with recursive t(a) as (select 1 union all select a + 1 from t) select count(*) from t;",
        "select count(*) from range(10000000) a, range(10000000) b where a.range + b.range = -1;",
    ],
    ids=["recursion", "cross join"],
)
def test_ctrl_c_stops_the_query_and_not_the_shell(query: str, shell: Terminal) -> None:
    shell.type(f"{query}\r")
    time.sleep(2)
    shell.interrupt()
    shell.see("cancelled")
    shell.see(PROMPT)
    shell.type("select 6 * 7 as answer;\r")
    assert "42" in shell.see(DONE)


def test_after_a_cut_result_the_shell_goes_on(shell: Terminal) -> None:
    shell.type("from range(100000000);\r")
    assert "the first 1,000 rows; .output FILE writes all" in shell.see(DONE)
    shell.see(PROMPT)
    shell.type("select 6 * 7 as answer;\r")
    assert "42" in shell.see(DONE)


def test_tab_completes(shell: Terminal) -> None:
    shell.type("select speaker_te\t")
    shell.see("speaker_text")
    shell.type(" from quotes_by_spea\t")
    shell.see("quotes_by_speaker")


def test_a_narrow_terminal(sample: Settings, tmp_path: Path) -> None:
    with terminal("sql", "--warehouse", sample.warehouse, home=tmp_path, columns=60) as shell:
        shell.see(PROMPT)
        shell.type("select * from articles limit 3;\r")
        said = shell.see(DONE)
        assert "more columns do not fit" in " ".join(said.split())
        assert all(len(line) <= 60 for line in said.splitlines() if "news>" not in line)


def test_the_end_of_input_ends_the_shell(shell: Terminal) -> None:
    shell.type("\x04")
    assert shell.wait() == 0


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ("select 1;", True),
        ("select 1", False),
        ("select 1; -- done", True),
        ("select ';", False),
        ("select ';'", False),
        ("select ';';", True),
        ("select 'it''s;';", True),
        ("select $$;", False),
        ("select $$;$$;", True),
        ("/* ; */", False),
        ("/* ;", False),
        ('select 1 as ";', False),
        (".tables", True),
        ("", True),
        (" \n", True),
    ],
)
def test_enter_sends_what_is_complete(text: str, complete: bool) -> None:
    assert is_complete(text) == complete


@pytest.fixture(scope="module")
def completer(sample: Settings) -> SqlCompleter:
    with open_catalogue(sample.warehouse) as connection:
        return SqlCompleter(names_of(connection), COMMANDS)


def offered(completer: SqlCompleter, text: str) -> list[str]:
    """What is offered where `|` stands."""
    place = text.index("|")
    document = Document(text.replace("|", ""), place)
    return [item.text for item in completer.get_completions(document, CompleteEvent())]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (".ta|", ".tables"),
        (".describe quotes_b|", "quotes_by_speaker"),
        ("sel|", "select"),
        ("from quotes_by_s|", "quotes_by_speaker"),
        ("from who_s|", "who_said_about("),
        ("select published_d| from articles", "published_date"),
        ("select a.titl| from articles as a", "title"),
        ("select a.titl| from articles a where true", "title"),
        ("select quotes.speaker_te|\nfrom quotes", "speaker_text"),
        ("from articles as a join quotes as q on a.document_id = q.docu|", "document_id"),
        ("SELECT Speaker_te|", "speaker_text"),
    ],
)
def test_what_is_offered(text: str, first: str, completer: SqlCompleter) -> None:
    assert offered(completer, text)[0] == first


def test_parts_of_macros_are_not_offered(completer: SqlCompleter) -> None:
    assert offered(completer, "from search_a|") == ["search_articles("]
    assert offered(completer, "from search_pie|") == []


def test_nothing_is_offered_for_nothing(completer: SqlCompleter) -> None:
    assert offered(completer, "|") == []
    assert offered(completer, "select nowhere.tit|") == []


def test_commands_are_those_of_the_help() -> None:
    assert {".tables", ".describe", ".examples", ".output", ".quit"} <= set(COMMANDS)


def test_first_sentence() -> None:
    assert first_sentence("Who: a b. More. Yet more.") == "Who"
    assert first_sentence("How often it is 3.5. More.") == "How often it is 3.5."


def test_replies_of_duckdb_are_released(sample: Settings) -> None:
    """A result of which not all was read would block the connection."""
    from etl.commands.output import release

    with open_catalogue(sample.warehouse, locked=True) as connection:
        result = connection.execute("from range(1000000)")
        assert len(result.fetchmany(10)) == 10
        release(result)
        assert connection.execute("select 1").fetchall() == [(1,)]
        with pytest.raises(duckdb.Error):
            connection.execute("select nope")
        assert connection.execute("select 1").fetchall() == [(1,)]
