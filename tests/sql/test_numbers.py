"""The numbers of every view, mart and macro, counted once more by hand and drilled down.

The counts here are made in Python from the rows of `all_*`, with no view in between: what is
published is worked out from `document_status` and `article_clusters` alone.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

import pytest

from etl.lake.catalogue import open_catalogue
from etl.settings import Settings

Row = dict[str, Any]
SPOKEN = {"speech", "writing"}


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


def article_ids(rows: Iterable[Row]) -> list[Any]:
    return sorted({row["article"]["article_id"] for row in rows})


def originals(rows: Iterable[Row]) -> int:
    return sum(row["article"]["is_original"] for row in rows)


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
        assert row["speaker"] == (entity["canonical_name"] if entity else quote["speaker_text"])
        assert row["speaker_type"] == (entity["type"] if entity else None)
        for column in ("outlet", "published_date", "title", "url", "article_id", "is_original"):
            assert row[column] == quote["article"][column]
        assert (row["text"], row["cue"]) == (quote["text"], quote["cue_text"])


def test_quotes_by_speaker(sample: Settings, archive: Archive) -> None:
    view = by(rows_of(sample, "select * from quotes_by_speaker"), "entity_id")
    mine = grouped(
        (q for q in archive.quotes if q["act"] in SPOKEN),
        lambda quote: archive.entity(quote["speaker_local_entity_id"]),
    )
    mine.pop(None, None)
    assert {entity for (entity,) in view} == set(mine)
    for entity, quotes in mine.items():
        row = view[entity,]
        assert row["speaker"] == archive.names[entity]["canonical_name"]
        assert row["quote_count"] == len(quotes)
        assert row["original_quote_count"] == originals(quotes)
        assert row["direct_count"] == sum(q["kind"] == "direct" for q in quotes)
        assert row["outlet_count"] == len({q["article"]["outlet"] for q in quotes})
        assert row["article_ids"] == article_ids(quotes)
        assert row["article_count"] == len(row["article_ids"])
        days = [q["article"]["published_date"] for q in quotes]
        assert (row["first_date"], row["last_date"]) == (min(days), max(days))


def test_speaker_over_time(sample: Settings, archive: Archive) -> None:
    view = by(rows_of(sample, "select * from speaker_over_time"), "speaker_entity_id", "month")
    mine = grouped(
        (q for q in archive.quotes if archive.entity(q["speaker_local_entity_id"])),
        lambda q: (
            archive.entity(q["speaker_local_entity_id"]),
            q["article"]["published_date"].replace(day=1),
        ),
    )
    assert set(view) == set(mine)
    for key, quotes in mine.items():
        row = view[key]
        assert row["quote_count"] == len(quotes)
        assert row["original_quote_count"] == originals(quotes)
        assert row["outlet_count"] == len({q["article"]["outlet"] for q in quotes})
        assert row["article_ids"] == article_ids(quotes)


def test_reporting_verbs(sample: Settings, archive: Archive) -> None:
    view = by(rows_of(sample, "select * from reporting_verbs"), "outlet", "cue_lemma", "act")
    cued = [q for q in archive.quotes if q["cue_lemma"] is not None]
    mine = grouped(cued, lambda q: (q["article"]["outlet"], q["cue_lemma"], q["act"]))
    totals = Counter(q["article"]["outlet"] for q in cued)
    assert set(view) == set(mine)
    for key, quotes in mine.items():
        row = view[key]
        assert row["quote_count"] == len(quotes)
        assert row["original_quote_count"] == originals(quotes)
        assert row["share"] == pytest.approx(len(quotes) / totals[key[0]])
        assert row["article_ids"] == article_ids(quotes)


def test_direct_indirect_ratio(sample: Settings, archive: Archive) -> None:
    view = by(rows_of(sample, "select * from direct_indirect_ratio"), "outlet")
    mine = grouped(archive.quotes, lambda q: (q["article"]["outlet"],))
    assert set(view) == set(mine)
    for key, quotes in mine.items():
        row, kinds = view[key], Counter(q["kind"] for q in quotes)
        for kind in ("direct", "mixed", "indirect"):
            assert row[f"{kind}_count"] == kinds[kind]
        assert row["quote_count"] == kinds.total() == len(quotes)
        assert row["direct_share"] == pytest.approx(kinds["direct"] / len(quotes))
        assert row["original_quote_count"] == originals(quotes)


def test_source_diversity(sample: Settings, archive: Archive) -> None:
    view = by(rows_of(sample, "select * from source_diversity"), "outlet")
    mine = grouped(archive.quotes, lambda q: (q["article"]["outlet"],))
    assert set(view) == set(mine)
    for key, quotes in mine.items():
        row = view[key]
        speakers = Counter(
            entity for q in quotes if (entity := archive.entity(q["speaker_local_entity_id"]))
        )
        shares = [count / speakers.total() for count in speakers.values()]
        assert row["quote_count"] == len(quotes)
        assert row["named_count"] == speakers.total()
        assert row["speaker_count"] == len(speakers)
        assert row["unnamed_share"] == pytest.approx(1 - speakers.total() / len(quotes))
        assert row["shannon"] == pytest.approx(-sum(p * math.log2(p) for p in shares))
        if not speakers:
            assert (row["top_speaker"], row["top_share"]) == (None, None)
            continue
        assert row["top_share"] == pytest.approx(max(shares))
        most = [
            archive.names[e]["canonical_name"]
            for e, n in speakers.items()
            if n == max(speakers.values())
        ]
        assert row["top_speaker"] == min(most), "of equals the first by name"


def test_entity_timeline(sample: Settings, archive: Archive) -> None:
    view = by(rows_of(sample, "select * from entity_timeline"), "entity_id", "published_date")
    mine = grouped(
        archive.local_entities,
        lambda e: (archive.entity(e["local_entity_id"]), e["article"]["published_date"]),
    )
    assert set(view) == set(mine)
    for key, found in mine.items():
        row = view[key]
        assert row["name"] == archive.names[key[0]]["canonical_name"]
        assert row["mention_count"] == sum(e["mention_count"] for e in found)
        assert row["article_ids"] == article_ids(found)
        assert row["article_count"] == len(row["article_ids"])
        is_original = {e["article"]["article_id"] for e in found if e["article"]["is_original"]}
        assert row["original_article_count"] == len(is_original)


def test_outlet_activity(sample: Settings, archive: Archive) -> None:
    view = by(rows_of(sample, "select * from outlet_activity"), "outlet", "month")
    mine = grouped(
        ({"article": a} for a in archive.articles.values()),
        lambda r: (r["article"]["outlet"], r["article"]["published_date"].replace(day=1)),
    )
    quotes = grouped(archive.quotes, lambda q: q["article"]["article_id"])
    assert set(view) == set(mine)
    for key, found in mine.items():
        row = view[key]
        said = [q for item in found for q in quotes.get(item["article"]["article_id"], [])]
        speakers = {archive.entity(q["speaker_local_entity_id"]) for q in said} - {None}
        days = [item["article"]["published_date"] for item in found]
        assert row["article_count"] == len(found)
        assert row["original_article_count"] == originals(found)
        assert row["quote_count"] == len(said)
        assert row["speaker_count"] == len(speakers)
        assert (row["first_date"], row["last_date"]) == (min(days), max(days))


def test_dateline_geography(sample: Settings, archive: Archive) -> None:
    view = by(rows_of(sample, "select * from dateline_geography"), "outlet", "place")
    mine = grouped(
        (
            {"article": article, "place": place}
            for article in archive.articles.values()
            for place in article["dateline_places"]
        ),
        lambda r: (r["article"]["outlet"], r["place"]),
    )
    assert set(view) == set(mine)
    for key, found in mine.items():
        row = view[key]
        assert row["article_count"] == len(found)
        assert row["original_article_count"] == originals(found)
        assert row["article_ids"] == article_ids(found)


def test_cooccurrence(sample: Settings, archive: Archive) -> None:
    view = by(rows_of(sample, "select * from cooccurrence"), "first_entity_id", "second_entity_id")
    nodes = {"PERSON", "ORGANIZATION", "LOCATION"}
    together: dict[Any, list[Row]] = defaultdict(list)
    for found in grouped(archive.local_entities, lambda e: e["document_id"]).values():
        named = {archive.entity(e["local_entity_id"]) for e in found if e["type"] in nodes}
        for pair in combinations(sorted(named), 2):
            together[pair].append(found[0])
    mine = {pair: found for pair, found in together.items() if len(found) > 1}
    assert set(view) == set(mine)
    for pair, found in mine.items():
        row = view[pair]
        assert row["article_count"] == len(found)
        assert row["original_article_count"] == originals(found)
        assert row["article_ids"] == article_ids(found)
        assert row["first_name"] == archive.names[pair[0]]["canonical_name"]
        assert row["second_name"] == archive.names[pair[1]]["canonical_name"]


def test_unresolved_speakers(sample: Settings, archive: Archive) -> None:
    view = by(rows_of(sample, "select * from unresolved_speakers"), "quote_id")
    mine = {(q["quote_id"],) for q in archive.quotes if q["speaker_local_entity_id"] is None}
    assert set(view) == mine


def test_syndicated_copies(sample: Settings, archive: Archive) -> None:
    view = rows_of(sample, "select * from syndicated_copies")
    by_text = grouped(
        ({"article": a} for a in archive.articles.values()),
        lambda r: r["article"]["content_hash"],
    )
    copied = [found for found in by_text.values() if len(found) > 1]
    assert len(view) == sum(len(found) - 1 for found in copied)
    for row in view:
        articles = {a["article_id"]: a for a in archive.articles.values()}
        copy, original = articles[row["copy_article_id"]], articles[row["original_article_id"]]
        assert copy["content_hash"] == original["content_hash"]
        assert copy["body"].casefold() == original["body"].casefold()
        assert not copy["is_original"]
        assert original["is_original"]
        assert row["copy_outlet"] == copy["outlet"] != original["outlet"]
        assert row["days_later"] == (copy["published_date"] - original["published_date"]).days


def test_article_revisions(sample: Settings) -> None:
    status = grouped(
        (
            row
            for row in rows_of(sample, "select * from document_status")
            if not row["is_duplicate"]
        ),
        lambda row: row["article_id"],
    )
    several = {article for article, found in status.items() if len(found) > 1}
    view = grouped(
        rows_of(sample, "select * from article_revisions"), lambda row: row["article_id"]
    )
    assert set(view) == several
    for found in view.values():
        assert [row["revision_no"] for row in found] == list(range(1, len(found) + 1))
        assert [row["is_current"] for row in found] == [False] * (len(found) - 1) + [True]
        for before, row in pairwise(found):
            assert row["added_chars"] == len(row["body"]) - len(before["body"])


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


NAMES = ("Tomas Verrill", "halloran", "HUGO BRANDT", "Nobody At All")


@pytest.mark.parametrize("name", NAMES)
def test_entity_named_and_quotes_of(name: str, sample: Settings, archive: Archive) -> None:
    wanted = names_like(archive, name)
    found = rows_of(sample, "select * from entity_named(?)", name)
    assert {row["entity_id"] for row in found} == wanted
    mine = {
        q["quote_id"]
        for q in archive.quotes
        if archive.entity(q["speaker_local_entity_id"]) in wanted
    }
    assert {row["quote_id"] for row in rows_of(sample, "select * from quotes_of(?)", name)} == mine
    assert bool(mine) == (name != "Nobody At All")


@pytest.mark.parametrize(
    ("speaker", "target"),
    [
        ("Tomas Verrill", "Hugo Brandt"),
        (None, "Kestrel Bay"),
        ("Ingrid Halloran", None),
        ("Nobody At All", "Kestrel Bay"),
    ],
)
def test_who_said_about(
    speaker: str | None, target: str | None, sample: Settings, archive: Archive
) -> None:
    about = set(archive.names) if target is None else names_like(archive, target)
    said = {q["quote_id"]: archive.entity(q["speaker_local_entity_id"]) for q in archive.quotes}
    speakers = None if speaker is None else names_like(archive, speaker)
    mine = sorted(
        (t["quote_id"], archive.entity(t["local_entity_id"]))
        for t in archive.quote_targets
        if archive.entity(t["local_entity_id"]) in about
        and (speakers is None or said[t["quote_id"]] in speakers)
    )
    view = rows_of(sample, "select * from who_said_about(?, ?)", speaker, target)
    names = {entity: archive.names[entity]["canonical_name"] for entity in about}
    assert sorted((row["quote_id"], row["target"]) for row in view) == sorted(
        (quote, names[entity]) for quote, entity in mine
    )
    assert bool(mine) == (speaker != "Nobody At All")


@pytest.mark.parametrize("term", ["barrage", "BARRAGE", "said", "small print", "no such words"])
def test_kwic(term: str, sample: Settings, archive: Archive) -> None:
    mine = {
        (p["article_id"], p["char_start"] + p["text"].casefold().index(term.casefold()))
        for p in archive.paragraphs
        if term.casefold() in p["text"].casefold()
    }
    view = rows_of(sample, "select * from kwic(?, 12)", term)
    assert {(row["article_id"], row["char_start"]) for row in view} == mine
    bodies = {a["article_id"]: a["body"] for a in archive.articles.values()}
    for row in view:
        shown = row["before_term"] + row["term_found"] + row["after_term"]
        assert shown in bodies[row["article_id"]]
        assert row["term_found"].casefold() == term.casefold()
        assert len(row["before_term"]) <= 12
        assert len(row["after_term"]) <= 12


def test_article_text(sample: Settings, archive: Archive) -> None:
    with open_catalogue(sample.warehouse) as connection:
        for article in archive.articles.values():
            rows = connection.execute(
                "select paragraph_no, text from article_text(?)", [article["article_id"]]
            ).fetchall()
            assert "\n\n".join(text for _, text in rows) == article["body"]
            assert [number for number, _ in rows] == list(range(article["paragraph_count"]))


def test_every_view_mart_and_macro_is_counted_here() -> None:
    """A new object comes with a test of its numbers in this file; search has files of its own."""
    from pathlib import Path

    from etl.contracts.registry import TABLES
    from etl.lake.sql_files import load_objects

    text = Path(__file__).read_text(encoding="utf-8")
    for item in load_objects():
        is_search = item.name.startswith("search_")
        if item.kind != "check" and item.name not in TABLES and not is_search:
            assert f"from {item.name}" in text or f"{item.name}(" in text, item.name
