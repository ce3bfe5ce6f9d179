"""The published tables, and what shows their rows, against the rows of `all_*`.

The counts here are made in Python from the rows of `all_*`, with no view in between: what is
published is worked out from `document_status` and `article_clusters` alone. What counts and sums is
tried in test_reconcile.py.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pytest

from etl.lake.catalogue import open_catalogue
from etl.settings import Settings

Row = dict[str, Any]


def rows_of(settings: Settings, query: str, *parameters: object) -> list[Row]:
    with open_catalogue(settings.warehouse) as connection:
        cursor = connection.execute(query, list(parameters))
        columns = [column[0] for column in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


@dataclass
class Archive:
    """What is published, from the tables alone."""

    articles: dict[Any, Row]
    """By document."""
    quotes: list[Row]
    mentions: list[Row]
    local_entities: list[Row]
    quote_targets: list[Row]
    paragraphs: list[Row]
    names: dict[Any, Row]
    """Entities of the archive."""

    def entity(self, local_entity_id: object) -> Any:
        return self.member.get(local_entity_id)

    member: dict[Any, Any]


@pytest.fixture(scope="module")
def archive(sample: Settings) -> Archive:
    def all_rows(table: str) -> list[Row]:
        return rows_of(sample, f"select * from {table}")

    kept = {
        row["document_id"]
        for row in all_rows("document_status")
        if row["is_current"] and not row["is_duplicate"]
    }
    copies = {row["article_id"] for row in all_rows("article_clusters") if not row["is_original"]}
    articles = {
        row["document_id"]: {**row, "is_original": row["article_id"] not in copies}
        for row in all_rows("all_articles")
        if row["document_id"] in kept
    }
    member = {row["local_entity_id"]: row["entity_id"] for row in all_rows("entity_members")}

    def published(table: str) -> list[Row]:
        return [
            {**row, "article": articles[row["document_id"]]}
            for row in all_rows(f"all_{table}")
            if row["document_id"] in articles
        ]

    return Archive(
        articles=articles,
        quotes=published("quotes"),
        mentions=published("mentions"),
        local_entities=published("local_entities"),
        quote_targets=published("quote_targets"),
        paragraphs=published("paragraphs"),
        names={row["entity_id"]: row for row in all_rows("entities")},
        member=member,
    )


def grouped(rows: Iterable[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return dict(found)


def by(rows: Iterable[Row], *keys: str) -> dict[Any, Row]:
    return {tuple(row[key] for key in keys): row for row in rows}


def test_the_published_tables_are_the_current_revisions_once(
    sample: Settings, archive: Archive
) -> None:
    keys = {
        "articles": ("revision_id",),
        "paragraphs": ("revision_id", "paragraph_no"),
        "mentions": ("mention_id",),
        "local_entities": ("local_entity_id",),
        "quotes": ("quote_id",),
        "quote_targets": ("quote_id", "local_entity_id"),
    }
    for table, key in keys.items():
        view = rows_of(sample, f"select * from {table}")
        mine = archive.articles.values() if table == "articles" else getattr(archive, table)
        assert len(by(view, *key)) == len(view)
        assert by(view, *key).keys() == by(mine, *key).keys()
    for row in rows_of(sample, "select * from articles"):
        assert row["is_original"] == archive.articles[row["document_id"]]["is_original"]
    for row in rows_of(sample, "select * from mentions"):
        assert row["entity_id"] == archive.entity(row["local_entity_id"])


def test_quote_details(sample: Settings, archive: Archive) -> None:
    view = by(rows_of(sample, "select * from quote_details"), "quote_id")
    assert len(view) == len(archive.quotes)
    for quote in archive.quotes:
        row = view[quote["quote_id"],]
        entity = archive.names.get(archive.entity(quote["speaker_local_entity_id"]))
        left_open = None if quote["speaker_kind"] == "pronoun" else quote["speaker_text"]
        assert row["speaker"] == (entity["canonical_name"] if entity else left_open)
        assert row["speaker_type"] == (entity["type"] if entity else None)
        for column in ("outlet", "published_date", "title", "url", "article_id", "is_original"):
            assert row[column] == quote["article"][column]
        assert (row["text"], row["cue"]) == (quote["text"], quote["cue_text"])


def test_rejects_and_their_summary(sample: Settings) -> None:
    rejects = rows_of(sample, "select * from all_rejects")
    assert {row["reject_id"] for row in rejects} == {
        row["reject_id"] for row in rows_of(sample, "select reject_id from rejects")
    }
    view = by(rows_of(sample, "select * from reject_summary"), "stage", "code")
    mine = grouped(rejects, lambda row: (row["stage"], row["code"]))
    assert set(view) == set(mine)
    for key, found in mine.items():
        assert view[key]["reject_count"] == len(found)
        assert view[key]["file_count"] == len({row["raw_file_id"] for row in found})
        assert view[key]["example_path"] in {row["path"] for row in found}


def test_entities(sample: Settings, archive: Archive) -> None:
    members = grouped(archive.local_entities, lambda e: archive.entity(e["local_entity_id"]))
    spoken = Counter(archive.entity(q["speaker_local_entity_id"]) for q in archive.quotes)
    for entity_id, row in archive.names.items():
        found = members.get(entity_id, [])
        assert row["mention_count"] == sum(e["mention_count"] for e in found)
        assert row["article_count"] == len({e["article_id"] for e in found})
        assert row["quote_count"] == spoken[entity_id]
        forms = {form for e in found for form in (e["name"], *e["aliases"])}
        assert not found or set(row["aliases"]) == forms
        assert not found or row["canonical_name"] in {e["name"] for e in found}


# Macros


def test_span_is_what_stands_at_the_offsets(sample: Settings, archive: Archive) -> None:
    rows = rows_of(
        sample,
        "select m.mention_id, span(a.body, m.char_start, m.char_end) as found "
        "from mentions as m inner join articles as a on m.document_id = a.document_id",
    )
    texts = {m["mention_id"]: m["text"] for m in archive.mentions}
    assert {row["mention_id"]: row["found"] for row in rows} == texts
    for m in archive.mentions:
        assert m["article"]["body"][m["char_start"] : m["char_end"]] == m["text"]


def names_like(archive: Archive, name: str) -> set[Any]:
    return {
        entity_id
        for entity_id, row in archive.names.items()
        if name.casefold() in {alias.casefold() for alias in row["aliases"]}
    }


@pytest.mark.parametrize("name", ["Tomas Verrill", "halloran", "HUGO BRANDT", "Nobody At All"])
def test_entity_named(name: str, sample: Settings, archive: Archive) -> None:
    found = rows_of(sample, "select * from entity_named(?)", name)
    assert {row["entity_id"] for row in found} == names_like(archive, name)
    assert bool(found) == (name != "Nobody At All")


def test_article_text(sample: Settings, archive: Archive) -> None:
    with open_catalogue(sample.warehouse) as connection:
        for article in archive.articles.values():
            rows = connection.execute(
                "select paragraph_no, text from article_text(?)", [article["article_id"]]
            ).fetchall()
            assert "\n\n".join(text for _, text in rows) == article["body"]
            assert [number for number, _ in rows] == list(range(article["paragraph_count"]))
