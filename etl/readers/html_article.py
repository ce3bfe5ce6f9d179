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
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from etl.readers.base import Block
from etl.readers.html_blocks import PageBlock, Segments
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
MAX_ROWS = 5_000
"""Predicted at a time, so that memory stays bounded."""
LIKELY = 0.55
"""From this guess on a block is of the article."""
SHORT = 250
"""Characters of an article below which the likeliest blocks are taken, however unlikely."""
UNLIKELY = 0.12
IMPOSSIBLE = 0.02
"""Below this guess a caption is that of another article's picture."""
CAPTION_CHARS = 15
STANDFIRST_GUESS = 0.2
STANDFIRST_BLOCKS = 25
"""Before the text, the blocks among which a standfirst is looked for."""
POINTER_LINKS = 0.3
POINTER = re.compile(
    r"(?:read (?:more|also|next)|also read|see also|more on this|related|"
    r"lesen sie (?:auch|hier|mehr)|lies auch|mehr zum thema|auch interessant|siehe auch|"
    r"(?:à )?lire (?:aussi|également)|voir aussi|"
    r"lea? también|más información|leia (?:também|mais)|veja também|leggi anche|lees ook|les også|"
    r"läs (?:också|mer)|læs også|lue myös|czytaj (?:także|też|również)|čtěte také|ayrıca oku|"
    r"читайте также|xem thêm|baca juga|اقرأ أيضا)\b",
    re.IGNORECASE,
)
REPEATED = 3
"""A line without a sentence that a page has so often is a label."""


class Trees(NamedTuple):
    """Decision trees side by side."""

    feature: Any
    threshold: Any
    children: Any
    """Where a row goes from node i: [2 * i] with at most the threshold, [2 * i + 1] with more.
    The leaves lead to themselves."""
    value: Any
    roots: Any
    depth: int


def read_trees(data: dict[str, Any]) -> Trees:
    """Trees as the model's file has them: lists of nodes, all trees in one."""
    import numpy as np

    children = np.array([data["left"], data["right"]], dtype=np.intp)
    return Trees(
        np.array(data["feature"], dtype=np.intp),
        np.array(data["threshold"], dtype=np.float64),
        children.T.ravel(),
        np.array(data["value"], dtype=np.float64),
        np.array(data["roots"], dtype=np.intp),
        int(data["depth"]),
    )


def predict(trees: Trees, rows: Any) -> Vector:
    """For each row of features, the probability that its block is of the article."""
    import numpy as np

    if len(rows) > MAX_ROWS:
        parts = [rows[i : i + MAX_ROWS] for i in range(0, len(rows), MAX_ROWS)]
        return np.concatenate([predict(trees, part) for part in parts])
    flat = np.ascontiguousarray(rows).ravel()
    start = np.arange(len(rows), dtype=np.intp)[:, None] * rows.shape[1]
    at = np.repeat(trees.roots[None, :], len(rows), axis=0)
    for _ in range(trees.depth):
        # take() on flat arrays is several times as fast as indexing.
        value = flat.take(trees.feature.take(at) + start)
        at = trees.children.take(2 * at + (value > trees.threshold.take(at)))
    total: Vector = 1.0 / (1.0 + np.exp(-trees.value.take(at).sum(axis=1)))
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


CHARS = COLUMNS.index("chars")
LINK_SHARE = COLUMNS.index("link share")
IS_TITLE = COLUMNS.index("is title")
IN_DESCRIPTION = COLUMNS.index("in description")
AFTER_TITLE = COLUMNS.index("after title")
CAPTION, FIGURE, MEDIA, STANDFIRST = (
    COLUMNS.index(f"hint {name}") for name in ("caption", "<figure>", "media", "standfirst")
)


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
    taken = guess > LIKELY
    if rows[taken, CHARS].sum() < SHORT:
        taken |= guess > max(UNLIKELY, 0.5 * float(guess.max()))
    caption = np.array([block.kind == "caption" for block in blocks]) | (
        (rows[:, CAPTION] <= 1) & ((rows[:, FIGURE] <= 3) | (rows[:, MEDIA] <= 2))
    )
    taken &= ~caption
    _take_standfirst(taken, caption, rows, guess)
    chosen = np.flatnonzero(taken)
    if not len(chosen):
        return [], None
    first, last = int(chosen[0]), int(chosen[-1])
    labels = _labels(blocks)
    kept: list[Block] = []
    for i in range(first, last + 1):
        kind, text = blocks[i].kind, blocks[i].text
        if caption[i]:
            if guess[i] > IMPOSSIBLE and len(text) >= CAPTION_CHARS:
                kept.append(Block("caption", text))
        elif not taken[i] or (kind == "heading" and rows[i, IS_TITLE] and not kept):
            continue
        elif (
            text not in labels
            and any(map(str.isalnum, text))
            and not _leads_elsewhere(text, float(rows[i, LINK_SHARE]))
        ):
            kept.append(Block(kind, text))
    while kept and kept[-1].kind in ("heading", "caption"):
        # What a last heading stands over is not of the article.
        kept.pop()
    return kept, first


def _take_standfirst(taken: Any, caption: Any, rows: Any, guess: Any) -> None:
    """Take what stands between headline and text and is marked as standfirst, or the description.

    It is often in another container than the text, and so looks unlikely.
    """
    chosen = taken.nonzero()[0]
    if not len(chosen):
        return
    first = int(chosen[0])
    for i in range(max(0, first - STANDFIRST_BLOCKS), first):
        if (
            rows[i, AFTER_TITLE] > 0
            and guess[i] >= STANDFIRST_GUESS
            and (rows[i, IN_DESCRIPTION] or rows[i, STANDFIRST] <= 1)
            and 40 <= rows[i, CHARS] <= 700
            and rows[i, LINK_SHARE] < 0.3
            and not caption[i]
        ):
            taken[i] = True


def _leads_elsewhere(text: str, link_share: float) -> bool:
    """Whether a paragraph is but a pointer to another article (`Read more: ...`)."""
    return (link_share > POINTER_LINKS or text.endswith(":")) and POINTER.match(text) is not None


def _labels(blocks: list[PageBlock]) -> set[str]:
    """Short lines that come again and again on a page (`Advertisement`)."""
    seen: dict[str, int] = {}
    for block in blocks:
        if len(block.text) <= 60:
            seen[block.text] = seen.get(block.text, 0) + 1
    return {text for text, count in seen.items() if count >= REPEATED and text[-1:] not in '.!?"”»'}
