"""What a run costs after a small addition to a large archive, step by step.

Run from the repository root, on a published warehouse whose articles are taken for the archive:

    python -m benchmarks.additions --warehouse WAREHOUSE              # 5,000 articles, then 100
    python -m benchmarks.additions --warehouse WAREHOUSE --articles 100000 --place /large/disk

The archive is made of the warehouse's articles: each is taken several times, with other paragraphs
of its own, another title and another day, one file each. It is read, extracted (by the rules, which
are fast), resolved and published; then files are added and the steps of a run are done again, each
with its seconds and the processor seconds of this process (batches are read and extracted in
others). Where `--place` holds what an earlier call has made, only the addition is measured, with
new files each time.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from etl.compute import pipeline
from etl.lake.catalogue import open_catalogue
from etl.lake.layout import Layout
from etl.lake.lock import writing
from etl.settings import Settings, load_settings

PARAGRAPHS = 5
FILES_A_FOLDER = 1000


def stories(warehouse: Path) -> Iterator[dict[str, str]]:
    """Articles without end: those of a warehouse, each time with others of their paragraphs."""
    with open_catalogue(warehouse) as connection:
        rows = connection.execute(
            "select a.title, a.outlet, a.published_date, list(p.text order by p.paragraph_no) "
            "from articles as a inner join paragraphs as p using (document_id) "
            "where a.title is not null and a.published_date is not null and p.kind = 'body' "
            "group by a.document_id, a.title, a.outlet, a.published_date "
            "having count(*) >= 2 order by a.document_id"
        ).fetchall()
    if not rows:
        raise SystemExit(f"{warehouse}: holds no article with a title, a day and two paragraphs")
    round_ = 0
    while True:
        for number, (title, outlet, day, texts) in enumerate(rows):
            start = round_ * (PARAGRAPHS - 1) % len(texts)
            yield {
                "title": f"{title} ({round_})" if round_ else title,
                "source_domain": outlet or "",
                "date_publish": f"{day + timedelta(days=round_)} 08:00:00",
                "maintext": "\n".join(texts[start : start + PARAGRAPHS]),
                "url": f"https://archive.example/{round_}/{number}",
            }
        round_ += 1


def write_stories(raw: Path, found: Iterator[dict[str, str]], first: int, count: int) -> None:
    """Write articles as news-please does, from this number on."""
    for number in range(first, first + count):
        path = raw / f"{number // FILES_A_FOLDER:04}" / f"{number}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(next(found), ensure_ascii=False), encoding="utf-8")


def _processor_seconds() -> float:
    times = os.times()
    return times.user + times.system


def run_steps(settings: Settings, title: str) -> None:
    """A run, step by step, as `newshouse run` does them."""
    steps: dict[str, Callable[[Settings], object]] = {
        "survey": pipeline.survey,
        "discover": pipeline.discover,
        "read": pipeline.read_batches,
        "extract": pipeline.extract_batches,
        "compact": pipeline.compact,
        "resolve": pipeline.resolve,
        "publish": pipeline.publish,
    }
    print(f"\n{title}\n{'':<34}{'seconds':>10}{'processor':>12}")
    began, used = time.perf_counter(), _processor_seconds()
    with writing(Layout(settings.warehouse).lock):
        for name, step in steps.items():
            started, before = time.perf_counter(), _processor_seconds()
            step(settings)
            seconds, spent = time.perf_counter() - started, _processor_seconds() - before
            print(f"{name:<34}{seconds:>10.2f}{spent:>12.2f}", flush=True)
    publication = pipeline.load_summary(settings).publication
    for check in publication.checks:
        print(f"    {check.name:<30}{check.seconds:>10.2f}")
    for name in publication.files:
        if name.startswith("marts/changed_articles/"):
            print(f"{pipeline.row_count(settings, name):,} articles have changed since the base")
    total, spent = time.perf_counter() - began, _processor_seconds() - used
    print(f"{'all':<34}{total:>10.2f}{spent:>12.2f}   {publication.counts['articles']:,}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--warehouse", type=Path, required=True, help="whose articles are taken")
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--add", type=int, default=100)
    parser.add_argument("--place", type=Path, help="where the archive is made, and kept")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="newshouse-additions-") as temporary:
        place = (arguments.place or Path(temporary)).resolve()
        raw = place / "raw"
        raw.mkdir(parents=True, exist_ok=True)
        settings = load_settings(
            directory=place, raw=raw, warehouse=place / "warehouse"
        ).model_copy(update={"engine": "rules"})
        found = stories(arguments.warehouse)
        held = sum(1 for _ in raw.rglob("*.json"))
        for _ in range(held):
            next(found)
        if held < arguments.articles:
            write_stories(raw, found, held, arguments.articles - held)
            held = arguments.articles
            run_steps(settings, f"{held:,} articles, from scratch")
        write_stories(raw, found, held, arguments.add)
        run_steps(settings, f"{arguments.add:,} more")


if __name__ == "__main__":
    main()
