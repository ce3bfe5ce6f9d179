"""ALTO: the words of a scanned page and where they stand (versions 1 to 4).

Belongs here: from a page's XML to its text blocks, hyphenated words joined once. Does not belong
here: which blocks are an article (METS), or what a page alone becomes (`formats.alto`).

A word broken at a line's end stands as two strings, `HypPart1` and `HypPart2`, both with the whole
word in SUBS_CONTENT (ALTO 4.4, StringType): the whole word is taken at the first and the second is
left out. Where a page marks a hyphen (`HYP`) or ends a line with one and says no more, the parts
are joined, without the hyphen if the second begins with a small letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from etl.contracts.articles import ParagraphKind
from etl.readers import xml
from etl.readers.base import Block

HYPHENS = ("-", "\u00ad", "\u00ac", "\u2010", "\u2e17")
"""What ends a broken line: `¬` is what ABBYY writes."""
SPACE_WITHOUT_SPACES = 0.05
"""Room between two strings that is a space, in heights, on pages that have no element for it."""
SPACE_BESIDE_SPACES = 0.2
"""The same on pages that have one, and left it out here."""
SENTENCE_END = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
TAG_KINDS: dict[str, ParagraphKind] = {
    "heading": "heading",
    "headline": "heading",
    "title": "heading",
    "subheading": "heading",
    "caption": "caption",
    "table": "table",
    "list": "list",
}
"""Labels of layout tags (ALTO 3 and 4: Tags, LayoutTag, StructureTag)."""


class Word(NamedTuple):
    """One string of a line."""

    text: str
    line: int
    """Number of its line on the page."""
    spaced: bool
    """Whether a space stands before it in its line."""
    part: str | None = None
    """`HypPart1` or `HypPart2`."""
    whole: str | None = None
    """The whole word, where this is a part."""
    hyphen: bool = False
    """Whether a hyphen follows at the line's end, as an element of its own."""
    confidence: float | None = None
    """From 0 to 1."""


@dataclass(slots=True)
class TextBlock:
    """One block of a page."""

    kind: ParagraphKind
    words: list[Word] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    """The text of one page."""

    blocks: dict[str, TextBlock] = field(default_factory=dict)
    """By id, in reading order."""
    groups: dict[str, list[str]] = field(default_factory=dict)
    """Composed block -> the text blocks in it."""
    places: dict[str, tuple[str, int]] = field(default_factory=dict)
    """String id -> block and number of the word in it."""
    number: str | None = None
    confidence: float | None = None
    """The page's own, from 0 to 1."""

    def words(self, begin: str, end: str | None = None) -> list[tuple[ParagraphKind, list[Word]]]:
        """The words that a reference names: a block, a composed block, or from string to string.

        One item for each block, in reading order; empty where the page has no such id.
        """
        if begin in self.blocks:
            return [(self.blocks[begin].kind, self.blocks[begin].words)]
        if begin in self.groups:
            return [(self.blocks[b].kind, self.blocks[b].words) for b in self.groups[begin]]
        if begin not in self.places:
            return []
        first, start = self.places[begin]
        last, stop = self.places.get(end or begin, (first, start))
        names = list(self.blocks)
        between = names[names.index(first) : names.index(last) + 1]
        found = []
        for name in between:
            words = self.blocks[name].words
            low = start if name == first else 0
            high = stop + 1 if name == last else len(words)
            found.append((self.blocks[name].kind, words[low:high]))
        return found


def _number(written: str | None) -> float | None:
    try:
        value = float(written) if written else None
    except ValueError:
        return None
    return value if value is not None and 0 <= value <= 1 else None


def _position(element: Any, name: str) -> float | None:
    try:
        return float(element.get(name))
    except (TypeError, ValueError):
        return None


def _gap(before: Any, after: Any) -> float | None:
    """The room between two strings in heights of the second; None where the page does not say."""
    start, width = _position(before, "HPOS"), _position(before, "WIDTH")
    following, height = _position(after, "HPOS"), _position(after, "HEIGHT")
    if start is None or width is None or following is None or not height:
        return None
    return (following - start - width) / height


def _is_same_ink(before: Any, after: Any) -> bool:
    """Whether a string is the one before it, written a second time (some exports do)."""
    names = ("CONTENT", "HPOS", "VPOS", "WIDTH", "HEIGHT")
    return after.get("HPOS") is not None and all(before.get(n) == after.get(n) for n in names)


def _line_words(line: Any, number: int, *, strict: bool) -> Iterator[tuple[str | None, Word]]:
    """The words of a line, each with its id.

    Args:
        line: a TextLine.
        number: of it on the page.
        strict: whether the page has elements for its spaces; where it has none, and where one is
            missing, the room between two strings decides.
    """
    space = False
    before: Any = None
    pending: tuple[str | None, Word] | None = None
    for element in xml.children(line):
        name = xml.local(element)
        if name == "SP":
            space = True
        elif name == "HYP" and pending is not None:
            pending = (pending[0], pending[1]._replace(hyphen=True))
        elif name == "String":
            if before is not None and _is_same_ink(before, element):
                continue
            if pending is not None:
                yield pending
            gap = _gap(before, element) if before is not None else None
            least = SPACE_BESIDE_SPACES if strict else SPACE_WITHOUT_SPACES
            spaced = space or (not strict if gap is None else gap > least)
            pending = (
                element.get("ID"),
                Word(
                    (element.get("CONTENT") or "").strip(),
                    number,
                    spaced,
                    element.get("SUBS_TYPE"),
                    (element.get("SUBS_CONTENT") or "").strip() or None,
                    confidence=_number(element.get("WC")),
                ),
            )
            before, space = element, False
    if pending is not None:
        yield pending


def _tag_kinds(root: Any) -> dict[str, ParagraphKind]:
    kinds = {}
    for tags in xml.children(root, "Tags"):
        for tag in xml.children(tags):
            label = (tag.get("LABEL") or tag.get("TYPE") or "").lower()
            if tag.get("ID") and label in TAG_KINDS:
                kinds[tag.get("ID")] = TAG_KINDS[label]
    return kinds


def _kind(block: Any, kinds: dict[str, ParagraphKind]) -> ParagraphKind:
    for reference in (block.get("TAGREFS") or "").split():
        if reference in kinds:
            return kinds[reference]
    parent = block.getparent()
    if parent is not None and (parent.get("TYPE") or "").lower() == "table":
        return "table"
    return "body"


def _in_order(root: Any, blocks: dict[str, Any]) -> list[str]:
    """The ids in reading order.

    As the page states it (ALTO 4.3), as its blocks point to the next one, or as they stand.
    """
    stated = [xml.attribute(ref, "REF") for ref in xml.descendants(root, "ElementRef")]
    order = [name for name in stated if name in blocks]
    if not order:
        following = {name: block.get("IDNEXT") for name, block in blocks.items()}
        if any(following.values()):
            targets = set(following.values())
            met: set[str] = set()
            for name in blocks:
                current = name if name not in targets else None
                while current is not None and current in blocks and current not in met:
                    met.add(current)
                    order.append(current)
                    current = following[current]
    seen = set(order)
    return [*order, *(name for name in blocks if name not in seen)]


def read_page(data: bytes) -> Page:
    """The text of a page.

    Raises:
        ReaderError: `truncated`, `invalid_xml`, `bomb`, or `not_alto`, where it has no layout.
    """
    root = xml.parse(data)
    page = Page()
    layout = xml.child(root, "Layout", "Page")
    if layout is not None:
        page.number = layout.get("PRINTED_IMG_NR") or layout.get("PHYSICAL_IMG_NR")
        page.confidence = _number(layout.get("PC"))
    kinds = _tag_kinds(root)
    strict = next(xml.descendants(root, "SP"), None) is not None
    elements = {
        block.get("ID") or f"#{number}": block
        for number, block in enumerate(xml.descendants(root, "TextBlock"))
    }
    line_number = 0
    for name in _in_order(root, elements):
        block = TextBlock(_kind(elements[name], kinds))
        page.blocks[name] = block
        for line in xml.children(elements[name], "TextLine"):
            line_number += 1
            for identifier, word in _line_words(line, line_number, strict=strict):
                if identifier:
                    page.places[identifier] = (name, len(block.words))
                block.words.append(word)
    for group in xml.descendants(root, "ComposedBlock"):
        inner = [block.get("ID") for block in xml.descendants(group, "TextBlock")]
        if group.get("ID"):
            page.groups[group.get("ID")] = [name for name in page.blocks if name in set(inner)]
    return page


def _joins(word: Word, following: Word | None) -> str | None:
    """What is left of a word whose other part begins the next line; None where it is whole."""
    if following is None or following.line == word.line or following.part is not None:
        return None
    continues = following.text[:1].islower()
    if word.hyphen:
        return word.text if continues else word.text + "-"
    if word.text.endswith(HYPHENS[1:4]) and len(word.text) > 1:
        return word.text[:-1]
    if word.text.endswith("-") and word.text[-2:-1].isalnum() and following.text[:1].isalnum():
        return word.text[:-1] if continues and word.text[-2].isalpha() else word.text
    return None


def text_of(words: Sequence[Word]) -> str:
    """The words as running text, broken words joined once."""
    parts: list[str] = []
    open_word: str | None = None
    glued = True
    for i, word in enumerate(words):
        if word.part == "HypPart2" and word.whole is not None and word.whole == open_word:
            open_word = None
            continue
        if not word.text and word.whole is None:
            continue
        if parts and not glued and (word.spaced or words[i - 1].line != word.line):
            parts.append(" ")
        glued = False
        following = words[i + 1] if i + 1 < len(words) else None
        open_word = word.whole if word.part == "HypPart1" else None
        if open_word is not None:
            parts.append(open_word)
        elif (beginning := _joins(word, following)) is not None:
            parts.append(beginning)
            glued = True
        else:
            parts.append(word.text)
    return re.sub(r"\s+", " ", "".join(parts)).strip()


def _continues(before: Sequence[Word], words: Sequence[Word]) -> bool:
    """Whether a block goes on where another ends: in the middle of a word, or of a sentence."""
    last, first = before[-1], words[0]
    if last.part == "HypPart1" and first.part == "HypPart2" and last.whole == first.whole:
        return True
    return first.text[:1].islower() and not SENTENCE_END.search(last.text)


def paragraphs(blocks: Iterable[tuple[ParagraphKind, Sequence[Word]]]) -> list[Block]:
    """Text blocks as paragraphs: one each, but that a paragraph may go on in the next column."""
    joined: list[tuple[ParagraphKind, list[Word]]] = []
    for kind, found in blocks:
        words = [word for word in found if word.text or word.whole]
        if not words:
            continue
        if joined and kind == joined[-1][0] == "body" and _continues(joined[-1][1], words):
            # A new block is a new line, whatever its number on its own page.
            offset = joined[-1][1][-1].line + 1 - words[0].line
            joined[-1][1].extend(word._replace(line=word.line + offset) for word in words)
        else:
            joined.append((kind, words))
    return [Block(kind, text) for kind, words in joined if (text := text_of(words))]


def mean_confidence(words: Iterable[Word]) -> float | None:
    """The mean confidence of words; None where none has one."""
    values = [word.confidence for word in words if word.confidence is not None]
    return round(sum(values) / len(values), 3) if values else None
