"""Which of an article's documents is its last revision, whatever the order they lie in."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path

import pytest

from tests.line import ask, ingest, settings_for

URL = "https://post.example/bridge"
# In the order that they are revisions in: unknown times first, then by the time of the last change,
# which is that of publication where no other is known.
VERSIONS = [
    {"body": "The bridge is open."},
    {"body": "The bridge is closed.", "published": "2024-05-03T08:00:00Z"},
    {
        "body": "The bridge is closed until autumn.",
        "published": "2024-05-03T07:00:00Z",
        "updated": "2024-05-03T09:00:00Z",
    },
    {
        "body": "The bridge is closed until winter.",
        "published": "2024-05-03T07:00:00Z",
        "updated": "2024-05-04T09:00:00+02:00",
    },
]
ORDERS = [list(order) for order in permutations(range(4))][::8]


def write(project: Path, order: list[int]) -> None:
    for place, number in enumerate(order):
        record = {"url": URL, "title": "Bridge", **VERSIONS[number]}
        (project / "raw" / f"{place}.json").write_text(json.dumps(record), encoding="utf-8")


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: "".join(map(str, order)))
def test_revisions_follow_their_times_and_not_their_places(project: Path, order: list[int]) -> None:
    write(project, order)
    settings = settings_for(project)
    ingest(settings)
    rows = ask(
        settings.warehouse,
        "select body, s.revision_no, s.is_current from all_articles as a "
        "inner join document_status as s on a.document_id = s.document_id order by s.revision_no",
    )
    assert rows == [
        (version["body"], number, number == 4) for number, version in enumerate(VERSIONS, start=1)
    ]
    assert ask(settings.warehouse, "select body, revision_no from articles") == [
        (VERSIONS[3]["body"], 4)
    ]


def test_revisions_of_one_time_are_told_apart_by_their_content(project: Path) -> None:
    bodies = ["The bridge is open.", "The bridge is closed.", "The bridge is gone."]
    found = []
    for order in (bodies, bodies[::-1]):
        for place, body in enumerate(order):
            record = {"url": URL, "title": "Bridge", "body": body, "published": "2024-05-03"}
            path = project / "raw" / f"{place}.json"
            path.write_text(json.dumps(record), encoding="utf-8")
        settings = settings_for(project)
        ingest(settings)
        found.append(ask(settings.warehouse, "select body from articles"))
    assert found[0] == found[1]
    assert len(found[0]) == 1


def test_a_revision_delivered_twice_is_one_and_the_first_by_path_stands(project: Path) -> None:
    write(project, [3, 2, 3])
    settings = settings_for(project)
    ingest(settings)
    rows = ask(
        settings.warehouse,
        "select r.path, s.revision_no, s.is_current, s.is_duplicate from document_status as s "
        "inner join all_articles as a on s.document_id = a.document_id "
        "inner join raw_files as r on a.raw_file_id = r.raw_file_id order by r.path",
    )
    assert rows == [
        ("0.json", 2, True, False),
        ("1.json", 1, False, False),
        ("2.json", 2, True, True),
    ]
