"""Which of a page's blocks are its article.

Belongs here: the choice, by a small trained model, and the rules for what no model needs to learn.
Does not belong here: where blocks begin and end (`html_blocks`), what is measured of them
(`html_features`), or training (`training/html_article.py`, which also writes the model's card).

The model is two sets of decision trees. The first guesses from a block's own features; the second
sees these guesses for the blocks around it as well, and for those marked up alike. The trees know
no words of any page: only the features, which no site has to itself.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from etl.readers.base import Block
from etl.readers.html_blocks import HINT_NAMES, PageBlock, Segments
from etl.readers.html_features import (
    COLUMNS,
    SURROUNDINGS,
    VERSION,
    Anchors,
    features,
    surroundings,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

MODEL = Path(__file__).with_name("html_article.json")
LIKELY = 0.5
"""From this guess on a block is of the article."""
SHORT = 250
"""Characters of an article below which the likeliest blocks are taken, however unlikely."""
UNLIKELY = 0.12
REPEATED = 3
"""A line without a sentence that a page has so often is a label."""


class Trees(NamedTuple):
    """Decision trees side by side; the leaves lead to themselves."""

    feature: Any
    threshold: Any
    left: Any
    right: Any
    value: Any
    roots: Any
    depth: int


def read_trees(data: dict[str, Any]) -> Trees:
    """Trees as the model's file has them: lists of nodes, all trees in one."""
    import numpy as np

    return Trees(
        np.array(data["feature"], dtype=np.int32),
        np.array(data["threshold"], dtype=np.float64),
        np.array(data["left"], dtype=np.int32),
        np.array(data["right"], dtype=np.int32),
        np.array(data["value"], dtype=np.float64),
        np.array(data["roots"], dtype=np.int32),
        int(data["depth"]),
    )


def predict(trees: Trees, rows: Any) -> Vector:
    """For each row of features, the probability that its block is of the article."""
    import numpy as np

    at = np.broadcast_to(trees.roots, (len(rows), len(trees.roots))).copy()
    index = np.arange(len(rows))[:, None]
    for _ in range(trees.depth):
        goes_left = rows[index, trees.feature[at]] <= trees.threshold[at]
        at = np.where(goes_left, trees.left[at], trees.right[at])
    total: Vector = 1.0 / (1.0 + np.exp(-trees.value[at].sum(axis=1)))
    return total


@cache
def _model() -> tuple[Trees, Trees]:
    data = json.loads(MODEL.read_text(encoding="utf-8"))
    if data["features"] != VERSION or data["columns"] != len(COLUMNS) + len(SURROUNDINGS):
        raise RuntimeError(
            f"{MODEL.name} was trained on features {data['features']} with {data['columns']} "
            f"columns, found {VERSION} with {len(COLUMNS) + len(SURROUNDINGS)}; train it again: "
            "python -m training.html_article"
        )
    return read_trees(data["first"]), read_trees(data["second"])


def guesses(found: Segments, anchors: Anchors) -> tuple[Any, Vector]:
    """The features of a page's blocks, and for each how likely it is of the article."""
    import numpy as np

    rows = features(found, anchors)
    if not len(rows):
        return rows, np.zeros(0)
    first, second = _model()
    guess = predict(first, rows)
    around = surroundings(found, rows[:, 0], guess)
    return rows, predict(second, np.hstack([rows, around]))


CAPTION = HINT_NAMES.index("caption")
FIGURE = HINT_NAMES.index("<figure>")
MEDIA = HINT_NAMES.index("media")
IS_TITLE = COLUMNS.index("is title")
FIRST_HINT = COLUMNS.index(f"hint {HINT_NAMES[0]}")


def choose(found: Segments, rows: Any, guess: Any) -> tuple[list[Block], int | None]:
    """The blocks of the article, by the guesses and a few rules, and the index of the first.

    Args:
        found: the page.
        rows: features of its blocks.
        guess: for each, how likely it is of the article.
    """
    import numpy as np

    blocks = found.blocks
    if not blocks:
        return [], None
    chars = rows[:, 0]
    taken = guess > LIKELY
    if chars[taken].sum() < SHORT:
        taken |= guess > max(UNLIKELY, 0.5 * float(guess.max()))
    hints = rows[:, FIRST_HINT:]
    caption = np.array([block.kind == "caption" for block in blocks]) | (
        (hints[:, CAPTION] <= 1) & ((hints[:, FIGURE] <= 3) | (hints[:, MEDIA] <= 2))
    )
    chosen = np.flatnonzero(taken & ~caption)
    if not len(chosen):
        return [], None
    labels = _labels(blocks)
    is_title = rows[:, IS_TITLE]
    kept: list[Block] = []
    for i in range(int(chosen[0]), int(chosen[-1]) + 1):
        block = blocks[i]
        if caption[i]:
            if guess[i] > 0.02 and chars[i] >= 15:
                kept.append(Block("caption", block.text))
        elif block.kind == "heading" and is_title[i] and not kept:
            continue
        elif taken[i] and block.text not in labels:
            kept.append(Block(block.kind, block.text))
    while kept and kept[-1].kind in ("heading", "caption"):
        # What a last heading stands over is not of the article.
        kept.pop()
    return kept, int(chosen[0])


def _labels(blocks: list[PageBlock]) -> set[str]:
    """Short lines that come again and again on a page (`Advertisement`)."""
    seen: dict[str, int] = {}
    for block in blocks:
        if len(block.text) <= 60:
            seen[block.text] = seen.get(block.text, 0) + 1
    return {text for text, count in seen.items() if count >= REPEATED and text[-1:] not in '.!?"”»'}
