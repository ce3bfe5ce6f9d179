"""How long each view, mart and macro takes to answer, and which step of its plan takes longest.

Run from the repository root, on a published warehouse:

    python -m benchmarks.queries --warehouse WAREHOUSE
    python -m benchmarks.queries --warehouse WAREHOUSE --only kwic --only story_threads
    python -m benchmarks.queries --warehouse WAREHOUSE --marts    # every mart from scratch, too

An object is asked twice over: its example in `sql/examples/`, and, but for macros, its first
hundred rows in its own order, which is what a person types first (`from quote_spread limit 100`).
The names in the examples are those of the sample archive: in another one they are replaced by the
names that it has most of, so that no query is fast for finding nothing. Each time is the median of
three after one run that is not counted; the step is the operator of that run's plan that took most
processor time, by DuckDB's own profile, with its share of all operators' time.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from etl.lake.catalogue import open_catalogue
from etl.lake.sql_files import SqlObject, base_view_names, literal, load_examples, load_objects

RUNS = 3
LIMIT_SECONDS = 1.0
FIRST_ROWS = 100

BUSIEST = (
    "select canonical_name from entities where type = {type} "
    "order by quote_count + mention_count desc, entity_id limit 1 offset {place}"
)
COUNTERPARTS = {
    "Tomas Verrill": BUSIEST.format(type="'PERSON'", place=0),
    "Ingrid Halloran": BUSIEST.format(type="'PERSON'", place=1),
    "Hugo Brandt": BUSIEST.format(type="'PERSON'", place=2),
    "Gus Pettibone": BUSIEST.format(type="'PERSON'", place=3),
    "okonjo": BUSIEST.format(type="'PERSON'", place=4),
    "Brightwater Energy": BUSIEST.format(type="'ORGANIZATION'", place=0),
    "The Harbour Gazette": "select outlet from articles where outlet is not null "
    "group by outlet order by count(*) desc, outlet limit 1",
    "small print": "select 'the government'",
    '"Kestrel Bay" licen*': """select '"last year" govern*'""",
    "tidal barrage": "select 'the government'",
    "bay speaker:halloran after:2026": "select 'people after:1900'",
    "Library saved for another winter": "select min(title) from articles",
    "Scientist warns of harm to eel nurseries": "select min(title) from articles",
    "Tennant goes to Port Ellery": "select min(title) from articles",
}
"""Name in an example -> a query that gives its counterpart in the warehouse asked."""
STRING = re.compile(r"'((?:[^']|'')*)'")


@dataclass(frozen=True, slots=True)
class Answer:
    """What one query cost."""

    name: str
    rows: int
    seconds: float
    cpu_seconds: float
    """Of all threads together: what is left to compare by where a machine is shared."""
    step: str


def fitted(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    """An example with the names of the sample archive replaced by those of this one."""

    def counterpart(found: re.Match[str]) -> str:
        query = COUNTERPARTS.get(found.group(1).replace("''", "'"))
        row = connection.execute(query).fetchone() if query else None
        return literal(str(row[0])) if row and row[0] is not None else found.group()

    return STRING.sub(counterpart, sql)


def operators(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every operator of a profile."""
    yield node
    for child in node.get("children", ()):
        yield from operators(child)


def slowest_step(profile: str) -> str:
    """The operator of a plan that took most time, what it works on, and its share."""
    tree = json.loads(profile)
    top = tree.get("operator", tree.get("children", []))
    found = [item for root in top for item in operators(root)]
    timed = [(float(item.get("timing", 0)), item) for item in found]
    total = sum(seconds for seconds, _ in timed)
    if not timed or total == 0:
        return ""
    seconds, item = max(timed, key=lambda pair: pair[0])
    extra = item.get("extra_info") or {}
    about = next(
        (
            str(extra[key])
            for key in ("Function", "Table", "Conditions", "Expression", "Groups", "Aggregates")
            if extra.get(key)
        ),
        "",
    )
    kind = item.get("type") or item.get("name") or "?"
    return f"{kind} {seconds / total:.0%} {about}"[:100].strip()


def ask(connection: duckdb.DuckDBPyConnection, name: str, sql: str) -> Answer:
    """The cost of a query whose rows are all fetched."""
    connection.execute(sql).fetchall()
    seconds, cpu_seconds, rows, step = [], [], 0, ""
    for _ in range(RUNS):
        connection.execute("set enable_profiling = 'no_output'")
        started, cpu_started = time.perf_counter(), time.process_time()
        rows = len(connection.execute(sql).fetchall())
        seconds.append(time.perf_counter() - started)
        cpu_seconds.append(time.process_time() - cpu_started)
        step = slowest_step(connection.get_profiling_information(format="json"))
        connection.execute("reset enable_profiling")
    return Answer(name, rows, statistics.median(seconds), statistics.median(cpu_seconds), step)


def questions(connection: duckdb.DuckDBPyConnection, only: list[str]) -> Iterator[tuple[str, str]]:
    """The queries: what they are called, and their SQL."""
    kinds = {item.name: item.kind for item in load_objects() if item.kind != "check"}
    for example in load_examples():
        if only and example.name not in only:
            continue
        yield example.name, fitted(connection, example.sql)
        if kinds.get(example.name) in {"view", "mart"} or example.name in base_view_names():
            yield f"{example.name}, first rows", f"from {example.name} limit {FIRST_ROWS}"


def mart_seconds(connection: duckdb.DuckDBPyConnection, item: SqlObject, place: Path) -> float:
    """Computing one mart anew, from the other marts as they are published."""
    started = time.perf_counter()
    target = literal(str(place / f"{item.name}.parquet"))
    connection.execute(f"copy ({item.sql}) to {target} (format parquet, compression zstd)")
    return time.perf_counter() - started


def main() -> int:
    """Print a line a query."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--warehouse", type=Path, required=True)
    parser.add_argument("--only", action="append", default=[], help="one object; may be repeated")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--marts", action="store_true", help="compute every mart anew as well")
    options = parser.parse_args()
    with open_catalogue(options.warehouse) as connection:
        connection.execute(f"set threads = {options.threads}")
        counted = connection.execute(
            "select count(*) from articles union all select count(*) from quotes "
            "union all select count(*) from entities"
        ).fetchall()
        articles, quotes, entities = (row[0] for row in counted)
        print(
            f"{articles:,} articles, {quotes:,} quotes, {entities:,} entities; "
            f"{options.threads} threads, duckdb {duckdb.__version__}\n"
        )
        print(f"{'query':38} {'rows':>7} {'ms':>7} {'cpu ms':>7}  slowest step of its plan")
        answers = []
        for name, sql in questions(connection, options.only):
            try:
                answer = ask(connection, name, sql)
            except duckdb.Error as error:  # an example that has no counterpart in this archive
                print(f"{name:38} {str(error).partition(chr(10))[0]}")
                continue
            answers.append(answer)
            print(
                f"{answer.name:38} {answer.rows:7,} {answer.seconds * 1000:7.0f} "
                f"{answer.cpu_seconds * 1000:7.0f}  {answer.step}",
                flush=True,
            )
        slow = [answer for answer in answers if answer.seconds >= LIMIT_SECONDS]
        print(f"\n{len(answers) - len(slow)} of {len(answers)} queries under {LIMIT_SECONDS:g} s")
        if options.marts:
            total = 0.0
            with tempfile.TemporaryDirectory() as place:
                for item in load_objects():
                    if item.kind == "mart":
                        seconds = mart_seconds(connection, item, Path(place))
                        total += seconds
                        print(f"mart {item.name:33} {seconds:15.2f} s", flush=True)
            print(f"all marts {total:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
