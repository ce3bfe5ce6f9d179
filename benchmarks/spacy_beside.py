"""Names by the engine `model` and by spaCy trained on the same data: accuracy and speed in one run.

Run from the repository root:

    python -m benchmarks.spacy_beside .../corpora/ner

It trains a spaCy pipeline (token vectors by its convolutional network `tok2vec`, named entities by
its transition parser, no word vectors: what its small English pipelines are made of) on
`worldwide-train.tsv`, the same nine types, a tenth of the texts kept aside to choose the best
epoch; or takes one that is given (`--pipeline`). Then each names the texts of `worldwide-dev.tsv`,
turn by turn, one thread each, and the fastest of several rounds counts, in CPU time of this
process. spaCy is timed on entities alone; `model` from text to rows, quotes included. Tokens are
words and marks as a plain pattern cuts them.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.extraction_speed import TOKEN
from etl.evaluate import entities
from etl.evaluate.tagged import TaggedText, read_tagged
from etl.evaluate.texts import text_of
from etl.extract.engine import load_engine
from etl.extract.engines.spacy import SpacyEngine

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.training import Example

SEED = 7
BATCH = 128
ASIDE = 10
"""One text in so many is kept aside."""
CONFIG = {
    "model": {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": {
            "@architectures": "spacy.HashEmbedCNN.v2",
            "width": 96,
            "depth": 4,
            "embed_size": 2000,
            "window_size": 1,
            "maxout_pieces": 3,
            "subword_features": True,
            "pretrained_vectors": None,
        },
    }
}
"""The network of spaCy's own `en_core_web_sm`."""


def examples(pipeline: Language, texts: Sequence[TaggedText]) -> list[Example]:
    """Paragraphs with their names, as spaCy learns from them."""
    from spacy.training import Example
    from spacy.util import filter_spans

    found = []
    for text in texts:
        for start, end in text.paragraphs:
            doc = pipeline.make_doc(text.body[start:end])
            spans = [
                doc.char_span(first - start, last - start, label=kind, alignment_mode="expand")
                for (first, last), kind in text.names.items()
                if start <= first and last <= end
            ]
            reference = doc.copy()
            reference.ents = filter_spans([span for span in spans if span is not None])
            found.append(Example(doc, reference))
    return found


def train(texts: Sequence[TaggedText], minutes: float) -> Language:
    """A pipeline trained for so many minutes of CPU time, at its best epoch."""
    import spacy

    random.seed(SEED)
    spacy.util.fix_random_seed(SEED)
    pipeline = spacy.blank("en")
    pipeline.add_pipe("ner", config=CONFIG)
    shuffled = random.sample(list(texts), len(texts))
    aside = examples(pipeline, shuffled[::ASIDE])
    learnt = examples(pipeline, [text for i, text in enumerate(shuffled) if i % ASIDE])
    optimizer = pipeline.initialize(lambda: learnt)
    begin, best, kept = time.process_time(), -1.0, pipeline.to_bytes()
    epoch = 0
    while time.process_time() - begin < 60 * minutes:
        random.shuffle(learnt)
        losses: dict[str, float] = {}
        for first in range(0, len(learnt), BATCH):
            pipeline.update(learnt[first : first + BATCH], sgd=optimizer, drop=0.1, losses=losses)
        with pipeline.select_pipes(enable="ner"):
            score = pipeline.evaluate(aside)["ents_f"] or 0.0
        epoch += 1
        spent = (time.process_time() - begin) / 60
        print(f"  epoch {epoch}: {spent:.1f} minutes, F1 {100 * score:.1f} on what is kept aside")
        if score > best:
            best, kept = score, pipeline.to_bytes()
    return pipeline.from_bytes(kept)


def spacy_only(pipeline: Language, bodies: Sequence[str]) -> float:
    """CPU seconds of the pipeline for the entities of these texts."""
    begin = time.process_time()
    for _ in pipeline.pipe(bodies, batch_size=32):
        pass
    return time.process_time() - begin


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options, train, and print both beside each other."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, help="folder of worldwide-train.tsv and -dev.tsv")
    parser.add_argument("--pipeline", help="a pipeline to take instead of training one")
    parser.add_argument("--minutes", type=float, default=10, help="CPU time to train for")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    import spacy

    if options.pipeline:
        pipeline = spacy.load(options.pipeline)
    else:
        print("training spaCy")
        pipeline = train(list(read_tagged(options.folder / "worldwide-train.tsv")), options.minutes)
    gold = list(read_tagged(options.folder / "worldwide-dev.tsv"))
    ours, theirs = load_engine("model"), SpacyEngine("beside", pipeline)
    texts = [text_of(text.body, name=text.name, spans=text.paragraphs) for text in gold]
    bodies = [text.article.body for text in texts]
    tokens = sum(len(TOKEN.findall(body)) for body in bodies)
    seconds = {"spaCy, entities alone": float("inf"), "model, text to rows": float("inf")}
    for _ in range(options.rounds):
        spent = spacy_only(pipeline, bodies)
        seconds["spaCy, entities alone"] = min(seconds["spaCy, entities alone"], spent)
        begin = time.process_time()
        ours.extract(texts)
        spent = time.process_time() - begin
        seconds["model, text to rows"] = min(seconds["model, text to rows"], spent)
    scores = {
        "spaCy, entities alone": entities.evaluate(theirs, gold, language="en"),
        "model, text to rows": entities.evaluate(ours, gold, language="en"),
    }
    print(
        f"{len(gold)} texts, {tokens:,} tokens; spaCy {spacy.__version__}; {os.cpu_count()} cores"
    )
    print(f"{'':<26}{'tokens/s':>10}{'exact F1':>10}")
    for name, spent in seconds.items():
        micro = scores[name].as_dict()["micro"]["f1"]
        print(f"{name:<26}{tokens / spent:>10,.0f}{100 * micro:>10.1f}")
    slow, fast = seconds.values()
    print(f"model is {slow / fast:.1f} times as fast")


if __name__ == "__main__":
    main()
