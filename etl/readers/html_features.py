"""What is known of each block of a page: numbers from which `html_article` tells article from rest.

Belongs here: measures of a block's text, of its place in the tree and on the page, and of its
neighbours. Does not belong here: what follows from them. Nothing here knows a site; words are of
kinds that many sites share, in the languages that archives mostly hold.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from etl.readers.html_blocks import HINT_NAMES, SENTENCE_END, Segments

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

VERSION = 2
"""Raised when the columns change: a model says which it was trained on."""
FAR = 9.0
"""The distance of what is not there."""

_SENTENCES = re.compile(r"[.!?…。！？।؟]+[\"'”’»)\]]*(?:\s|$)|[。！？]")
_DATE = re.compile(
    r"\b(?:\d{1,2}[./]\s?\d{1,2}[./]\s?\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}:\d{2}|"
    r"(?:19|20)\d\d)\b"
)
_ADDRESS = re.compile(r"https?://|www\.|@")
# The patterns below are for text in small letters. They are looked for at the start of words only,
# which is most of what makes them cheap.
_RIGHTS = re.compile(
    r"[©ⓒ]|\(c\)|무단전재|"
    r"\b(?:copyright|all rights|alle rechte|tous droits|derechos reserv|reproduc|syndicat)"
)
_MORE = re.compile(
    r"read (?:more|also|next|the)|also read|see also|related|more (?:on|from|about|stories|news)|"
    r"recommended|you (?:may|might)|don.?t miss|watch|listen|click|here.?s|continue|"
    r"lesen sie|lies auch|mehr (?:zum|zu|aus|von)|auch interessant|weiter(?:e|lesen)|zum thema|"
    r"siehe auch|das könnte|passend|empfohlen|hören|à lire|lire (?:aussi|la suite)|voir aussi|"
    r"sur le même|lea? (?:también|más)|te puede|más (?:sobre|noticias)|ver también|leia|veja|saiba|"
    r"leggi|guarda|lees ook|meer over|les også|läs (?:också|mer)|læs også|lue myös|czytaj|zobacz|"
    r"čtěte|přečtěte|ayrıca|oku:|читайте|смотрите|baca|xem thêm|soma|اقرأ|関連|相关|관련"
)
_SELLING = re.compile(
    r"\b(?:newsletter|subscri|sign up|sign in|log ?in|register|free trial|app\b|cookie|privacy|"
    r"consent|advert|sponsor|affiliate|commission|abonn|anmeld|registrier|werbung|anzeige|"
    r"datenschutz|kostenlos|suscri|regístr|publicidad|inscri|assine|publicité|iscriv|pubblicit|"
    r"reklam|follow us|join|donat|support us|spende|unterstütz|whatsapp|telegram|download|"
    r"javascript|browser|enable|aktivier)"
)
_TALKING = re.compile(
    r"\b(?:comment|kommentar|share|teilen|facebook|twitter|tweet|instagram|youtube|linkedin|"
    r"pinterest|e-?mail|print|drucken|reply|antworten|merken|bookmark|partager|compart|condividi|"
    r"dela\b|del på|udostępnij|sdílet|поделиться|paylaş)"
)
_BYLINE = re.compile(
    r"(?:by|von|par|por|di|door|av|af|text|foto|photo|image|bild|picture|source|quelle|written|"
    r"posted|published|updated|veröffentlicht|aktualisiert|stand|erstellt|last|author|autor|"
    r"publié|publicado|actualizado|pubblicato|reporting|editing|redaktion|about the)\b"
)
_PHOTO = re.compile(
    r"©|\b(?:photo|foto|image|picture|bild|credit|getty|reuters|afp|ap\b|dpa|imago|shutterstock|"
    r"istock|unsplash|pexels|courtesy)"
)
_SEARCHED = (_DATE, _ADDRESS, _RIGHTS, _SELLING, _TALKING, _PHOTO)
_BEGUN = (_MORE, _BYLINE)
_CAPITALS = re.compile("[A-ZÀ-ÖØ-ÞА-ЯΑ-Ω]")
_DIGITS = re.compile("[0-9]")
_COMMAS = re.compile("[,、，]")
_QUOTES = re.compile('["“”„«»]')
_BARS = re.compile("[|»›•]")
_TOKEN = re.compile(r"\w+")
_SQUEEZE = re.compile(r"[\W_]+")
PATTERN_CHARS = 240
"""Patterns are looked for in so much of a block: what they mean shows at its start."""

OWN = (
    "chars",
    "words",
    "link share",
    "links",
    "bold share",
    "breaks",
    "cut",
    "ends sentence",
    "ends colon",
    "sentences",
    "capital first",
    "capitals",
    "digits",
    "commas",
    "quotes",
    "bars",
    "date",
    "address",
    "rights",
    "selling",
    "talking",
    "photo",
    "more",
    "byline",
    "is title",
    "in title",
    "in description",
    "in body",
    "repeats",
)
"""Of the block's own text."""
NEIGHBOURS = ("chars", "link share", "ends sentence", "sentences", "more", "selling", "is heading")
OFFSETS = (-3, -2, -1, 1, 2, 3)


@dataclass(frozen=True, slots=True)
class Anchors:
    """What the page's metadata say of the text that is looked for."""

    titles: tuple[str, ...] = ()
    description: str | None = None
    body: str | None = None
    """The article's text by JSON-LD; often shortened, seldom with paragraphs."""


def squeeze(text: str) -> str:
    """Letters and digits, case folded."""
    return _SQUEEZE.sub("", text).casefold()


def _own(found: Segments, anchors: Anchors) -> list[list[float]]:
    titles = {squeeze(title) for title in anchors.titles}
    title_words = {word for title in anchors.titles for word in _TOKEN.findall(title.casefold())}
    description = squeeze(anchors.description or "")
    opening = description[:DESCRIPTION_CHARS]
    body = squeeze((anchors.body or "")[:BODY_CHARS])
    keys = [squeeze(block.text) for block in found.blocks]
    counts = Counter(keys)
    rows = []
    for block, key in zip(found.blocks, keys, strict=True):
        text = block.text
        length = len(text)
        small = text[:PATTERN_CHARS].lower()
        start = text[:200]
        words = _TOKEN.findall(text.casefold())
        in_body = 0.0
        if body and len(key) >= 15:
            in_body = 1.0 if key in body else -1.0
        shared = 0.0
        if title_words and length < 300:
            shared = sum(map(title_words.__contains__, words)) / (len(words) or 1)
        rows.append(
            [
                length,
                len(words),
                min(1.0, block.link_chars / length),
                block.links,
                min(1.0, block.bold_chars / length),
                block.breaks,
                block.cut,
                SENTENCE_END.search(text) is not None,
                text.endswith((":", "：")),
                len(_SENTENCES.findall(text)),
                text[0].isupper() + 2 * text[0].islower(),
                len(_CAPITALS.findall(start)) / len(start),
                len(_DIGITS.findall(start)) / len(start),
                len(_COMMAS.findall(text)),
                len(_QUOTES.findall(text)),
                len(_BARS.findall(start)),
                *[pattern.search(small) is not None for pattern in _SEARCHED],
                *[pattern.match(small) is not None for pattern in _BEGUN],
                key in titles,
                shared,
                len(opening) >= 20
                and len(key) >= 20
                and (key in description or key.startswith(opening)),
                in_body,
                counts[key],
            ]
        )
    return rows


def _distances(found: Segments) -> Any:
    """For each node and hint, how many elements out the nearest is that has it; FAR where none."""
    import numpy as np

    count = len(HINT_NAMES)
    masks = np.array([node.mask for node in found.nodes], dtype=np.int64)
    has = (masks[:, None] >> np.arange(count)) & 1
    distances = np.where(has == 1, 0.0, FAR).astype(np.float32)
    depths = np.zeros(len(found.nodes), dtype=np.int32)
    parents = np.array([node.parent for node in found.nodes], dtype=np.int32)
    for i, parent in enumerate(parents.tolist()):
        if parent >= 0:
            depths[i] = depths[parent] + 1
    for depth in range(1, int(depths.max(initial=0)) + 1):
        level = np.flatnonzero(depths == depth)
        above = distances[parents[level]] + 1.0
        distances[level] = np.minimum(np.minimum(distances[level], above), FAR)
    return distances, depths, parents


BODY_CHARS = 200_000
"""Of the text in JSON-LD, so much is compared."""
DESCRIPTION_CHARS = 60
"""A description is often cut: a block that begins with so much of it is it."""
GOOD_WORDS, GOOD_CHARS = 8, 60
"""Running text has at least so many words, or characters where words are not parted by spaces."""
ALIKE_LEVELS = 5
MANY = 50
LEVELS = (1, 2, 3, 4, 6)
PLACE = (
    "depth",
    "position",
    "blocks",
    "page chars",
    *(f"{what} at {level}" for level in LEVELS for what in ("chars", "link share", "blocks")),
    "signature share",
    "signature blocks",
    "signature link share",
    "path share",
    *(f"alike at {level}" for level in range(ALIKE_LEVELS)),
    "articles",
    *(f"out of {share}" for share in ("0.5", "0.7", "0.9")),
    "out of best",
    "good share before",
    "after title",
    "after heading",
    "heading more",
    "to good before",
    "to good after",
    "after first in best",
    "before last in best",
    "same parent before",
    "same parent after",
)
"""Of where the block stands."""


@dataclass(slots=True)
class _Layout:
    """A page as arrays: of its nodes (parents, depths, totals) and of its blocks (the rest)."""

    parents: Any
    depths: Any
    at: Any
    """Index of the node around each block."""
    chars: Any
    links: Any
    good: Any
    """Characters of blocks that look like running text, 0 for others."""
    heading: Any
    totals: Any
    """Of all that is in a node: characters, characters of links, blocks, good characters."""
    direct: Any
    """Good characters of a node's own blocks."""


def _layout(found: Segments, own: Any, distances: Any, depths: Any, parents: Any) -> _Layout:
    import numpy as np

    at = np.array([block.node for block in found.blocks], dtype=np.int32)
    chars = own[:, OWN.index("chars")]
    link_share = own[:, OWN.index("link share")]
    shown = distances[at, HINT_NAMES.index("not shown")] >= FAR
    long = (own[:, OWN.index("words")] >= GOOD_WORDS) | (chars >= GOOD_CHARS)
    good = np.where(
        long & (link_share < 0.4) & (own[:, OWN.index("sentences")] >= 1) & shown, chars, 0.0
    )
    links = chars * link_share
    totals = np.zeros((len(found.nodes), 4), dtype=np.float64)
    for column, values in enumerate((chars, links, np.ones(len(at)), good)):
        np.add.at(totals[:, column], at, values)
    direct = totals[:, 3].copy()
    for depth in range(int(depths.max(initial=0)), 0, -1):
        level = np.flatnonzero(depths == depth)
        np.add.at(totals, parents[level], totals[level])
    heading = distances[at, HINT_NAMES.index("<h>")] == 0
    return _Layout(parents, depths, at, chars, links, good, heading, totals, direct)


def _out(page: _Layout, node: Any) -> Any:
    """The nodes around nodes; the root stays."""
    import numpy as np

    return np.where(page.parents[node] >= 0, page.parents[node], node)


def _size_columns(page: _Layout) -> list[Any]:
    import numpy as np

    count = len(page.at)
    columns = [
        page.depths[page.at],
        np.arange(count) / count,
        np.full(count, count),
        np.full(count, float(page.chars.sum()) or 1.0),
    ]
    node = page.at
    for level in range(1, max(LEVELS) + 1):
        node = _out(page, node)
        if level in LEVELS:
            chars, links, blocks = page.totals[node, :3].T
            columns += [chars, links / np.maximum(chars, 1.0), blocks]
    return columns


def _alike_columns(found: Segments, page: _Layout) -> list[Any]:
    """How much of the page is marked up like this block.

    Comments and teasers stand in containers that come again and again.
    """
    import numpy as np

    all_good = float(page.good.sum()) or 1.0
    _, of_node, node_counts = np.unique(
        np.array([node.signature for node in found.nodes]), return_inverse=True, return_counts=True
    )
    group = of_node[page.at]
    count = len(node_counts)
    chars, links, good = (
        np.bincount(group, values, count) for values in (page.chars, page.links, page.good)
    )
    blocks = np.bincount(group, minlength=count)
    _, path = np.unique(
        np.array([found.nodes[node].path for node in page.at.tolist()]), return_inverse=True
    )
    columns = [
        (good / all_good)[group],
        blocks[group],
        (links / np.maximum(chars, 1.0))[group],
        (np.bincount(path, page.good) / all_good)[path],
    ]
    alike = np.minimum(node_counts[of_node], MANY)
    node = page.at
    for _ in range(ALIKE_LEVELS):
        columns.append(alike[node])
        node = _out(page, node)
    articles = sum(node.tag == "article" for node in found.nodes)
    return [*columns, np.full(len(page.at), articles)]


def _container_columns(found: Segments, page: _Layout) -> tuple[list[Any], Any]:
    """How far out of the container of the article each block is, by several ideas of it."""
    import numpy as np

    parents = page.parents
    # Text scores for the elements around it, less the further out: the container has the most.
    score = np.zeros(len(found.nodes))
    for i in np.flatnonzero(page.direct).tolist():
        node, weight = i, 0.7 if found.nodes[i].tag in _LEAVES else 1.0
        for _ in range(4):
            score[node] += page.direct[i] * weight
            node, weight = int(parents[node]), 1.0 if weight == 0.7 else weight * 0.55
            if node < 0:
                break
    good = page.totals[:, 3]
    least = float(page.good.sum())
    targets = [_holder(good, least * share) for share in (0.5, 0.7, 0.9)]
    steps = [
        _steps_out(parents, target, len(found.nodes))[page.at]
        for target in (*targets, int(score.argmax()))
    ]
    return steps, steps[-1] == 0


def _order_columns(own: Any, page: _Layout, inside: Any) -> list[Any]:
    """What comes before and after."""
    import numpy as np

    count = len(page.at)
    index = np.arange(count)
    titles = np.flatnonzero(own[:, OWN.index("is title")] > 0)
    headed = titles[page.heading[titles]]
    first = headed[0] if len(headed) else (titles[-1] if len(titles) else -1)
    last_heading = np.maximum.accumulate(np.where(page.heading, index, -1))
    more = own[:, OWN.index("more")] > 0
    is_good = page.good > 0
    before = np.maximum.accumulate(np.where(is_good, index, -1000))
    after = np.minimum.accumulate(np.where(is_good, index, 10_000)[::-1])[::-1]
    strong = np.flatnonzero(inside & is_good)
    nowhere = np.full(count, -99)
    around = page.parents[page.at]
    same = around[1:] == around[:-1]
    return [
        np.cumsum(page.good) / (float(page.good.sum()) or 1.0),
        np.clip(index - first, -50, 200) if first >= 0 else nowhere,
        np.minimum(index - last_heading, 50),
        np.where(last_heading >= 0, more[np.maximum(last_heading, 0)], 0),
        np.minimum(index - np.concatenate(([-1000], before[:-1])), 20),
        np.minimum(np.concatenate((after[1:], [10_000])) - index, 20),
        np.clip(index - strong[0], -30, 60) if len(strong) else nowhere,
        np.clip(strong[-1] - index, -30, 60) if len(strong) else nowhere,
        np.concatenate(([0], same)),
        np.concatenate((same, [0])),
    ]


def _place(found: Segments, own: Any, page: _Layout) -> Any:
    import numpy as np

    containers, inside = _container_columns(found, page)
    return np.column_stack(
        [
            *_size_columns(page),
            *_alike_columns(found, page),
            *containers,
            *_order_columns(own, page, inside),
        ]
    ).astype(np.float32)


_LEAVES = frozenset({"p", "blockquote", "li", "h1", "h2", "h3", "h4", "pre"})


def _holder(good: Any, least: float) -> int:
    """The innermost element that holds at least so many good characters."""
    import numpy as np

    holders = np.flatnonzero(good >= max(least, 1.0))
    # Elements are in document order: of those that hold more than half, the last is the innermost.
    return int(holders[-1]) if len(holders) else 0


def _steps_out(parents: Any, target: int, nodes: int) -> Any:
    """For each node, how many elements one leaves, going out from `target`, to reach one around it.

    0 is inside.
    """
    import numpy as np

    chain = {}
    node, step = target, 0
    while node >= 0:
        chain[node] = step
        node, step = int(parents[node]), step + 1
    steps = np.zeros(nodes, dtype=np.float32)
    for i, parent in enumerate(parents.tolist()):
        steps[i] = chain[i] if i in chain else (steps[parent] if parent >= 0 else step)
    return steps


COLUMNS = (
    *OWN,
    *(f"hint {name}" for name in HINT_NAMES),
    *PLACE,
    *(f"{name} {offset:+d}" for offset in OFFSETS for name in NEIGHBOURS),
)
"""Name of each column of `features`."""


def features(found: Segments, anchors: Anchors) -> Matrix:
    """A row of numbers for each block.

    Returns:
        blocks x COLUMNS.
    """
    import numpy as np

    count = len(found.blocks)
    if not count:
        return np.zeros((0, len(COLUMNS)), dtype=np.float32)
    own = np.array(_own(found, anchors), dtype=np.float32)
    distances, depths, parents = _distances(found)
    at = np.array([block.node for block in found.blocks], dtype=np.int32)
    hints = distances[at]
    inner = np.array([block.mask for block in found.blocks], dtype=np.int64)
    if inner.any():
        has = (inner[:, None] >> np.arange(len(HINT_NAMES))) & 1
        hints = np.where(has == 1, 0.0, hints)
    page = _layout(found, own, distances, depths, parents)
    place = _place(found, own, page)
    heading = hints[:, HINT_NAMES.index("<h>")] == 0
    near = np.column_stack(
        [own[:, OWN.index(name)] if name != "is heading" else heading for name in NEIGHBOURS]
    ).astype(np.float32)
    shifted = []
    for offset in OFFSETS:
        moved = np.full_like(near, -1.0)
        if abs(offset) < count:
            if offset < 0:
                moved[-offset:] = near[:offset]
            else:
                moved[:-offset] = near[offset:]
        shifted.append(moved)
    return np.hstack([own, hints, place, *shifted]).astype(np.float32)


SHIFTS = (-4, -3, -2, -1, 1, 2, 3, 4)
ANCHORED = ("steps out", "steps in", "alike beside", "mass of branch")
"""From one block of the article to another: how many elements out to the one around both and how
many in again; how many branches of that one are marked up alike, and how much of the article is
guessed to be in this one. Teasers and comments stand in branches of their own."""
SURROUNDINGS = (
    "guess",
    *(f"guess {shift:+d}" for shift in SHIFTS),
    "guess of alike",
    "weight of alike",
    "guess at 1",
    "weight at 1",
    "guess at 2",
    "weight at 2",
    "guess at 3",
    "mass before",
    "mass after",
    "mass",
    "share of article",
    *(f"to {what} {side}" for what in ("likely", "sure") for side in ("before", "after")),
    "guess near",
    *(f"{what} of {which}" for which in ("first", "best") for what in ANCHORED),
)
"""Name of each column of `surroundings`."""
NEAR = 11
"""Blocks of which `guess near` is the mean."""


def surroundings(found: Segments, chars: Any, guess: Any) -> Matrix:
    """What a first guess says of the blocks around each, and of those that are marked up alike.

    Args:
        found: the page.
        chars: length of each block's text.
        guess: for each block, how likely it is of the article by its own features.

    Returns:
        blocks x SURROUNDINGS.
    """
    import numpy as np

    count = len(guess)
    if not count:
        return np.zeros((0, len(SURROUNDINGS)), dtype=np.float32)
    parents = np.array([node.parent for node in found.nodes], dtype=np.int32)
    at = np.array([block.node for block in found.blocks], dtype=np.int32)
    weight = np.sqrt(chars)
    columns = [guess]
    for shift in SHIFTS:
        moved = np.full(count, -1.0)
        if abs(shift) < count:
            if shift < 0:
                moved[-shift:] = guess[:shift]
            else:
                moved[:-shift] = guess[shift:]
        columns.append(moved)

    def means(keys: Any) -> tuple[Any, Any]:
        _, group = np.unique(keys, return_inverse=True)
        total = np.bincount(group, weight)
        return (np.bincount(group, weight * guess) / total)[group], total[group]

    columns += means(np.array([found.nodes[node].signature for node in at.tolist()]))
    node = at
    for level in (1, 2, 3):
        node = np.where(parents[node] >= 0, parents[node], node)
        columns += means(node)[: 2 if level < 3 else 1]
    mass = guess * chars
    total = float(mass.sum()) or 1.0
    before = np.cumsum(mass) / total
    columns += [
        before,
        1.0 - before + mass / total,
        np.full(count, total),
        np.full(count, (guess > 0.5).mean()),
    ]
    index = np.arange(count)
    for least in (0.5, 0.85):
        hot = (guess > least) & (chars > 60)
        last = np.maximum.accumulate(np.where(hot, index, -100))
        following = np.minimum.accumulate(np.where(hot, index, count + 100)[::-1])[::-1]
        columns += [
            np.minimum(index - np.concatenate(([-100], last[:-1])), 30),
            np.minimum(np.concatenate((following[1:], [count + 100])) - index, 30),
        ]
    if count >= NEAR:
        window = np.ones(NEAR)
        near = np.convolve(guess * weight, window, "same") / np.convolve(weight, window, "same")
    else:
        near = np.full(count, float((guess * weight).sum() / weight.sum()))
    columns.append(near)
    good = (guess > 0.5) & (chars > 60)
    first = int(good.argmax()) if good.any() else int(guess.argmax())
    for anchor in (first, int((near * (chars > 60)).argmax())):
        columns += _anchored(found, parents, at, int(at[anchor]), mass)
    return np.column_stack(columns).astype(np.float32)


def _anchored(found: Segments, parents: Any, at: Any, anchor: int, mass: Any) -> list[Any]:
    """For each block the columns ANCHORED, from the node `anchor` on."""
    import numpy as np

    count = len(found.nodes)
    out = _steps_out(parents, anchor, count)
    chain = set()
    node = anchor
    while node >= 0:
        chain.add(node)
        node = int(parents[node])
    inward = np.zeros(count)
    branch = np.full(count, -1)
    for i, parent in enumerate(parents.tolist()):
        if i not in chain and parent >= 0:
            inward[i] = inward[parent] + 1
            branch[i] = i if branch[parent] < 0 else branch[parent]
    beside = Counter(zip(parents.tolist(), (node.signature for node in found.nodes), strict=True))
    alike = np.array(
        [
            beside[int(parents[top]), found.nodes[top].signature] if top >= 0 else 0
            for top in branch.tolist()
        ]
    )
    inside = np.bincount(branch[at] + 1, mass, count + 1)
    total = float(mass.sum()) or 1.0
    return [
        out[at],
        np.minimum(inward[at], 12),
        np.minimum(alike[at], MANY),
        (inside / total)[branch[at] + 1],
    ]
