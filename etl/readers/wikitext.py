"""Wikitext to blocks: what a reader of the page would see, and what stands in its marks.

Belongs here: resolving the marks of MediaWiki's language. Does not belong here: dumps
(`formats.mediawiki`).

Templates are not in a dump's page, so that what one shows has to be known or guessed. The rule:
**no name is lost.** A template within a line shows its text: `{{w|Ada Okonjo|Okonjo}}` and all that
are not known show their last unnamed parameter; so does one that is an item of a list, or within
another. Templates that stand alone on their lines are apparatus (dates, sources, boxes,
maintenance): they are data, not text, unless they hold sentences or are known to be names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from etl.contracts.articles import ParagraphKind
from etl.readers.base import Block
from etl.readers.text_decoding import clean

DATES = {"date", "datum", "fecha", "data", "dato", "dateline", "byline", "dateline/byline"}
SOURCES = {"source", "source2", "quelle", "fuente", "fonte", "bron", "källa", "źródło", "apsource"}
QUOTES = re.compile(
    r"(?:pull ?|block ?|c|r)?quot(?:e|ation)(?:left|right|box| box)?|zitat|citation"
)
FIRST_SHOWN = {
    "abbr", "nowrap", "nobr", "small", "big", "tooltip", "hover", "smallcaps", "sc", "as of",
    "sup", "sub", "lc", "uc", "main", "flag", "flagicon",
}  # fmt: skip
"""Templates that show their first parameter, not their last."""
SILENT = {
    "citation needed", "cn", "fact", "ref", "r", "sfn", "efn", "reflist", "references", "coord",
    "anchor", "clear", "-", "toc", "notoc",
}  # fmt: skip
"""Templates that show nothing, or a mark, within a line."""
JOINED = {"convert", "cvt", "usd", "gbp", "eur", "unit", "formatnum"}
"""Templates that show several parameters one after the other."""
TEXT_NAMES = ("text", "quote", "1", "title", "name", "content", "inhalt", "titre", "caption")
FILE_OPTIONS = re.compile(
    r"thumb(?:nail)?|mini(?:atur)?|frame(?:d|less)?|border|left|right|center|none|links|rechts|"
    r"zentriert|upright(?:=.*)?|\d*x?\d+ ?px|(?:alt|link|page|lang|class|start|end)=.*|"
    r"(?:baseline|sub|super|top|text-top|middle|bottom|text-bottom)|vignette|gauche|droite|centré",
    re.IGNORECASE,
)
DROPPED_TAGS = {"ref", "references", "gallery", "math", "score", "timeline", "includeonly", "style"}
INTERWIKI = re.compile(r"[a-z]{2,3}(?:-[a-z]+)?:\S", re.IGNORECASE)
PREFIX = re.compile(
    r"^:?(?:(?:[a-z]{1,3}(?:-[a-z]+)?|wikipedia|wikt(?:ionary)?|commons|wikinews|meta|species):)+(?=\S)",
    re.IGNORECASE,
)
"""Names of other wikis before a page's own."""
NAMES = {"w", "wp", "wikipedia", "link", "ill", "interlanguage link", "l", "lang", "iw", "q", "c"}
"""Templates that are names wherever they stand."""
SENTENCE_WORDS = 6
"""A template alone on its line with a parameter of so many words holds text."""


@dataclass(slots=True)
class WikiPage:
    """What stands in a page's wikitext."""

    blocks: list[Block] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    location: str | None = None
    sources: list[dict[str, str]] = field(default_factory=list)
    templates: list[str] = field(default_factory=list)
    """Those that are apparatus, as they are written."""


@dataclass(frozen=True, slots=True)
class Namespaces:
    """The wiki's own names, in small letters."""

    category: frozenset[str] = frozenset({"category"})
    file: frozenset[str] = frozenset({"file", "image"})


class _Renderer:
    """Walks the nodes and cuts paragraphs."""

    def __init__(self, namespaces: Namespaces, *, within: bool = False) -> None:
        """Begin.

        Args:
            namespaces: the wiki's names.
            within: whether all of it stands within a line of something else.
        """
        self.page = WikiPage()
        self._within = within
        self._namespaces = namespaces
        self._parts: list[str] = []
        self._kind: ParagraphKind = "body"

    def flush(self, following: ParagraphKind = "body") -> None:
        """End the paragraph; the next is of another kind."""
        text = re.sub(r"\s+", " ", clean("".join(self._parts))).strip()
        if text:
            self.page.blocks.append(Block(self._kind, text))
        self._parts = []
        self._kind = following

    def text(self, value: str) -> None:
        """Running text: a blank line ends a paragraph, a line feed ends an item of a list."""
        lines = value.split("\n")
        for number, line in enumerate(lines):
            if number:
                blank = not line.strip() and number < len(lines) - 1
                if self._kind == "list" or blank:
                    self.flush()
                else:
                    self._parts.append(" ")
            self._parts.append(line)

    def nodes(self, nodes: Any) -> None:
        """Several nodes, one after the other."""
        found = list(nodes)
        for number, node in enumerate(found):
            begun = self._within or "".join(self._parts).strip()
            self.node(node, alone=not begun and self._alone(found, number))

    @staticmethod
    def _alone(nodes: list[Any], number: int) -> bool:
        """Whether a node has its line for itself, but for other templates."""

        def ends(side: list[Any], *, before: bool) -> bool:
            for node in side:
                kind = type(node).__name__
                if kind == "Text":
                    value = str(node)
                    near = value.rsplit("\n", 1)[-1] if before else value.split("\n", 1)[0]
                    if near.strip():
                        return False
                    if "\n" in value:
                        return True
                elif kind not in {"Template", "Comment"}:
                    return kind == "Heading" or (kind == "Tag" and str(node.tag) == "br")
            return True

        return ends(nodes[:number][::-1], before=True) and ends(nodes[number + 1 :], before=False)

    def node(self, node: Any, *, alone: bool = False) -> None:
        """One node."""
        kind = type(node).__name__
        if kind == "Text":
            self.text(str(node))
        elif kind == "HTMLEntity":
            self._parts.append(node.normalize())
        elif kind == "Heading":
            self.flush("heading")
            self.nodes(node.title.nodes)
            self.flush()
        elif kind == "Wikilink":
            self._wikilink(node)
        elif kind == "ExternalLink":
            if node.title is not None:
                self.nodes(node.title.nodes)
            elif not node.brackets:
                self._parts.append(str(node.url))
        elif kind == "Template":
            self._template(node, alone=alone)
        elif kind == "Argument":
            if node.default is not None:
                self.nodes(node.default.nodes)
        elif kind == "Tag":
            self._tag(node)

    def _tag(self, node: Any) -> None:
        name = str(node.tag).strip().lower()
        if name in DROPPED_TAGS:
            return
        if name in {"li", "dt", "dd"}:
            self.flush("list" if name == "li" else "body")
        elif name == "br":
            self._parts.append(" ")
        elif name == "hr":
            self.flush()
        elif name in {"table", "tr", "td", "th", "blockquote", "p", "div", "center", "caption"}:
            kinds: dict[str, ParagraphKind] = {
                "td": "table", "th": "table", "blockquote": "quotation", "caption": "caption",
            }  # fmt: skip
            inner = kinds.get(name, self._kind)
            outer = self._kind
            self.flush(inner)
            if node.contents is not None:
                self.nodes(node.contents.nodes)
            self._kind = inner
            self.flush(outer)
        elif node.contents is not None:
            self.nodes(node.contents.nodes)

    def _wikilink(self, node: Any) -> None:
        title = str(node.title).strip()
        namespace = title.partition(":")[0].strip().lower() if ":" in title else ""
        if namespace in self._namespaces.category:
            self.page.categories.append(title.partition(":")[2].strip())
        elif namespace in self._namespaces.file:
            self._file(node)
        elif node.text is not None and str(node.text).strip():
            self.nodes(node.text.nodes)
        elif INTERWIKI.match(title) and not "".join(self._parts).strip():
            return  # the same page in another language
        else:
            inner = _Renderer(self._namespaces, within=True)
            inner.nodes(node.title.nodes)
            inner.flush()
            shown = " ".join(block.text for block in inner.page.blocks)
            self._parts.append(PREFIX.sub("", shown).lstrip(":").replace("_", " "))

    def _file(self, node: Any) -> None:
        """A picture's caption: its last option that is none."""
        if node.text is None:
            return
        options: list[list[Any]] = [[]]
        for inner in node.text.nodes:
            parts = str(inner).split("|") if type(inner).__name__ == "Text" else [inner]
            options[-1].append(parts[0])
            options += [[part] for part in parts[1:]]
        caption = next(
            (
                option
                for option in reversed(options)
                if not FILE_OPTIONS.fullmatch("".join(map(str, option)).strip())
            ),
            None,
        )
        if caption is None:
            return
        inner = _Renderer(self._namespaces, within=True)
        for piece in caption:
            if isinstance(piece, str):
                inner.text(piece)
            else:
                inner.node(piece)
        inner.flush()
        self.page.blocks += [Block("caption", block.text) for block in inner.page.blocks]

    def _value(self, value: Any) -> str:
        """A parameter's text on one line."""
        inner = _Renderer(self._namespaces, within=True)
        inner.nodes(value.nodes)
        inner.flush()
        self.page.categories += inner.page.categories
        return " ".join(block.text for block in inner.page.blocks)

    def _template(self, node: Any, *, alone: bool) -> None:
        name = re.sub(r"[\s_]+", " ", str(node.name)).strip().lower()
        if name.startswith("#") or ":" in name:
            self._function(node, name)
            return
        named = {str(p.name).strip().lower(): self._value(p.value) for p in node.params}
        unnamed = [
            text for p in node.params if not p.showkey and (text := self._value(p.value)).strip()
        ]
        if name in DATES:
            self._dated(named, unnamed)
        elif name in SOURCES:
            self.page.sources.append({key: value for key, value in named.items() if value})
        elif QUOTES.fullmatch(name):
            self._quote(named, unnamed, alone=alone)
        elif name in SILENT:
            return
        elif (
            alone
            and name not in NAMES | FIRST_SHOWN
            and not any(len(text.split()) >= SENTENCE_WORDS for text in unnamed)
        ):
            self.page.templates.append(str(node))
        else:
            self._parts.append(_shown(name, named, unnamed))

    def _function(self, node: Any, name: str) -> None:
        """Parser functions: `{{#if: ...}}` shows its second parameter, `{{lc:X}}` its argument."""
        if name.startswith("#"):
            values = [self._value(p.value) for p in node.params]
            self._parts.append(next((value for value in values if value), ""))
            return
        argument = str(node.name).partition(":")[2]
        if name.partition(":")[0] in {"lc", "uc", "lcfirst", "ucfirst", "formatnum", "nowrap"}:
            self._parts.append(argument)

    def _dated(self, named: dict[str, str], unnamed: list[str]) -> None:
        date = named.get("date") or named.get("datum") or " ".join(unnamed)
        if date:
            self.page.dates.append(date)
        self.page.location = self.page.location or named.get("location") or named.get("ort")

    def _quote(self, named: dict[str, str], unnamed: list[str], *, alone: bool) -> None:
        text = next((named[key] for key in TEXT_NAMES if named.get(key)), None)
        text = text or (unnamed[0] if unnamed else "")
        speaker = named.get("author") or named.get("by") or named.get("2") or named.get("source")
        outer = self._kind
        if alone:
            self.flush("quotation")
        self._parts.append(text)
        if alone:
            self.flush("quotation")
        if speaker and speaker != text:
            self._parts.append(f"— {speaker}" if alone else f" — {speaker}")
        if alone:
            self.flush(outer)


def _shown(name: str, named: dict[str, str], unnamed: list[str]) -> str:
    if name in JOINED:
        return " ".join(unnamed[:2])
    if unnamed:
        return unnamed[0] if name in FIRST_SHOWN else unnamed[-1]
    return next((named[key] for key in TEXT_NAMES if named.get(key)), "")


def parse(text: str, namespaces: Namespaces) -> WikiPage:
    """What a page's wikitext holds.

    Args:
        text: the wikitext.
        namespaces: the wiki's names for categories and files.
    """
    import mwparserfromhell

    renderer = _Renderer(namespaces)
    renderer.nodes(mwparserfromhell.parse(text).nodes)
    renderer.flush()
    page = renderer.page
    # Headings over what was only apparatus (sources, links to other pages).
    kept = [
        block
        for number, block in enumerate(page.blocks)
        if block.kind != "heading"
        or (number + 1 < len(page.blocks) and page.blocks[number + 1].kind != "heading")
    ]
    page.blocks = kept
    page.categories = list(dict.fromkeys(page.categories))
    return page


_UNCLOSED_TAG = re.compile(r"<(?!br|hr|li|p\b|/|!)[a-z]", re.IGNORECASE)
_PAIRS = (("{{", "}}"), ("[[", "]]"), ("{|", "|}"), ("[http", "]"), ("<!--", "-->"), ("<", ">"))


def unclosed(text: str) -> int:
    """How many marks a page opens more often than it closes them."""
    tags = len(_UNCLOSED_TAG.findall(text)) - text.count("</") - text.count("/>")
    return max(0, tags) + sum(max(0, text.count(a) - text.count(b)) for a, b in _PAIRS)
