"""METS: a newspaper issue, its articles by its logical structure, their text from ALTO pages.

Which blocks are an article's is said in one of two ways: its divisions hold areas that name blocks
(ENMAP, docWorks), or links lead from it to areas of the physical structure that name the first and
the last word (British Library). The issue's title and date are in its MODS record. The pages lie in
files beside the METS file, which names them.

An issue without a logical structure becomes one document a page. Advertisements, pictures and the
masthead are skipped with their kind as the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from etl.contracts.articles import ParagraphKind
from etl.readers import xml
from etl.readers.alto import Page, Word, mean_confidence, paragraphs, read_page, text_of
from etl.readers.base import (
    MAX_DOCUMENT_BYTES,
    Block,
    Confidence,
    Outcome,
    RawDocument,
    Reader,
    ReaderError,
    Rejected,
    Skipped,
    Source,
    Sourced,
    SourcedList,
)
from etl.readers.formats.alto import page_document
from etl.readers.unknown import xml_root

CONTAINERS = {
    "newspaper", "periodical", "volume", "issue", "content", "section", "supplement", "main",
    "page", "body", "body_content", "part", "physsequence", "",
}  # fmt: skip
"""Divisions that hold documents and are none."""
SKIPPED = {
    "advertisement": "advertisement",
    "advert": "advertisement",
    "ad": "advertisement",
    "classified": "advertisement",
    "illustration": "illustration",
    "picture": "illustration",
    "image": "illustration",
    "photograph": "illustration",
    "map": "illustration",
    "comic": "illustration",
    "table": "table",
    "title_section": "masthead",
    "masthead": "masthead",
    "impressum": "masthead",
    "paragraph": "outside articles",
    "text": "outside articles",
    "textblock": "outside articles",
    "heading": "outside articles",
    "headline": "outside articles",
    "title": "outside articles",
}
"""Divisions that are no articles, where no article is around them."""
TITLES = {"title", "headline", "heading"}
SUBTITLES = {"subtitle", "subheadline", "sub_headline", "subheading"}
KINDS: dict[str, ParagraphKind] = {
    "heading": "heading",
    "title": "heading",
    "headline": "heading",
    "overline": "heading",
    "subtitle": "heading",
    "subheadline": "heading",
    "subheading": "heading",
    "caption": "caption",
    "table": "table",
}
NO_LABEL = re.compile(r"untitled.*|.*placeholder.*|\W*", re.IGNORECASE)
FILE_DATE = re.compile(r"(?:^|\D)(1[6-9]\d\d|20\d\d)[-_]?(0[1-9]|1[0-2])[-_]?([0-3]\d)(?=\D|$)")
FOLDERS = ("", "ALTO", "alto", "Alto", "ocr", "OCR")
"""Where pages are looked for that are not where the METS file says."""


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By the root element."""
    root = xml_root(head)
    return 3 if root is not None and root.rpartition(":")[2].lower() == "mets" else 0


@dataclass(frozen=True, slots=True)
class _Area:
    """A stretch of a page that a division names."""

    file: str
    begin: str | None
    end: str | None


@dataclass(slots=True)
class _Leaf:
    """A division without divisions of its own, and what it is within its document."""

    types: tuple[str, ...]
    """From the document's own down."""
    areas: list[_Area]


@dataclass(slots=True)
class _Issue:
    """What the METS file says."""

    root: Any
    records: dict[str, Any] = field(default_factory=dict)
    """Descriptive section -> its MODS or Dublin Core record."""
    files: dict[str, str] = field(default_factory=dict)
    """File id -> path."""
    physical: dict[str, Any] = field(default_factory=dict)
    """Physical division by id."""
    links: dict[str, list[str]] = field(default_factory=dict)
    """Logical division -> the physical ones it is on."""
    numbers: dict[str, str] = field(default_factory=dict)
    """File id -> the page's number."""


def _says_something(text: str) -> bool:
    """Whether there is a letter or a digit: specks and rules are recognised as other characters."""
    return any(character.isalnum() for character in text)


def _type(div: Any) -> str:
    return (div.get("TYPE") or "").strip().lower()


def _href(element: Any) -> str:
    path = unquote(xml.attribute(element, "href") or "").replace("\\", "/")
    return re.sub(r"^(?:file:)?(?:/{2})?(?:\./)*", "", path)


def _link(issue: _Issue, source: str, target: str) -> None:
    issue.links.setdefault(source.removeprefix("#"), []).append(target.removeprefix("#"))


def _read_links(issue: _Issue) -> None:
    for link in xml.descendants(issue.root, "smLink"):
        source, target = xml.attribute(link, "from"), xml.attribute(link, "to")
        if source and target:
            _link(issue, source, target)
    for group in xml.descendants(issue.root, "smLinkGrp"):
        places = [xml.attribute(one, "href") for one in xml.children(group, "smLocatorLink")]
        ids = [place.removeprefix("#") for place in places if place]
        physical = [one for one in ids if one in issue.physical]
        for one in ids:
            if one not in issue.physical:
                for target in physical:
                    _link(issue, one, target)


def _parse(data: bytes) -> _Issue:
    issue = _Issue(xml.parse(data))
    for section in xml.descendants(issue.root, "dmdSec"):
        record = next(xml.descendants(section, "xmlData"), None)
        if section.get("ID") and record is not None:
            issue.records[section.get("ID")] = record
    for file in xml.descendants(issue.root, "file"):
        location = xml.child(file, "FLocat")
        if file.get("ID") and location is not None:
            issue.files[file.get("ID")] = _href(location)
    for tree in xml.descendants(issue.root, "structMap"):
        if (tree.get("TYPE") or "").upper() == "PHYSICAL":
            _read_pages(issue, tree)
    _read_links(issue)
    return issue


def _read_pages(issue: _Issue, tree: Any) -> None:
    for div in xml.descendants(tree, "div"):
        if div.get("ID"):
            issue.physical[div.get("ID")] = div
        number = div.get("ORDERLABEL") or div.get("ORDER")
        for pointer in xml.children(div, "fptr"):
            named = [pointer.get("FILEID")]
            named += [area.get("FILEID") for area in xml.descendants(pointer, "area")]
            for name in filter(None, named):
                if number and "page" in _type(div):
                    issue.numbers.setdefault(name, number)


def _areas(div: Any) -> list[_Area]:
    """What a division itself points to."""
    return [
        _Area(area.get("FILEID"), area.get("BEGIN"), area.get("END"))
        for pointer in xml.children(div, "fptr")
        for area in xml.descendants(pointer, "area")
        if area.get("FILEID") and (area.get("BETYPE") or "IDREF") == "IDREF"
    ]


def _is_document(issue: _Issue, div: Any) -> bool:
    return _type(div) not in CONTAINERS and (
        _type(div) in SKIPPED
        or div.get("ID") in issue.links
        or next(xml.descendants(div, "area"), None) is not None
        or "article" in _type(div)
    )


def _documents(
    issue: _Issue, div: Any, section: str | None = None
) -> Iterator[tuple[Any, str | None]]:
    """The divisions that are documents, each with the section that it is in."""
    for inner in xml.children(div, "div"):
        if _is_document(issue, inner):
            yield inner, section
        else:
            label = inner.get("LABEL") if _type(inner) == "section" else None
            usable = label if label and not NO_LABEL.fullmatch(label) else section
            yield from _documents(issue, inner, usable)


def _leaves(issue: _Issue, div: Any, types: tuple[str, ...] = ()) -> Iterator[_Leaf]:
    here = (*types, _type(div))
    if areas := _areas(div):
        yield _Leaf(here, areas)
    for target in issue.links.get(div.get("ID") or "", ()):
        physical = issue.physical.get(target)
        # Links also lead to whole pages: those say where the article is, not what it is.
        if physical is not None and _type(physical) != "page" and (areas := _areas(physical)):
            yield _Leaf(here, [area for area in areas if area.begin])
    for inner in xml.children(div, "div"):
        yield from _leaves(issue, inner, here)


class _Pages:
    """The pages of an issue, each read when first needed."""

    def __init__(self, issue: _Issue, source: Source) -> None:
        self._issue = issue
        self._source = source
        self._pages: dict[str, Page] = {}

    def get(self, file: str) -> Page:
        """A page by its file id.

        Raises:
            ReaderError: `missing_page`, or what reading it raises.
        """
        if file not in self._pages:
            self._pages[file] = self._read(file)
        return self._pages[file]

    def _read(self, file: str) -> Page:
        path = self._issue.files.get(file)
        if path is None:
            raise ReaderError(
                "missing_page", f"refers to the file {file!r}, which the METS file does not list"
            )
        name = path.rpartition("/")[2]
        beside = self._source.beside
        for place in (path, *(f"{folder}/{name}" if folder else name for folder in FOLDERS)):
            stream = beside.open(place) if beside is not None else None
            if stream is None:
                continue
            with stream:
                data = stream.read(MAX_DOCUMENT_BYTES + 1)
            if len(data) > MAX_DOCUMENT_BYTES:
                raise ReaderError("too_large", f"the page {path!r} is larger than any page is")
            return read_page(data)
        raise ReaderError(
            "missing_page",
            f"the page {path!r} is not beside the METS file; put it there as the METS file says",
        )


def _values(record: Any | None, name: str) -> list[str]:
    if record is None:
        return []
    return [value for one in xml.descendants(record, name) if (value := xml.text(one))]


def _record(issue: _Issue, div: Any) -> Any | None:
    for name in (div.get("DMDID") or "").split():
        if name in issue.records:
            return issue.records[name]
    return None


def _record_title(record: Any | None) -> str | None:
    titles = [title for title in _values(record, "title") if not NO_LABEL.fullmatch(title)]
    return " ".join(titles) or None


@dataclass(slots=True)
class _Header:
    """What holds for every article of an issue."""

    name: str
    outlet: Sourced | None = None
    published: tuple[Sourced, ...] = ()
    language: Sourced | None = None
    extra: dict[str, object] = field(default_factory=dict)


def _header(issue: _Issue, logical: Any | None, name: str) -> _Header:
    name = name.rpartition("/")[2]
    stem = re.sub(r"[-_.]?mets$", "", name.rpartition(".")[0] or name, flags=re.IGNORECASE)
    header = _Header(issue.root.get("OBJID") or stem)
    divs = list(xml.descendants(logical, "div")) if logical is not None else []
    containers = [div for div in divs if _type(div) in CONTAINERS]
    # The issue's own record before that of the volume or the whole paper.
    containers.sort(key=lambda div: {"issue": 0, "volume": 1}.get(_type(div), 2))
    records = [
        issue.records[one]
        for div in containers
        for one in (div.get("DMDID") or "").split()
        if one in issue.records
    ]
    dates: list[Sourced] = []
    for record in records:
        title = _record_title(record)
        if header.outlet is None and title:
            header.outlet = Sourced(title.rstrip(" ."), "mods:title")
        dates += [Sourced(date, "mods:dateIssued") for date in _values(record, "dateIssued")]
        dates += [Sourced(date, "dc:date") for date in _values(record, "date")]
        if header.language is None and (languages := _values(record, "languageTerm")):
            header.language = Sourced(languages[0], "mods:language")
        for field_name, element in (("place", "placeTerm"), ("publisher", "publisher")):
            if values := _values(record, element):
                header.extra.setdefault(field_name, values[0])
        if identifiers := _values(record, "identifier"):
            header.extra.setdefault("identifiers", identifiers)
    if found := FILE_DATE.search(stem):
        dates.append(Sourced("-".join(found.groups()), "file name"))
    header.published = tuple(dict.fromkeys(dates))
    for div in containers:
        label = div.get("LABEL")
        if label and not NO_LABEL.fullmatch(label):
            header.extra.setdefault("issue", label)
    return header


def _kind_of(leaf: _Leaf, block: ParagraphKind) -> ParagraphKind:
    for name in reversed(leaf.types[1:]):
        if name in KINDS:
            return KINDS[name]
    return block


def _comparable(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


class _Article:
    """Puts an article together from its leaves."""

    def __init__(self, pages: _Pages) -> None:
        self._pages = pages
        self.parts: list[tuple[ParagraphKind, list[Word]]] = []
        self.title: list[str] = []
        self.subtitle: list[str] = []
        self.authors: list[str] = []
        self.words: list[Word] = []
        self.files: list[str] = []

    def add(self, leaf: _Leaf) -> None:
        """Add what a leaf names."""
        for area in leaf.areas:
            page = self._pages.get(area.file)
            if area.file not in self.files:
                self.files.append(area.file)
            for kind, words in page.words(area.begin or "", area.end):
                if words:
                    self._put(leaf, kind, words)

    def _put(self, leaf: _Leaf, kind: ParagraphKind, words: list[Word]) -> None:
        self.words += words
        inner = set(leaf.types[1:])
        last = leaf.types[-1] if len(leaf.types) > 1 else ""
        if inner & {"author", "byline"}:
            self.authors.append(text_of(words))
        elif last in SUBTITLES and not self.parts:
            self.subtitle.append(text_of(words))
        elif last in TITLES and not self.parts:
            self.title.append(text_of(words))
        else:
            self.parts.append((_kind_of(leaf, kind), words))


def _article(
    issue: _Issue, div: Any, section: str | None, header: _Header, pages: _Pages, position: int
) -> RawDocument | Rejected | Skipped:
    if (reason := SKIPPED.get(_type(div))) is not None:
        return Skipped(position=position, reason=reason)
    article = _Article(pages)
    label = div.get("LABEL")
    usable = label if label and not NO_LABEL.fullmatch(label) else None
    try:
        for leaf in _leaves(issue, div):
            article.add(leaf)
    except ReaderError as error:
        return Rejected(
            position=position,
            code=error.code,
            message=f"the article {usable or div.get('ID')!r}: {error.message}",
        )
    record = _record(issue, div)
    blocks = paragraphs(article.parts)
    heading = " ".join(article.title)
    title = Sourced(heading, "heading") if _says_something(heading) else None
    if title is None and (recorded := _record_title(record)):
        title = Sourced(recorded, "mods:title")
        if blocks and _comparable(blocks[0].text) == _comparable(recorded):
            blocks[0] = Block("heading", blocks[0].text)
    if title is None and usable:
        title = Sourced(usable, "LABEL")
    if not any(_says_something(block.text) for block in blocks):
        if not _says_something(heading):
            return Skipped(position=position, reason="no text recognised")
        # All of it is set as a heading: a notice.
        blocks = [Block("heading", text) for text in article.title]
    extra = dict(header.extra)
    if (confidence := mean_confidence(article.words)) is not None:
        extra["ocr_confidence"] = confidence
    extra["pages"] = [issue.numbers.get(file, file) for file in article.files]
    if _type(div) != "article":
        extra["type"] = div.get("TYPE")
    languages = _values(record, "languageTerm")
    names = article.authors or _values(record, "namePart")
    return RawDocument(
        position=position,
        blocks=blocks,
        title=title,
        subtitle=" ".join(article.subtitle) or None,
        authors=SourcedList(tuple(names), "author") if names else None,
        outlet=header.outlet,
        external_id=f"{header.name}/{div.get('ID') or position}",
        section=section,
        published=header.published,
        language=Sourced(languages[0], "mods:language") if languages else header.language,
        extra=extra,
    )


def _page_documents(issue: _Issue, header: _Header, pages: _Pages) -> Iterator[Outcome]:
    """An issue without articles: its pages."""
    position = 0
    for file in issue.numbers:
        if not issue.files.get(file, "").lower().endswith(".xml"):
            continue
        try:
            document = page_document(pages.get(file), position)
        except ReaderError as error:
            yield Rejected(position=position, code=error.code, message=error.message)
        else:
            document.outlet, document.published = header.outlet, header.published
            document.language = header.language
            document.external_id = f"{header.name}/{file}"
            document.extra = {**header.extra, **document.extra, "pages": [issue.numbers[file]]}
            if document.blocks:
                yield document
            else:
                yield Skipped(position=position, reason="page without text")
        position += 1


def read(source: Source) -> Iterator[Outcome]:
    """Every article of the issue.

    Raises:
        ReaderError: `truncated`, `invalid_xml`, `bomb`, `too_large`, or `no_structure`.
    """
    issue = _parse(xml.read_whole(source, "METS file"))
    maps = list(xml.descendants(issue.root, "structMap"))
    logical = next((one for one in maps if (one.get("TYPE") or "").upper() == "LOGICAL"), None)
    if logical is None:
        # Some leave the type out where there is only one.
        logical = next((one for one in maps if one.get("TYPE") is None), None)
    header = _header(issue, logical if logical is not None else issue.root, source.name)
    pages = _Pages(issue, source)
    position = 0
    for div, section in _documents(issue, logical) if logical is not None else ():
        yield _article(issue, div, section, header, pages, position)
        position += 1
    if position == 0:
        for outcome in _page_documents(issue, header, pages):
            position += 1
            yield outcome
    if position == 0:
        raise ReaderError(
            "no_structure",
            "the METS file lists neither articles nor pages with text; it may describe pictures",
        )


READER = Reader(
    name="mets",
    version="2",
    title="METS/ALTO newspaper issue",
    recognised_by="the root `<mets>`; its pages lie beside it",
    yields=(
        "title",
        "subtitle",
        "authors",
        "outlet",
        "external_id",
        "section",
        "published",
        "language",
        "blocks",
    ),
    library="lxml",
    detect=detect,
    read=read,
)
