"""What a publication computes again, and that its rows are those of computing everything."""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from etl.compute import pipeline
from etl.lake import changes, sql_files
from etl.lake.catalogue import open_catalogue
from etl.lake.layout import Layout
from etl.lake.publish import CheckFailedError, Publication, run_checks
from etl.lake.sql_files import SqlFileError, load_objects
from etl.settings import Settings
from tests.line import ask, ingest, settings_for

MARTS = [item for item in load_objects() if item.kind == "mart"]
CARRIED = [item for item in MARTS if item.is_carried]
KEYED = {item.name for item in MARTS if item.key}
PEOPLE = ("Ann Hollis", "Ann Mary Hollis", "Hollis", "Ben Okoro", "Carla Reyes", "Okoro")
WORDS = (
    "The ferry will not sail until the harbour wall is mended.",
    "Nobody asked the fishermen what they think of the new pier.",
    "We will vote on the budget before the end of the month.",
)
LONG = " ".join(f"{word} of the port of Ellery, where the boats lie in the rain." for word in WORDS)


def write(raw: Path, name: str, people: tuple[str, ...], words: str, day: int, title: str) -> None:
    said = "\n\n".join(f"“{words}” said Mayor {person} on Monday." for person in people)
    text = f"{title}\nMay {day}, 2024\n\n{LONG}\n\n{said}\n\n{LONG}\n"
    (raw / f"{name}.txt").write_text(text, encoding="utf-8")


def columns(connection: duckdb.DuckDBPyConnection, mart: str) -> str:
    """The columns, in the types that the mart's file gives them."""
    described = connection.execute(f"describe {mart}").fetchall()
    return ", ".join(f'cast("{row[0]}" as {row[1]}) as "{row[0]}"' for row in described)


def check_marts(warehouse: Path) -> None:
    """Every mart has the rows that its statement gives over the whole catalogue."""
    with open_catalogue(warehouse) as connection:
        for item in MARTS:
            listed = columns(connection, item.name)
            found = connection.execute(f"select {listed} from {item.name}").fetchall()
            wanted = connection.execute(f"select {listed} from ({item.sql})").fetchall()
            assert sorted(map(str, found)) == sorted(map(str, wanted)), item.name
        assert [check for check in run_checks(connection) if not check.passed] == []


def last_publication(setup: Settings) -> Publication:
    found = Publication.load(Layout(setup.warehouse))
    assert found is not None
    return found


@pytest.fixture
def always_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    """However much has changed, it is computed beside the base."""
    monkeypatch.setattr(changes, "MOST_CHANGED", 1.0)


STEPS = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.one_of(
            st.none(),
            st.tuples(
                st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True).map(tuple),
                st.sampled_from(WORDS),
                st.integers(1, 9),
                st.integers(0, 3),
            ),
        ),
    ),
    min_size=1,
    max_size=4,
)
"""Files that come, change or go, several between two publications."""


@pytest.mark.slow
@pytest.mark.usefixtures("always_beside")
@settings(
    max_examples=4,
    phases=[Phase.explicit, Phase.generate],  # Shrinking takes minutes.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(publications=st.lists(STEPS, min_size=2, max_size=4), merged=st.booleans())
def test_whatever_changes_the_rows_are_those_of_computing_everything(
    publications: list[list[tuple[int, tuple[tuple[str, ...], str, int, int] | None]]],
    merged: bool,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        setup = settings_for(Path(folder), engine="rules", missing_limit=1.0)
        raw = setup.raw[0]
        raw.mkdir()
        for number in range(3):
            write(raw, f"kept{number}", PEOPLE[number : number + 2], WORDS[0], 2, f"Kept {number}")
        ingest(setup)
        base = last_publication(setup).base
        assert base is not None
        for number, steps in enumerate(publications):
            for place, what in steps:
                if what is None:
                    (raw / f"{place}.txt").unlink(missing_ok=True)
                else:
                    people, words, day, title = what
                    write(raw, str(place), people, words, day, f"News of {title}")
            if merged and number == 1:
                reference = setup.reference_folder
                reference.mkdir(exist_ok=True)
                (reference / "entity_merge.csv").write_text(
                    "entity,into\nBen Okoro,Carla Reyes\n", encoding="utf-8"
                )
            ingest(setup)
            assert last_publication(setup).base == base
            check_marts(setup.warehouse)


@pytest.fixture
def archive(tmp_path: Path) -> Settings:
    setup = settings_for(tmp_path, engine="rules")
    (tmp_path / "raw").mkdir()
    for number in range(4):
        write(setup.raw[0], f"a{number}", PEOPLE[:2], WORDS[0], 2, f"Story {number}")
    ingest(setup)
    return setup


@pytest.mark.usefixtures("always_beside")
def test_marts_keep_the_files_of_the_base_and_add_what_is_new(archive: Settings) -> None:
    before = last_publication(archive)
    assert before.base is not None
    assert set(before.base.marts) == {item.name for item in CARRIED} > KEYED
    write(archive.raw[0], "new", PEOPLE[3:5], WORDS[1], 3, "A new story")
    ingest(archive)
    after = last_publication(archive)
    assert after.base == before.base
    assert set(before.base.files) <= set(after.files)
    for name, file in before.base.marts.items():
        added = [one for one in after.files if one.startswith(f"marts/{name}/") and one != file]
        assert len(added) == 1
        new_rows = pq.read_table(archive.warehouse / added[0])
        if name in KEYED:
            assert len(set(new_rows["article_id"].to_pylist())) <= 1
    check_marts(archive.warehouse)


def test_much_that_is_new_is_the_base_of_what_comes(archive: Settings) -> None:
    before = last_publication(archive).base
    write(archive.raw[0], "new", PEOPLE[3:5], WORDS[1], 3, "A new story")
    ingest(archive)
    after = last_publication(archive)
    assert after.base is not None
    assert after.base != before
    assert not any(name.startswith("marts/changed_articles/") for name in after.files)
    check_marts(archive.warehouse)


@pytest.mark.usefixtures("always_beside")
@pytest.mark.parametrize("how", ["another version", "a file gone"])
def test_a_base_that_is_of_no_use_is_not_used(
    archive: Settings, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = last_publication(archive).base
    assert before is not None
    if how == "another version":
        monkeypatch.setattr(changes, "VERSION", "next")
    else:
        (archive.warehouse / before.states).unlink()
    write(archive.raw[0], "new", PEOPLE[3:5], WORDS[1], 3, "A new story")
    ingest(archive)
    after = last_publication(archive).base
    assert after is not None
    assert after.states != before.states
    check_marts(archive.warehouse)


@pytest.mark.usefixtures("always_beside")
def test_the_files_of_a_base_outlive_their_grace(archive: Settings) -> None:
    write(archive.raw[0], "new", PEOPLE[3:5], WORDS[1], 3, "A new story")
    ingest(archive.model_copy(update={"grace_hours": 0.0}))
    base = last_publication(archive).base
    assert base is not None
    assert all((archive.warehouse / name).exists() for name in base.files)
    assert pipeline.relink(archive).base == base
    check_marts(archive.warehouse)


@pytest.mark.usefixtures("always_beside")
def test_what_is_forgotten_is_in_no_file_of_a_base(archive: Settings) -> None:
    write(archive.raw[0], "secret", PEOPLE[3:5], "Nobody may ever read this again at all.", 3, "Se")
    ingest(archive)
    ingest(archive, allow_missing=True)
    (found,) = ask(archive.warehouse, "select article_id from articles where title = 'Se'")
    pipeline.forget(archive, found[0], "asked to")
    for path in (archive.warehouse / "marts").rglob("*.parquet"):
        table = pq.read_table(path)
        if "article_id" in table.column_names:
            assert found[0] not in table["article_id"].to_pylist(), path
    check_marts(archive.warehouse)


@pytest.fixture
def with_a_wrong_mention(archive: Settings) -> Settings:
    """A new article that has got past the batch's own promises with a wrong text."""
    write(archive.raw[0], "new", PEOPLE[3:5], WORDS[1], 3, "A new story")
    pipeline.discover(archive)
    pipeline.read_batches(archive)
    report = pipeline.extract_batches(archive)
    path = archive.warehouse / report.done[0].files["mentions"].name
    table = pq.read_table(path)
    place = table.schema.get_field_index("text")
    wrong = pa.array(["Somebody Else"] * len(table), pa.string())
    pq.write_table(table.set_column(place, table.schema.field(place), wrong), path)
    return archive


@pytest.mark.usefixtures("always_beside")
def test_checks_look_at_what_is_new(with_a_wrong_mention: Settings) -> None:
    titles = "select count(*) from articles"
    assert ask(with_a_wrong_mention.warehouse, titles) == [(4,)]
    with pytest.raises(CheckFailedError, match="verbatim_mentions"):
        pipeline.publish(with_a_wrong_mention)
    assert ask(with_a_wrong_mention.warehouse, titles) == [(4,)]


def test_an_object_with_a_key_reads_what_is_of_one_article(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "sql"
    for name in ("views", "marts"):
        (folder / name).mkdir(parents=True)
    (folder / "views" / "known.sql").write_text(
        "-- Outlets.\ncreate view known as select outlet from outlets\n"
    )
    (folder / "marts" / "some.sql").write_text(
        "-- Some.\n-- @key article_id\nselect article_id from all_articles, known\n"
    )
    monkeypatch.setattr(sql_files, "sql_folder", lambda: folder)
    with pytest.raises(SqlFileError, match="some has a key, but reads outlets"):
        load_objects.__wrapped__()


@pytest.mark.parametrize(
    ("folder", "text"),
    [
        ("marts", "-- Some.\n-- @key entity_id\nselect entity_id from entities\n"),
        (
            "views",
            "-- Some.\n-- @key article_id\ncreate view some as select article_id from articles\n",
        ),
    ],
)
def test_a_key_that_is_none_is_an_error(tmp_path: Path, folder: str, text: str) -> None:
    path = tmp_path / "some.sql"
    path.write_text(text)
    with pytest.raises(SqlFileError, match="@key article_id"):
        sql_files.parse_file(path, sql_files.FOLDERS[folder])


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("some", "-- Some.\nselect 1 as one, false as is_gone\n", "names no group"),
        ("other", "-- Some.\n-- @group one\nselect 1 as one\n", "no mart is named other"),
    ],
)
def test_an_update_is_of_a_mart_and_its_groups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str, message: str
) -> None:
    for folder in ("marts", "updates"):
        (tmp_path / folder).mkdir()
    (tmp_path / "marts" / "some.sql").write_text("-- Some.\nselect 1 as one\n")
    (tmp_path / "updates" / f"{name}.sql").write_text(text)
    monkeypatch.setattr(sql_files, "sql_folder", lambda: tmp_path)
    with pytest.raises(SqlFileError, match=message):
        load_objects.__wrapped__()
