"""Reading spoiled files for as long as one likes: nothing may raise, hang, or eat the memory.

    python -m benchmarks.fuzz_readers --seconds 300 --seed 1

Starts from every input of tests/readers/cases and format_cases, from the examples of docs/formats
and from files that are made (archives, e-books, PDF), spoils each a little, and
reads it as its content says, as each reader in turn would, or packed once more. Checks what
tests/readers/checks.py says must hold. A file that breaks it is written to --save, and the exit
code is 1. The slowest input and the most memory are printed, too.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
import traceback
from collections import Counter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from etl.readers import limits
from etl.readers.dispatch import Found, cut, read_file
from etl.readers.registry import readers
from etl.readers.time_limit import time_limit
from tests.readers.checks import check_outcomes
from tests.readers.files import PACKERS, tarred, zipped
from tests.readers.seeds import FORMAT_SEEDS, SEEDS, mutated, mutated_inside

MEMORY_BYTES = 3 * 1024**3
"""More than this is a failure: no input here has a megabyte, none may unpack to gigabytes."""
ALL = SEEDS | FORMAT_SEEDS
SECONDS = 20.0
"""Processor time for one input of less than a megabyte."""


def _packed(name: str, data: bytes, random: Random) -> tuple[str, bytes]:
    form = random.choice(["zip", "tar", *PACKERS])
    if form == "zip":
        return f"{name}.zip", zipped({name: data, f"b/{name}": data})
    if form == "tar":
        return f"{name}.tar", tarred({name: data, f"b/{name}": data})
    return f"{name}.{form}", PACKERS[form](data)


def _input(random: Random) -> tuple[str, bytes]:
    name = random.choice(list(ALL))
    if ALL[name].startswith(b"PK") and random.random() < 0.7:
        return name, mutated_inside(ALL[name], random)
    data = mutated(ALL[name], random)
    kind = random.random()
    if kind < 0.1:
        other = ALL[random.choice(list(ALL))]
        data = data[: random.randint(0, len(data))] + other[random.randint(0, len(other)) :]
    elif kind < 0.2:
        name, data = _packed(name, data, random)
        data = mutated(data, random) if random.random() < 0.5 else data
    elif kind < 0.25:
        data = random.randbytes(random.randint(0, 2_000))
    return random.choice([name, name, "no-suffix"]), data


def _read(path: Path, random: Random) -> list[Found]:
    reader = random.choice([None, None, None, *readers()])
    columns = random.choice([None, {"body": "title", "title": "text"}])
    found = list(read_file(path, reader=reader, columns=columns))
    check_outcomes(found)
    size = random.randint(50, 2_000)
    ranges = cut(path, target_bytes=size, packed_bytes=size, reader=reader)
    if len(ranges) > 1:
        pieces = [
            one
            for byte_range in ranges
            for one in read_file(path, reader=reader, columns=columns, byte_range=byte_range)
        ]
        assert pieces == found, "read in pieces, it gives something else than as a whole"
    return found


def main() -> int:
    """Fuzz, and say what was found."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=60)
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--save", type=Path, default=Path("fuzz-findings"))
    chosen = arguments.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    limits.DOCUMENT_SECONDS = SECONDS
    outcomes: Counter[str] = Counter()
    slowest = (0.0, "")
    count = failures = 0
    end = time.monotonic() + chosen.seconds
    with TemporaryDirectory() as folder:
        while time.monotonic() < end:
            count += 1
            random = Random(f"{chosen.seed}-{count}")
            name, data = _input(random)
            path = Path(folder) / name
            path.write_bytes(data)
            started = time.process_time()
            try:
                with time_limit(SECONDS):
                    for one in _read(path, random):
                        outcomes[getattr(one.outcome, "code", type(one.outcome).__name__)] += 1
            except Exception:  # noqa: BLE001 - whatever it is, it is a finding
                failures += 1
                chosen.save.mkdir(parents=True, exist_ok=True)
                kept = chosen.save / f"{chosen.seed}-{count}-{name}"
                kept.write_bytes(data)
                print(f"{kept}\n{traceback.format_exc(limit=-4)[-2_000:]}", file=sys.stderr)
            slowest = max(slowest, (time.process_time() - started, f"{count} {name}"))
            path.unlink()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"inputs {count:,}  failures {failures}  peak {peak:,.0f} MB")
    print(f"slowest {slowest[0]:.2f} s: {slowest[1]}")
    for code, number in outcomes.most_common():
        print(f"{number:9,}  {code}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
