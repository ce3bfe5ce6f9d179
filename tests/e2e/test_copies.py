"""Copies from raw files to views: a wire story, what papers make of it, what only looks alike."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

import pytest

from etl.lake.layout import Layout
from etl.settings import Settings
from tests.line import ask, ingest, rows, settings_for

WIRE = [
    "SALTMARSH (Reuters) - The harbour authority of Saltmarsh will close its oldest lock for nine "
    "weeks after divers found that three of the eleven bolts which hold the lower gate had been "
    "eaten away by rust, its director said on Tuesday.",
    "The lock, built in 1894, lets some 4,200 fishing boats and yachts a year into the basin. "
    "Until the end of May they will have to wait for the tide and enter by the eastern channel, "
    "which is only four metres deep at low water.",
    "“We could have patched it and prayed,” Harriet Oduya, the director, told reporters there. "
    "“But a gate that fails with a boat in the chamber is not something one prays about.”",
    "The repair will cost about 1.3 million crowns, which the authority means to take from a fund "
    "for dredging. The fishermen’s guild said that its members would lose two hours on every trip "
    "and asked for the harbour dues to be halved as long as the lock is shut.",
    "A spokesman for the ministry of transport in Ellery said that the other six locks on the "
    "Kestrel coast, all by the same builder, would be looked at before the summer.",
]
OWN = [
    "In the Gazette’s survey of the basin last autumn, skippers had complained of a knocking in "
    "the lower gate, and two of them had written to the authority without getting an answer.",
    "Tomas Brandt, who keeps the chandlery beside the lock, said that he would lose one third "
    "of his spring trade and would send one of his two assistants home without pay.",
]
OTHER = [
    "The council of Ellery has turned down a plan to put a hotel on the site of the rope works, "
    "saying that the street could not carry the coaches that its owner hoped for.",
    "Eleven members voted against it and four for it, among them the mayor, who had called the "
    "ruin a disgrace to the town in her speech at New Year.",
    "The owner may come back with a smaller house, of no more than forty rooms, within a year.",
]


def weather(day: int) -> str:
    return (
        f"On the {day}th of the month the harbour office read {day + 3}.{day % 7} degrees at eight "
        f"in the morning and {day + 9}.{day % 5} degrees at four in the afternoon. The wind came "
        f"from the west with {day + 11} knots, the barometer stood at {990 + day} and high water "
        f"was at {day % 12}.4{day % 10} at a height of {day % 4}.{day % 9} metres above the gauge."
    )


FILES = {
    "wire": ("Reuters", "2026-03-03T10:00:00Z", "Rust shuts Saltmarsh lock", "\n\n".join(WIRE)),
    "same": (
        "Evening Ledger",
        "2026-03-03T15:00:00Z",
        "Rust shuts Saltmarsh lock",
        "\n\n".join(WIRE),
    ),
    "near": (
        "Meridian Post",
        "2026-03-04T06:00:00Z",
        "Nine weeks without a lock",
        "\n\n".join(WIRE)
        .replace("SALTMARSH (Reuters) - ", "")
        .replace("about 1.3 million", "some 1.3 million")
        .replace("on Tuesday", "yesterday"),
    ),
    "brief": ("Kestrel Coast", "2026-03-04T08:00:00Z", "Lock shut", "\n\n".join(WIRE[:2])),
    "extended": (
        "Harbour Gazette",
        "2026-03-05T06:00:00Z",
        "The lock, the rust and the chandler",
        "\n\n".join([*WIRE[:4], *OWN]),
    ),
    "other": ("Meridian Post", "2026-03-04T07:00:00Z", "No hotel", "\n\n".join(OTHER)),
    "round-up": (
        "Kestrel Coast",
        "2026-03-08T06:00:00Z",
        "The week",
        "\n\n".join([WIRE[0], WIRE[1], *OTHER[:2], *OWN]),
    ),
    "weather-8": ("Harbour Gazette", "2026-03-08T06:00:00Z", "Weather", weather(8)),
    "weather-9": ("Harbour Gazette", "2026-03-09T06:00:00Z", "Weather", weather(9)),
}


def put(raw: Path, names: Sequence[str]) -> None:
    for name in names:
        outlet, moment, title, text = FILES[name]
        folder = raw / name
        folder.mkdir(parents=True)
        (folder / "story.md").write_text(
            f"---\ntitle: {title}\noutlet: {outlet}\ndate: {moment}\n---\n\n{text}\n"
        )


CLUSTER = """
    select a.outlet, a.title, c.kind, c.is_original, c.wire_agency
    from article_clusters as c inner join articles as a on c.article_id = a.article_id
    order by a.published_at
"""
EXPECTED = [
    ("Reuters", "Rust shuts Saltmarsh lock", "exact", True, "Reuters"),
    ("Evening Ledger", "Rust shuts Saltmarsh lock", "exact", False, "Reuters"),
    ("Meridian Post", "Nine weeks without a lock", "near", False, "Reuters"),
    ("Kestrel Coast", "Lock shut", "reprint", False, "Reuters"),
    ("Harbour Gazette", "The lock, the rust and the chandler", "reprint", False, "Reuters"),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    place = tmp_path_factory.mktemp("copies")
    put(place / "raw", list(FILES))
    settings = settings_for(place, engine="rules")
    ingest(settings)
    return settings


def test_copies_of_every_kind_and_nothing_else(archive: Settings) -> None:
    assert ask(archive.warehouse, CLUSTER) == EXPECTED
    assert len(ask(archive.warehouse, "select distinct cluster_id from article_clusters")) == 1


def test_why(archive: Settings) -> None:
    reasons = ask(
        archive.warehouse,
        "select similarity, reason from article_clusters "
        "order by is_original desc, similarity, kind",
    )
    original, *others = reasons
    assert original == (
        1.0,
        "2 published on the first day, 2026-03-03; the earliest known time",
    )
    assert (1.0, "same words as the original") in others
    assert any(r.startswith("100 % of its rows of three words stand in") for _, r in others)
    assert all(0.5 < similarity <= 1 for similarity, _ in reasons)


def test_the_view_of_copies(archive: Settings) -> None:
    found = ask(
        archive.warehouse,
        "select kind, copy_outlet, original_outlet, days_later, wire_agency, original_title "
        "from syndicated_copies order by copy_date, copy_outlet",
    )
    title = "Rust shuts Saltmarsh lock"
    assert found == [
        ("exact", "Evening Ledger", "Reuters", 0, "Reuters", title),
        ("reprint", "Kestrel Coast", "Reuters", 1, "Reuters", title),
        ("near", "Meridian Post", "Reuters", 1, "Reuters", title),
        ("reprint", "Harbour Gazette", "Reuters", 2, "Reuters", title),
    ]


def test_counts_with_and_without_copies(archive: Settings) -> None:
    assert ask(
        archive.warehouse, "select count(*), count(*) filter (is_original) from articles"
    ) == [(len(FILES), len(FILES) - 4)]
    said = ask(
        archive.warehouse,
        "select quote_count, original_quote_count from quotes_by_speaker "
        "where speaker = 'Harriet Oduya'",
    )
    with_copies, without = said[0]
    assert with_copies > without > 0


def test_any_order_and_split_gives_the_same_rows(archive: Settings, tmp_path: Path) -> None:
    settings = settings_for(tmp_path, engine="rules")
    names = iter(sorted(FILES))
    while some := list(itertools.islice(names, 3)):
        put(tmp_path / "raw", some)
        ingest(settings)
    tables = ["article_clusters", "all_signatures"]
    assert rows(settings.warehouse, tables) == rows(archive.warehouse, tables)


def test_what_is_left_when_the_original_goes(archive: Settings, tmp_path: Path) -> None:
    put(tmp_path / "raw", list(FILES))
    settings = settings_for(tmp_path, engine="rules", missing_limit=1.0)
    ingest(settings)
    for name in ("wire", "same"):
        (tmp_path / "raw" / name / "story.md").unlink()
    ingest(settings)
    left = ask(settings.warehouse, CLUSTER)
    assert [(row[0], row[2], row[3]) for row in left] == [
        ("Meridian Post", "exact", True),
        ("Kestrel Coast", "reprint", False),
        ("Harbour Gazette", "reprint", False),
    ]
    for name in ("wire", "same"):
        (tmp_path / "raw" / name).rmdir()
    put(tmp_path / "raw", ["wire", "same"])
    ingest(settings)
    assert rows(settings.warehouse, ["article_clusters"]) == rows(
        archive.warehouse, ["article_clusters"]
    )


def test_the_result_is_the_same_without_what_is_remembered(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, engine="rules")
    put(tmp_path / "raw", ["wire", "near", "other"])
    ingest(settings)
    Layout(settings.warehouse).copies.write_bytes(b"torn")
    put(tmp_path / "raw", ["brief"])
    ingest(settings)
    assert [row[2] for row in ask(settings.warehouse, CLUSTER)] == ["exact", "near", "reprint"]
