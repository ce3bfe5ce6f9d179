"""HTML to blocks: the paragraphs of a page, or of a fragment in a text field.

Belongs here: where paragraphs begin and end, what kind each is, and where in the tree it stood.
Does not belong here: which of a page's blocks are its article (`html_article`), or a page's
metadata (`html_metadata`).

A paragraph is what a browser shows as one: text up to the next block-level element, or up to two
line breaks in a row. Elements that are inline stay within it, whatever their class.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from etl.contracts.articles import ParagraphKind
from etl.readers.base import Block

SPACE = re.compile(r"\s+")
SENTENCE_CHARS = 60
"""A line that ends a paragraph by ending a sentence has at least so many characters."""
SENTENCE_END = re.compile(r"[.!?…。！？؟।][\"'”’»“)\]」』]*$")
CELL_END = " | "
"""Between the cells of a row of a table, which is one paragraph."""


def _words(*lines: str) -> frozenset[str]:
    """The words of the lines: long lists of words read best as running text."""
    return frozenset(word for line in lines for word in line.split())


INLINE = _words(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark meter",
    "nobr output q ruby rb rp rt s samp small span strike strong sub sup time tt u var wbr",
    "img picture source input link meta track col colgroup",
)
"""Elements that do not end a paragraph; everything else does, elements of a site's own too."""
DROPPED = _words(
    "script style noscript template iframe svg object applet select option datalist",
    "textarea canvas audio video map math head title progress graphic frameset",
)
"""Elements whose text is not for reading. `embed` is none of them: it has no end, but the parser,
which does not know that, has put what follows into it."""
OPEN_ENDS = {name: re.compile(rf"<{name}\b[^<>]*>", re.IGNORECASE) for name in ("object", "iframe")}
"""Dropped elements that feeds leave without an end."""
CONTROLS = frozenset({"nav", "form", "button", "fieldset"})
"""Elements of a fragment that are no part of its text."""
BREAKS = frozenset({"br"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
KINDS: dict[str, ParagraphKind] = {
    **dict.fromkeys(HEADINGS, "heading"),
    "blockquote": "quotation",
    "q": "quotation",
    "figcaption": "caption",
    "caption": "caption",
    "li": "list",
    "dd": "list",
    "dt": "list",
}
CELLS = frozenset({"td", "th"})

HINTS: tuple[tuple[str, str], ...] = (
    (
        "body",
        r"(?:article|story|entry|post|page|body|main|text|rich|news|single|detail|content)-?"
        r"(?:body|content|text|main|copy|detail|inner)\b|\bprose\b",
    ),
    ("article", r"article|story|\bpost|entry|artikel|articulo|noticia|beitrag"),
    ("content", r"content|\bbody|text|paragraph|inhalt|absatz|corpo|cuerpo"),
    (
        "navigation",
        r"\bnav|menu|breadcrumb|pagina|\bpager|toolbar|skip|\btabs?\b|burger|sitemap",
    ),
    ("footer", r"foot|copyright|imprint|impressum|legal|disclaimer|colophon"),
    ("header", r"header|masthead|\bhead\b|topbar|\btop\b|intro|hero|\bkopf"),
    (
        "related",
        r"relat|recomm|read-?(?:more|next|also)|more-?(?:from|on|news|stories)|teaser|similar|"
        r"trending|popular|latest|most-?(?:read|view)|recirc|suggest|mehr|weiter|empf|lesen|verwandt|"
        r"correlat|outbrain|taboola|also|further|next|prev|linkbox|\bcard|\btopics?|see-?more|"
        r"essential|zemanta|yarpp",
    ),
    (
        "share",
        r"share|social|follow|facebook|twitter|whatsapp|bookmark|sharing|addtoany|\btools?\b|action|"
        r"teilen|print|email",
    ),
    ("comment", r"comment|disqus|respond|reply|discussion|kommentar|forum|livefyre|reader"),
    (
        "advert",
        r"\bads?\b|advert|sponsor|promo|banner|\bdfp|commercial|anzeige|werbung|affiliate|publi|"
        r"partner",
    ),
    (
        "subscribe",
        r"newsletter|subscri|paywall|\bpay|sign-?up|login|register|member|\babo|donat|premium|"
        r"spenden|piano|offer|\bcta|call-to",
    ),
    (
        "consent",
        r"cookie|consent|gdpr|modal|popup|overlay|dialog|privacy|tooltip|notice|alert|toast",
    ),
    ("sidebar", r"side-?bar|widget|aside|\brail|complement|secondary|\bright"),
    (
        "media",
        r"figure|image|photo|gallery|video|media|slide|player|\bbild|\bimg|foto|audio|podcast|"
        r"carousel|picture|illustration",
    ),
    (
        "caption",
        r"caption|\bcredit|cutline|bildunter|legend|bildtext|copyright|pie-?foto|didascalia",
    ),
    (
        "byline",
        r"author|byline|writer|contribut|autor|redakt|\bby\b|profile|\bbio\b|about-?(?:the|me)|"
        r"vcard|editor|firma|journalist|reporter|avatar|person",
    ),
    (
        "meta",
        r"meta|\bdate|time|\btags?\b|categor|label|kicker|keyword|publish|datum|\binfo|topic|rubri|"
        r"section-?(?:name|title)|overline|eyebrow|reading|dachzeile|ressort|stamp|counter",
    ),
    ("headline", r"headline|title|heading|titel|titulo|\bhed\b|ueberschrift"),
    (
        "standfirst",
        r"standfirst|sub-?(?:title|head|line)|\blead|lede|summary|\bdek\b|\bdeck\b|abstract|excerpt|"
        r"descri|vorspann|chapo|sapo|entradilla|sommario|strapline|ingress|anrisstext|intro|"
        r"einleitung|preamble|manchet|perex|bullet|key-?points?|bajada|kurztext|anreisser",
    ),
    (
        "hidden",
        r"hidden|visually|sr-?only|screen-?reader|off-?screen|\bhide|invisible|print-?only|d-none|"
        r"accessib",
    ),
    (
        "box",
        r"\bbox|info-?box|fact|\bembed|tweet|instagram|inset|panel|callout|accordion|block-?quote|"
        r"pull-?quote|\bquote|zitat|interactive|poll|quiz|chart|table-?of|\btoc\b",
    ),
)
"""Name and pattern of what a word, or two in a row, in an element's class, id or role say it is
for. A word is lower case; two are joined by a hyphen."""
TAG_HINTS: tuple[tuple[str, frozenset[str]], ...] = (
    ("<article>", frozenset({"article"})),
    ("<main>", frozenset({"main"})),
    ("<aside>", frozenset({"aside"})),
    ("<nav>", frozenset({"nav"})),
    ("<footer>", frozenset({"footer"})),
    ("<header>", frozenset({"header"})),
    ("<figure>", frozenset({"figure", "figcaption"})),
    ("<table>", frozenset({"table", "td", "th"})),
    ("<ul>", frozenset({"ul", "menu"})),
    ("<ol>", frozenset({"ol", "dl"})),
    ("<li>", frozenset({"li", "dd", "dt"})),
    ("<form>", frozenset({"form", "fieldset", "button"})),
    ("<blockquote>", frozenset({"blockquote"})),
    ("<section>", frozenset({"section"})),
    ("<p>", frozenset({"p"})),
    ("<h>", HEADINGS),
)
"""Name and elements of what an element's own name says it is for."""
HINT_NAMES = (*(name for name, _ in HINTS), *(name for name, _ in TAG_HINTS), "not shown")
_PATTERNS = [(1 << i, re.compile(pattern)) for i, (_, pattern) in enumerate(HINTS)]
_TAG_MASKS = {
    tag: sum(1 << (len(HINTS) + i) for i, (_, tags) in enumerate(TAG_HINTS) if tag in tags)
    for tag in {tag for _, tags in TAG_HINTS for tag in tags}
}
NOT_SHOWN = 1 << (len(HINT_NAMES) - 1)
_PAIR_FIRST = _words(
    "article story entry post page body main text rich news single detail content read more",
    "most see sign call side pie about section sub key sr screen off print d info block pull",
    "table",
)
"""First words of the patterns for two words."""
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\da-zA-Z_]+")
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ALOUD = re.compile(
    r"(?:^|[\s_-])(?:sr-?only|visually-?hidden|screen-?reader(?:-text)?|a11y-?hidden|aural|"
    r"hidden-?visually|u-?hidden-?visually|invisible|offscreen)(?:$|[\s_-])|(?:^|[\s-])vh(?:$|\s)",
    re.IGNORECASE,
)
_ATTRIBUTES = frozenset(
    {"class", "id", "itemprop", "role", "data-testid", "data-component", "data-type"}
)


@lru_cache(maxsize=20_000)
def _word_mask(word: str) -> int:
    return sum(bit for bit, pattern in _PATTERNS if pattern.search(word))


@lru_cache(maxsize=20_000)
def _words_mask(text: str) -> int:
    words = [word.lower() for word in _WORD.findall(text)]
    mask = 0
    for i, word in enumerate(words):
        mask |= _word_mask(word)
        if word in _PAIR_FIRST and i + 1 < len(words):
            mask |= _word_mask(f"{word}-{words[i + 1]}")
    return mask


def hint_mask(element: Any, tag: str) -> int:
    """What an element's name and attributes say it is for: a bit for each of HINT_NAMES."""
    mask = _TAG_MASKS.get(tag, 0)
    words = ""
    for name, value in element.items():
        if name in _ATTRIBUTES:
            words = f"{words} {value}" if words else value
        elif (name == "style" and _INVISIBLE.search(value)) or name == "hidden":
            mask |= NOT_SHOWN
    if words:
        mask |= _words_mask(words)
    return mask


@dataclass(slots=True)
class Node:
    """A block-level element around blocks."""

    parent: int
    """Index of the element around it; the root's is -1."""
    tag: str
    mask: int
    signature: int
    """Equal for elements of equal names and classes in equal places."""
    path: int
    """Equal for elements of equal names in equal places."""


@dataclass(slots=True)
class PageBlock:
    """A paragraph of a page, and where it stood."""

    text: str
    kind: ParagraphKind
    node: int
    """Index of the innermost block-level element around it."""
    mask: int = 0
    """Hints of inline elements that hold all of it."""
    link_chars: int = 0
    links: int = 0
    bold_chars: int = 0
    breaks: int = 0
    """Single line breaks within."""
    cut: bool = False
    """Whether two line breaks ended it."""


@dataclass(slots=True)
class Segments:
    """A page cut into blocks, in the order of the document."""

    blocks: list[PageBlock] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)


class _Cutter:
    """Cuts a tree's text where blocks begin and end."""

    def __init__(self) -> None:
        self.found = Segments()
        self._parts: list[str] = []
        self._chars = 0
        self._link_chars = self._links = self._bold_chars = self._breaks = 0
        self._inner_mask = 0
        self._inner_end = -1
        self._pending_breaks = 0
        self._in_link = self._in_bold = 0
        self._node = -1
        self._kinds: list[ParagraphKind] = ["body"]
        self._row = 0
        """Depth within the rows of tables whose cells are short."""

    def flush(self, *, cut: bool = False) -> None:
        if not self._parts:
            self._pending_breaks = 0
            return
        text = SPACE.sub(" ", "".join(self._parts)).strip()
        if self._row and text:
            text = text.removesuffix(CELL_END.strip()).strip()
        if text:
            self.found.blocks.append(
                PageBlock(
                    text,
                    self._kinds[-1],
                    self._node,
                    self._inner_mask if self._inner_end == self._chars else 0,
                    self._link_chars,
                    self._links,
                    self._bold_chars,
                    self._breaks,
                    cut,
                )
            )
        self._parts = []
        self._chars = self._link_chars = self._links = self._bold_chars = self._breaks = 0
        self._inner_mask, self._inner_end = 0, -1
        self._pending_breaks = 0

    def text(self, text: str | None) -> None:
        if not text:
            return
        if text.isspace():
            if self._parts:
                self._parts.append(" ")
            return
        if self._pending_breaks:
            if self._pending_breaks > 1 or self._line_is_paragraph():
                self.flush(cut=True)
            elif self._parts:
                self._breaks += 1
            self._pending_breaks = 0
        self._parts.append(text)
        length = len(text)
        self._chars += length
        if self._in_link:
            self._link_chars += length
        if self._in_bold:
            self._bold_chars += length

    def _line_is_paragraph(self) -> bool:
        """Whether one line break ends a paragraph: after a whole sentence of running text.

        Lines of addresses, verse and lists of credits do not end so.
        """
        if self._chars < SENTENCE_CHARS or self._kinds[-1] not in {"body", "quotation"}:
            return False
        return SENTENCE_END.search("".join(self._parts[-3:]).rstrip()) is not None

    def run(self, root: Any) -> Segments:
        from lxml import etree

        walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        skipped = None
        for event, element in walker:
            tag = element.tag
            if event in {"comment", "pi"} or not isinstance(tag, str):
                # Not for reading; what follows is.
                if event != "end" and element is not root:
                    self.text(element.tail)
                continue
            if event == "start":
                if tag in DROPPED or (tag in INLINE and _is_for_readers_aloud(element, tag)):
                    walker.skip_subtree()
                    skipped = element
                    continue
                self._start(element, tag)
            else:
                if element is skipped:
                    skipped = None
                else:
                    self._end(tag)
                if element is not root:
                    self.text(element.tail)
        self.flush()
        return self.found

    def _start(self, element: Any, tag: str) -> None:
        if tag in BREAKS:
            self._pending_breaks += 1
            self._parts.append("\n")
            return
        if tag in INLINE:
            if tag == "a":
                self._in_link += 1
                self._links += 1
            elif tag in {"b", "strong"}:
                self._in_bold += 1
            if self._chars == 0:
                self._inner_mask |= hint_mask(element, tag)
            self.text(element.text)
            return
        if self._row and tag != "tr":
            # Whatever stands in a short cell is part of the row.
            if self._parts and self._parts[-1] != CELL_END and self._chars:
                self._parts.append(CELL_END if tag in CELLS else " ")
            self._row += 1
            self.text(element.text)
            return
        self.flush()
        nodes = self.found.nodes
        above = nodes[self._node] if self._node >= 0 else None
        nodes.append(
            Node(
                self._node,
                tag,
                hint_mask(element, tag),
                hash((above.signature if above else 0, tag, element.get("class"))),
                hash((above.path if above else 0, tag)),
            )
        )
        self._node = len(nodes) - 1
        self._kinds.append(KINDS.get(tag, self._kinds[-1]))
        if tag == "tr" and _is_flat(element):
            # Other cells only lay the page out.
            self._kinds[-1] = "table"
            self._row += 1
        self.text(element.text)

    def _end(self, tag: str) -> None:
        if tag in BREAKS:
            return
        if tag in INLINE:
            if tag == "a":
                self._in_link -= 1
            elif tag in {"b", "strong"}:
                self._in_bold -= 1
            if self._inner_mask and self._inner_end < self._chars and self._chars:
                self._inner_end = self._chars
            return
        if self._row:
            self._row -= 1
            if self._row or tag != "tr":
                return
            self._row = 1
            self.flush()
            self._row = 0
        else:
            self.flush()
        self._node = self.found.nodes[self._node].parent
        self._kinds.pop()


def _is_for_readers_aloud(element: Any, tag: str) -> bool:
    """Whether inline text is there for screen readers only, or would double a word.

    The latter does ruby text without the parentheses that make it readable in a line.
    """
    if tag == "rt":
        before = element.getprevious()
        return before is None or before.tag != "rp"
    names = element.get("class")
    return bool(names and _ALOUD.search(names))


FLAT_CELL = 150
"""Characters of a cell that is still part of a row; longer ones hold paragraphs."""


def _is_flat(row: Any) -> bool:
    """Whether the cells of a row are short, so that the row is read as one line."""
    cells = [child for child in row if child.tag in CELLS]
    if (
        len(cells) < 2
        or next(row.iterdescendants("table", "tr", "h1", "h2", "h3"), None) is not None
    ):
        return False
    return all(len("".join(cell.itertext())) <= FLAT_CELL for cell in cells)


def segments(root: Any) -> Segments:
    """The blocks of an element and all that is in it.

    Args:
        root: an lxml element.
    """
    return _Cutter().run(root)


def tree_blocks(root: Any) -> list[Block]:
    """The blocks of an element, all of it being the article.

    Args:
        root: an lxml element.
    """
    found = segments(root)
    controls: list[bool] = []
    for node in found.nodes:
        controls.append(node.tag in CONTROLS or (node.parent >= 0 and controls[node.parent]))
    return [
        Block(block.kind, block.text)
        for block in found.blocks
        if block.node < 0 or not controls[block.node]
    ]


def _without_open_ends(text: str) -> str:
    """A fragment without the marks of dropped elements that never end: what follows is text."""
    for name, mark in OPEN_ENDS.items():
        if mark.search(text) and f"</{name}" not in text.lower():
            text = mark.sub(" ", text)
    return text


def fragment_blocks(text: str) -> list[Block]:
    """The blocks of an HTML fragment, all of it being the article."""
    from lxml import etree, html

    text = _without_open_ends(text)
    try:
        root = html.fragment_fromstring(text, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        # Not HTML after all: its marks are part of the text.
        return [Block("body", SPACE.sub(" ", text).strip())] if text.strip() else []
    return tree_blocks(root)
