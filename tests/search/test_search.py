"""What `search_articles` and `search_quotes` find, against plain Python over the same texts."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.compute import pipeline
from etl.lake.catalogue import open_catalogue
from etl.lake.layout import Layout
from etl.lake.publish import Publication
from etl.search import index
from etl.settings import Settings
from tests.line import ask, ingest, settings_for
from tests.search import reference
from tests.search.reference import Item, Text


@pytest.fixture(scope="module")
def catalogue(sample: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_catalogue(sample.warehouse, locked=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def paired(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The sample archive with every pair of words that stands in two articles in the index."""
    place = tmp_path_factory.mktemp("paired")
    (place / "raw").symlink_to(Path(__file__).parents[2] / "raw")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "PAIR_TEXTS", 2)
        settings = settings_for(place)
        ingest(settings)
    with open_catalogue(settings.warehouse) as connection:
        yield connection


@pytest.fixture(scope="module")
def articles(catalogue: duckdb.DuckDBPyConnection) -> list[Text]:
    return reference.articles(catalogue)


@pytest.fixture(scope="module")
def quotes(catalogue: duckdb.DuckDBPyConnection) -> list[Text]:
    return reference.quotes(catalogue)


def found(connection: duckdb.DuckDBPyConnection, query: str, kind: str) -> dict[str, float]:
    key = f"{kind}_id"
    rows = connection.execute(f"select {key}, score from search_{kind}s(?)", [query]).fetchall()
    assert len({row[0] for row in rows}) == len(rows)
    assert [row[1] for row in rows] == sorted((row[1] for row in rows), reverse=True)
    return {str(key): score for key, score in rows}


QUERIES: dict[str, tuple[list[list[Item]], list[Item]]] = {
    "bay": ([[Item(("bay",))]], []),
    "Bay HARBOUR": ([[Item(("bay",))], [Item(("harbour",))]], []),
    "bay harbour OR council": ([[Item(("bay",))], [Item(("harbour",)), Item(("council",))]], []),
    '"Kestrel Bay"': ([[Item(("kestrel", "bay"))]], []),
    '"kestrel bay" "in the" said': (
        [[Item(("kestrel", "bay"))], [Item(("in", "the"))], [Item(("said",))]],
        [],
    ),
    '"in the" OR "of the"': ([[Item(("in", "the")), Item(("of", "the"))]], []),
    "the -council": ([[Item(("the",))]], [Item(("council",))]),
    "said NOT bay": ([[Item(("said",))]], [Item(("bay",))]),
    'the -"the council" NOT bay': ([[Item(("the",))]], [Item(("the", "council")), Item(("bay",))]),
    "licen*": ([[Item(("licen",), is_prefix=True)]], []),
    '"tidal barr*" fish* OR ferr*': (
        [
            [Item(("tidal", "barr"), is_prefix=True)],
            [Item(("fish",), is_prefix=True), Item(("ferr",), is_prefix=True)],
        ],
        [],
    ),
    "Küste OR fischer*": ([[Item(("kuste",)), Item(("fischer",), is_prefix=True)]], []),
    "the* t* at*": (
        [[Item((start,), is_prefix=True)] for start in ("the", "t", "at")],
        [],
    ),
    "fishermen’s": ([[Item(("fishermen", "s"))]], []),
    "nosuchword": ([[Item(("nosuchword",))]], []),
    "bay nosuchword": ([[Item(("bay",))], [Item(("nosuchword",))]], []),
    "bay bay": ([[Item(("bay",))], [Item(("bay",))]], []),
    '"the the"': ([[Item(("the", "the"))]], []),
}


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("kind", ["article", "quote"])
def test_hits_and_scores(
    query: str,
    kind: str,
    catalogue: duckdb.DuckDBPyConnection,
    articles: list[Text],
    quotes: list[Text],
) -> None:
    clauses, without = QUERIES[query]
    expected = reference.scores(articles if kind == "article" else quotes, clauses, without)
    assert found(catalogue, query, kind) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("query", QUERIES)
def test_hits_are_the_same_where_pairs_of_words_are_in_the_index(
    query: str, catalogue: duckdb.DuckDBPyConnection, paired: duckdb.DuckDBPyConnection
) -> None:
    assert found(paired, query, "article") == found(catalogue, query, "article")


def test_frequent_pairs_are_in_the_index(
    catalogue: duckdb.DuckDBPyConnection, paired: duckdb.DuckDBPyConnection
) -> None:
    count = "select count(*) from search_words where contains(term, ' ')"
    assert catalogue.execute(count).fetchall() == [(0,)]
    ((pairs,),) = paired.execute(count).fetchall()
    assert pairs > 500
    # As often as the words stand beside each other, in title or text.
    rows = paired.execute(
        "select document_id, frequency from search_words "
        "inner join search_texts on text_no = search_text_no(number, file_no) "
        "where term = 'kestrel bay'"
    ).fetchall()
    texts = {
        document_id: " ".join(reference.words_of(paired, title))
        + " | "
        + " ".join(reference.words_of(paired, body))
        for document_id, title, body in paired.execute(
            "select document_id, title, body from articles"
        ).fetchall()
    }
    assert dict(rows) == {
        key: text.count("kestrel bay") for key, text in texts.items() if "kestrel bay" in text
    }


def test_the_queries_find_something(catalogue: duckdb.DuckDBPyConnection) -> None:
    empty = {query for query in QUERIES if not found(catalogue, query, "article")}
    assert empty == {"nosuchword", "bay nosuchword", '"the the"'}


@settings(max_examples=15)
@given(seed=st.integers(0, 2**32), kind=st.sampled_from(["article", "quote"]))
def test_any_query_scores_as_in_plain_python(
    seed: int,
    kind: str,
    catalogue: duckdb.DuckDBPyConnection,
    articles: list[Text],
    quotes: list[Text],
) -> None:
    texts = articles if kind == "article" else quotes
    chance = random.Random(seed)

    def item() -> Item:
        part = chance.choice([part for text in texts for part in text.parts if part])
        start = chance.randrange(len(part))
        words = part[start : start + chance.choice([1, 1, 1, 2, 3])]
        if chance.random() < 0.2:
            return Item((*words[:-1], words[-1][: chance.randint(1, 4)]), is_prefix=True)
        return Item(words)

    def written(item: Item) -> str:
        return f'"{" ".join(item.words)}{"*" * item.is_prefix}"'

    clauses = [
        [item() for _ in range(chance.choice([1, 1, 2]))] for _ in range(chance.randint(1, 3))
    ]
    without = [item() for _ in range(chance.choice([0, 0, 1]))]
    query = " ".join(
        [*(" OR ".join(map(written, clause)) for clause in clauses)]
        + [f"-{written(one)}" for one in without]
    )
    expected = reference.scores(texts, clauses, without)
    assert found(catalogue, query, kind) == pytest.approx(expected, abs=1e-4), query


LIMITS = {
    "title:bay": lambda row: re.search(r"\bbay\b", row["title"] or "", re.IGNORECASE),
    'bay title:"kestrel bay"': lambda row: "kestrel bay" in (row["title"] or "").lower(),
    "bay outlet:gazette": lambda row: "Gazette" in (row["outlet"] or "")
    and re.search(r"\bbay\b", f"{row['title']} {row['body']}", re.IGNORECASE),
    'outlet:"The Harbour Gazette"': lambda row: row["outlet"] == "The Harbour Gazette",
    "-outlet:gazette after:2026-03": lambda row: "Gazette" not in (row["outlet"] or "")
    and row["published_date"] is not None
    and row["published_date"] >= dt.date(2026, 3, 1),
    "outlet:ledger OR outlet:saltm*": lambda row: re.search(
        r"\b(ledger\b|saltm)", row["outlet"] or "", re.IGNORECASE
    ),
    "after:2026-02 before:2026-03": lambda row: row["published_date"] is not None
    and dt.date(2026, 2, 1) <= row["published_date"] < dt.date(2026, 3, 1),
    "author:mora": lambda row: any("Mora" in name.split() for name in row["authors"]),
    "council OR outlet:ledger": lambda row: "Ledger" in (row["outlet"] or "")
    or re.search(r"\bcouncil\b", f"{row['title']} {row['body']}", re.IGNORECASE),
}  # fmt: skip


@pytest.mark.parametrize("query", LIMITS)
def test_limits(query: str, catalogue: duckdb.DuckDBPyConnection) -> None:
    cursor = catalogue.execute(
        "select article_id, title, body, outlet, authors, published_date from articles"
    )
    names = [column[0] for column in cursor.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    expected = {str(row["article_id"]) for row in rows if LIMITS[query](row)}
    assert set(found(catalogue, query, "article")) == expected
    if query != "author:mora":
        assert expected


def test_limits_of_quotes(catalogue: duckdb.DuckDBPyConnection) -> None:
    cursor = catalogue.execute(
        "select quote_id, concat_ws(' | ', speaker, speaker_text) as said_by, title, outlet, text "
        "from quote_details"
    )
    names = [column[0] for column in cursor.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    queries: dict[str, Callable[[dict[str, str]], object]] = {
        'speaker:"ingrid halloran"': lambda row: "Ingrid Halloran" in row["said_by"],
        "bay speaker:halloran": lambda row: (
            "Halloran" in row["said_by"] and re.search(r"\bbay\b", row["text"], re.IGNORECASE)
        ),
        "title:bay": lambda row: re.search(r"\bbay\b", row["title"] or "", re.IGNORECASE),
        "-speaker:halloran title:bay": lambda row: (
            "Halloran" not in row["said_by"]
            and re.search(r"\bbay\b", row["title"] or "", re.IGNORECASE)
        ),
        "outlet:ledger -speaker:halloran": lambda row: (
            row["outlet"] == "The Evening Ledger" and "Halloran" not in row["said_by"]
        ),
    }
    for query, holds in queries.items():
        expected = {str(row["quote_id"]) for row in rows if holds(row)}
        assert expected, query
        assert set(found(catalogue, query, "quote")) == expected, query


def test_the_best_quotes_of_a_speaker_have_a_snippet(
    catalogue: duckdb.DuckDBPyConnection,
) -> None:
    query = "the speaker:halloran"
    rows = catalogue.execute("select snippet from search_quotes(?)", [query]).fetchall()
    best = catalogue.execute("from search_quotes('the') limit 20").fetchall()
    assert len(rows) > 3
    assert not all("Halloran" in str(row) for row in best)
    assert all(row[0] is not None for row in rows[:20])


def test_speakers_do_not_limit_articles(catalogue: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(duckdb.Error, match="use search_quotes"):
        catalogue.execute("from search_articles('bay speaker:halloran')").fetchall()


def test_a_speaker_is_no_alternative(catalogue: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(duckdb.Error, match="cannot be an alternative"):
        catalogue.execute("from search_quotes('bay OR speaker:halloran')").fetchall()


@pytest.mark.parametrize("query", ["", "…", "-bay"])
def test_a_query_that_asks_for_nothing_finds_nothing(
    query: str, catalogue: duckdb.DuckDBPyConnection
) -> None:
    assert found(catalogue, query, "article") == {}


@pytest.mark.parametrize("query", ["bay", '"kestrel bay" licen*', "fischer*"])
def test_snippets_are_of_the_text_with_the_hits_marked(
    query: str, catalogue: duckdb.DuckDBPyConnection
) -> None:
    rows = catalogue.execute(
        "select hits.snippet, articles.title, articles.body from search_articles(?) as hits "
        "inner join articles using (article_id)",
        [query],
    ).fetchall()
    words = [word.strip('"*') for word in query.split()]
    assert rows
    for snippet, title, body in rows[:20]:
        plain = " ".join(body.split())
        assert snippet.replace("**", "").strip("… ") in plain
        marked = re.findall(r"\*\*(.+?)\*\*", snippet)
        assert all(any(word in one.lower() for word in words) for one in marked)
        assert marked or not any(word in body.lower() for word in words), title
        assert len(snippet.split()) < 45
    assert all(row[0] is None for row in rows[20:])


def test_a_phrase_is_marked_as_one(catalogue: duckdb.DuckDBPyConnection) -> None:
    rows = catalogue.execute("select snippet from search_articles('\"kestrel bay\"')").fetchall()
    assert any("**Kestrel Bay**" in row[0] for row in rows)


FLOOD = "Flood in the valley\n\nThe river rose on Monday. “Leave now,” said Mayor Ann Hollis.\n"
STORIES = {
    "one.txt": FLOOD,
    "two.txt": "Dry again\n\nThe river fell on Friday after the flood, the council said.\n",
    "three.txt": "Football\n\nThe river end of the ground was full, said captain Joe Reed.\n",
    "four.txt": FLOOD,
}


def answers(warehouse: Path) -> list[list[tuple[object, ...]]]:
    queries = ["river", "flood", '"the river"', "river -football", "ri*", "mayor OR captain"]
    return [
        ask(warehouse, f"select * from search_{kind}(?)", query)
        for kind in ("articles", "quotes")
        for query in [*queries, "leave now"]
    ]


def test_step_by_step_is_as_at_once(tmp_path: Path) -> None:
    step, once = tmp_path / "step", tmp_path / "once"
    for place, batches in ((step, [[name] for name in STORIES]), (once, [list(STORIES)])):
        (place / "raw").mkdir(parents=True)
        for batch in batches:
            for name in batch:
                (place / "raw" / name).write_text(STORIES[name])
            ingest(settings_for(place))
    assert answers(step / "warehouse") == answers(once / "warehouse")
    assert sum(map(bool, answers(once / "warehouse"))) > 8


def test_only_what_is_published_is_found_and_counted(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    settings = settings_for(tmp_path)
    for name, text in STORIES.items():
        (tmp_path / "raw" / name).write_text(text)
    ingest(settings)
    before = answers(settings.warehouse)
    # Twice the same document under another path is one article, whatever the batch.
    (tmp_path / "raw" / "zz-copy.txt").write_text(STORIES["two.txt"])
    ingest(settings)
    assert answers(settings.warehouse) == before
    with open_catalogue(settings.warehouse) as connection:
        texts = reference.articles(connection)
        expected = reference.scores(texts, [[Item(("river",))]])
        assert found(connection, "river", "article") == pytest.approx(expected, abs=1e-4)
    (tmp_path / "raw" / "three.txt").unlink()
    ingest(settings, allow_missing=True)
    assert ask(settings.warehouse, "from search_articles('football')") == []
    pipeline.forget(settings, "two.txt", "a test")
    pipeline.forget(settings, "zz-copy.txt", "a test")
    assert ask(settings.warehouse, "from search_articles('friday')") == []
    named = Publication.load(Layout(settings.warehouse))
    assert named is not None
    kept = {str(path.relative_to(settings.warehouse)) for path in indexes(settings.warehouse)}
    assert kept == {name for name in named.files if name.startswith("search/")}


def indexes(warehouse: Path) -> dict[Path, int]:
    """The files of the index, and when each was written."""
    files = (warehouse / "search").rglob("*.parquet")
    return {path: path.stat().st_mtime_ns for path in files}


def test_what_is_indexed_is_not_indexed_again(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    settings = settings_for(tmp_path)
    (tmp_path / "raw" / "one.txt").write_text(STORIES["one.txt"])
    ingest(settings)
    made = indexes(settings.warehouse)
    assert len(made) == 2
    (tmp_path / "raw" / "two.txt").write_text(STORIES["two.txt"])
    ingest(settings)
    now = indexes(settings.warehouse)
    assert {path: now[path] for path in made} == made
    assert len(now) > len(made)


def test_an_archive_without_an_article_can_be_searched(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    settings = settings_for(tmp_path)
    ingest(settings, allow_missing=True)
    assert ask(settings.warehouse, "from search_articles('a \"b c\" d*')") == []
    assert ask(settings.warehouse, "from search_quotes('a')") == []
