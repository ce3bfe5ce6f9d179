"""Trains the model that tells a page's article from the rest, and measures it on unseen sites.

Belongs here: labels from the truth of annotated pages, sampling, fitting, the model's file. Does
not belong here: features (`etl.readers.html_features`) and what is made of the guesses
(`etl.readers.html_article`), which are the same in training and in use. Not imported by `etl`.

    pip install 'lightgbm>=4.6,<5'
    python -m training.html_article --cross-validate    # the figures of the model's card
    python -m training.html_article --write             # etl/readers/html_article.json

Pages: those of `benchmarks.readers`. A block is labelled by whether the truth holds it: on fundus
as a whole paragraph, on the others by three in five of its 3-grams of words. Where the truth holds
a text once and the page prints it several times, the one among most others of the article counts.
The second set of trees is trained on guesses that the first makes of pages it was not trained on.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from benchmarks.readers import PAGES, SETS, WORD, Answer, Page, Tally, lines, score
from etl.readers import html_article, html_metadata
from etl.readers.formats import html as html_reader
from etl.readers.html_blocks import Segments, segments
from etl.readers.html_features import (
    COLUMNS,
    SURROUNDINGS,
    VERSION,
    Anchors,
    features,
    squeeze,
    surroundings,
)

FIRST = {
    "learning_rate": 0.1,
    "num_leaves": 16,
    "min_data_in_leaf": 40,
    "rounds": 200,
    "extra_trees": True,
}
SECOND = {"learning_rate": 0.06, "num_leaves": 12, "min_data_in_leaf": 60, "rounds": 160}
COMMON = {
    "objective": "binary",
    "max_depth": 6,
    "max_bin": 63,
    "feature_fraction": 0.4,
    "lambda_l2": 5,
    "verbose": -1,
    "num_threads": 1,
    "deterministic": True,
    "seed": 1,
}
SET_WEIGHTS = {"fundus": 2.0, "scrapinghub": 1.5, "wcxb": 1.0}
"""News before the rest of the web; paragraphs checked one by one before bodies as a whole."""
POSITIVE, NEGATIVE = 60, 70
"""Blocks of a page that are trained on, at most; of the negative, most are near the article."""


@dataclass
class Sample:
    """A page with its features and labels."""

    set_name: str
    page: Page
    site: str
    found: Segments
    rows: Any
    labels: Any
    weights: Any
    chosen: Any
    guess: Any = field(default=None)
    around: Any = field(default=None)


def _keep_best(keys: Sequence[str], labels: Any, allowed: Counter[str]) -> None:
    """Unset the labels of repeats, but for as many as the truth has."""
    places: dict[str, list[int]] = {}
    for i, key in enumerate(keys):
        if labels[i]:
            places.setdefault(key, []).append(i)
    before = labels.copy()
    for key, where in places.items():
        count = max(1, allowed[key])
        if len(where) > count:
            where.sort(key=lambda i: (-before[max(0, i - 4) : i + 5].sum(), i))
            labels[where[count:]] = 0.0


def label(name: str, page: Page, found: Segments) -> Any:
    """1 for each block that the truth holds, else 0."""
    labels = np.zeros(len(found.blocks))
    if name == "fundus":
        wanted = Counter(lines([*page.paragraphs, *page.headings]))
        whole = " \n ".join(wanted)
        keys = [(lines([block.text]) or [""])[0] for block in found.blocks]
        for i, key in enumerate(keys):
            labels[i] = key in wanted or (len(key) > 40 and key in whole)
        _keep_best(keys, labels, wanted)
        return labels
    words = WORD.findall(page.body.lower())
    grams = {tuple(words[i : i + 3]) for i in range(len(words) - 2)}
    parts = {squeeze(line) for line in page.body.split("\n")}
    whole = squeeze(page.body)
    keys = [squeeze(block.text) for block in found.blocks]
    for i, (block, key) in enumerate(zip(found.blocks, keys, strict=True)):
        own = WORD.findall(block.text.lower())
        if not key:
            continue
        if len(own) < 3:
            labels[i] = key in parts or (len(key) >= 12 and key in whole)
        else:
            held = sum(tuple(own[j : j + 3]) in grams for j in range(len(own) - 2))
            labels[i] = held > 0.6 * (len(own) - 2)
    _keep_best(keys, labels, Counter({key: whole.count(key) for key in set(keys) if key}))
    # A short line far from all running text is a menu's that happens to use the same words.
    lengths = np.array([len(block.text) for block in found.blocks])
    before = labels.copy()
    for place in np.flatnonzero((labels > 0) & (lengths < 40)):
        near = slice(max(0, place - 6), place + 7)
        if not ((before[near] > 0) & (lengths[near] >= 60)).any():
            labels[place] = 0.0
    return labels


def _sampled(labels: Any, random: np.random.RandomState) -> Any:
    positive, negative = np.flatnonzero(labels > 0), np.flatnonzero(labels == 0)
    if len(negative) > NEGATIVE:
        if len(positive):
            distance = np.abs(negative[:, None] - positive[None, :]).min(axis=1)
            negative = negative[np.argsort(distance, kind="stable")]
        near = NEGATIVE * 4 // 7
        rest = random.choice(negative[near:], NEGATIVE - near, replace=False)
        negative = np.concatenate([negative[:near], rest])
    if len(positive) > POSITIVE:
        positive = random.choice(positive, POSITIVE, replace=False)
    return np.sort(np.concatenate([positive, negative])).astype(int)


def read_samples(folder: Path) -> list[Sample]:
    """All pages of the three sets."""
    random = np.random.RandomState(1)
    addresses = json.loads((folder / "scrapinghub" / "ground-truth.json").read_text("utf-8"))
    samples = []
    for name, read in SETS.items():
        for page in read(folder / name):
            tree = html_reader.parse(page.data)
            own = html_metadata.collect(tree)
            found = segments(tree)
            rows = features(
                found,
                Anchors(
                    html_metadata.titles(own),
                    html_metadata.description(own),
                    html_metadata.article_body(own),
                ),
            )
            if name == "fundus":
                site = re.sub(r"_\d{4}_\d\d_\d\d$", "", page.name)
            elif name == "wcxb":
                truth = folder / "wcxb" / "ground-truth" / f"{page.name}.json"
                site = urlsplit(json.loads(truth.read_text("utf-8"))["url"]).netloc
            else:
                site = urlsplit(addresses[page.name]["url"]).netloc
            labels = label(name, page, found)
            weights = np.sqrt(np.clip(rows[:, 0], 5, 400))
            if len(weights):
                weights *= SET_WEIGHTS[name] / np.sqrt(weights.sum())
            samples.append(
                Sample(
                    name,
                    page,
                    site.removeprefix("www."),
                    found,
                    rows,
                    labels,
                    weights,
                    _sampled(labels, random),
                )
            )
    return samples


def _fit(samples: Sequence[Sample], settings: dict[str, Any], *, second: bool = False) -> Any:
    import lightgbm

    rows = np.vstack(
        [(np.hstack([s.rows, s.around]) if second else s.rows)[s.chosen] for s in samples]
    )
    data = lightgbm.Dataset(
        rows,
        np.concatenate([s.labels[s.chosen] for s in samples]),
        weight=np.concatenate([s.weights[s.chosen] for s in samples]),
    )
    own = {key: value for key, value in settings.items() if key != "rounds"}
    return lightgbm.train({**COMMON, **own}, data, settings["rounds"])


def as_trees(booster: Any) -> dict[str, Any]:
    """A booster's trees in one list of nodes; leaves lead to themselves."""
    nodes: dict[str, list[Any]] = {
        "feature": [],
        "threshold": [],
        "left": [],
        "right": [],
        "value": [],
    }

    def add(node: dict[str, Any], depth: int) -> tuple[int, int]:
        index = len(nodes["feature"])
        leaf = "leaf_value" in node
        for key, value in (
            ("feature", 0 if leaf else node["split_feature"]),
            ("threshold", 0.0 if leaf else node["threshold"]),
            ("left", index),
            ("right", index),
            ("value", round(node["leaf_value"], 6) if leaf else 0.0),
        ):
            nodes[key].append(value)
        if leaf:
            return index, depth
        nodes["left"][index], left = add(node["left_child"], depth + 1)
        nodes["right"][index], right = add(node["right_child"], depth + 1)
        return index, max(left, right)

    built = [add(tree["tree_structure"], 0) for tree in booster.dump_model()["tree_info"]]
    return {
        **nodes,
        "roots": [root for root, _ in built],
        "depth": max(depth for _, depth in built),
    }


def _folds(samples: Sequence[Sample], count: int, seed: int) -> list[int]:
    sites = sorted({sample.site for sample in samples})
    order = np.random.RandomState(seed).permutation(len(sites))
    fold = {sites[j]: i % count for i, j in enumerate(order)}
    return [fold[sample.site] for sample in samples]


def train(samples: Sequence[Sample]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both sets of trees."""
    folds = _folds(samples, 3, 3)
    for fold in range(3):
        others = _fit([s for s, f in zip(samples, folds, strict=True) if f != fold], FIRST)
        for sample, own in zip(samples, folds, strict=True):
            if own == fold:
                guess = others.predict(sample.rows) if len(sample.rows) else np.zeros(0)
                sample.around = surroundings(sample.found, sample.rows[:, 0], guess)
    return as_trees(_fit(samples, FIRST)), as_trees(_fit(samples, SECOND, second=True))


def _measure(samples: Sequence[Sample], model: tuple[dict[str, Any], dict[str, Any]]) -> None:
    """Guess the pages with a model that was not trained on them."""
    first, second = map(html_article.read_trees, model)
    for sample in samples:
        if not len(sample.rows):
            sample.guess = np.zeros(0)
            continue
        guess = html_article.predict(first, sample.rows)
        around = surroundings(sample.found, sample.rows[:, 0], guess)
        sample.guess = html_article.predict(second, np.hstack([sample.rows, around]))


def report(title: str, samples: Sequence[Sample]) -> None:
    """Print the benchmark's figures for the guesses."""
    tallies: dict[str, Tally] = {}
    for sample in samples:
        blocks, _ = html_article.choose(sample.found, sample.rows, sample.guess)
        answer = Answer([text for kind, text in blocks if kind not in ("caption", "credit")])
        sample.page.language = "all"
        score(tallies.setdefault(sample.set_name, Tally()), sample.set_name, sample.page, answer)
    main = {"scrapinghub": "4-gram F1", "wcxb": "token F1", "fundus": "paragraph F1"}
    figures = ", ".join(f"{name} {tally.mean(main[name]):.3f}" for name, tally in tallies.items())
    print(f"{title:52} {figures}")


def cross_validate(samples: Sequence[Sample], count: int) -> None:
    """Print figures on sites that were kept aside, and on sets that were."""
    folds = _folds(samples, count, 0)
    for fold in range(count):
        kept = [s for s, f in zip(samples, folds, strict=True) if f == fold]
        _measure(kept, train([s for s, f in zip(samples, folds, strict=True) if f != fold]))
    report(f"{count} folds of sites", samples)
    for names in (("fundus",), ("scrapinghub", "wcxb")):
        kept = [sample for sample in samples if sample.set_name in names]
        _measure(kept, train([sample for sample in samples if sample.set_name not in names]))
        report(f"trained without {' and '.join(names)}", kept)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options; cross-validate, train and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=Path, default=PAGES)
    parser.add_argument("--cross-validate", type=int, nargs="?", const=3, metavar="FOLDS")
    parser.add_argument("--write", action="store_true", help=f"write {html_article.MODEL.name}")
    options = parser.parse_args(arguments)
    samples = read_samples(options.pages)
    print(f"{len(samples)} pages, {sum(len(sample.labels) for sample in samples):,} blocks")
    if options.write:
        first, second = train(samples)
        html_article.MODEL.write_text(
            json.dumps(
                {
                    "features": VERSION,
                    "columns": len(COLUMNS) + len(SURROUNDINGS),
                    "first": first,
                    "second": second,
                },
                separators=(",", ":"),
            )
            + "\n",
            encoding="utf-8",
        )
        _measure(samples, (first, second))
        report("on the pages it was trained on", samples)
    if options.cross_validate:
        cross_validate(samples, options.cross_validate)


if __name__ == "__main__":
    main()
