"""How well copies are found, by how much was changed, and what finding them costs.

Run from the repository root:

    python -m benchmarks.copies --raw ARCHIVE                # of copies made from its articles
    python -m benchmarks.copies --raw ARCHIVE --pairs 80     # pairs found in it, to be read
    python -m benchmarks.copies --raw ARCHIVE --cost 100000  # time and memory

Copies are made, by seed, from real articles of at least 100 words: cut short, edited, rewritten,
joined with others. They are put behind all articles of the archive, as later ones are, and the
search runs over everything. A copy is found where it is bound to the article that it was made from,
to the one that this is itself a copy of, or to another in which as much of it stands; bound to any
other, it is an error. Thresholds were
chosen on the articles of one half (by hash of the id); this reports on the other, unless `--half
tuned` is given.

Beside it, in the same run: equal words (`exact`), and what is usual, MinHash with 128 permutations
and LSH at a Jaccard similarity of 0.8 (`minhash`; rensa).
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import random
import re
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from etl.compute import pipeline
from etl.compute.batches import load_texts
from etl.lake.layout import Layout
from etl.lake.lock import writing
from etl.lake.receipts import load_ledger
from etl.resolve import copies
from etl.resolve.signatures import Sketch, make_sketches, running_text
from etl.settings import load_settings

LEAST_WORDS = 100
"""Of an article that copies are made from."""
SHARES = (0.9, 0.7, 0.5, 0.4, 0.3)
"""Lower ends of the classes of shared rows of three words."""
_SENTENCE = re.compile(r"(?<=[.!?”\"])\s+")
_NAME = re.compile(r"\b[A-Z][a-z]+\b")
_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Story:
    """An article, as far as copies are concerned."""

    article: str
    order: tuple[str, str, int, str]
    """Earlier is the original, as in `sql/archive/text_order.sql`."""
    title: str
    outlet: str
    content: str
    day: int
    text: str


def read_stories(warehouse: Path) -> list[Story]:
    """The articles that a warehouse has read, each wording once, in order of precedence."""
    found: dict[str, Story] = {}
    for receipt in load_ledger(Layout(warehouse)).read.values():
        for texts in load_texts(warehouse, receipt, 256):
            for text in texts:
                article = text.article
                story = Story(
                    str(article.article_id),
                    (
                        str(article.published_date or "9"),
                        str(article.published_at or "9"),
                        -article.word_count,
                        str(article.article_id),
                    ),
                    article.title or "",
                    article.outlet or "",
                    str(article.content_hash),
                    _day(article.published_date),
                    running_text(((p.kind, p.text) for p in text.paragraphs), article.body),
                )
                known = found.get(story.content)
                if known is None or story.order < known.order:
                    found[story.content] = story
    return sorted(found.values(), key=lambda story: story.order)


def _day(date: dt.date | None) -> int:
    return copies.UNDATED if date is None else date.toordinal()


def read_archive(raw: Sequence[Path]) -> list[Story]:
    """The articles of raw files."""
    with tempfile.TemporaryDirectory(prefix="newshouse-copies-") as folder:
        place = Path(folder)
        settings = load_settings(directory=place, raw=list(raw), warehouse=place / "warehouse")
        with writing(Layout(settings.warehouse).lock):
            pipeline.discover(settings)
            pipeline.read_batches(settings)
        return read_stories(settings.warehouse)


def _half(article: str) -> str:
    return "tuned" if hashlib.md5(article.encode()).digest()[0] % 2 == 0 else "kept"


# What is done to an article


Change = Callable[[str, random.Random, Sequence[Story]], str]


def _cut(share: float) -> Change:
    def change(text: str, chance: random.Random, _: Sequence[Story]) -> str:
        del chance
        words = text.split()
        return " ".join(words[: round(share * len(words))])

    return change


def _excerpt(share: float) -> Change:
    def change(text: str, chance: random.Random, _: Sequence[Story]) -> str:
        words = text.split()
        length = max(40, round(share * len(words)))
        start = chance.randint(0, max(0, len(words) - length))
        return " ".join(words[start : start + length])

    return change


def _edit(rate: float) -> Change:
    """Words replaced, left out or put in, at this rate; new words are of another article."""

    def change(text: str, chance: random.Random, others: Sequence[Story]) -> str:
        new = chance.choice(others).text.split()
        made = []
        for word in text.split():
            if chance.random() >= rate:
                made.append(word)
                continue
            kind = chance.choice(("replace", "leave out", "put in"))
            if kind != "leave out":
                made.append(chance.choice(new))
            if kind == "put in":
                made.append(word)
        return " ".join(made)

    return change


def _rewrite(*, dropped: float, shuffled: bool, lead: float, edits: float) -> Change:
    """Sentences left out and in another order, a lead of other words, some words changed."""

    def change(text: str, chance: random.Random, others: Sequence[Story]) -> str:
        sentences = _SENTENCE.split(text)
        kept = [s for s in sentences if chance.random() >= dropped] or sentences
        if shuffled:
            chance.shuffle(kept)
        words = _edit(edits)(" ".join(kept), chance, others).split()
        replaced = round(lead * len(words))
        new = chance.choice(others).text.split()[:replaced]
        return " ".join(new + words[replaced:])

    return change


def _merge(share: float) -> Change:
    """The article among others, none of which gives more: so much of the text is the article's."""

    def change(text: str, chance: random.Random, others: Sequence[Story]) -> str:
        length = len(text.split())
        wanted = round(length * (1 / share - 1))
        parts, have = [text], 0
        while have < wanted:
            words = chance.choice(others).text.split()[: min(length, wanted - have)]
            parts.append(" ".join(words))
            have += len(words)
        chance.shuffle(parts)
        return "\n".join(parts)

    return change


CHANGES: dict[str, Change] = {
    **{f"cut to {share:.0%}": _cut(share) for share in (0.9, 0.7, 0.5, 0.3)},
    **{f"excerpt of {share:.0%}": _excerpt(share) for share in (0.5, 0.2)},
    **{f"{rate:.0%} of words edited": _edit(rate) for rate in (0.02, 0.05, 0.1, 0.15, 0.2, 0.3)},
    "sentences shuffled": _rewrite(dropped=0, shuffled=True, lead=0, edits=0),
    "a third of sentences dropped": _rewrite(dropped=0.33, shuffled=False, lead=0, edits=0),
    "lead of 20% rewritten": _rewrite(dropped=0, shuffled=False, lead=0.2, edits=0),
    "half dropped, shuffled, 5% edited": _rewrite(dropped=0.5, shuffled=True, lead=0, edits=0.05),
    "lead, a third dropped, 10% edited": _rewrite(
        dropped=0.33, shuffled=False, lead=0.2, edits=0.1
    ),
    **{f"joined, {share:.0%} of the text": _merge(share) for share in (0.8, 0.6)},
}
ROUND_UPS: dict[str, Change] = {
    f"round-up, {share:.0%} of the text": _merge(share) for share in (0.33, 0.2)
}
"""No copies: most of such a text is other articles'."""


@dataclass(frozen=True, slots=True)
class Made:
    """A text made from an article."""

    change: str
    source: int
    text: str
    shared: float
    """Share of its rows of three words that stand in the article."""


def _triples(text: str) -> list[str]:
    words = re.findall(r"[^\W_]+", text.lower())
    return [" ".join(words[i : i + 3]) for i in range(len(words) - 2)]


def _shared(text: str, source: str) -> float:
    mine, its = set(_triples(text)), set(_triples(source))
    return len(mine & its) / max(1, len(mine))


def make_copies(stories: Sequence[Story], half: str, each: int) -> list[Made]:
    """So many of each change, each from an article of its own as far as they reach."""
    usable = [
        number
        for number, story in enumerate(stories)
        if len(story.text.split()) >= LEAST_WORDS and half in (_half(story.article), "all")
    ]
    made = []
    for name, change in (CHANGES | ROUND_UPS).items():
        chance = random.Random(name)
        for source in chance.sample(usable, min(each, len(usable))):
            text = change(stories[source].text, chance, stories)
            made.append(Made(name, source, text, _shared(text, stories[source].text)))
    return made


# Ways to find them


def ours(texts: Sequence[str], days: Sequence[int]) -> dict[int, int]:
    """Copy -> original, by the project."""
    sketches = list(make_sketches(texts))
    found = copies.find_pairs(copies.gather(sketches, days))
    return {copy.text: copy.original for copy in copies.bind(found.pairs, found.measures)}


def exact(texts: Sequence[str], _: Sequence[int]) -> dict[int, int]:
    """Copy -> original, by equal words."""
    first: dict[str, int] = {}
    found = {}
    for number, text in enumerate(texts):
        key = " ".join(text.casefold().split())
        if first.setdefault(key, number) != number:
            found[number] = first[key]
    return found


def minhash(texts: Sequence[str], _: Sequence[int]) -> dict[int, int]:
    """Copy -> original, by MinHash and LSH at 0.8, each bound to the most similar earlier text."""
    from rensa import RMinHash, RMinHashLSH

    lsh = RMinHashLSH(threshold=0.8, num_perm=128, num_bands=16)
    known: list[RMinHash] = []
    found: dict[int, int] = {}
    for number, text in enumerate(texts):
        sketch = RMinHash(num_perm=128, seed=42)
        sketch.update(_triples(text) or [text])
        similar = [(sketch.jaccard(known[other]), -other) for other in lsh.query(sketch)]
        known.append(sketch)
        if similar and max(similar)[0] >= 0.8:
            other = -max(similar)[1]
            found[number] = found.get(other, other)
        lsh.insert(number, sketch)
    return found


WAYS: dict[str, Callable[[Sequence[str], Sequence[int]], dict[int, int]]] = {
    "ours": ours,
    "minhash": minhash,
    "exact": exact,
}


def _verdict(found: dict[int, int], number: int, copy: Made, texts: Sequence[str]) -> str:
    original = found.get(number)
    if original is None:
        return "missed"
    if original in (copy.source, found.get(copy.source)):
        return "found"
    # Real articles share text: one in which as much of it stands is as right.
    return "found" if _shared(copy.text, texts[original]) >= 0.9 * copy.shared else "wrong"


def _row(name: str, verdicts: Sequence[dict[str, str]], shared: float) -> str:
    cells = []
    for way in WAYS:
        given = [verdict[way] for verdict in verdicts]
        cells.append(f"{given.count('found') / len(given):6.1%} {given.count('wrong'):>4}")
    return f"{name:<36}{len(verdicts):>5} {shared:>6.0%}   " + "   ".join(cells)


def report_found(stories: Sequence[Story], half: str, each: int) -> None:
    """Recall by change, and by share of rows of three words; wrong bindings beside it."""
    made = make_copies(stories, half, each)
    texts = [story.text for story in stories] + [copy.text for copy in made]
    days = [story.day for story in stories]
    days += [
        copies.UNDATED if days[copy.source] == copies.UNDATED else days[copy.source] + 1
        for copy in made
    ]
    results = {name: way(texts, days) for name, way in WAYS.items()}
    verdicts = [
        {way: _verdict(found, len(stories) + number, copy, texts) for way, found in results.items()}
        for number, copy in enumerate(made)
    ]
    print(f"{len(stories):,} articles, {len(made):,} made from those of the half «{half}»")
    print(f"{'':<36}{'':>5} {'shared':>6}   " + "   ".join(f"{way:<11}" for way in WAYS))
    by_change = defaultdict(list)
    by_share = defaultdict(list)
    for copy, verdict in zip(made, verdicts, strict=True):
        by_change[copy.change].append((copy, verdict))
        if copy.change in CHANGES:
            lower = next((share for share in SHARES if copy.shared >= share), 0.0)
            by_share[lower].append((copy, verdict))
    rows = [(name, by_change[name]) for name in CHANGES]
    rows += [(f"shared {lower:.0%} or more", by_share[lower]) for lower in (*SHARES, 0.0)]
    rows += [(f"{name} (no copy)", by_change[name]) for name in ROUND_UPS]
    for name, group in rows:
        if group:
            shared = float(np.mean([copy.shared for copy, _ in group]))
            print(_row(name, [verdict for _, verdict in group], shared))
    for way in WAYS:
        right = sum(verdict[way] == "found" for verdict in verdicts[: each * len(CHANGES)])
        bound = right + sum(verdict[way] == "wrong" for verdict in verdicts)
        bound += sum(verdict[way] == "found" for verdict in verdicts[each * len(CHANGES) :])
        print(f"precision of {way}: {right / max(1, bound):.3f} ({bound:,} bound)")


def report_pairs(stories: Sequence[Story], count: int, seed: int) -> None:
    """Pairs that were found, to be judged by reading."""
    sketches = list(make_sketches(story.text for story in stories))
    found = copies.find_pairs(copies.gather(sketches, [story.day for story in stories]))
    bound = copies.bind(found.pairs, found.measures)
    print(f"{len(bound):,} copies among {len(stories):,} wordings")
    for copy in random.Random(seed).sample(bound, min(count, len(bound))):
        print(
            f"\n{copy.kind} {copy.similarity:.2f}: {copy.own_share:.0%} of the copy, "
            f"{copy.original_share:.0%} of the original"
        )
        for number in (copy.original, copy.text):
            story = stories[number]
            text = " ".join(story.text.split())
            size = len(text.split())
            print(f"  {story.order[1][:16]} {story.outlet} | {story.title} | {size} words")
            print(f"    {text[:260]} ... {text[-120:]}")


# Cost


def _varied(stories: Sequence[Story], count: int) -> Iterator[str]:
    """Real articles again and again, with other names and numbers each time."""
    names = sorted({name for story in stories for name in _NAME.findall(story.text)})
    usable = [story.text for story in stories if len(story.text.split()) >= LEAST_WORDS]
    chance = random.Random(1)
    for number in range(count):
        mapping: dict[str, str] = defaultdict(lambda: chance.choice(names))
        text = usable[number % len(usable)]
        if number >= len(usable):
            text = _NAME.sub(lambda match, mapping=mapping: mapping[match[0]], text)  # type: ignore[misc]
            text = _NUMBER.sub(lambda _: str(chance.randrange(10)), text)
        yield text


def _speed(texts: Sequence[str]) -> None:
    words = sum(len(text.split()) for text in texts)
    best = float("inf")
    for _ in range(3):
        begin = time.process_time()
        for _sketch in make_sketches(texts):
            pass
        best = min(best, time.process_time() - begin)
    print(
        f"signatures: {len(texts) / best:,.0f} texts/s of {words / len(texts):.0f} words; "
        f"{words / best / 400:,.0f}/s of 400 words; one core, CPU time"
    )


def _select(texts: copies.Texts, chosen: Sequence[Sketch]) -> copies.Texts:
    keys = copies.gather(chosen)
    return keys._replace(keys=texts.keys[: keys.size])


def report_cost(stories: Sequence[Story], count: int, new: int = 100) -> None:
    """Seconds and memory from nothing, and after some more articles."""
    _speed([story.text for story in stories])
    sketches = list(make_sketches(_varied(stories, count + new)))
    size = sum(sketch.hashes.nbytes + sketch.places.nbytes for sketch in sketches)
    print(f"{count:,} texts; signatures {size / len(sketches):.0f} bytes each")
    texts = copies.gather(sketches)
    state = copies.NOTHING
    for name, some in (("from nothing", count), (f"{new} more", count + new)):
        part = _select(texts, sketches[:some])
        begin, cpu = time.perf_counter(), time.process_time()
        found = copies.find_pairs(part, state)
        bound = copies.bind(found.pairs, found.measures)
        print(
            f"{name}: {time.perf_counter() - begin:.2f} s ({time.process_time() - cpu:.2f} s CPU), "
            f"{len(found.state.pairs):,} pairs, {len(bound):,} copies"
        )
        state = found.state
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of this process, with all signatures: {peak:,.0f} MB")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--raw", action="append", type=Path)
    source.add_argument("--warehouse", type=Path, help="what a run has read already")
    parser.add_argument("--half", choices=("kept", "tuned", "all"), default="kept")
    parser.add_argument("--each", type=int, default=200, help="copies of each kind")
    parser.add_argument("--pairs", type=int, metavar="N", help="print pairs that are found")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cost", type=int, metavar="N", help="cost on so many articles")
    arguments = parser.parse_args()
    stories = read_archive(arguments.raw) if arguments.raw else read_stories(arguments.warehouse)
    if arguments.pairs:
        chosen = [s for s in stories if arguments.half in (_half(s.article), "all")]
        report_pairs(chosen, arguments.pairs, arguments.seed)
    elif arguments.cost:
        report_cost(stories, arguments.cost)
    else:
        report_found(stories, arguments.half, arguments.each)


if __name__ == "__main__":
    main()
