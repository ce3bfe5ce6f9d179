"""Every command: what it prints where, its exit codes, and what its errors say."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import pytest

from etl import cli
from etl.contracts.base import CONTRACT_VERSION
from etl.lake.layout import Layout
from etl.lake.lock import writing
from etl.resolve.reference import FILES, read_corrections
from etl.settings import Settings
from tests.cli import Answer, call
from tests.line import ask, ingest, settings_for

STORY = "Story {name}\n\nPORT ELLERY: “This is {name},” said Mayor Ann Hollis on Monday.\n"


def put(project: Path, name: str, text: str = STORY) -> Path:
    path = project / "raw" / f"{name}.txt"
    path.write_text(text.format(name=name))
    return path


@pytest.fixture
def published(project: Path) -> Settings:
    """A small warehouse of two articles."""
    settings = settings_for(project, missing_limit=1.0)
    for name in ("a", "b"):
        put(project, name)
    ingest(settings)
    return settings


def places(settings: Settings) -> tuple[str | Path, ...]:
    return ("--raw", settings.raw[0], "--warehouse", settings.warehouse)


def test_help_lists_the_commands_without_importing_them() -> None:
    answer = call("--help")
    assert answer.code == 0
    for name, words in cli.COMMANDS.items():
        assert name in answer.out
        assert words in answer.out


@pytest.mark.parametrize("name", list(cli.COMMANDS))
def test_every_command_has_help_and_short_ones_an_example(name: str) -> None:
    answer = call(name, "--help")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(f"Usage: newshouse {name} ")
    assert f"Example{'' if 'Example:' in answer.out else 's'}:" in answer.out
    assert f"newshouse {name}" in answer.out.partition("Example")[2]


@pytest.mark.parametrize(
    "arguments",
    [
        ["nope"],
        ["run", "--nope"],
        ["run", "--workers", "0"],
        ["sql", "--format", "pdf", "select 1"],
        ["forget", "x"],
        ["explain"],
        ["extract", "/no/such/file"],
        ["run", "--wait", "-1"],
    ],
    ids=" ".join,
)
def test_wrong_usage(arguments: list[str]) -> None:
    answer = call(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert "Error: " in answer.err


def test_version() -> None:
    answer = call("--version")
    assert answer.out.startswith("newshouse, version ")


def test_a_command_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.commands.status.command", None)
    with pytest.raises(TypeError, match="is no click command"):
        call("status")


def test_stopping(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("etl.compute.pipeline.survey", stop)
    answer = call("status")
    assert answer.code == 130
    assert "run again to go on" in answer.err


def test_a_defect_shows_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def defect(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("etl.compute.pipeline.survey", defect)
    with pytest.raises(ZeroDivisionError):
        call("status")


# run


def test_run_reads_publishes_and_sums_up(project: Path) -> None:
    put(project, "a")
    (project / "raw" / "b.json").write_text("{")
    (project / "raw" / "README").write_text("About.")
    answer = call("run", cwd=project)
    assert (answer.code, answer.out) == (3, "")
    for words in (
        "files: 2 new, 0 changed, 0 gone, 0 unchanged; 1 ignored",
        "documents: 2 = 1 articles + 0 duplicates + 0 skipped + 1 rejects",
        "published: 1 articles, ",
        "more documents were rejected than `reject_limit` allows",
        f"warehouse: {project / 'warehouse' / 'news.duckdb'}",
        'newshouse sql "from outlet_activity"',
    ):
        assert words in answer.err
    assert (project / ".dagster" / "dagster.yaml").is_file()

    answer = call("run", cwd=project)
    assert (answer.code, answer.out) == (0, "")
    assert answer.err.startswith("nothing to do: 2 files are unchanged")


def test_run_with_a_folder_file_that_is_wrong(project: Path) -> None:
    put(project, "a")
    (project / "raw" / "_newshouse.toml").write_text('outlet = "A"\noutlett = "B"\n')
    answer = call("run", cwd=project)
    assert answer.code == 2
    assert answer.err.startswith(f"newshouse: {project}/raw/_newshouse.toml:2: outlett: ")


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        pytest.param(lambda raw: raw.rmdir(), "there is no such folder or file", id="missing"),
        pytest.param(lambda _: None, "holds no file to read", id="empty"),
    ],
)
def test_run_without_raw_files(project: Path, prepare: object, words: str) -> None:
    prepare(project / "raw")  # type: ignore[operator]
    answer = call("run", cwd=project)
    assert answer.code == 1
    assert str(project / "raw") in answer.err
    assert words in answer.err
    assert "--raw" in answer.err


def test_run_with_an_unknown_engine_or_batch(project: Path) -> None:
    put(project, "a")
    answer = call("run", "--engine", "nope", cwd=project)
    assert answer.code == 2
    assert "nope" in answer.err
    answer = call("run", "--only", "abc", cwd=project)
    assert answer.code == 2
    assert "there is no batch abc" in answer.err


def test_run_with_globs(project: Path) -> None:
    for name in ("a", "b", "c"):
        put(project, name)
    answer = call("run", "--include", "[ab].txt", "--exclude", "b*", cwd=project)
    assert answer.code == 0
    assert ask(project / "warehouse", "select title from articles") == [("Story a",)]


def test_run_with_a_batch_that_fails(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(project, "a")

    def failing(_: object) -> object:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr("etl.compute.pipeline.read_batch", failing)
    answer = call("run", cwd=project)
    assert answer.code == 3
    assert "failed: ZeroDivisionError: a defect" in answer.err


def test_run_with_an_article_that_the_engine_fails_on(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(project, "a")

    def failing(*_: object) -> object:
        raise ZeroDivisionError("a defect")

    monkeypatch.setenv("NEWSHOUSE_ENGINE", "rules")
    monkeypatch.setattr("etl.extract.engines.rules.Rules.extract", failing)
    answer = call("run", cwd=project)
    assert answer.code == 0
    assert "extraction failed on document" in answer.err


def test_run_that_breaks_a_promise(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from etl.lake import publish

    put(project, "a")
    broken = publish.CheckResult("verbatim_quotes", "Words.", 2, ("a row",), 0.0)
    monkeypatch.setattr(publish, "run_checks", lambda *_: (broken,))
    answer = call("run", cwd=project)
    assert answer.code == 1
    assert "verbatim_quotes: expected 0 violations, found 2" in answer.err
    assert not (project / "warehouse" / "news.duckdb").exists()


@pytest.mark.parametrize("command", ["run", "gc", "relink"])
def test_a_warehouse_that_another_run_holds(published: Settings, command: str) -> None:
    with writing(Layout(published.warehouse).lock):
        answer = call(command, *places(published))
    assert answer.code == 4
    assert "another run is writing this warehouse (process " in answer.err


# status, rejects, verify, gc, relink


def test_status_before_and_after(project: Path) -> None:
    put(project, "a")
    settings = settings_for(project)
    answer = call("status", *places(settings))
    assert (answer.code, answer.err) == (0, "")
    assert "published: nothing yet" in answer.out
    assert "next run: 1 batches to read, 0 to extract, then publish" in answer.out
    assert not settings.warehouse.exists()
    ingest(settings)
    with writing(Layout(settings.warehouse).lock):
        answer = call("status", *places(settings))
    assert "  articles: 1\n" in answer.out
    assert "running: process " in answer.out
    assert "next run: nothing to do" in answer.out


def test_rejects(project: Path) -> None:
    settings = settings_for(project)
    put(project, "a")
    (project / "raw" / "broken.json").write_text('[{"title": "A", "text": "B"}, {"title": ')
    (project / "raw" / "empty.html").write_text("")
    ingest(settings)
    answer = call("rejects", *places(settings), "--format", "json")
    rows = json.loads(answer.out)
    assert [(row["path"], row["code"]) for row in rows] == [
        ("broken.json", "truncated"),
        ("empty.html", "empty"),
    ]
    answer = call("rejects", *places(settings), "--code", "empty", "--path", "html")
    assert answer.out.splitlines()[1:] == [
        "empty.html,,0,read,empty,holds no bytes; fetch the file again"
    ]
    assert len(call("rejects", *places(settings), "--limit", "0").out.splitlines()) == 3
    target = project / "rejects.csv"
    assert call("rejects", *places(settings), "--output", target).out == ""
    assert target.read_text().startswith("path,member,")


def test_verify(published: Settings) -> None:
    answer = call("verify", *places(published))
    assert (answer.code, answer.err) == (0, "")
    assert "kept   files: expected 0 violations, found 0" in answer.out
    victim = next((published.warehouse / "tables" / "quotes").rglob("*.parquet"))
    data = victim.read_bytes()
    victim.write_bytes(data[:100] + bytes(60) + data[160:])
    answer = call("verify", *places(published))
    assert answer.code == 1
    assert "BROKEN files: expected 0 violations, found 1" in answer.out
    assert victim.name in answer.out


@pytest.mark.parametrize("command", ["verify", "relink", "sql", "rejects"])
def test_nothing_is_published_yet(project: Path, command: str) -> None:
    more = ["select 1"] if command == "sql" else []
    answer = call(command, *places(settings_for(project)), *more)
    assert (answer.code, answer.out) == (1, "")
    assert "newshouse run" in answer.err


def test_gc(published: Settings) -> None:
    stray = published.warehouse / "tables" / "quotes" / "batch=old" / "x.parquet"
    stray.parent.mkdir()
    stray.write_text("12345")
    assert "removed 0 files" in call("gc", *places(published)).err
    answer = call("gc", *places(published), "--grace-hours", "0")
    assert answer.code == 0
    assert "removed 1 files, 5 bytes" in answer.err
    assert call("verify", *places(published)).code == 0


def test_relink_after_a_move(published: Settings, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    published.warehouse.rename(moved)
    answer = call("sql", "--warehouse", moved, "select 1")
    assert answer.code == 1
    assert "`newshouse relink`" in answer.err
    answer = call("relink", "--raw", published.raw[0], "--warehouse", moved)
    assert answer.code == 0
    assert f"{moved}/news.duckdb: 2 articles, 2 quotes" in answer.err
    assert call("sql", "--warehouse", moved, "select count(*) from quotes").out.endswith("\n2\n")


def test_relink_publishes_what_was_published(
    published: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not what a newer version of the code could make of the batches: that would be nothing."""
    monkeypatch.setattr("etl.compute.pipeline.read_fingerprint", lambda: "a newer version")
    assert "2 articles" in call("relink", *places(published)).err


def test_a_newer_version_does_not_publish_an_empty_warehouse(
    published: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.compute.pipeline.read_fingerprint", lambda: "a newer version")
    answer = call("forget", *places(published), "a.txt", "--reason", "x")
    assert answer.code == 1
    assert "run `newshouse run` first" in answer.err
    assert ask(published.warehouse, "select count(*) from articles") == [(2,)]
    assert not (published.raw[0] / "reference").exists()


def test_relink_of_tables_of_another_version(
    published: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.compute.pipeline.CONTRACT_VERSION", "99")
    answer = call("relink", *places(published))
    assert answer.code == 1
    assert f"version {CONTRACT_VERSION} of the tables, this is version 99" in answer.err


# corrections


def test_run_with_only_a_changed_correction(published: Settings) -> None:
    reference = published.raw[0] / "reference"
    reference.mkdir()
    merges = reference / "entity_merge.csv"
    merges.write_text("entity,into\nAnn Hollis,Port Ellery\nNobody,Ann Hollis\n,Ann Hollis\n")
    answer = call("status", *places(published))
    assert "next run: 0 batches to read, 0 to extract, then publish" in answer.out
    assert "corrections: 2 lines, 1 that cannot be used" in answer.out
    assert "entity_merge.csv line 4: rejected: found nothing in the column entity" in answer.err
    answer = call("run", *places(published))
    assert answer.code == 0, "a bad line is a warning"
    assert "0 new, 0 changed, 0 gone, 2 unchanged" in answer.err
    for words in (
        "corrections: 1 applied",
        "corrections that are not applied: 1 not_found, 1 rejected (docs/corrections.md)",
        "  entity_merge.csv line 3: not_found: found “Nobody”, which no article names so",
        "  entity_merge.csv line 4: rejected: found nothing in the column entity",
    ):
        assert words in answer.err
    answer = call("status", *places(published))
    assert "corrections: 1 applied, 1 not_found, 1 rejected\n" in answer.out
    assert "entity_merge.csv line 3: not_found" in answer.err
    assert call("run", *places(published)).err.startswith("nothing to do")


def test_a_line_of_ignore_csv_that_cannot_be_used_is_loud(published: Settings) -> None:
    reference = published.raw[0] / "reference"
    reference.mkdir()
    (reference / "ignore.csv").write_text("kind,value\narticle,12\n")
    for _ in range(2):
        answer = call("run", *places(published))
        assert answer.code == 3
        assert "ignore.csv line 2: rejected: '12' is no article_id" in answer.err
        assert "WHAT IT FORBIDS IS UNKNOWN" in answer.err
    assert answer.err.startswith("nothing to do")
    (reference / "ignore.csv").write_text("file\na.txt\n")
    answer = call("run", *places(published))
    assert answer.code == 2
    assert "ignore.csv:1: found the header 'file', which has no column kind, value" in answer.err


# forget


def test_forget_a_file(published: Settings) -> None:
    answer = call("forget", *places(published), "a.txt", "--reason", "wrong archive")
    assert (answer.code, answer.out) == (0, "")
    assert "forgotten: 1 articles; recorded in " in answer.err
    assert f"the raw file stays: {published.raw[0] / 'a.txt'}" in answer.err
    assert ask(published.warehouse, "select title from all_articles") == [("Story b",)]


@pytest.mark.parametrize("what", ["nothing.txt", str(uuid.UUID(int=1))])
def test_forget_what_is_not_there(published: Settings, what: str) -> None:
    answer = call("forget", *places(published), what, "--reason", "x")
    assert answer.code == 2
    assert what in answer.err
    assert not (published.raw[0] / "reference").exists()


def test_what_ignore_csv_names_goes_with_the_next_run(published: Settings) -> None:
    """As after a `forget` that was killed when it had recorded what it was to do."""
    wanted = ask(published.warehouse, "select article_id from articles where title = 'Story a'")
    reference = published.raw[0] / "reference"
    reference.mkdir()
    (reference / "ignore.csv").write_text(f"kind,value\narticle,{wanted[0][0]}\n")
    assert "then publish" in call("status", *places(published)).out
    assert call("run", *places(published)).code == 0
    assert ask(published.warehouse, "select title from all_articles") == [("Story b",)]
    assert "nothing to do" in call("run", *places(published)).err


# init, extract, explain


def test_init_makes_reference_files_that_say_nothing(tmp_path: Path) -> None:
    call("init", tmp_path)
    found = read_corrections(tmp_path / "raw" / "reference")
    assert found.shapes.keys() == FILES.keys()
    assert (found.count, found.problems) == (0, ())


def test_init_makes_a_project_and_keeps_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / ".gitignore").write_text("mine\n")
    answer = call("init", tmp_path / "mine")
    assert (answer.code, answer.out) == (0, "")
    assert (tmp_path / "mine" / ".gitignore").read_text() == "mine\n"
    assert "newshouse run" in answer.err
    put(tmp_path / "mine", "a")
    assert call("run", cwd=tmp_path / "mine").code == 0
    assert (tmp_path / "mine" / "warehouse" / "news.duckdb").is_file()
    assert call("init", cwd=tmp_path / "mine").code == 0


def test_init_where_nothing_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    answer = call("init", tmp_path / "file" / "below")
    assert answer.code == 1
    assert "cannot be written" in answer.err


def test_extract_a_file_as_json_and_text(project: Path) -> None:
    path = put(project, "a")
    answer = call("extract", path)
    assert (answer.code, answer.err) == (0, "")
    found = json.loads(answer.out)
    assert set(found) == {"article", "paragraphs", "mentions", "entities", "quotes"}
    body, quote = found["article"]["body"], found["quotes"][0]
    assert body[quote["char_start"] : quote["char_end"]] == quote["text"] == "This is a,"
    answer = call("extract", path, "--format", "text")
    assert "Ann Hollis" in answer.out
    assert "[direct]" in answer.out


def test_extract_standard_input_gives_the_same_each_time() -> None:
    answers = [call("extract", "-", stdin=STORY.format(name="a")) for _ in range(2)]
    assert answers[0] == answers[1]
    assert json.loads(answers[0].out)["article"]["title"] == "Story a"


def test_extract_what_is_no_article(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    answer = call("extract", tmp_path / "empty.txt")
    assert (answer.code, answer.out) == (1, "")
    assert "empty: holds no bytes" in answer.err


def explained(sample: Settings, query: str) -> Answer:
    ((wanted,),) = ask(sample.warehouse, query)
    answer = call("explain", "--warehouse", sample.warehouse, str(wanted))
    assert (answer.code, answer.err) == (0, "")
    assert str(wanted) in answer.out
    return answer


def test_explain_a_quote(sample: Settings) -> None:
    ((text,),) = ask(sample.warehouse, FIRST_QUOTE.format(column="quotes.text"))
    answer = explained(sample, FIRST_QUOTE.format(column="quotes.quote_id"))
    assert f"[[{text.partition(chr(10))[0]}" in answer.out
    for words in ("cue: ", "speaker: ", "in this article: ", "about: ", "read from "):
        assert words in answer.out


FIRST_QUOTE = (
    "select {column} from quotes inner join quote_targets using (quote_id) "
    "where speaker_entity_id is not null and cue_text is not null "
    "order by quotes.quote_id limit 1"
)


def test_explain_a_quote_without_a_speaker(sample: Settings) -> None:
    answer = explained(
        sample,
        "select quote_id from quotes where speaker_local_entity_id is null "
        "order by speaker_text nulls first limit 1",
    )
    assert "left open: the words name nobody" in answer.out


def test_explain_a_mention(sample: Settings) -> None:
    answer = explained(
        sample,
        "select mention_id from mentions where acronym_of_mention_id is not null "
        "order by mention_id limit 1",
    )
    assert "acronym of: " in answer.out


def test_explain_a_mention_with_a_role(sample: Settings) -> None:
    answer = explained(
        sample,
        "select mention_id from mentions where role_text is not null order by mention_id limit 1",
    )
    assert "role beside it: " in answer.out


def test_explain_what_a_date_means(sample: Settings) -> None:
    answer = explained(
        sample,
        "select mentions.mention_id from mentions "
        "inner join articles on mentions.revision_id = articles.revision_id "
        "where mentions.text = 'July 16' order by 1 limit 1",
    )
    assert "means: 2026-07-16, to the day, counted from the day of " in answer.out


def test_explain_an_entity(sample: Settings) -> None:
    answer = explained(
        sample, "select entity_id from entities where len(roles) > 0 order by entity_id limit 1"
    )
    for words in ("goes by: ", "roles:", "made of ", ": same name", "in:", "to change it, "):
        assert words in answer.out


@pytest.mark.parametrize("column", ["article_id", "revision_id"])
def test_explain_an_article(sample: Settings, column: str) -> None:
    ((wanted, title),) = ask(
        sample.warehouse, f"select {column}, title from articles order by article_id limit 1"
    )
    answer = call("explain", "--warehouse", sample.warehouse, str(wanted))
    assert answer.code == 0
    assert title in answer.out
    assert "title from " in answer.out


def test_explain_an_entity_by_name_and_what_would_change_it(project: Path) -> None:
    settings = settings_for(project)
    put(project, "a")
    reference = project / "raw" / "reference"
    reference.mkdir()
    (reference / "entity_split.csv").write_text("Entity;Label;Role;Name\n")
    (reference / "entity_merge.csv").write_text("entity,into,reason\nPort Ellery,ann hollis,x\n")
    (reference / "entity_attributes.csv").write_text("entity,attribute,value\nAnn Hollis,sex,f\n")
    ingest(settings)
    answer = call("explain", *places(settings), "ANN HOLLIS")
    assert answer.code == 0
    found = ask(settings.warehouse, "select entity_id from entities where type = 'PERSON'")
    (entity,) = (value for (value,) in found)
    for words in (
        f"entity {entity}: Ann Hollis (PERSON)",
        "  1 named “PORT ELLERY” (LOCATION): raw/reference/entity_merge.csv line 2",
        "  sex: f (raw/reference/entity_attributes.csv line 2)",
        "applied: entity: Port Ellery; into: ann hollis; reason: x",
        f"entity_merge.csv:\n    {entity},OTHER,",
        f"entity_split.csv:\n    {entity};NAME;;PORT ELLERY",
        f"entity_alias.csv:\n    NAME,PERSON,{entity},,",
    ):
        assert words in answer.out
    old = ask(settings.warehouse, "select old_entity_id from entity_redirects")
    for (value,) in old:
        assert f"{value} is now {entity}: " in call("explain", *places(settings), str(value)).out
    answer = call("explain", *places(settings), "Nobody")
    assert answer.code == 1
    assert "no published entity goes by 'Nobody'" in answer.err


def test_explain_a_name_of_several(project: Path) -> None:
    settings = settings_for(project)
    put(project, "a")
    split = project / "raw" / "reference" / "entity_split.csv"
    split.parent.mkdir()
    put(project, "b")
    ingest(settings)
    article = ask(settings.warehouse, "select article_id from articles order by 1 limit 1")[0][0]
    split.write_text(f"entity,label,article_id\nAnn Hollis,Ann Hollis,{article}\n")
    ingest(settings)
    answer = call("explain", *places(settings), "Ann Hollis")
    assert answer.code == 0
    assert answer.out.startswith("2 entities go by 'Ann Hollis'; explain one by its id:\n  ")
    assert answer.out.count("Ann Hollis (PERSON), 1 articles") == 2


def test_explain_what_is_not_there(sample: Settings) -> None:
    answer = call("explain", "--warehouse", sample.warehouse, str(uuid.UUID(int=1)))
    assert answer.code == 1
    assert "no published quote, mention, entity or article has this id" in answer.err
