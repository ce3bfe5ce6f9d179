"""How well `quote_targets` says what quotes are about, on quotes of real articles read by hand.

Run from the repository root, on a warehouse of the archives `news-please-json` and `wikinews-csv`
(their articles are read from it, and extracted from anew):

    newshouse run --raw .../news-please-json --raw .../wikinews-csv --warehouse DIR
    python -m benchmarks.quote_targets DIR --engine model

`quote_targets.csv` has 129 quotes that the engine `model` found (of 145 drawn at random, 59 direct,
28 mixed, 58 indirect ones; 16 are no statements and were left out), as ids and offsets. `about` are
places in the article that name whom or what the quote is about; `perhaps` what it touches: places
where something is, the speaker's own firm, what can be argued. They were written down before the
rules were; the even lines helped to make these, so that the odd ones (`unseen`) count. A quote
without targets is one that is about nothing named.

A target is right if one of its entity's mentions stands at a place of `about`. What stands at a
place of `perhaps` counts neither way.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from etl.contracts.articles import Article, Paragraph
from etl.contracts.extraction import Quote
from etl.extract.engine import Extraction, Text, load_engine
from etl.lake.catalogue import open_catalogue

LABELS = Path(__file__).with_suffix(".csv")
Span = tuple[int, int]


class Label(NamedTuple):
    """One quote read by hand."""

    revision_id: str
    quote: Span
    about: list[Span]
    perhaps: list[Span]


def labels() -> list[Label]:
    """The quotes read by hand."""
    with LABELS.open(encoding="utf-8", newline="") as file:
        return [
            Label(
                row["revision_id"],
                (int(row["quote_start"]), int(row["quote_end"])),
                _spans(row["about"]),
                _spans(row["perhaps"]),
            )
            for row in csv.DictReader(file)
        ]


def _spans(written: str) -> list[Span]:
    return [(int(a), int(b)) for a, b in (pair.split("-") for pair in written.split())]


def texts_of(warehouse: Path, revisions: Sequence[str]) -> dict[str, Text]:
    """The articles of these revisions."""
    with open_catalogue(warehouse) as connection:

        def rows(query: str) -> list[dict[str, Any]]:
            cursor = connection.execute(query, [list(revisions)])
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

        where = "where revision_id in (select unnest(?)::uuid)"
        articles = rows(f"select * from articles {where}")
        paragraphs = rows(f"select * from paragraphs {where} order by paragraph_no")
    found = {}
    for row in articles:
        columns = {name: row[name] for name in Article.model_fields}
        if not isinstance(columns["extra"], str):
            columns["extra"] = json.dumps(columns["extra"])
        own = [
            Paragraph(**{name: other[name] for name in Paragraph.model_fields})
            for other in paragraphs
            if other["revision_id"] == row["revision_id"]
        ]
        found[str(row["revision_id"])] = Text(Article(**columns), own)
    return found


def overlap(one: Span, other: Span) -> int:
    """Code points that two spans share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def _quote_at(found: Extraction, place: Span) -> Quote | None:
    """The quote that is most like the one at a place, of those that overlap it."""

    def likeness(quote: Quote) -> float:
        shared = overlap((quote.char_start, quote.char_end), place)
        whole = max(quote.char_end, place[1]) - min(quote.char_start, place[0])
        return shared / whole

    best = max(found.quotes, key=likeness, default=None)
    return best if best and likeness(best) > 0 else None


def _places(found: Extraction, entity: object) -> list[Span]:
    return [(m.char_start, m.char_end) for m in found.mentions if m.local_entity_id == entity]


def _hits(places: Sequence[Span], wanted: Span, body: str) -> bool:
    """Whether an entity of these places is the one named at a place, here or in the same words."""
    words = body[slice(*wanted)].casefold()
    return any(overlap(at, wanted) or body[slice(*at)].casefold() == words for at in places)


def score(
    label: Label, text: Text, found: Extraction, counts: Counter[str], *, shown: bool
) -> None:
    """Count what is right, wrong and missed in one quote."""
    body = text.article.body
    quote = _quote_at(found, label.quote)
    counts["quotes"] += quote is not None
    rows = [row for row in found.quote_targets if quote and row.quote_id == quote.quote_id]
    names = {entity.local_entity_id: entity.name for entity in found.local_entities}
    reached = set()
    for row in rows:
        places = _places(found, row.local_entity_id)
        right = [wanted for wanted in label.about if _hits(places, wanted, body)]
        reached.update(right)
        verdict = (
            "right" if right
            else "perhaps" if any(_hits(places, other, body) for other in label.perhaps)
            else "wrong"
        )  # fmt: skip
        counts[f"{row.how} {verdict}"] += 1
        if shown and verdict == "wrong":
            print(f"  wrong  {row.how:<10}{names[row.local_entity_id]:<30}{label.revision_id}")
    for wanted in label.about:
        counts["reached" if wanted in reached else "missed"] += 1
        if shown and wanted not in reached:
            print(f"  missed           {body[slice(*wanted)]:<30}{label.revision_id}")


def report(name: str, counts: Counter[str]) -> None:
    """Print precision by how, and recall."""
    print(f"{name}: {counts['quotes']} quotes found")
    total = Counter[str]()
    for how in ("mentioned", "pronoun", "topic"):
        for verdict in ("right", "perhaps", "wrong"):
            total[verdict] += counts[f"{how} {verdict}"]
        _line(how, *(counts[f"{how} {verdict}"] for verdict in ("right", "perhaps", "wrong")))
    _line("all", total["right"], total["perhaps"], total["wrong"])
    wanted = counts["reached"] + counts["missed"]
    print(f"  recall {counts['reached'] / max(1, wanted):.3f} ({counts['reached']} of {wanted})")


def _line(how: str, right: int, perhaps: int, wrong: int) -> None:
    precision = right / max(1, right + wrong)
    print(f"  {how:<12}right {right:>4}  perhaps {perhaps:>4}  wrong {wrong:>4}  {precision:.3f}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("--engine", default="model")
    parser.add_argument("--show", action="store_true", help="list what is wrong on even lines")
    options = parser.parse_args(arguments)
    known = labels()
    texts = texts_of(options.warehouse, sorted({label.revision_id for label in known}))
    if not texts:
        parser.error(f"{options.warehouse}: none of the articles of {LABELS.name} is there")
    engine = load_engine(options.engine)
    found = {revision: engine.extract([text])[0] for revision, text in texts.items()}
    counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for number, label in enumerate(known):
        if label.revision_id in texts:
            shown = options.show and number % 2 == 0
            score(
                label,
                texts[label.revision_id],
                found[label.revision_id],
                counts[number % 2],
                shown=shown,
            )
    report("even lines (seen)", counts[0])
    report("odd lines (unseen)", counts[1])
    report("all", counts[0] + counts[1])


if __name__ == "__main__":
    main()
