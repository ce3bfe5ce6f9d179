"""Clients: DuckDB processes read the published catalogue while runs publish new ones.

    python -m benchmarks.clients --python /path/to/venv-with-duckdb-1.5/bin/python --publications 20

Each interpreter needs nothing but `duckdb`; this one is always among them. Every client opens the
catalogue from a working directory of its own, again and again, and each time reads all tables and
compares their counts with each other: rows of two publications in one connection would not agree.
Meanwhile articles are added and the catalogue is published in a loop. Prints, for each client, the
reads, the publications that it saw, and its longest wait; ends with exit code 1 where a client met
an error. `tests/compute/test_clients.py` does the same with the installed version.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.line import ingest, settings_for

CLIENT = r"""
import json, sys, time
import duckdb
catalogue, stop = sys.argv[1:]
seen, reads, longest, error = set(), 0, 0.0, None
import os
print("ready", flush=True)
while error is None and not os.path.exists(stop):
    started = time.monotonic()
    try:
        with duckdb.connect(catalogue, read_only=True) as connection:
            published = connection.execute("select count(*) from articles").fetchall()[0][0]
            files = connection.execute(
                "select count(*) from raw_files where status = 'read'").fetchall()[0][0]
            quotes, mine = connection.execute(
                "select count(*), count(articles.document_id) from quotes "
                "left join articles using (document_id)").fetchall()[0]
            speakers = connection.execute("select sum(quote_count) from quotes_by_speaker")
            speakers.fetchall()
        if not published == files == quotes == mine:
            error = f"half a publication: {published} articles, {files} files, {quotes} quotes"
        seen.add(published)
        reads += 1
    except Exception as problem:  # whatever a client meets is the finding, and is printed
        error = f"{type(problem).__name__}: {problem}"
    longest = max(longest, time.monotonic() - started)
found = {"version": duckdb.__version__, "reads": reads, "publications": len(seen),
         "longest": longest, "error": error}
print(json.dumps(found), flush=True)
"""


@dataclass(frozen=True)
class Client:
    """What one client met."""

    version: str
    reads: int
    publications: int
    longest: float
    """Seconds of the slowest reading, from opening to the last row."""
    error: str | None


def clients(pythons: Sequence[str], publications: int) -> list[Client]:
    """Publish so often while these interpreters read."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        raw = place / "raw"
        raw.mkdir()
        settings = settings_for(place, grace_hours=24.0)
        stop = place / "stop"

        def add(number: int) -> None:
            words = f"“This is the whole story number {number},” said Mayor Ann Hollis."
            text = f"Story {number}\n\nPORT ELLERY: {words}\n"
            (raw / f"{number:04}.txt").write_text(text)
            ingest(settings)

        add(0)
        running = []
        for number, python in enumerate(pythons):
            own = place / f"client-{number}"
            own.mkdir()
            running.append(
                subprocess.Popen(
                    [python, "-c", CLIENT, str(settings.warehouse / "news.duckdb"), str(stop)],
                    cwd=own,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
        for process in running:
            assert process.stdout is not None
            process.stdout.readline()
        for number in range(1, publications + 1):
            add(number)
        stop.touch()
        # DuckDB draws its bar before our line where a query takes long.
        lines = [process.communicate()[0].strip().splitlines()[-1] for process in running]
        return [Client(**json.loads(line[line.index("{") :])) for line in lines]


def main() -> int:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--python", action="append", default=[], help="may be repeated")
    parser.add_argument("--publications", type=int, default=20)
    options = parser.parse_args()
    found = clients([sys.executable, *options.python], options.publications)
    for client in found:
        print(
            f"duckdb {client.version}: {client.reads} reads over {client.publications} of "
            f"{options.publications + 1} publications, the slowest {client.longest:.2f} s: "
            f"{client.error or 'no error'}"
        )
    return 1 if any(client.error for client in found) else 0


if __name__ == "__main__":
    sys.exit(main())
