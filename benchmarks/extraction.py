"""How well and how fast an extraction engine finds names and quotes, against annotated news.

Run from the repository root:

    python -m benchmarks.extraction --polnear .../corpora/quotes/polnear/dev \
        --entities .../corpora/ner/worldwide-dev.tsv

Quotes: PolNeAR (brat standoff; texts with several annotators count once, first by file name).
Entities: Worldwide (token TAB tag), rebuilt as running text. Exact means the same span and, for
entities, the same type; overlap means that the spans share a character. Marks and white space at
the edges of spans are ignored; parts of a discontinuous span count one by one.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from etl.extract.engine import Engine, Extraction, load_engine
from tests.extract.texts import text_of

Span = tuple[int, int]
EDGES = " \t\r\n\"“”''‘’`«»„,.;:"
QUOTATION_MARKS = ('"', "“", "''", "``", "‘", "'")


@dataclass
class Gold:
    """One annotated attribution."""

    source: list[Span] = field(default_factory=list)
    cue: list[Span] = field(default_factory=list)
    content: list[Span] = field(default_factory=list)
    direct: bool = False


@dataclass
class Score:
    """Counts for precision and recall."""

    found: int = 0
    right: int = 0
    wanted: int = 0
    recalled: int = 0

    def line(self) -> str:
        """Precision, recall and F1 in per cent."""
        precision = self.right / self.found if self.found else 0.0
        recall = self.recalled / self.wanted if self.wanted else 0.0
        total = precision + recall
        f1 = 2 * precision * recall / total if total else 0.0
        return f"{100 * precision:6.1f} {100 * recall:6.1f} {100 * f1:6.1f}   {self.wanted:6d}"


def trimmed(text: str, span: Span) -> Span:
    """The span without marks, punctuation and space at its edges."""
    start, end = span
    while start < end and text[start] in EDGES:
        start += 1
    while end > start and text[end - 1] in EDGES:
        end -= 1
    return start, end


def read_polnear(folder: Path) -> Iterator[tuple[str, list[Gold]]]:
    """Each text with its attributions."""
    seen: set[str] = set()
    for path in sorted((folder / "attributions").glob("*.ann")):
        name = path.stem.rsplit("_", 1)[0]
        if name in seen:
            continue
        seen.add(name)
        with (folder / "text" / f"{name}.txt").open(encoding="utf-8", newline="") as handle:
            text = handle.read()
        yield text, list(_attributions(text, path))


def _attributions(text: str, path: Path) -> Iterator[Gold]:
    spans: dict[str, list[Span]] = {}
    events: list[str] = []
    with path.open(encoding="utf-8", newline="") as handle:
        for line in handle:
            columns = line.rstrip("\n").split("\t")
            if line.startswith("T") and len(columns) >= 2 and " " in columns[1]:
                offsets = columns[1].split(" ", 1)[1]
                spans[columns[0]] = [
                    (int(a), int(b)) for a, b in (part.split() for part in offsets.split(";"))
                ]
            elif line.startswith("E") and len(columns) >= 2:
                events.append(columns[1])
    for event in events:
        gold = Gold()
        for argument in event.split():
            role, _, key = argument.partition(":")
            target = {"Source": gold.source, "Cue": gold.cue, "Content": gold.content}.get(
                role.rstrip("0123456789")
            )
            if target is not None and key in spans:
                target += spans[key]
        gold.content.sort()
        gold.direct = bool(gold.content) and all(
            text[a:b].lstrip().startswith(QUOTATION_MARKS) for a, b in gold.content[:1]
        )
        if gold.content:
            ends = text[slice(*gold.content[-1])].rstrip()
            gold.direct &= ends.endswith(('"', "”", "''", "’", "'"))
        yield gold


def compare(score: Score, found: set[Span], wanted: set[Span]) -> None:
    """Count exact matches."""
    score.found += len(found)
    score.wanted += len(wanted)
    score.right += len(found & wanted)
    score.recalled += len(found & wanted)


def compare_overlap(score: Score, found: set[Span], wanted: set[Span]) -> None:
    """Count matches that share a character."""
    score.found += len(found)
    score.wanted += len(wanted)
    score.right += sum(any(a < d and c < b for c, d in wanted) for a, b in found)
    score.recalled += sum(any(a < d and c < b for c, d in found) for a, b in wanted)


def quotes(engine: Engine, folder: Path) -> None:
    """Print scores on PolNeAR."""
    exact = {role: Score() for role in ("source", "cue", "content")}
    overlap = {role: Score() for role in exact}
    direct, speaker = Score(), Counter[str]()
    texts = list(read_polnear(folder))
    for body, golds in texts:
        result = engine.extract([text_of(body)])[0]
        found = _found_spans(body, result)
        wanted: dict[str, set[Span]] = {
            "source": {trimmed(body, s) for g in golds for s in g.source},
            "cue": {trimmed(body, s) for g in golds for s in g.cue},
            "content": {trimmed(body, s) for g in golds for s in g.content},
        }
        for role, score in exact.items():
            compare(score, found[role], wanted[role])
            compare_overlap(overlap[role], found[role], wanted[role])
        _direct(body, result, golds, direct, speaker)
    print(f"PolNeAR, {len(texts)} texts                P      R     F1   wanted")
    for role, score in exact.items():
        print(f"  {role:10} exact           {score.line()}")
        print(f"  {'':10} overlap         {overlap[role].line()}")
    print(f"  direct quotes, content exact {direct.line()}")
    right, total = speaker["right"], speaker["right"] + speaker["wrong"]
    print(f"  of those with a source in both, the right one: {right}/{total}")
    print(f"  all of content and source right, of the wanted: {right}/{direct.wanted}")


def _found_spans(body: str, result: Extraction) -> dict[str, set[Span]]:
    return {
        "source": {
            trimmed(body, (q.speaker_start, q.speaker_end or 0))
            for q in result.quotes
            if q.speaker_start is not None
        },
        "cue": {
            trimmed(body, (q.cue_start, q.cue_end or 0))
            for q in result.quotes
            if q.cue_start is not None
        },
        "content": {
            trimmed(body, (p.char_start, p.char_end)) for q in result.quotes for p in q.parts
        },
    }


def _direct(
    body: str,
    result: Extraction,
    golds: Sequence[Gold],
    score: Score,
    speaker: Counter[str],
) -> None:
    """Direct quotes: the same words, parts joined however they were cut."""
    wanted = {_words(body, g.content): g for g in golds if g.direct}
    everything = {_words(body, g.content) for g in golds}
    found = {
        _words(body, [(p.char_start, p.char_end) for p in q.parts]): q
        for q in result.quotes
        if q.kind == "direct"
    }
    score.found += len(found)
    score.wanted += len(wanted)
    score.right += len(found.keys() & everything)
    score.recalled += len(found.keys() & wanted.keys())
    for words in found.keys() & wanted.keys():
        quote, gold = found[words], wanted[words]
        if gold.source and quote.speaker_start is not None:
            start, end = quote.speaker_start, quote.speaker_end or 0
            hit = any(a < end and start < b for a, b in gold.source)
            speaker["right" if hit else "wrong"] += 1


def _words(body: str, spans: Iterable[Span]) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", " ".join(body[a:b] for a, b in spans)))


NO_SPACE_BEFORE = frozenset(",.;:!?)]}%”’'…") | {"'s", "’s", "n't", "n’t", "'", "’"}
NO_SPACE_AFTER = frozenset("([{$£€“‘#") | {"-", "/", "US$"}


def read_entities(path: Path) -> Iterator[tuple[str, dict[Span, str]]]:
    """Each document as running text, and its annotated spans."""
    lines: list[list[tuple[str, str]]] = []
    current: list[tuple[str, str]] = []
    for line in path.read_text("utf-8").splitlines():
        columns = [column.strip() for column in line.split("\t")]
        if line.startswith("# document"):
            if current:
                lines.append(current)
            if lines:
                yield _running(lines)
            lines, current = [], []
        elif len(columns) >= 2 and columns[0]:
            current.append((columns[0], columns[1]))
        elif current:
            lines.append(current)
            current = []
    if current:
        lines.append(current)
    if lines:
        yield _running(lines)


def _running(lines: Sequence[Sequence[tuple[str, str]]]) -> tuple[str, dict[Span, str]]:
    text = ""
    spans: dict[Span, str] = {}
    for line in lines:
        start, kind, end = -1, "", -1
        tight = True
        open_straight = False
        for token, tag in line:
            closing = token in NO_SPACE_BEFORE or token in ("-", "/")
            if token == '"':
                closing, open_straight = open_straight, not open_straight
            initials = re.fullmatch(r"[A-Z]\.", token) and re.search(r"\b[A-Z]\.$", text)
            if not tight and not closing and not initials:
                text += " "
            begin = len(text)
            text += token
            tight = token in NO_SPACE_AFTER or token == "’" or (token == '"' and open_straight)
            if token == "’":
                tight = True
            if tag[:2] in ("B-", "S-") or (tag == "O" and kind):
                if kind:
                    spans[start, end] = kind
                kind = ""
            if tag != "O" and (not kind or tag[:2] in ("B-", "S-")):
                start, kind = begin, tag[2:].upper()
            end = len(text)
        if kind:
            spans[start, end] = kind
        text += "\n\n"
    return text, spans


def entities(engine: Engine, path: Path) -> None:
    """Print scores on Worldwide."""
    scores: dict[str, Score] = {}
    untyped = Score()
    documents = list(read_entities(path))
    for body, wanted in documents:
        found = {
            (m.char_start, m.char_end): str(m.type)
            for m in engine.extract([text_of(body)])[0].mentions
        }
        compare(untyped, set(found), set(wanted))
        for kind in set(found.values()) | set(wanted.values()):
            compare(
                scores.setdefault(kind, Score()),
                {span for span, k in found.items() if k == kind},
                {span for span, k in wanted.items() if k == kind},
            )
    total = Score(*(sum(getattr(s, n) for s in scores.values()) for n in Score.__annotations__))
    print(f"Worldwide, {len(documents)} texts                 P      R     F1   wanted")
    for kind in sorted(scores):
        print(f"  {kind:24} {scores[kind].line()}")
    print(f"  {'all types, exact':24} {total.line()}")
    print(f"  {'span only':24} {untyped.line()}")


def speed(engine: Engine, folder: Path) -> None:
    """Print texts and tokens a second, from text to rows, on one core."""
    texts = [text_of(body, name=str(i)) for i, (body, _) in enumerate(read_polnear(folder))]
    count = sum(len(re.findall(r"\w+|[^\w\s]", text.article.body)) for text in texts)
    begin = time.perf_counter()
    engine.extract(texts)
    seconds = time.perf_counter() - begin
    print(f"Speed: {len(texts) / seconds:.0f} texts/s, {count / seconds:,.0f} tokens/s, one core")


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--engine", default="rules")
    parser.add_argument("--polnear", type=Path, help="folder with attributions/ and text/")
    parser.add_argument("--entities", type=Path, help="a TSV of tokens and tags")
    options = parser.parse_args(arguments)
    engine = load_engine(options.engine)
    if options.polnear:
        quotes(engine, options.polnear)
        speed(engine, options.polnear)
    if options.entities:
        entities(engine, options.entities)


if __name__ == "__main__":
    main()
