"""The corpora as sequences of words and tags, one record a text.

Belongs here: reading the corpora, the scheme of tags, which texts are held out. Does not belong
here: numbers for words (`etl.extract.wordforms`), batches and augmentation (`batches`).

Texts are put back into running text and cut by the shipped tokeniser, so that training sees what
the engine sees.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

from etl.evaluate.standoff import read_folder
from etl.evaluate.tagged import read_tagged
from etl.evaluate.texts import text_of
from etl.extract import attribution, compose, coreference, names
from etl.extract import tokens as cutting
from etl.extract.engines import rules
from etl.extract.tagging import (
    ENTITY_TAGS,
    ROLE_GUESSES,
    ROLE_TAGS,
    Scheme,
    contexts,
    guesses,
    role_guesses,
)
from etl.extract.wordforms import BREAK

IGNORED = -100
"""Tag of a token that its corpus says nothing about."""


@dataclass(slots=True)
class Document:
    """One text: words, with a BREAK between paragraphs, and their tags by task."""

    name: str
    corpus: str
    words: list[str] = field(default_factory=list)
    contexts: list[int] = field(default_factory=list)
    guesses: list[int] = field(default_factory=list)
    """What the rules found: a name's number times ROLE_GUESSES, and a role's."""
    tags: dict[str, list[int]] = field(default_factory=dict)

    @property
    def outlet(self) -> str:
        """Its publisher, by its name."""
        return (
            self.name.rpartition("_")[0] if self.corpus == "worldwide" else self.name.split("_")[0]
        )


def held_out(document: Document, share: int = 12) -> bool:
    """Whether a text is kept aside for choices: whole outlets of one corpus, texts of the other."""
    name = document.outlet if document.corpus == "worldwide" else document.name
    return document.corpus in ("worldwide", "polnear") and crc32(name.encode()) % share == 3


def _tagged(
    cut: cutting.Tokens, spans: Sequence[tuple[int, int, str]], tags: Sequence[str]
) -> list[int]:
    """The tags (BIOES) of tokens for spans of the body; a token belongs where most of it stands."""
    number = {tag: place for place, tag in enumerate(tags)}
    found = [0] * len(cut)
    for start, end, kind in spans:
        first = cut.at(start)
        if first and cut.end[first - 1] > start:
            overlap = cut.end[first - 1] - start
            if overlap * 2 > cut.end[first - 1] - cut.start[first - 1]:
                first -= 1
        last = cut.at(end)
        if last - 1 > first and (cut.end[last - 1] - end) * 2 > (
            cut.end[last - 1] - cut.start[last - 1]
        ):
            last -= 1
        while last > first and not cut.text[last - 1].strip():
            last -= 1
        if last <= first:
            continue
        if last - first == 1:
            found[first] = number[f"S-{kind}"]
        else:
            found[first] = number[f"B-{kind}"]
            found[first + 1 : last - 1] = [number[f"I-{kind}"]] * (last - first - 2)
            found[last - 1] = number[f"E-{kind}"]
    return found


def _document(
    name: str,
    corpus: str,
    body: str,
    paragraphs: Sequence[tuple[int, int]],
    spans: Sequence[tuple[int, int, str]],
    task: str,
    tags: Sequence[str],
) -> Document:
    prepared = compose.prepare(text_of(body, name=name, spans=paragraphs))
    cut, inside = prepared.tokens, prepared.inside
    context = contexts(cut.text, inside)
    found = rules.names_of(prepared)
    grouped = coreference.group(cut, names.with_titles(cut, found))
    said = attribution.attribute(
        cut, prepared.sentences, prepared.marked, inside, grouped, english=True
    )
    guess = [
        name * ROLE_GUESSES + role
        for name, role in zip(guesses(len(cut), found), role_guesses(cut, said), strict=True)
    ]
    labels = _tagged(cut, spans, tags)
    document = Document(name, corpus, tags={task: []})
    for first, end in cut.paragraph_bounds:
        if document.words:
            document.words.append(BREAK)
            document.contexts.append(0)
            document.guesses.append(0)
            document.tags[task].append(0)
        document.words += cut.text[first:end]
        document.contexts += context[first:end]
        document.guesses += guess[first:end]
        document.tags[task] += labels[first:end]
    return document


def worldwide(path: Path, seed: int = 1) -> Iterator[Document]:
    """Entities. Half of the texts keep a paragraph a sentence, the others get paragraphs again."""
    rng = random.Random(seed)
    for text in read_tagged(path):
        body, paragraphs = text.body, text.paragraphs
        if rng.random() < 0.5:
            joined: list[tuple[int, int]] = []
            left = 0
            for start, end in paragraphs:
                if left > 0 and joined:
                    joined[-1] = (joined[-1][0], end)
                    left -= 1
                else:
                    joined.append((start, end))
                    left = rng.randint(0, 3)
            starts = {start for start, _ in joined}
            chars = list(body)
            for start, _ in paragraphs:
                if start and start not in starts:
                    chars[start - 2 : start] = "  "
            body, paragraphs = "".join(chars), joined
        spans = [(start, end, kind) for (start, end), kind in text.names.items()]
        yield _document(text.name, "worldwide", body, paragraphs, spans, "entity", ENTITY_TAGS)


def polnear(folder: Path) -> Iterator[Document]:
    """Attributions: each token has one role at most."""
    for text in read_folder(folder):
        spans = [
            (start, end, role)
            for attribution in text.attributions
            for role in ("source", "cue", "content")
            for start, end in getattr(attribution, role)
        ]
        paragraphs = [
            (paragraph.char_start, paragraph.char_end)
            for paragraph in text_of(text.body, name=text.name).paragraphs
        ]
        yield _document(text.name, "polnear", text.body, paragraphs, spans, "role", ROLE_TAGS)


def politics(folder: Path, classes: Scheme) -> Iterator[Document]:
    """Names in sentences about politics, by a guide of their own, packed into texts of a few.

    Args:
        folder: files of lines of token TAB tag (BIO), a blank line after each sentence (CrossNER,
            Liu et al., AAAI 2021).
        classes: gets the tags, as BIOES, of the task `politics`.
    """
    for path in sorted(folder.glob("*.txt")):
        sentences = [
            [tuple(line.split("\t")) for line in part.splitlines()]
            for part in path.read_text("utf-8").strip().split("\n\n")
        ]
        for start in range(0, len(sentences), _SENTENCES):
            words: list[str] = []
            labels: list[int] = []
            for sentence in sentences[start : start + _SENTENCES]:
                if words:
                    words.append(BREAK)
                    labels.append(classes.number("politics", "O"))
                tags = [tag for _, tag in sentence]
                for (word, tag), after in zip(sentence, [*tags[1:], "O"], strict=True):
                    ends = after[:2] != "I-"
                    place = {"B": "S" if ends else "B", "I": "E" if ends else "I"}.get(tag[0], "")
                    words.append(word)
                    labels.append(classes.number("politics", place + tag[1:] if place else "O"))
            plain = [0] * len(words)
            name = f"{path.stem}_{start}"
            yield Document(name, "politics", words, plain, list(plain), {"politics": labels})


def unlabelled(path: Path) -> Iterator[Document]:
    """Texts that nobody annotated: the student learns what its teachers think of them.

    Args:
        path: JSON Lines of `name` and `body`, as `newshouse sql` writes them.
    """
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        name, body = row["name"], row["body"]
        paragraphs = [
            (paragraph.char_start, paragraph.char_end)
            for paragraph in text_of(body, name=name).paragraphs
        ]
        document = _document(name, "unlabelled", body, paragraphs, [], "role", ROLE_TAGS)
        document.tags = {}
        yield document


_SENTENCES = 12
"""Sentences of a corpus without texts that are read as one."""


def ewt(path: Path, classes: Scheme) -> Iterator[Document]:
    """Parts of speech and relations, of sentences packed into texts of a few."""
    document = Document("ewt", "ewt", tags={"pos": [], "relation": []})
    sentence: list[tuple[str, str, str]] = []
    for line in path.read_text("utf-8").splitlines():
        columns = line.split("\t")
        if len(columns) == 10 and columns[0].isdigit():
            sentence.append((columns[1], columns[3], columns[7].partition(":")[0]))
        elif not line and sentence:
            if document.words:
                document.words.append(BREAK)
                document.tags["pos"].append(IGNORED)
                document.tags["relation"].append(IGNORED)
            for word, pos, relation in sentence:
                document.words.append(word)
                document.tags["pos"].append(classes.number("pos", pos))
                document.tags["relation"].append(classes.number("relation", relation))
            sentence = []
            if len(document.words) > 400:
                document.contexts = document.guesses = [0] * len(document.words)
                yield document
                document = Document("ewt", "ewt", tags={"pos": [], "relation": []})
    document.contexts = document.guesses = [0] * len(document.words)
    yield document
