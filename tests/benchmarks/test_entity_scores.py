"""Scores of entity identity on plain data, and the gold standard's own soundness."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from uuid import UUID

import duckdb
import pytest

from benchmarks.entities import (
    Found,
    Gold,
    find,
    load_gold,
    missed_joins,
    score,
    scored,
    with_intervals,
    wrong_joins,
)
from benchmarks.gold.sample import initials, keys, read_labels, split_of, words


def found(entity: str, resolved: str, group: int = 1) -> Found:
    gold = Gold(
        group_id=group,
        split="dev",
        stratum="random",
        drawn="use",
        article_id=UUID(int=1),
        char_start=0,
        char_end=1,
        type="PERSON",
        entity=entity,
        excluded="",
    )
    return Found(gold, resolved, f"{entity}{resolved}", "")


@pytest.mark.parametrize(
    ("rows", "precision", "recall", "cubed_precision", "cubed_recall"),
    [
        ("a1 a1 b2", 1, 1, 1, 1),
        ("a1 a2 b3", 1, 0, 1, 2 / 3),  # nothing joined: no wrong pair
        ("a1 a1 b1", 1 / 3, 1, 5 / 9, 1),
        ("a1 a1 a2 b2", 1 / 2, 1 / 3, 3 / 4, (2 * 2 / 3 + 1 / 3 + 1) / 4),
        ("", 1, 1, 1, 1),
    ],
)
def test_pairs_and_b_cubed(
    rows: str, precision: float, recall: float, cubed_precision: float, cubed_recall: float
) -> None:
    scores = score([found(entity, resolved) for entity, resolved in rows.split()])
    assert scores.precision == pytest.approx(precision)
    assert scores.recall == pytest.approx(recall)
    if rows:
        assert scores.b_cubed_precision == pytest.approx(cubed_precision)
        assert scores.b_cubed_recall == pytest.approx(cubed_recall)


def test_a_wrong_join_of_two_groups_counts() -> None:
    scores = score([found("a", "1", 1), found("a", "1", 1), found("b", "1", 2)])
    assert (scores.right_pairs, scores.joined_pairs) == (1, 3)


def test_a_join_of_two_groups_is_asked_for_where_they_share_an_entity() -> None:
    assert score([found("a", "1", 1), found("a", "2", 2)]).recall == 0


def test_intervals_hold_the_score_and_widen_where_groups_disagree() -> None:
    alike = [found(f"{g}", f"{g}", g) for g in range(20) for _ in range(3)]
    scores = with_intervals(alike, resamples=50)
    assert scores.precision_interval == scores.recall_interval == (1, 1)
    mixed = [found(f"{g}", f"{g}" if g % 2 else f"{g} {n}", g) for g in range(20) for n in range(3)]
    scores = with_intervals(mixed, resamples=200)
    assert scores.recall == 0.5
    assert scores.recall_interval is not None
    assert 0.2 < scores.recall_interval[0] < 0.5 < scores.recall_interval[1] < 0.8


def test_errors_name_the_parts_and_count_the_pairs() -> None:
    rows = [found("a", "1"), found("a", "1"), found("b", "1"), found("c", "2"), found("c", "3")]
    assert [(pairs, [len(p) for p in parts]) for pairs, parts in wrong_joins(rows)] == [(2, [2, 1])]
    assert [(pairs, [len(p) for p in parts]) for pairs, parts in missed_joins(rows)] == [
        (1, [1, 1])
    ]


ARTICLE, OTHER, ABSENT = (UUID(int=n) for n in (1, 2, 3))


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    with duckdb.connect(str(tmp_path / "news.duckdb")) as catalogue:
        catalogue.execute("create table articles (article_id uuid, title varchar)")
        catalogue.executemany(
            "insert into articles values (?, ?)", [(ARTICLE, "A title"), (OTHER, None)]
        )
        catalogue.execute(
            """
            create table mentions (
                mention_id integer, article_id uuid, char_start bigint, char_end bigint,
                text varchar, type varchar, local_entity_id integer, entity_id integer
            )
            """
        )
        catalogue.executemany(
            "insert into mentions values (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (1, ARTICLE, 10, 14, "Ada", "PERSON", 1, 7),
                (2, ARTICLE, 14, 30, "Ada Verrill", "PERSON", 1, 8),
                (3, ARTICLE, 40, 44, "1999", "DATE", None, None),
                (4, OTHER, 0, 5, "Quay", "PERSON", None, None),
            ],
        )
        catalogue.execute(
            "create table local_entities as "
            "select 1 as local_entity_id, 'Ada  Verrill' as name, 'PERSON' as type"
        )
    return tmp_path


def at(article_id: UUID, char_start: int, char_end: int) -> Gold:
    return Gold(1, "dev", "random", "use", article_id, char_start, char_end, "PERSON", "1", "")


def test_mentions_are_found_by_their_largest_overlap(warehouse: Path) -> None:
    (one,), lost = find(warehouse, [at(ARTICLE, 12, 20)])
    assert (one.resolved, one.name, one.title) == ("8", "Ada  Verrill", "A title")
    assert not lost


def test_names_and_types_can_be_compared_instead(warehouse: Path) -> None:
    (one,), _ = find(warehouse, [at(ARTICLE, 10, 14)], "name")
    assert one.resolved == "PERSON ada verrill"


def test_what_is_not_found_is_counted_and_what_is_not_resolved_stands_alone(
    warehouse: Path,
) -> None:
    gold = [at(ABSENT, 0, 5), at(ARTICLE, 40, 44), at(OTHER, 0, 5), at(OTHER, 1, 4)]
    rows, lost = find(warehouse, gold)
    assert lost == {
        "article not in the warehouse": 1,
        "no mention there": 1,
        "no entity (counted as one of its own)": 2,
    }
    assert len({one.resolved for one in rows}) == len(rows) == 2


def test_the_standard_is_sound() -> None:
    rows = load_gold()
    assert len({(row.article_id, row.char_start, row.char_end) for row in rows}) == len(rows)
    assert all(row.char_start < row.char_end for row in rows)
    assert all(row.split == split_of(row.group_id) for row in rows)
    assert all(row.entity or row.excluded for row in rows)
    groups = defaultdict(set)
    for row in scored(rows):
        groups[row.group_id].add(row.split)
    assert len(groups) >= 300
    assert {len(splits) for splits in groups.values()} == {1}
    assert scored(rows, "dev")
    assert scored(rows, "test")
    assert len(scored(rows, flawed=True)) > len(scored(rows))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Erdoğan's", ["erdogan"]),
        ("U.S.", ["us"]),
        ("J.P. Morgan", ["jp", "morgan"]),
        ("Michael O’Leary", ["michael", "o", "leary"]),
        ("T-Mobile US Inc.", ["t", "mobile", "us", "inc"]),
    ],
)
def test_names_are_folded(name: str, expected: list[str]) -> None:
    assert words(name) == expected


def test_neighbours_are_also_one_word_and_empty_words_none() -> None:
    assert keys("The J.P. Morgan Group 7") == {
        "jp",
        "morgan",
        "thejp",
        "jpmorgan",
        "morgangroup",
        "group7",
    }
    assert initials("World Health Organization of the South") == "whos"


def test_labels_are_read(tmp_path: Path) -> None:
    path = tmp_path / "labels.txt"
    path.write_text("# by hand\n3: a @us! x\n\n4: b~\n")
    assert read_labels(path) == {3: ["a", "@us!", "x"], 4: ["b~"]}
    path.write_text("3: a\n3: b\n")
    with pytest.raises(SystemExit, match="group 3 is labelled twice"):
        read_labels(path)
