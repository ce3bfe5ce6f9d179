"""Figures of the model card: `python -m training.figures --corpora DIR`.

Belongs here: scores of the shipped engine by outlet, by publisher, and on old wire copy, which has
capitals only. Does not belong here: scores by type, which `newshouse evaluate` prints.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from etl.evaluate import entities, quotes
from etl.evaluate.standoff import AttributedText, read_folder
from etl.evaluate.tagged import TaggedText, read_tagged
from etl.extract.engine import Engine, load_engine


def names_f1(engine: Engine, texts: Iterable[TaggedText]) -> float:
    """F1 of names, exact, over all types, in per cent."""
    found = entities.evaluate(engine, texts, language="en").as_dict()
    return 100 * float(found["micro"]["f1"])


def quotes_f1(engine: Engine, texts: Iterable[AttributedText]) -> str:
    """F1 of source, cue and content, exact, in per cent."""
    found = quotes.evaluate(engine, texts, language="en").as_dict()["exact"]
    return " / ".join(f"{100 * found[role]:.1f}" for role in ("source", "cue", "content"))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--engine", default="model")
    options = parser.parse_args(arguments)
    engine = load_engine(options.engine)
    tagged = list(read_tagged(options.corpora / "ner/worldwide-dev.tsv"))
    outlets: dict[str, list[TaggedText]] = defaultdict(list)
    for text in tagged:
        outlets[text.name.rpartition("_")[0]].append(text)
    print("names, by outlet")
    for outlet, texts in sorted(outlets.items()):
        print(f"| {outlet} | {len(texts)} | {names_f1(engine, texts):.1f} |")
    # A few letters have two as capitals (ß): offsets would not hold.
    capitals = [
        replace(text, body=text.body.upper())
        for text in tagged
        if len(text.body.upper()) == len(text.body)
    ]
    scored = names_f1(engine, capitals)
    print(f"| the same texts, in capitals only | {len(capitals)} | {scored:.1f} |")
    publishers: dict[str, list[AttributedText]] = defaultdict(list)
    for said in read_folder(options.corpora / "quotes/polnear/dev"):
        publishers[said.name.split("_")[0]].append(said)
    print("source / cue / content, by publisher")
    for publisher, attributed in sorted(publishers.items()):
        print(f"| {publisher} | {len(attributed)} | {quotes_f1(engine, attributed)} |")


if __name__ == "__main__":
    main()
