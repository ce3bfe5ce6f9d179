"""Make the shipped model: `python -m training.train --corpora DIR --out DIR`.

Belongs here: the order of the work, the loop, early figures, the log. Does not belong here: data
(`data`, `batches`), the network (`network`), its files (`export`).

Teachers learn what their corpora annotate: names from one, attributions from the other, grammar
from a third beside them. Together they tag all texts with everything. The student learns from the
annotations and from its teachers' tags: so it sees names in political news and attributions in the
news of sixty countries, which nobody annotated.
"""

from __future__ import annotations

import argparse
import json
import logging
import math
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from etl.evaluate.standoff import read_folder
from etl.extract.tagging import ENTITY_TAGS, ROLE_TAGS, Decoder, Scheme, spans_of
from etl.extract.wordforms import Lookups, key_of
from training import data, export, links, lookups
from training.batches import Batch, Forms, Numbered, batches, number
from training.network import Sizes, Tagger

TAGS = {"entity": ENTITY_TAGS, "role": ROLE_TAGS}
WEIGHTS = {"entity": 2.5, "role": 1.0, "pos": 0.3, "relation": 0.3, "politics": 1.0}
"""Of the tasks in the loss. Roles are harder, and would drown the names."""
BIAS = {"entity": -0.4, "role": 0.05}
"""Taken from the score of `O` in use; chosen on the texts held out."""
TAUGHT = {"entity": 2.0, "role": 1.0, "pos": 0.3, "relation": 0.3, "politics": 1.0}
"""The same for the student, who is taught names in every text."""
RARE = {"FACILITY": 2.5, "PRODUCT": 2.5, "MISC": 1.5, "MONEY": 1.5}
"""Weights of types of which the annotations have few."""
log = logging.getLogger("training")


@dataclass(frozen=True, slots=True)
class Options:
    """How one network is trained."""

    seed: int
    epochs: int
    rate: float = 3e-3
    tokens: int = 4096
    """Of a batch, about."""
    capitals: float = 0.06
    """Share of windows put into capitals, as old wire copy is."""
    blind: float = 0.08
    """Share of windows shown without what the rules found."""
    dropout: float = 0.3
    forget: float = 0.15
    """Share of rare words shown as unknown; less for frequent ones."""
    gold: float = 0.5
    """Weight of annotations beside teachers' tags, where a text has both."""
    untaught: float = 0.7
    """Weight of teachers' tags where there is no annotation."""


@dataclass(slots=True)
class Corpus:
    """Everything that training reads, as numbers."""

    train: list[Numbered]
    held: list[Numbered]
    forms: Forms
    features: dict[str, torch.Tensor]
    seen: torch.Tensor
    """How often the lower-case word of each form stands in the training texts."""
    scheme: Scheme
    lookups: Lookups
    chances: dict[str, float]


def read(corpora: Path, texts: Path | None = None) -> Corpus:
    """Read the corpora: only their training parts.

    Args:
        corpora: folder with `ner/worldwide-train.tsv`, `ner/crossner_politics`,
            `quotes/polnear/train` and `syntax/ud_ewt/en_ewt-ud-train.conllu`.
        texts: JSON Lines of texts that nobody annotated, if any.
    """
    scheme = Scheme()
    documents = [
        *data.worldwide(corpora / "ner/worldwide-train.tsv"),
        *data.polnear(corpora / "quotes/polnear/train"),
        *data.ewt(corpora / "syntax/ud_ewt/en_ewt-ud-train.conllu", scheme),
        *data.politics(corpora / "ner/crossner_politics", scheme),
        *(data.unlabelled(texts) if texts else ()),
    ]
    held = [document for document in documents if data.held_out(document)]
    train = [document for document in documents if not data.held_out(document)]
    names = {document.name for document in held}
    counts = Counter(key_of(word) for document in train if document.tags for word in document.words)
    vocabulary = np.array(sorted(key for key, times in counts.items() if times > 1), np.uint32)
    table = lookups.build()
    forms = Forms(vocabulary, table)
    numbered = [number(document, forms) for document in train]
    aside = [number(document, forms) for document in held]
    features = forms.finish()
    log.info(
        "%d texts to train on, %d held out (%s); %d forms, %d words",
        len(train), len(held), ", ".join(sorted({d.outlet for d in held if d.corpus != "polnear"})),
        len(forms.words), len(vocabulary),
    )  # fmt: skip
    return Corpus(
        numbered,
        aside,
        forms,
        features,
        torch.tensor([float(counts[key_of(word)]) for word in forms.words]),
        scheme,
        table,
        links.count(
            text for text in read_folder(corpora / "quotes/polnear/train") if text.name not in names
        ),
    )


def new(corpus: Corpus, sizes: Sizes) -> Tagger:
    """A network with random weights."""
    tags = {task: len(names) for task, names in TAGS.items()}
    tags |= {task: len(names) for task, names in corpus.scheme.names.items()}
    clusters = int(corpus.lookups.clusters.max())
    return Tagger(len(corpus.forms.vocabulary), clusters, tags, sizes)


def load(path: Path, corpus: Corpus) -> Tagger:
    """A trained network, of whatever widths."""
    weights = torch.load(path)
    hidden = tuple(weights[f"{layer}.weight_hh_l0"].shape[1] for layer in ("first", "second"))
    network = new(corpus, Sizes(hidden=(hidden[0], hidden[1])))
    network.load_state_dict(weights)
    return network


def inputs(network: Tagger, corpus: Corpus, batch: Batch, forget: float) -> torch.Tensor:
    """What the network reads of a batch."""
    forms, places = torch.unique(batch.forms, return_inverse=True)
    chance = forget * 20 / (20 + corpus.seen[forms]) + 0.02
    unknown = torch.rand(len(forms)) < chance if forget else torch.zeros_like(forms).bool()
    static = network.static(corpus.features, forms, unknown)
    return torch.cat([static[places], network.moving(batch.contexts, batch.guesses)], -1)


def scores(network: Tagger, corpus: Corpus, batch: Batch) -> dict[str, torch.Tensor]:
    """Scores of names and roles, as the shipped network gives them but for quantisation."""
    network.eval()
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        found = network(inputs(network, corpus, batch, 0), TAGS)
    return {task: values.float() for task, values in found.items()}


def loss_of(
    network: Tagger, corpus: Corpus, batch: Batch, options: Options
) -> tuple[torch.Tensor, dict[str, float]]:
    """The loss of a batch, and its parts for the log."""
    tasks = {*batch.tags, *batch.soft}
    with torch.autocast("cpu", torch.bfloat16):
        found = network(inputs(network, corpus, batch, options.forget), tasks)
    total = torch.zeros(())
    parts: dict[str, float] = {}
    for task in sorted(tasks):
        values = found[task].float().flatten(0, 1)
        tags = batch.tags.get(task)
        marked = None if tags is None else tags.flatten() != data.IGNORED
        loss = torch.zeros(())
        if task in batch.soft:
            taught = -(batch.soft[task].flatten(0, 1) * values.log_softmax(1)).sum(1)
            weight = torch.full((len(taught),), options.untaught)
            if marked is not None:
                weight[marked] = 1 - options.gold
            loss = loss + (taught * weight).sum()
        if tags is not None:
            rare = None
            if task == "entity":
                rare = torch.tensor([RARE.get(tag[2:], 1.0) for tag in ENTITY_TAGS])
            gold = nn.functional.cross_entropy(
                values, tags.flatten(), rare, ignore_index=data.IGNORED, reduction="sum"
            )
            loss = loss + gold * (options.gold if task in batch.soft else 1)
        parts[task] = float(loss.detach()) / batch.forms.numel()
        total = total + (TAUGHT if batch.soft else WEIGHTS)[task] * loss
    return total / batch.forms.numel(), parts


def fit(network: Tagger, corpus: Corpus, options: Options, out: Path) -> None:
    """Train a network; what remains is the moving average of its weights."""
    rng = random.Random(options.seed)
    texts = [text for text in corpus.train if text.tags or text.soft]
    network.dropout = options.dropout
    optimizer = torch.optim.Adam(network.parameters(), lr=options.rate, betas=(0.9, 0.98))
    average = {name: value.detach().clone() for name, value in network.state_dict().items()}
    step, steps = 0, 0
    for epoch in range(options.epochs):
        begin = time.perf_counter()
        made = list(
            batches(
                texts, corpus.forms, tokens=options.tokens, rng=rng, learning=True,
                capitals=options.capitals, blind=options.blind,
            )
        )  # fmt: skip
        steps = steps or options.epochs * len(made)
        sums: Counter[str] = Counter()
        network.train()
        for batch in made:
            share = 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps))) + 0.01
            for group in optimizer.param_groups:
                group["lr"] = options.rate * min(1.0, (step + 1) / 200) * share
            loss, parts = loss_of(network, corpus, batch, options)
            sums.update(parts)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            step += 1
            with torch.no_grad():
                now = network.state_dict()
                torch._foreach_lerp_(
                    list(average.values()),
                    [now[name] for name in average],
                    1 - min(0.998, (1 + step) / (10 + step)),
                )
        now = {name: value.clone() for name, value in network.state_dict().items()}
        network.load_state_dict(average)
        figures = {task: _f1(found) for task, found in held_out(network, corpus).items()}
        torch.save(network.state_dict(), out)
        log.info(
            "seed %d epoch %d, %.0f s: loss %s; held out %s", options.seed, epoch,
            time.perf_counter() - begin,
            {task: round(value / len(made), 3) for task, value in sums.items()}, figures,
        )  # fmt: skip
        if epoch + 1 < options.epochs:
            network.load_state_dict(now)


@dataclass(slots=True)
class Found:
    """Spans found in the texts held out."""

    wanted: Counter[str]
    right: Counter[str]
    chances: list[tuple[float, bool]]
    """For each span found: the least chance of its tags, and whether it is right."""
    kinds: Counter[str]


def held_out(network: Tagger, corpus: Corpus) -> dict[str, Found]:
    """What a network finds in the texts held out, by task."""
    result = {task: Found(Counter(), Counter(), [], Counter()) for task in TAGS}
    decoders = {task: Decoder(tags) for task, tags in TAGS.items()}
    for batch in batches(corpus.held, corpus.forms, tokens=8192, rng=random.Random(0)):
        found = scores(network, corpus, batch)
        for task, tags in TAGS.items():
            if task not in batch.tags:
                continue
            values = found[task].numpy()
            chances = found[task].softmax(-1).numpy()
            for window, length in enumerate(batch.lengths.tolist()):
                gold = batch.tags[task][:length, window].tolist()
                if gold[0] == data.IGNORED:
                    continue
                path = decoders[task].decode(values[:length, window])
                wanted = set(spans_of(gold, tags))
                result[task].wanted.update(kind for *_, kind in wanted)
                for span in spans_of(path.tolist(), tags):
                    first, end, kind = span
                    least = chances[np.arange(first, end), window, path[first:end]].min()
                    result[task].kinds[kind] += 1
                    result[task].right[kind] += span in wanted
                    result[task].chances.append((float(least), span in wanted))
    return result


def _f1(found: Found) -> dict[str, float]:
    figures = {
        kind: round(200 * found.right[kind] / max(1, found.wanted[kind] + found.kinds[kind]), 1)
        for kind in sorted(found.wanted)
    }
    total = found.wanted.total() + found.kinds.total()
    return {"all": round(200 * found.right.total() / max(1, total), 2), **figures}


def calibration(chances: Sequence[tuple[float, bool]]) -> list[float]:
    """Slope and offset that turn the log odds of a chance into those of being right.

    Platt scaling, fitted by gradient descent on the texts held out.
    """
    odds = np.array([math.log(chance / max(1e-6, 1 - chance)) for chance, _ in chances])
    right = np.array([float(is_right) for _, is_right in chances])
    slope, offset = 1.0, 0.0
    for _ in range(3000):
        wrong = 1 / (1 + np.exp(-(slope * odds + offset))) - right
        slope -= 0.05 * float((wrong * odds).mean())
        offset -= 0.05 * float(wrong.mean())
    return [round(slope, 4), round(offset, 4)]


def teach(teachers: Sequence[Tagger], corpus: Corpus) -> None:
    """Tag every text with all that the teachers think of it."""
    starts = np.cumsum([0, *(len(text.forms) for text in corpus.train)])
    total = int(starts[-1])
    tables = {task: np.zeros((total, len(tags)), np.float16) for task, tags in TAGS.items()}
    bare = [
        Numbered(
            text.forms,
            text.contexts,
            text.guesses,
            {"place": np.arange(start, start + len(text.forms))},
            text.corpus,
        )
        for text, start in zip(corpus.train, starts, strict=False)
    ]
    for batch in batches(bare, corpus.forms, tokens=8192, rng=random.Random(0), tasks=("place",)):
        places = batch.tags["place"]
        real = places != data.IGNORED
        for teacher in teachers:
            for task, values in scores(teacher, corpus, batch).items():
                chances = values.softmax(-1)[real] / len(teachers)
                tables[task][places[real].numpy()] += chances.numpy().astype(np.float16)
    for task, table in tables.items():
        table[table.sum(axis=1) == 0, 0] = 1  # breaks between windows
        for text, start in zip(corpus.train, starts, strict=False):
            text.soft[task] = table[start : start + len(text.forms)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, export, log."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="folder for the log and the model")
    parser.add_argument(
        "--texts", type=Path, help="texts nobody annotated: JSON Lines of `name` and `body`"
    )
    parser.add_argument("--name", default="news-en")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--teachers", type=int, default=2)
    parser.add_argument("--teacher-epochs", type=int, default=10)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument(
        "--only-teacher", type=int, help="train this teacher and stop, so that several run abreast"
    )
    parser.add_argument("--write-only", action="store_true", help="write the files again")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(message)s",
        handlers=[
            logging.StreamHandler(),
            logging.FileHandler(options.out / f"train-{options.only_teacher or 'student'}.log"),
        ],
    )
    torch.set_num_threads(options.threads)
    corpus = read(options.corpora, options.texts)
    if options.write_only:
        write(shipped(options.out, corpus), corpus, options.out, options.name)
        return
    wanted = [options.only_teacher] if options.only_teacher else range(1, options.teachers + 1)
    teachers: list[Tagger] = []
    for place in wanted:
        path = options.out / f"teacher-{place}.pt"
        if path.is_file() and not options.only_teacher:
            teacher = load(path, corpus)
        else:
            torch.manual_seed(options.seed + place)
            teacher = new(corpus, Sizes())
            fit(teacher, corpus, Options(options.seed + place, options.teacher_epochs), path)
        teachers.append(teacher)
    if options.only_teacher:
        return
    teach(teachers, corpus)
    log.info("%d teachers have tagged the texts", len(teachers))
    # The student starts from the first teacher, and unlearns what that one learned by heart.
    torch.manual_seed(options.seed)
    student = load(options.out / "teacher-1.pt", corpus)
    fit(
        student,
        corpus,
        Options(options.seed, options.epochs, rate=1.5e-3, dropout=0.4, forget=0.2),
        options.out / "student.pt",
    )
    write(shipped(options.out, corpus), corpus, options.out, options.name)


def shipped(out: Path, corpus: Corpus) -> Tagger:
    """The mean of the first teacher, who is better at names, and the student, who is at roles.

    One started from the other, so that what lies between them is as good (Wortsman et al., «Model
    soups», 2022); a choice made on the texts held out.
    """
    network = load(out / "student.pt", corpus)
    teacher = torch.load(out / "teacher-1.pt")
    network.load_state_dict(
        {name: (value + teacher[name]) / 2 for name, value in network.state_dict().items()}
    )
    return network


def write(network: Tagger, corpus: Corpus, out: Path, name: str) -> None:
    """Write the model's files."""
    found = held_out(network, corpus)
    facts: dict[str, Any] = {
        "links": corpus.chances,
        **{f"{task}_calibration": calibration(found[task].chances) for task in TAGS},
        **{f"{task}_bias": bias for task, bias in BIAS.items()},
    }
    tables = export.tables(network, corpus.forms.vocabulary, corpus.lookups, facts)
    graph = export.graph(network)
    (out / f"{name}.npz").write_bytes(tables)
    (out / f"{name}.onnx").write_bytes(graph)
    log.info("wrote %s: %d bytes", out / name, len(tables) + len(graph))
    log.info("held out: %s", json.dumps({task: _f1(found[task]) for task in TAGS}))


if __name__ == "__main__":
    main()
