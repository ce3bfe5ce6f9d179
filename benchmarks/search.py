"""Search beside DuckDB's `fts` and tantivy: size, time to build, time to answer, on the same texts.

Run from the repository root, on a published warehouse:

    python -m benchmarks.search --warehouse WAREHOUSE --rival /path/to/venv/bin/python
    python -m benchmarks.search --warehouse WAREHOUSE --articles 100000 --place /tmp/large

The rivals run in an interpreter of their own, which needs `duckdb==1.5.5`, `duckdb-extension-fts`
and `tantivy` (DuckDB 2 has no `fts`). With `--articles` more articles are made than there are: each
is one of the warehouse in which every other paragraph is replaced by one of any other article, so
that words keep their frequencies, and texts are no longer copies of each other. `--place` keeps
what was made for the next time.

Everything is told to use two threads. Each query is asked as a reader asks it, for the best twenty:
ours with title, day and snippet, the others for ids and scores alone. Times are the median of five
after one that is not counted. `fts` knows no phrases.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from etl.contracts.articles import Article
from etl.contracts.base import arrow_schema, json_columns
from etl.contracts.registry import ARCHIVE_TABLES, EXTRACT_TABLES, READ_TABLES
from etl.lake.batch_writer import BatchWriter
from etl.lake.catalogue import open_catalogue
from etl.lake.indexing import index_files
from etl.lake.layout import Layout
from etl.lake.publish import STORAGE_VERSION
from etl.lake.sql_files import base_views, load_objects

BATCH = 4000
"""Articles of a batch that is made."""
RUNS = 5

RIVAL = r"""
import json, os, shutil, statistics, sys, time
import duckdb, tantivy
texts, queries, place = sys.argv[1:]
queries = json.load(open(queries))
found = {}
def clock(run):
    times = []
    for _ in range(6):
        started = time.perf_counter()
        run()
        times.append(time.perf_counter() - started)
    return statistics.median(times[1:])
def size(path):
    if os.path.isfile(path):
        return os.path.getsize(path)
    return sum(os.path.getsize(os.path.join(f, n)) for f, _, ns in os.walk(path) for n in ns)

path = os.path.join(place, "fts.duckdb")
if os.path.exists(path):
    os.remove(path)
c = duckdb.connect(path)
c.execute("set threads = 2")
import duckdb_extension_fts
folder = os.path.dirname(duckdb_extension_fts.__file__)
name = os.path.join(folder, "extensions", "v" + duckdb.__version__, "fts.duckdb_extension")
c.execute("load '" + name + "'")
c.execute("create table texts as select id, title, body from read_parquet($1)", [texts])
c.execute("checkpoint")
before = size(path)
started = time.perf_counter()
c.execute("pragma create_fts_index('texts', 'id', 'title', 'body', stemmer = 'none', "
          "stopwords = 'none', ignore = '([^a-z0-9])+')")
c.execute("checkpoint")
fts = found["DuckDB fts " + duckdb.__version__] = {
    "seconds": time.perf_counter() - started, "bytes": size(path) - before, "queries": {}}
for name, query in queries.items():
    if query["words"]:
        words = " ".join(query["words"])
        def ask():
            return c.execute(
                "select id, score from (select id, fts_main_texts.match_bm25(id, $1, "
                "conjunctive := 1) as score from texts) where score is not null "
                "order by score desc limit 20", [words]).fetchall()
        count = c.execute("select count(*) from (select fts_main_texts.match_bm25(id, $1, "
                          "conjunctive := 1) as score from texts) where score is not null",
                          [words]).fetchall()[0][0]
        fts["queries"][name] = [clock(ask), count]

schema = tantivy.SchemaBuilder()
schema.add_text_field("id", stored=True, tokenizer_name="raw")
schema.add_text_field("title")
schema.add_text_field("body")
folder = os.path.join(place, "tantivy")
shutil.rmtree(folder, ignore_errors=True)
os.makedirs(folder)
index = tantivy.Index(schema.build(), path=folder)
rows = c.execute("select cast(id as varchar), title, body from texts")
seconds = 0
writer = index.writer(heap_size=512_000_000, num_threads=2)
while chunk := rows.fetchmany(2000):
    started = time.perf_counter()
    for key, title, body in chunk:
        writer.add_document(tantivy.Document(id=key, title=title or "", body=body))
    seconds += time.perf_counter() - started
started = time.perf_counter()
writer.commit()
writer.wait_merging_threads()
seconds += time.perf_counter() - started
index.reload()
searcher = index.searcher()
mine = found["tantivy " + tantivy.__version__.split(",")[0].split(" v")[-1]] = {
    "seconds": seconds, "bytes": size(folder), "queries": {}}
for name, query in queries.items():
    parsed = index.parse_query(query["tantivy"], ["title", "body"])
    def ask():
        hits = searcher.search(parsed, 20).hits
        return [(score, searcher.doc(address)["id"]) for score, address in hits]
    mine["queries"][name] = [clock(ask), searcher.search(parsed, 1).count]
print(json.dumps(found))
"""


def read_articles(warehouse: Path) -> pa.Table:
    """The published articles, with the columns of their contract."""
    as_json = json_columns(Article)
    columns = ", ".join(
        f'cast("{name}" as varchar) as "{name}"' if name in as_json else f'"{name}"'
        for name in Article.model_fields
    )
    with open_catalogue(warehouse) as connection:
        connection.execute("set arrow_lossless_conversion = true")
        table = connection.sql(f"select {columns} from articles order by document_id")
        found = table.to_arrow_table()
    return found.cast(arrow_schema(Article))


def varied(articles: pa.Table, count: int, chance: random.Random) -> Iterator[pa.Table]:
    """Articles made of these, a batch at a time."""
    bodies = [body.split("\n\n") for body in articles["body"].to_pylist()]
    pool = [paragraph for body in bodies for paragraph in body]
    for first in range(0, count, BATCH):
        chosen = [chance.randrange(len(bodies)) for _ in range(min(BATCH, count - first))]
        made = [
            "\n\n".join(
                chance.choice(pool) if number % 2 else paragraph
                for number, paragraph in enumerate(bodies[place])
            )
            for place in chosen
        ]
        table = articles.take(chosen)
        for name in ("document_id", "article_id", "revision_id", "content_hash"):
            ids = [uuid.UUID(int=chance.getrandbits(128)).bytes for _ in chosen]
            column = pa.ExtensionArray.from_storage(pa.uuid(), pa.array(ids, pa.binary(16)))
            place = table.schema.get_field_index(name)
            table = table.set_column(place, table.schema.field(name), column)
        place = table.schema.get_field_index("body")
        yield table.set_column(place, table.schema.field("body"), pa.array(made, pa.string()))


def write_batches(layout: Layout, batches: Iterator[pa.Table]) -> list[str]:
    """Batches as the line writes them."""
    names = []
    for number, table in enumerate(batches):
        with BatchWriter(layout, [Article], f"{number:012x}", "made") as writer:
            for first in range(0, len(table), 512):
                writer.add_table("articles", table.slice(first, 512))
        names.append(writer.files["articles"].name)
    return names


def make_catalogue(layout: Layout, articles: list[str]) -> tuple[float, float]:
    """A catalogue of these articles alone: no quote, no entity.

    Returns:
        Seconds to index all of it, and to make the marts that search reads.
    """
    files: dict[str, list[str]] = {
        model.table: [] for model in (*READ_TABLES, *EXTRACT_TABLES, *ARCHIVE_TABLES)
    }
    files["articles"] = articles
    started = time.perf_counter()
    files |= index_files(layout, files)
    seconds = time.perf_counter() - started
    layout.catalogue.unlink(missing_ok=True)
    connection = duckdb.connect()
    connection.execute("set threads = 2")
    connection.execute(f"attach '{layout.catalogue}' as news (storage_version '{STORAGE_VERSION}')")
    connection.execute("use news")
    paths = ", ".join(f"'{layout.root / name}'" for name in articles)
    for name, query in {
        "document_status": "select document_id, article_id, revision_id, 1::bigint as revision_no, "
        "true as is_current, false as is_duplicate, document_id as kept_document_id "
        f"from read_parquet([{paths}])",
        "hidden_documents": "select uuid() as document_id, '' as reason where false",
    }.items():
        target = layout.archive_file(name, "made")
        target.parent.mkdir(parents=True, exist_ok=True)
        connection.execute(f"copy ({query}) to '{target}' (format parquet)")
        files[name] = [str(target.relative_to(layout.root))]
    for statement in base_views(
        {table: [str(layout.root / name) for name in names] for table, names in files.items()}
    ):
        connection.execute(statement)
    left_out: set[str] = set()
    mart_seconds = 0.0
    for item in load_objects():
        is_search = item.name.startswith("search_")
        if item.kind == "check" or left_out & set(item.upstreams):
            left_out.add(item.name)
        elif item.kind == "mart" and is_search:
            started = time.perf_counter()
            target = layout.mart_file(item.name, "made")
            target.parent.mkdir(parents=True, exist_ok=True)
            connection.execute(f"copy ({item.sql}) to '{target}' (format parquet)")
            connection.execute(f"create view {item.name} as from read_parquet(['{target}'])")
            mart_seconds += time.perf_counter() - started
        elif item.kind == "mart":
            left_out.add(item.name)
        else:
            connection.execute(item.sql)
    connection.close()
    return seconds, mart_seconds


def choose_queries(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, object]]:
    """Queries of words and phrases of every frequency, taken from the texts themselves."""
    (total,) = connection.execute(
        "select text_count from search_statistics where kind = 'article'"
    ).fetchall()[0]
    words = connection.execute(
        "select term, count(*) as texts from search_words where length(term) > 4 "
        "and not regexp_matches(term, '[^a-z]') group by term order by texts desc, term"
    ).fetchall()

    def nearest(share: float, skip: int = 0) -> str:
        return str(sorted(words, key=lambda row: abs(row[1] / total - share))[skip][0])

    most = {str(term) for term, _ in words[:1500]}
    stop = {str(term) for term, texts in words if texts > 0.6 * total}
    pairs: dict[tuple[str, ...], int] = {}
    for (tokens,) in connection.execute(
        "select list_transform(search_tokens(body), lambda token: search_word(token)) "
        "from (select body from articles order by document_id limit 1500)"
    ).fetchall():
        runs = zip(tokens, tokens[1:], tokens[2:], strict=False)
        for run in {(first, second) for first, second, _ in runs}:
            if all(word in most and word not in stop for word in run):
                pairs[run] = pairs.get(run, 0) + 1
    common = sorted(pairs, key=lambda pair: (-pairs[pair], pair))
    queries: dict[str, dict[str, object]] = {}

    def add(name: str, query: str, words: list[str], other: str) -> None:
        queries[name] = {"query": query, "words": words, "tantivy": other}

    for share in (0.5, 0.2, 0.05, 0.005):
        word = nearest(share)
        add(f"word in {share:.1%} of texts", word, [word], word)
    two = [nearest(0.3), nearest(0.2, 1)]
    add("two words", " ".join(two), two, " AND ".join(two))
    three = [nearest(0.5, 1), nearest(0.2, 2), nearest(0.05, 1)]
    add("three words", " ".join(three), three, " AND ".join(three))
    either = [nearest(0.1), nearest(0.1, 1)]
    add("one of two words", " OR ".join(either), [], " OR ".join(either))
    for place in (0, 20, 200):
        phrase = '"' + " ".join(common[place]) + '"'
        add(f"phrase, the {place + 1}. of pairs", phrase, [], phrase)
    rare = f'"{nearest(0.002)} {nearest(0.2)}"'
    add("phrase of a rare word", rare, [], rare)
    start = nearest(0.02)[:5]
    add("beginning of a word", f"{start}*", [], f"body:{start}*")
    return queries


def median(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[float, float, int]:
    """Seconds and processor seconds of a search for the best twenty; all that is found."""
    sql = "select published_date, outlet, title, snippet, score from search_articles(?) limit 20"
    times, processor = [], []
    for _ in range(RUNS + 1):
        started, used = time.perf_counter(), time.process_time()
        connection.execute(sql, [query]).fetchall()
        times.append(time.perf_counter() - started)
        processor.append(time.process_time() - used)
    (count,) = connection.execute("select count(*) from search_articles(?)", [query]).fetchall()[0]
    return statistics.median(times[1:]), statistics.median(processor[1:]), int(count)


def body_bytes(layout: Layout, names: list[str]) -> int:
    """What the bodies take in Parquet."""
    total = 0
    for name in names:
        found = pq.read_metadata(layout.root / name)
        for group in range(found.num_row_groups):
            for column in range(found.num_columns):
                chunk = found.row_group(group).column(column)
                if chunk.path_in_schema == "body":
                    total += chunk.total_compressed_size
    return total


def size_of(folder: Path) -> int:
    """Bytes of all files below."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main() -> int:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--warehouse", type=Path, required=True)
    parser.add_argument("--articles", type=int, help="make so many of those that there are")
    parser.add_argument("--rival", help="the interpreter that has duckdb-extension-fts and tantivy")
    parser.add_argument("--place", type=Path, help="keep what is made here")
    options = parser.parse_args()
    place = options.place or Path(tempfile.mkdtemp(prefix="newshouse-search-"))
    layout = Layout(place)
    try:
        source = read_articles(options.warehouse.absolute())
        count = options.articles or len(source)
        names = sorted(
            str(path.relative_to(place)) for path in layout.tables.glob("articles/batch=*/*")
        )
        if not names:
            batches = (
                varied(source, count, random.Random(1))
                if options.articles
                else (source.slice(first, BATCH) for first in range(0, count, BATCH))
            )
            names = write_batches(layout, batches)
        shutil.rmtree(layout.search, ignore_errors=True)
        seconds, mart_seconds = make_catalogue(layout, names)
        bodies = body_bytes(layout, names)
        index = size_of(layout.search)
        connection = duckdb.connect(layout.catalogue, read_only=True)
        connection.execute("set threads = 2")
        (words,) = connection.execute(
            "select length from search_statistics where kind = 'article'"
        ).fetchall()[0]
        print(f"{count:,} articles, {int(words):,} words, bodies {bodies / 1e6:.1f} MB of Parquet")
        print(
            f"ours, DuckDB {duckdb.__version__}: {index / 1e6:.1f} MB ({index / bodies:.0%} of the "
            f"bodies), built in {seconds:.1f} s, marts {mart_seconds:.1f} s"
        )
        queries = choose_queries(connection)
        rivals: dict[str, dict[str, object]] = {}
        if options.rival:
            texts, asked = place / "texts.parquet", place / "queries.json"
            connection.execute(
                "copy (select document_id as id, title, body from articles) to "
                f"'{texts}' (format parquet)"
            )
            asked.write_text(json.dumps(queries))
            answer = subprocess.run(
                [options.rival, "-c", RIVAL, str(texts), str(asked), str(place)],
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            )
            rivals = json.loads(answer.stdout.strip().splitlines()[-1])
        for name, rival in rivals.items():
            print(
                f"{name}: {rival['bytes'] / 1e6:.1f} MB "  # type: ignore[operator]
                f"({rival['bytes'] / bodies:.0%} of the bodies), "  # type: ignore[operator]
                f"built in {rival['seconds']:.1f} s"
            )
        heads = ["query", "", "found", "ours ms", "cpu ms", *(f"{name} ms" for name in rivals)]
        print("| " + " | ".join(heads) + " |\n|" + "---|" * len(heads))
        for name, query in queries.items():
            wall, used, found = median(connection, str(query["query"]))
            others = []
            for rival in rivals.values():
                answers: dict[str, list[float]] = rival["queries"]  # type: ignore[assignment]
                got = answers.get(name)
                others.append("" if got is None else f"{got[0] * 1000:.0f} ({got[1]:,.0f} found)")
            shown = [name, f"`{query['query']}`", f"{found:,}"]
            shown += [f"{wall * 1000:.0f}", f"{used * 1000:.0f}", *others]
            print("| " + " | ".join(shown) + " |", flush=True)
        connection.close()
    finally:
        if options.place is None:
            shutil.rmtree(place, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
