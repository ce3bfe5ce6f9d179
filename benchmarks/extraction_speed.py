"""How fast the engines extract, on one core, from text to rows, and where the time goes.

Run from the repository root:

    python -m benchmarks.extraction_speed --texts .../corpora/quotes/polnear/dev/text

Every text file of the folder is read as one article. Times are CPU times of this process, so that
a busy machine costs little accuracy; compare engines by their ratio in one run. `--spacy NAME`
times an installed spaCy pipeline beside them, its entities alone, paragraphs in batches.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from etl.evaluate.texts import text_of
from etl.extract import assembly, attribution, compose, coreference, names, reported, tagger
from etl.extract.engine import Text, load_engine
from etl.extract.engines import model, rules
from etl.extract.tokens import tokenize


def read(folder: Path) -> list[Text]:
    """The text files of a folder as articles."""
    return [
        text_of(path.read_text("utf-8"), name=path.stem) for path in sorted(folder.glob("*.txt"))
    ]


def seconds(work: Callable[[], object], repeats: int) -> float:
    """The least CPU time of some repeats."""
    best = float("inf")
    for _ in range(repeats):
        begin = time.process_time()
        work()
        best = min(best, time.process_time() - begin)
    return best


def by_step(texts: Sequence[Text], shipped: tagger.Tagger) -> dict[str, float]:
    """CPU seconds of each step of the engine `model`."""
    spent: dict[str, float] = defaultdict(float)

    @contextmanager
    def timed(step: str) -> Iterator[None]:
        begin = time.process_time()
        yield
        spent[step] += time.process_time() - begin

    for text in texts:
        with timed("tokenise, quotation marks, sentences"):
            prepared = compose.prepare(text)
        cut, sentences = prepared.tokens, prepared.sentences
        marked, inside = prepared.marked, prepared.inside
        with timed("names by rules"):
            guessed = rules.names_of(prepared)
        with timed("corefer, attribute by rules"):
            known = coreference.group(cut, names.with_titles(cut, guessed))
            said = attribution.attribute(cut, sentences, marked, inside, known, english=True)
        with timed("tag"):
            tagged = shipped.tag(cut, inside, guessed, said)
        with timed("corefer"):
            found = compose.merged(prepared.datelines, tagged.names)
            grouped = coreference.group(cut, names.with_titles(cut, found))
        with timed("attribute"):
            statements = reported.attribute(
                cut, sentences, marked, inside, grouped, tagged, said, shipped.chances
            )
        with timed("write rows"):
            assembly.assemble(text.article, text.paragraphs, cut, grouped, statements)
    return spent


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--texts", type=Path, required=True, help="folder of .txt files")
    parser.add_argument("--engine", action="append", help="default: rules and model")
    parser.add_argument("--spacy", help="an installed spaCy pipeline")
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args(arguments)
    texts = read(options.texts)
    count = sum(len(tokenize(text.article.body, text.paragraphs)) for text in texts)
    print(f"{len(texts)} texts, {count:,} tokens")
    for name in options.engine or ["rules", "model"]:
        engine = load_engine(name)
        engine.extract(texts)  # loads, and fills the table of words
        took = seconds(partial(engine.extract, texts), options.repeats)
        print(f"{name:16} {count / took:10,.0f} tokens/s")
    if options.spacy:
        import spacy  # type: ignore[import-not-found,unused-ignore]

        pipeline = spacy.load(options.spacy)
        parts = [paragraph.text for text in texts for paragraph in text.paragraphs]
        took = seconds(lambda: list(pipeline.pipe(parts, batch_size=64)), options.repeats)
        print(f"{options.spacy:16} {count / took:10,.0f} tokens/s, entities alone")
    shipped = tagger.Tagger(model.SHIPPED)
    by_step(texts, shipped)
    spent = min(
        (by_step(texts, shipped) for _ in range(options.repeats)),
        key=lambda steps: sum(steps.values()),
    )
    print("\nengine model, by step        microseconds a token      share")
    for step, took in spent.items():
        print(f"  {step:38} {1e6 * took / count:8.2f} {took / sum(spent.values()):10.0%}")


if __name__ == "__main__":
    main()
