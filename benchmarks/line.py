"""How fast the whole line is, how much memory it takes, and what a repeat costs.

Run from the repository root:

    python -m benchmarks.line --raw raw
    python -m benchmarks.line --raw ARCHIVE --beside SPACY_PIPELINE   # beside an able user's script

Each run is the command a user types, in a process of its own, into a warehouse made for it and
removed afterwards. Stage figures are articles per second of one worker, from the batches' receipts:
the clock of a worker runs while it waits for a core, so an idle machine shows them best. Memory is
the proportional set size of the command and all its workers together, sampled from /proc.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from etl.lake.layout import Layout
from etl.lake.receipts import load_ledger

SAMPLE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Cost:
    """What one command cost."""

    seconds: float
    peak_mb: float
    """Of the process and all its descendants together."""
    largest_mb: float
    """Of the largest single process."""
    code: int
    said: str


def _descendants(pid: int) -> list[int]:
    """A process and all below it, from the parent of every process of this machine."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it has ended meanwhile
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, left = [], [pid]
    while left:
        here = left.pop()
        found.append(here)
        left.extend(children.get(here, ()))
    return found


def _memory_mb(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0  # it has ended meanwhile
    for line in text.splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def measured(command: Sequence[str]) -> Cost:
    """Run a command and watch it."""
    peak = largest = 0.0
    with tempfile.TemporaryFile("w+") as output:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        while process.poll() is None:
            each = [_memory_mb(pid) for pid in _descendants(process.pid)]
            peak, largest = max(peak, sum(each)), max(largest, *each)
            time.sleep(SAMPLE_SECONDS)
        seconds = time.perf_counter() - started
        output.seek(0)
        return Cost(seconds, peak, largest, process.returncode, output.read())


def _newshouse(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "etl.cli", *arguments]


def _checked(cost: Cost) -> Cost:
    if cost.code not in {0, 3}:
        raise SystemExit(f"the command failed with {cost.code}:\n{cost.said}")
    return cost


def stage_figures(warehouse: Path) -> dict[str, dict[str, float]]:
    """Stage -> articles, seconds of workers, articles and words per second of one worker."""
    ledger = load_ledger(Layout(warehouse))
    articles = sum(r.files["articles"].rows for r in ledger.read.values() if "articles" in r.files)
    words = sum(receipt.counts.get("words", 0) for receipt in ledger.extract.values())
    found = {}
    for stage, receipts in (("read", ledger.read), ("extract", ledger.extract)):
        seconds = max(sum(receipt.seconds for receipt in receipts.values()), 1e-6)
        found[stage] = {
            "articles": articles,
            "worker_seconds": round(seconds, 1),
            "articles_per_second": round(articles / seconds, 1),
            "words_per_second": round(words / seconds),
        }
    return found


def run_line(raw: Sequence[Path], options: Sequence[str]) -> dict[str, object]:
    """A first run, a repeat with nothing to do, and a republication, each measured."""
    place = Path(tempfile.mkdtemp(prefix="newshouse-line-"))
    warehouse = place / "warehouse"
    where = [arg for path in raw for arg in ("--raw", str(path))]
    where += ["--warehouse", str(warehouse)]
    try:
        first = _checked(measured(_newshouse("run", *where, *options)))
        again = _checked(measured(_newshouse("run", *where, *options)))
        (warehouse / "news.duckdb").unlink()
        publish = _checked(measured(_newshouse("run", *where, *options)))
        stages = stage_figures(warehouse)
        articles = stages["read"]["articles"]
        size = sum(p.stat().st_size for p in (warehouse / "tables").rglob("*") if p.is_file())
        return {
            "articles": articles,
            "seconds": round(first.seconds, 1),
            "articles_per_second": round(articles / first.seconds, 1),
            "peak_mb": round(first.peak_mb),
            "largest_process_mb": round(first.largest_mb),
            "warehouse_mb": round(size / 2**20, 1),
            "stages": stages,
            "nothing_to_do_seconds": round(again.seconds, 2),
            "publish_only_seconds": round(publish.seconds, 2),
        }
    finally:
        shutil.rmtree(place, ignore_errors=True)


def run_script(raw: Sequence[Path], pipeline: str) -> dict[str, object]:
    """The able user's script over the same files."""
    place = Path(tempfile.mkdtemp(prefix="newshouse-script-"))
    try:
        command = [sys.executable, "-m", "benchmarks.able_user", "--pipeline", pipeline]
        cost = _checked(measured([*command, "--out", str(place), *map(str, raw)]))
        articles = int(cost.said.split()[0])
        return {
            "articles": articles,
            "seconds": round(cost.seconds, 1),
            "articles_per_second": round(articles / cost.seconds, 1),
            "peak_mb": round(cost.peak_mb),
        }
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _print(name: str, figures: dict[str, object]) -> None:
    print(name)
    for key, value in figures.items():
        if isinstance(value, dict):
            for stage, inner in value.items():
                row = "  ".join(f"{number:>10,} {what}" for what, number in inner.items())
                print(f"  {stage:<24}{row}")
        else:
            print(f"  {key:<24}{value:>10,}" if not isinstance(value, str) else f"  {key} {value}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--raw", action="append", type=Path, required=True)
    parser.add_argument("--include", action="append", default=[])
    parser.add_argument("--engine")
    parser.add_argument("--beside", metavar="PIPELINE", help="spaCy pipeline for the script")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    options = [arg for glob in arguments.include for arg in ("--include", glob)]
    if arguments.engine:
        options += ["--engine", arguments.engine]
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}")
    figures = {"newshouse": run_line(arguments.raw, options)}
    _print("newshouse", figures["newshouse"])
    if arguments.beside:
        figures["script"] = run_script(arguments.raw, arguments.beside)
        _print("an able user's script", figures["script"])
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
