"""Gold entities in token-and-tag files, put back into running text.

Belongs here: reading the files, joining tokens as they were printed, and the offsets of what is
tagged. Does not belong here: what an engine makes of the text.

A line holds a token, a tab and a tag: `O`, or `B-`, `I-`, `E-` or `S-` and a type (BIO or BIOES,
as in CoNLL). Further columns, which hold nested names, are ignored, and so is the case of the tags.
A blank line ends a sentence. A line `# document = NAME` starts a text; without any, the file is one
text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from etl.evaluate.scores import Span

_DOCUMENT = re.compile(r"#\s*(?:document|newdoc(?:\s+id)?)\s*=\s*(.*)")
_COMMENT = re.compile(r"#\s*(?:[\w:]+\s*=|newpar\b)")
_TAG = re.compile(r"O|([BIES])-(\S+)", re.IGNORECASE)
SEPARATOR = "\n\n"
"""What stands between two sentences: each is a paragraph, as in the gold each stands alone."""

_CLOSES = frozenset(",.;:!?)]}%”’'…»") | {"'s", "’s", "n't", "n’t", "'S", "''", "'re", "'ve", "'ll"}
_CLOSES |= {"'d", "'m", "’re", "’ve", "’ll", "’d", "’m"}
_OPENS = frozenset("([{$£€¥₹“‘#«") | {"``", "US$", "A$", "C$", "HK$"}
_LINKS = frozenset("-/")
_STRAIGHT = '"'
_APOSTROPHE = "’"
_INITIAL = re.compile(r"[^\W\d_]\.")
_AFTER_INITIAL = re.compile(r"\b[^\W\d_]\.$")


class TaggedFileError(ValueError):
    """A file is not written as tokens and tags."""


@dataclass(frozen=True, slots=True)
class TaggedText:
    """One text and the names annotated in it."""

    name: str
    """As its `# document` line calls it; else the file's name."""
    body: str
    paragraphs: list[Span]
    names: dict[Span, str]
    """Offsets in the body -> type in upper case."""


def read_tagged(path: Path) -> Iterator[TaggedText]:
    """The texts of a file.

    Raises:
        TaggedFileError: a line has no tag, or one that is neither BIO nor BIOES.
        OSError: the file cannot be read.
    """
    name = path.name
    sentences: list[list[tuple[str, str]]] = []
    current: list[tuple[str, str]] = []
    with path.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, 1):
            text = line.rstrip("\r\n")
            document = _DOCUMENT.fullmatch(text)
            if document or not text.strip():
                if current:
                    sentences.append(current)
                    current = []
                if document:
                    if sentences:
                        yield running_text(name, sentences)
                        sentences = []
                    name = document[1].strip()
            elif "\t" in text or not _COMMENT.match(text):
                current.append(_token(text, path, number))
    if current:
        sentences.append(current)
    if sentences:
        yield running_text(name, sentences)


def _token(line: str, path: Path, number: int) -> tuple[str, str]:
    columns = [column.strip() for column in line.split("\t")]
    if len(columns) == 1:
        columns = line.split()  # a few lines of published files have spaces for the tab
    if len(columns) < 2 or not columns[0] or not _TAG.fullmatch(columns[1]):
        raise TaggedFileError(
            f"{path}, line {number}: expected a token, a tab and a tag such as O or B-PERSON, "
            f"found {line[:80]!r}"
        )
    return columns[0], columns[1].upper()


def running_text(name: str, sentences: Sequence[Sequence[tuple[str, str]]]) -> TaggedText:
    """Sentences of tokens and tags as the text that was tokenised, one paragraph a sentence."""
    body = ""
    paragraphs: list[Span] = []
    names: dict[Span, str] = {}
    for sentence in sentences:
        start = len(body) + (len(SEPARATOR) if body else 0)
        text, offsets = join([token for token, _ in sentence])
        body += (SEPARATOR if body else "") + text
        paragraphs.append((start, len(body)))
        for first, last, kind in spans([tag for _, tag in sentence]):
            names[start + offsets[first][0], start + offsets[last][1]] = kind
    return TaggedText(name, body, paragraphs, names)


def join(tokens: Sequence[str]) -> tuple[str, list[Span]]:
    """Tokens with white space where print has it, and the offsets of each.

    Closing punctuation and clitics join what stands before, opening marks what follows, hyphens and
    slashes both; straight quotation marks open and close by turns; initials stand together.
    """
    text = ""
    offsets: list[Span] = []
    tight = True
    quoted = False
    for token in tokens:
        joins = token in _CLOSES or token in _LINKS
        if token == _STRAIGHT:
            joins, quoted = quoted, not quoted
        together = _INITIAL.fullmatch(token) and _AFTER_INITIAL.search(text[-3:])
        if not (tight or joins or together):
            text += " "
        offsets.append((len(text), len(text) + len(token)))
        text += token
        tight = token in _OPENS or token in _LINKS or token == _APOSTROPHE
        tight |= quoted and token == _STRAIGHT
    return text, offsets


def spans(tags: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """First and last token, and type, of each name that BIO or BIOES tags mark.

    A name that starts with `I-` or `E-`, or changes its type in the middle, starts there.
    """
    first, kind = -1, ""
    for index, tag in enumerate([*tags, "O"]):
        place, _, this = tag.partition("-")
        begins = place in ("B", "S") or (place in ("I", "E") and this != kind)
        if kind and (begins or place == "O"):
            yield first, index - 1, kind
            kind = ""
        if begins:
            first, kind = index, this
        if kind and place in ("E", "S"):
            yield first, index, kind
            kind = ""
