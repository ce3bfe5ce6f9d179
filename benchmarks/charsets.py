"""How many labelled files decode to the text that their label says, without being told.

    python -m benchmarks.charsets ../shared/archives/chardet

Compares to the letter with what Python's codec of that name gives, and with what browsers make of
such a label. Those that differ are listed with the first difference.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.readers.charsets import Compared, compare, labelled_files


def _difference(one: Compared) -> str:
    for place, (left, right) in enumerate(zip(one.found, one.wanted, strict=False)):
        if left != right:
            return f"{one.wanted[max(0, place - 10) : place + 10]!r}: {right!a} read as {left!a}"
    return f"{len(one.wanted):,} characters wanted, {len(one.found):,} found"


def main() -> int:
    """Print the shares and the differences."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("archive", type=Path)
    compared = [compare(path) for path in labelled_files(arguments.parse_args().archive)]
    if not compared:
        print("no labelled file there: expected tests/<encoding>/<file>", file=sys.stderr)
        return 2
    for one in compared:
        if not one.same:
            print(f"{one.label:14} {one.path.name:50} {_difference(one)}")
    same = sum(one.same for one in compared)
    by_web = sum(one.same_by_web for one in compared)
    print(f"to the letter {same}/{len(compared)} = {same / len(compared):.4f}")
    print(f"as on the Web {by_web}/{len(compared)} = {by_web / len(compared):.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
