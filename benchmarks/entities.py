"""How well entities are told apart across articles, against the gold standard in `gold/`.

Belongs here: finding the gold mentions in a warehouse, and scores of its resolution. How the
standard was made and what its labels mean stands in `gold/README.md`. Run from the repository root,
over a warehouse that was made from the archives news-please-json and wikinews-csv:

    python -m benchmarks.entities --warehouse DIR                    # the half to develop with
    python -m benchmarks.entities --warehouse DIR --split test       # the half kept aside
    python -m benchmarks.entities --warehouse DIR --resolution name  # beside: same name and type

A gold mention is found by its article and the largest overlap of its offsets, so that a change of
the extraction costs only what it changes. Pairwise precision is the share of right ones among all
pairs of gold mentions that the warehouse takes for one entity, within a name group or across two;
recall is the share of the pairs of one entity that it joins. B-cubed (Bagga and Baldwin 1998)
averages over mentions instead. The intervals are 95 % of a bootstrap over name groups. Names in the
list of errors are read from the warehouse: the standard itself holds none.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import duckdb
import numpy as np

GOLD = Path(__file__).parent / "gold" / "entity_identity.csv"
RESAMPLES = 1000
RESOLUTIONS = ("published", "name")


@dataclass(frozen=True, slots=True)
class Gold:
    """One labelled mention."""

    group_id: int
    split: str
    stratum: str
    drawn: str
    article_id: UUID
    char_start: int
    char_end: int
    type: str
    entity: str
    excluded: str


@dataclass(frozen=True, slots=True)
class Found:
    """A gold mention with what a warehouse takes it for."""

    gold: Gold
    resolved: Hashable
    """The entity of the archive; a value of its own where the warehouse gives none."""
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Scores:
    """Pairs and B-cubed, each with its interval where one was asked for."""

    mentions: int
    entities: int
    gold_pairs: int
    joined_pairs: int
    right_pairs: int
    precision: float
    recall: float
    b_cubed_precision: float
    b_cubed_recall: float
    precision_interval: tuple[float, float] | None = None
    recall_interval: tuple[float, float] | None = None


def load_gold(path: Path = GOLD) -> list[Gold]:
    """All rows, those that are left out of scores as well."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Gold(
                group_id=int(row["group_id"]),
                split=row["split"],
                stratum=row["stratum"],
                drawn=row["drawn"],
                article_id=UUID(row["article_id"]),
                char_start=int(row["char_start"]),
                char_end=int(row["char_end"]),
                type=row["type"],
                entity=row["entity"],
                excluded=row["excluded"],
            )
            for row in csv.DictReader(file)
        ]


def scored(rows: Iterable[Gold], split: str = "all", *, flawed: bool = False) -> list[Gold]:
    """The rows that scores are made of.

    Args:
        rows: The gold standard.
        split: dev, test or all.
        flawed: Whether mentions of plain identity, but of wrong type or span, are in.
    """
    return [
        row
        for row in rows
        if row.entity and split in {"all", row.split} and (flawed or not row.excluded)
    ]


def find(
    warehouse: Path, gold: Sequence[Gold], resolution: str = "published"
) -> tuple[list[Found], Counter[str]]:
    """What the warehouse takes each gold mention for, and why the others were not found."""
    how = {
        "published": "cast(m.entity_id as varchar)",
        "name": "l.type || ' ' || "
        "lower(nfc_normalize(regexp_replace(trim(l.name), '\\s+', ' ', 'g')))",
    }[resolution]
    with duckdb.connect(str(warehouse / "news.duckdb"), read_only=True) as catalogue:
        catalogue.execute(
            "create temp table gold "
            "(place integer, article_id uuid, char_start bigint, char_end bigint)"
        )
        catalogue.execute(
            "insert into gold select unnest(?), unnest(?), unnest(?), unnest(?)",
            [
                list(range(len(gold))),
                [row.article_id for row in gold],
                [row.char_start for row in gold],
                [row.char_end for row in gold],
            ],
        )
        rows = catalogue.execute(
            f"""
            select
                g.place,
                a.article_id is not null,
                {how} as resolved,
                coalesce(l.name, m.text),
                a.title
            from gold as g
            left join articles as a on g.article_id = a.article_id
            left join mentions as m
                on g.article_id = m.article_id
                and m.type not in ('DATE', 'MONEY')
                and m.char_start < g.char_end and g.char_start < m.char_end
            left join local_entities as l on m.local_entity_id = l.local_entity_id
            qualify row_number() over (
                partition by g.place
                order by
                    least(m.char_end, g.char_end) - greatest(m.char_start, g.char_start)
                        desc nulls last,
                    m.char_end - m.char_start asc,
                    m.mention_id asc
            ) = 1
            order by g.place
            """
        ).fetchall()
    found = []
    lost: Counter[str] = Counter()
    for at, has_article, resolved, name, title in rows:
        if not has_article:
            lost["article not in the warehouse"] += 1
        elif name is None:
            lost["no mention there"] += 1
        else:
            if resolved is None:
                lost["no entity (counted as one of its own)"] += 1
            found.append(Found(gold[at], resolved or f"none {at}", name, title or ""))
    return found, lost


def _pairs(counts: Iterable[int]) -> int:
    return sum(n * (n - 1) // 2 for n in counts)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 1.0


def score(found: Sequence[Found]) -> Scores:
    """Scores over all pairs of these mentions."""
    by_gold = Counter(one.gold.entity for one in found)
    by_resolved = Counter(one.resolved for one in found)
    by_both = Counter((one.gold.entity, one.resolved) for one in found)
    gold, joined, right = (_pairs(c.values()) for c in (by_gold, by_resolved, by_both))
    squares = {key: n * n for key, n in by_both.items()}
    return Scores(
        mentions=len(found),
        entities=len(by_gold),
        gold_pairs=gold,
        joined_pairs=joined,
        right_pairs=right,
        precision=_ratio(right, joined),
        recall=_ratio(right, gold),
        b_cubed_precision=_ratio(
            sum(n / by_resolved[k[1]] for k, n in squares.items()), len(found)
        ),
        b_cubed_recall=_ratio(sum(n / by_gold[k[0]] for k, n in squares.items()), len(found)),
    )


def _by_group(found: Sequence[Found], key: Callable[[Found], Hashable]) -> np.ndarray:
    """Pairs of one key by the groups of the two; a pair across groups stands in both cells."""
    at = {group: i for i, group in enumerate(sorted({one.gold.group_id for one in found}))}
    cells = np.zeros((len(at), len(at)))
    alike: dict[Hashable, Counter[int]] = defaultdict(Counter)
    for one in found:
        alike[key(one)][at[one.gold.group_id]] += 1
    for counts in alike.values():
        for first, n in counts.items():
            for second, m in counts.items():
                cells[first, second] += n * (n - 1) / 2 if first == second else n * m
    return cells


def with_intervals(found: Sequence[Found], resamples: int = RESAMPLES, seed: int = 0) -> Scores:
    """Scores with 95 % intervals: name groups are drawn again and again, with replacement.

    The own pairs of a group drawn w times count w times, its pairs with a group drawn v times
    w * v times; there are none between copies of one group.
    """
    plain = score(found)
    if not found:
        return plain
    cells = [
        _by_group(found, key)
        for key in (
            lambda one: one.gold.entity,
            lambda one: one.resolved,
            lambda one: (one.gold.entity, one.resolved),
        )
    ]
    draw = np.random.default_rng(seed)
    groups = len(cells[0])
    drawn: list[tuple[float, float]] = []
    for _ in range(resamples):
        weight = np.bincount(draw.integers(0, groups, groups), minlength=groups).astype(float)
        gold, joined, right = (
            float(weight @ np.diag(c) + (weight @ (c - np.diag(np.diag(c))) @ weight) / 2)
            for c in cells
        )
        drawn.append((_ratio(right, joined), _ratio(right, gold)))
    low, high = np.percentile(np.array(drawn), [2.5, 97.5], axis=0)
    values = {name: getattr(plain, name) for name in Scores.__slots__}
    values["precision_interval"] = (float(low[0]), float(high[0]))
    values["recall_interval"] = (float(low[1]), float(high[1]))
    return Scores(**values)


def _mixed(
    found: Sequence[Found],
    of: Callable[[Found], Hashable],
    into: Callable[[Found], Hashable],
) -> list[tuple[int, list[list[Found]]]]:
    """What is one by `of` and several by `into`: pairs concerned, parts; the costliest first."""
    whole: dict[Hashable, dict[Hashable, list[Found]]] = defaultdict(lambda: defaultdict(list))
    for one in found:
        whole[of(one)][into(one)].append(one)
    errors = []
    for parts in whole.values():
        if len(parts) > 1:
            sizes = [len(part) for part in parts.values()]
            errors.append((_pairs([sum(sizes)]) - _pairs(sizes), list(parts.values())))
    return sorted(errors, key=lambda error: -error[0])


def wrong_joins(found: Sequence[Found]) -> list[tuple[int, list[list[Found]]]]:
    """Entities of the warehouse that hold several of the standard, with the wrong pairs."""
    return _mixed(found, lambda one: one.resolved, lambda one: one.gold.entity)


def missed_joins(found: Sequence[Found]) -> list[tuple[int, list[list[Found]]]]:
    """Entities of the standard that the warehouse has as several, with the missed pairs."""
    return _mixed(found, lambda one: one.gold.entity, lambda one: one.resolved)


def _line(name: str, scores: Scores) -> str:
    def percent(value: float, interval: tuple[float, float] | None) -> str:
        text = f"{100 * value:5.1f}"
        return f"{text} ({100 * interval[0]:.1f}-{100 * interval[1]:.1f})" if interval else text

    return (
        f"{name:<24}{scores.mentions:>9}{scores.entities:>9}{scores.gold_pairs:>8}"
        f"  {percent(scores.precision, scores.precision_interval):<20}"
        f"{percent(scores.recall, scores.recall_interval):<20}"
        f"{100 * scores.b_cubed_precision:6.1f}{100 * scores.b_cubed_recall:8.1f}"
    )


def _print_errors(title: str, errors: list[tuple[int, list[list[Found]]]], limit: int) -> None:
    print(f"\n{title}: {len(errors)}, {sum(pairs for pairs, _ in errors)} pairs")
    for pairs, parts in errors[:limit]:
        print(f"  {pairs} pairs, groups {sorted({o.gold.group_id for p in parts for o in p})}")
        for part in sorted(parts, key=len, reverse=True):
            names = Counter(f"{one.name} [{one.gold.type}]" for one in part)
            shown = "; ".join(f"{name} x{n}" if n > 1 else name for name, n in names.most_common(6))
            print(f"    {len(part)}: {shown}  <{part[0].title[:50]}>")


def report(found: Sequence[Found], lost: Counter[str], errors: int) -> dict[str, Scores]:
    """Print scores by type and stratum, and the errors; the scores by name."""
    parts: dict[str, list[Found]] = {"all": list(found)}
    for one in found:
        parts.setdefault(one.gold.type, []).append(one)
    for one in found:
        parts.setdefault(f"stratum {one.gold.stratum}", []).append(one)
    print(f"{'':<24}{'mentions':>9}{'entities':>9}{'pairs':>8}  precision           recall", end="")
    print("              B3-prec  B3-rec")
    scores = {name: with_intervals(part) for name, part in parts.items()}
    for name, values in scores.items():
        print(_line(name, values))
    for reason, number in lost.items():
        print(f"{reason}: {number}")
    if errors:
        _print_errors("entities of the warehouse that mix several", wrong_joins(found), errors)
        _print_errors("entities that the warehouse has as several", missed_joins(found), errors)
    return scores


def main() -> None:
    """Score a warehouse."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--warehouse", type=Path, required=True)
    parser.add_argument("--split", choices=["dev", "test", "all"], default="dev")
    parser.add_argument("--resolution", choices=RESOLUTIONS, default="published")
    parser.add_argument("--flawed", action="store_true", help="with mentions of wrong type or span")
    parser.add_argument("--errors", type=int, default=20, help="how many of each kind are listed")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    gold = scored(load_gold(), arguments.split, flawed=arguments.flawed)
    found, lost = find(arguments.warehouse, gold, arguments.resolution)
    groups = len({row.group_id for row in gold})
    print(f"{arguments.split}: {groups} groups, {len(gold)} mentions, {len(found)} of them found")
    scores = report(found, lost, arguments.errors)
    if arguments.json:
        figures = {
            name: {field: getattr(values, field) for field in Scores.__slots__}
            for name, values in scores.items()
        }
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
