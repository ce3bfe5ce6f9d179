"""Corrections through the whole line, on the sample: what is done again, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.compute import pipeline
from etl.lake.archive import archive_statements, make_archive_macros
from etl.lake.catalogue import open_catalogue
from etl.resolve.lookups import NotResolvedError, look_up
from etl.resolve.reference import Named
from etl.settings import Settings
from tests.line import ask, copy_sample, ingest, rows, settings_for


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    copy_sample(tmp_path, "harbour-gazette", "northfield-courier")
    made = settings_for(tmp_path)
    ingest(made)
    return made


def people(settings: Settings) -> list[str]:
    """The two people of the archive that are named most."""
    found = ask(
        settings.warehouse,
        "select canonical_name from entities where type = 'PERSON' "
        "order by article_count desc, canonical_name limit 2",
    )
    return [name for (name,) in found]


def put(settings: Settings, name: str, text: str) -> Path:
    path = settings.reference_folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def test_a_correction_is_published_without_reading_and_leaves_no_trace(settings: Settings) -> None:
    first, second = people(settings)
    before = rows(settings.warehouse)
    merge = put(settings, "entity_merge.csv", f"entity,into\n{first},{second}\nNobody,{second}\n")
    attribute = put(settings, "entity_attributes.csv", f"entity,attribute,value\n{first},party,X\n")
    work = pipeline.survey(settings)
    assert (work.to_read, work.to_extract, work.publication_due) == ((), 0, True)
    summary = ingest(settings)
    assert summary.corrections == {"applied": 2, "not_found": 1}
    assert [line[:3] for line in summary.bad_lines] == [("entity_merge.csv", 3, "not_found")]
    assert pipeline.survey(settings).nothing_to_do

    after = rows(settings.warehouse)
    for table in before:
        if table.startswith(("entit", "corrections")) or table in {"mentions", "raw_files"}:
            continue
        if table not in {"local_entities", "quotes", "quote_targets"}:
            assert after[table] == before[table], table
    found = ask(
        settings.warehouse,
        "select entities.canonical_name, entity_attributes.value from entity_redirects "
        "inner join entities using (entity_id) "
        "inner join entity_attributes using (entity_id) "
        "where entity_redirects.reason like '%entity_merge.csv line 2'",
    )
    assert {value for _, value in found} == {"X"}
    assert ask(
        settings.warehouse, f"select count(*) from entities where canonical_name = '{first}'"
    ) in ([(0,)], [(1,)])

    merge.unlink()
    attribute.unlink()
    ingest(settings)
    assert rows(settings.warehouse) == before


def test_a_line_keeps_the_date_on_which_it_was_first_seen(settings: Settings) -> None:
    first, second = people(settings)
    query = "select detail, recorded_at from corrections order by detail"
    put(settings, "entity_merge.csv", f"entity,into\n{first},{second}\n")
    ingest(settings)
    seen = dict(ask(settings.warehouse, query))
    # Moved down in its file, and the whole warehouse published anew.
    put(settings, "entity_merge.csv", f"entity,into\nNobody,{second}\n{first},{second}\n")
    pipeline.discover(settings, rebuild=True)
    ingest(settings)
    again = dict(ask(settings.warehouse, query))
    assert len(again) == 2
    assert again.items() >= seen.items()


def test_a_typing_error_brings_nothing_back(settings: Settings) -> None:
    article = ask(settings.warehouse, "select article_id from articles order by 1 limit 1")[0][0]
    path = ask(settings.warehouse, "select path from raw_files where status = 'read' limit 1")[0][0]
    right = f"kind,value\narticle,{article}\nfile,{path}\n"
    ignore = put(settings, "ignore.csv", right)
    ingest(settings, allow_missing=True)
    forgotten = rows(settings.warehouse, ("all_articles", "articles"))

    ignore.write_text(right.replace("article,", "artcle,").replace("file,", "fil,"))
    pipeline.discover(settings, rebuild=True)
    summary = ingest(settings, allow_missing=True)
    assert rows(settings.warehouse, ("all_articles", "articles")) == forgotten
    assert summary.forbidden_unknown
    assert [line[:3] for line in summary.bad_lines] == [
        ("ignore.csv", 2, "rejected"),
        ("ignore.csv", 3, "rejected"),
    ]

    ignore.write_text("kind,value\n")
    pipeline.discover(settings, rebuild=True)
    ingest(settings)
    found = ask(settings.warehouse, "select count(*) from articles where article_id = ?", article)
    assert found == [(1,)]


def test_the_reference_folder_may_lie_elsewhere(tmp_path: Path) -> None:
    copy_sample(tmp_path, "northfield-courier")
    settings = settings_for(tmp_path).model_copy(update={"reference": tmp_path / "mine"})
    ingest(settings)
    put(settings, "outlets.csv", "outlet,country\nNorthfield Courier,Northland\n")
    work = pipeline.survey(settings)
    assert (work.to_read, work.publication_due) == ((), True)
    ingest(settings)
    assert ask(settings.warehouse, "select outlet, country from outlets") == [
        ("Northfield Courier", "Northland")
    ]


def test_every_entity_can_be_named_as_it_is_called(sample: Settings) -> None:
    """Unless another is called the same: what `lookups` takes for its name is what is published."""
    wrong = []
    with open_catalogue(sample.warehouse) as connection:
        called = connection.execute(
            "select canonical_name, type, any_value(entity_id) from entities "
            "group by all having count(*) = 1"
        ).fetchall()
        connection.execute("create temp view automatic_members as from entity_members")
        connection.execute("create temp view automatic_redirects as from entity_redirects")
        connection.execute("create temp view known_types as select entity_id, type from entities")
        make_archive_macros(connection)
        asked = [Named(name, None, kind) for name, kind, _ in called]
        names = look_up(connection, archive_statements("corrections"), asked, {})
        for named, (_, _, entity_id) in zip(asked, called, strict=True):
            try:
                if names.find(named) != entity_id:
                    wrong.append(str(named))
            except NotResolvedError as error:
                wrong.append(str(error))
    assert len(called) > 40
    assert not wrong
