"""Tokens a second of extraction engines on one core, from text to rows, and of each shared step.

Run from the repository root, on a folder of plain texts:

    python -m benchmarks.extraction_speed .../quotes/polnear/dev/text --engine rules

All engines are timed in one run, by turns, and the best of several rounds counts: compare them by
their ratio. Time is CPU time of this process, so a busy machine disturbs it little. Tokens are
words and marks as a plain pattern cuts them, so that they do not depend on the engine.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from etl.evaluate.texts import text_of
from etl.extract import (
    agreement,
    attribution,
    capitals,
    compose,
    coreference,
    names,
    reported,
    tagger,
)
from etl.extract.engine import Text, load_engine
from etl.extract.engines import model, rules

Result = TypeVar("Result")
TOKEN = re.compile(r"\w+|[^\w\s]")
"""Words and marks."""


class Steps:
    """CPU seconds by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def time(self, name: str, work: Callable[[], Result]) -> Result:
        """Do some work and count its time."""
        begin = time.process_time()
        result = work()
        self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - begin
        return result


def steps_of_rules(texts: Sequence[Text]) -> Steps:
    """The steps of the engine `rules`, one by one."""
    steps = Steps()
    for text in texts:
        cut = steps.time("tokenise, pair marks, split", lambda text=text: compose.prepare(text))
        found = steps.time("dates and money", lambda cut=cut: compose.fixed_names(cut))
        found += steps.time(
            "tag (capitals)",
            lambda cut=cut, found=found: capitals.tag(cut.tokens, cut.sentences, found),
        )
        grouped = steps.time(
            "corefer",
            lambda cut=cut, found=found: coreference.group(
                cut.tokens, names.with_titles(cut.tokens, found)
            ),
        )
        said = steps.time(
            "attribute",
            lambda cut=cut, grouped=grouped: attribution.attribute(
                cut.tokens, cut.sentences, cut.marked, cut.inside, grouped, english=True
            ),
        )
        steps.time(
            "make rows",
            lambda cut=cut, grouped=grouped, said=said: compose.assemble(cut, grouped, said),
        )
    return steps


def by_step(texts: Sequence[Text], shipped: tagger.Tagger) -> dict[str, float]:
    """CPU seconds of each step of the engine `model`."""
    spent: dict[str, float] = defaultdict(float)

    @contextmanager
    def timed(step: str) -> Iterator[None]:
        begin = time.process_time()
        yield
        spent[step] += time.process_time() - begin

    drafts, ruled = [], []
    for text in texts:
        with timed("tokenise, quotation marks, sentences"):
            draft = compose.prepare(text)
        cut = draft.tokens
        with timed("names by rules"):
            guessed = rules.names_of(draft)
        with timed("corefer, attribute by rules"):
            known = coreference.group(cut, names.with_titles(cut, guessed))
            said = attribution.attribute(
                cut, draft.sentences, draft.marked, draft.inside, known, english=True
            )
        drafts.append(draft)
        ruled.append(tagger.Ruled(cut, draft.inside, guessed, said))
    with timed("tag"):
        read = shipped.tag(ruled)
    for draft, rule, tagged in zip(drafts, ruled, read, strict=True):
        cut = draft.tokens
        with timed("corefer"):
            joined = names.with_own_s(cut, names.with_domains(cut, tagged.names))
            found = compose.merged(draft.datelines, agreement.settle(cut, joined))
            found = compose.sound(draft, found)
            grouped = coreference.group(cut, names.with_titles(cut, found))
        with timed("attribute"):
            statements = reported.attribute(
                cut, draft.sentences, draft.marked, draft.inside, grouped, tagged, rule.statements,
                shipped.chances,
            )  # fmt: skip
        with timed("write rows"):
            compose.assemble(draft, grouped, statements)
    return spent


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, help="folder of .txt files in UTF-8")
    parser.add_argument("--engine", action="append", help="may be repeated (default: rules)")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    texts = [
        text_of(path.read_text("utf-8"), name=path.stem)
        for path in sorted(options.folder.glob("*.txt"))
    ]
    if not texts:
        parser.error(f"{options.folder}: found no .txt file")
    tokens = sum(len(TOKEN.findall(text.article.body)) for text in texts)
    engines = [load_engine(name) for name in options.engine or ["rules"]]
    best = dict.fromkeys((engine.name for engine in engines), float("inf"))
    steps = steps_of_rules(texts)
    for _ in range(options.rounds):
        for engine in engines:
            begin = time.process_time()
            engine.extract(texts)
            best[engine.name] = min(best[engine.name], time.process_time() - begin)
        steps = min(steps, steps_of_rules(texts), key=lambda item: sum(item.seconds.values()))
    print(f"{len(texts):,} texts, {tokens:,} tokens; tokens per CPU second")
    for name, seconds in best.items():
        print(f"  {name:<32}{tokens / seconds:>12,.0f}")
    print("steps of the engine rules")
    for name, seconds in steps.seconds.items():
        print(f"  {name:<32}{tokens / seconds:>12,.0f}")
    if "model" in best:
        shipped = tagger.Tagger(model.SHIPPED)
        by_step(texts, shipped)  # fills the table of words
        spent = min(
            (by_step(texts, shipped) for _ in range(options.rounds)),
            key=lambda item: sum(item.values()),
        )
        print("steps of the engine model, with microseconds a token and share")
        for name, seconds in spent.items():
            share = seconds / sum(spent.values())
            print(
                f"  {name:<32}{tokens / seconds:>12,.0f}{1e6 * seconds / tokens:>8.2f}{share:>6.0%}"
            )


if __name__ == "__main__":
    main()
