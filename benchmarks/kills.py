"""Kills: a run that is killed at any moment loses nothing and hides nothing.

    python -m benchmarks.kills --raw raw --kills 200 --seed 1

For every kill, `newshouse run` is started as a process group with its workers on a warehouse that
has an older publication. Batches, pieces of files and portions of batches are made small, and one
file (generated) is cut into many of them. It gets SIGKILL a random time after discovery has begun,
or after so many batches are read or portions extracted: the whole group, as when a machine is
switched off, or the main process alone, as when memory runs out. Then

- the last publication must open and every one of its tables must be read to its end,
- a repeat must end well, and its rows must be those of an undisturbed run.

Prints one line a kill, with the moment, what had been reached and what was found, and ends with
exit code 1 where anything was wrong. `tests/compute/test_kills.py` does ten of them.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from etl.lake.catalogue import open_catalogue
from etl.lake.layout import Layout
from etl.lake.lock import holder
from etl.lake.portions import finished
from etl.settings import load_settings
from tests.cli import command_line, environment
from tests.line import TABLES, ingest, rows, settings_for

RUN = """
from etl.lake import planning, portions
planning.MIN_BATCH_BYTES = planning.MIN_PIECE_BYTES = 8_000
planning.MIN_BATCH_FILES = 4
portions.PORTION_WORDS = 200
if __name__ == "__main__":
    from etl.cli import main
    main()
"""
"""`newshouse` with small batches, pieces and portions."""


@dataclass(frozen=True)
class Moment:
    """When a run is killed."""

    seconds: float
    """After discovery had begun, at the latest."""
    read: int | None = None
    """When so many batches are read."""
    portions: int | None = None
    """When so many portions wait for others."""

    def __str__(self) -> str:
        """For the line that is printed."""
        if self.read is not None:
            return f"with {self.read} batches read"
        if self.portions is not None:
            return f"with {self.portions} portions"
        return f"after {self.seconds:.2f} s"

    def has_come(self, layout: Layout) -> bool:
        """Whether so much is done."""
        if self.read is not None:
            return sum(1 for _ in layout.receipts.glob("[!.]*.read.json")) >= self.read
        if self.portions is not None:
            receipts = layout.portions.receipts
            return sum(1 for _ in receipts.glob("[!.]*.json")) >= self.portions
        return False


def moment(random_: random.Random, seconds: float) -> Moment:
    """A moment of a run that takes so long."""
    kind = random_.choice(["time", "read", "portions"])
    if kind == "read":
        return Moment(seconds * 10, read=random_.randint(3, 10))
    if kind == "portions":
        return Moment(seconds * 10, portions=random_.randint(1, 4))
    return Moment(random_.uniform(0, seconds))


@dataclass(frozen=True)
class Kill:
    """One kill, and what it left."""

    moment: Moment
    whole_group: bool
    reached: str
    faults: tuple[str, ...]


def older_archive(raw: Path, target: Path) -> None:
    """An archive as it was before: two thirds of its files, one of them with other words."""
    shutil.copytree(raw, target)
    files = sorted(p for p in target.rglob("*") if p.is_file() and p.name != "_newshouse.toml")
    for path in files[::3]:
        path.unlink()
    texts = [path for path in files if path.exists() and path.suffix in {".txt", ".md"}]
    with texts[0].open("a", encoding="utf-8") as stream:
        stream.write("\n“It was otherwise before,” said Ann Hollis.\n")


def large_file(target: Path, articles: int = 120) -> None:
    """A JSON array that is read in pieces, whose batch is extracted in portions."""
    words = "The ferry is late again, said Ann Hollis, mayor of Port Ellery, on Monday. "
    found = [
        {
            "title": f"Ferry no. {number}",
            "url": f"https://large.example/{number}",
            "date_publish": f"2026-05-{number % 28 + 1:02} 06:30:00",
            "maintext": f"This is no. {number}.\n" + words * (2 + number % 5),
        }
        for number in range(articles)
    ]
    target.write_text(json.dumps(found), encoding="utf-8")


def run(place: Path, *options: str) -> subprocess.Popen[bytes]:
    """A run of the project in a folder, in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", RUN, "run", "--allow-missing", "--workers", "2", *options],
        cwd=place,
        env=environment(NEWSHOUSE_BATCH_FILES="4", NEWSHOUSE_COMPACT_COUNT="4"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def reached(layout: Layout) -> str:
    """How far a killed run had come, by what it left."""
    names = {"read": 0, "extract": 0}
    for path in layout.receipts.glob("[!.]*.json") if layout.receipts.is_dir() else ():
        names[path.name.split(".")[1]] += 1
    waiting = len(finished(layout))
    unfinished = sum(1 for _ in layout.root.rglob(".writing-*"))
    return (
        f"{names['read']} read, {names['extract']} extracted, {waiting} portions waiting, "
        f"{unfinished} unfinished files"
    )


def group_alive(group: int) -> bool:
    """Whether any process of a group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def faults_of_publication(layout: Layout) -> list[str]:
    """What is wrong with the published catalogue, where there is one."""
    if not layout.catalogue.exists():
        return ["no catalogue is left"]
    try:
        with open_catalogue(layout.root) as connection:
            for table in TABLES:
                connection.execute(f"select count(*), count(distinct t) from {table} as t")
                connection.fetchall()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
        return [f"the publication cannot be read: {type(error).__name__}: {error}"]
    return []


def kill_once(place: Path, expected: dict[str, list[str]], when: Moment, *, whole: bool) -> Kill:
    """Start a run, kill it, look at what is left, and repeat it."""
    layout = Layout(place / "warehouse")
    process = run(place)
    await_discovery(layout, process)
    end = time.monotonic() + when.seconds
    while process.poll() is None and time.monotonic() < end and not when.has_come(layout):
        time.sleep(0.002)
    ended = process.poll() is not None
    if whole:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()
    faults = []
    deadline = time.monotonic() + 30
    while group_alive(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    if group_alive(process.pid):
        faults.append("workers are left over")
        os.killpg(process.pid, signal.SIGKILL)
    if holder(layout.lock):
        faults.append("the lock is still held")
    state = "had ended" if ended else reached(layout)
    faults += faults_of_publication(layout)
    repeat = run(place)
    _, err = repeat.communicate()
    if repeat.returncode != 0:
        faults.append(f"the repeat ended with {repeat.returncode}: {err.decode()[-300:]}")
    else:
        found = rows(layout.root)
        faults += [f"{table} has other rows" for table in TABLES if found[table] != expected[table]]
        faults += [f"left behind: {path.name}" for path in layout.root.rglob(".writing-*")]
        faults += [f"left behind: {layout.portions.root}"] * layout.portions.root.exists()
    return Kill(when, whole, state, tuple(faults))


def await_discovery(layout: Layout, process: subprocess.Popen[bytes]) -> None:
    """Until the run has written its listing of raw/, the first thing that it writes."""
    before = layout.listing.stat().st_ino
    while layout.listing.stat().st_ino == before and process.poll() is None:
        time.sleep(0.01)


def prepare(raw: Path, place: Path) -> tuple[dict[str, list[str]], float]:
    """The older publication in `place/start`, to be copied to `place/run`.

    Returns:
        The rows of an undisturbed run, and its seconds from discovery on.
    """
    start = place / "start"
    start.mkdir(parents=True)
    older_archive(raw, start / "raw")
    ingest(settings_for(start))
    shutil.rmtree(start / "raw")
    shutil.copytree(raw, start / "raw")
    large_file(start / "raw" / "large.json")
    (start / "newshouse.toml").write_text('raw = ["raw"]\nwarehouse = "warehouse"\n')
    # Catalogues name their files by absolute paths: what is run has to lie at one place always.
    calm = place / "run"
    start.rename(calm)
    relink = subprocess.run(
        command_line("relink"), cwd=calm, env=environment(), capture_output=True, check=False
    )
    if relink.returncode:
        raise SystemExit(f"relink failed: {relink.stderr.decode()}")
    shutil.copytree(calm, start)
    process = run(calm)
    await_discovery(Layout(calm / "warehouse"), process)
    started = time.monotonic()
    _, err = process.communicate()
    if process.returncode != 0:
        raise SystemExit(f"the undisturbed run failed: {err.decode()}")
    seconds = time.monotonic() - started
    expected = rows(load_settings(directory=calm).warehouse)
    return expected, seconds


def kills(raw: Path, count: int, seed: int) -> list[Kill]:
    """So many kills at random moments."""
    moments = random.Random(seed)
    done = []
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        expected, seconds = prepare(raw, place)
        print(f"undisturbed: {seconds:.1f} s from discovery on", flush=True)
        for number in range(count):
            shutil.rmtree(place / "run")
            shutil.copytree(place / "start", place / "run")
            when = moment(moments, seconds)
            kill = kill_once(place / "run", expected, when, whole=moments.random() < 0.5)
            done.append(kill)
            what = "group" if kill.whole_group else "main process"
            found = "; ".join(kill.faults) or "sound"
            line = f"{number + 1}/{count} {what} {when}: {kill.reached}: {found}"
            print(line, flush=True)
    return done


def main() -> int:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--raw", type=Path, default=Path("raw"))
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    done = kills(options.raw.absolute(), options.kills, options.seed)
    bad = [kill for kill in done if kill.faults]
    states = Counter("sound" if not kill.faults else "faulty" for kill in done)
    print(
        f"{len(done)} kills: {dict(states)}; {len({kill.reached for kill in done})} states reached"
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
