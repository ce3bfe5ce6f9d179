"""Factiva exports as HTML, in the two displays that Factiva offers.

Written from descriptions of the exports (Dow Jones, "Factiva: field codes"; readers of others), not
from a real file. Either display puts an article into `<div class="article ...">`. The indexed one
is a table whose first cells hold two- or three-letter codes (HD headline, LP lead paragraph, TD
text ...). The other has a `<div id="hd">` or a class `...Headline` for the headline, lines of
details (author, section, words, date, source, code, page, language, copyright), paragraphs of class
`articleParagraph`, and a last line `Document <accession number>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from etl.readers.base import (
    Block,
    Confidence,
    Outcome,
    RawDocument,
    Reader,
    ReaderError,
    Rejected,
    Source,
    Sourced,
    SourcedList,
)
from etl.readers.formats.html import parse
from etl.readers.html_blocks import tree_blocks
from etl.readers.nesting import walkable
from etl.readers.nexis import Count, compare, find_date
from etl.readers.xml import read_whole

MARK = re.compile(
    rb"""<div[^>]+class=["']?article\s+\w{2,5}Article\b|class=["']?articleParagraph\b""",
    re.IGNORECASE,
)
CODES = {
    "SE": "section", "HD": "title", "CR": "credit", "BY": "byline", "WC": "word_count",
    "PD": "date", "ET": "time", "SN": "outlet", "SC": "source_code", "PG": "page", "ED": "edition",
    "LA": "language", "CY": "copyright", "LP": "lead", "TD": "text", "CT": "contact",
    "CO": "company",
    "IN": "industry", "NS": "subject", "RE": "region", "PUB": "publisher", "AN": "number",
    "IPC": "ipc", "IPD": "ipd", "CLM": "column", "ART": "art", "VOL": "volume", "RF": "reference",
    "PE": "person", "CX": "correction", "DLN": "dateline", "LN": "language", "SU": "subtitle",
}  # fmt: skip
"""Field codes of the indexed display."""
TERMS = ("company", "industry", "subject", "region", "person")
DOCUMENT = re.compile(r"(?:document|dokument)\s+([A-Z]{2,10}\w{10,})$", re.IGNORECASE)
WORDS = re.compile(r"[\d.,\s]+\s(?:words|mots|wörter|palabras|parole|woorden)$", re.IGNORECASE)
COPYRIGHT = re.compile(r"copyright|©|\(c\)", re.IGNORECASE)
TIME = re.compile(r"\d{1,2}[:.]\d{2}(?:\s*[AP]M)?", re.IGNORECASE)
FORMS = (
    ("time", TIME),
    ("source_code", re.compile(r"[A-Z][A-Z\d]{2,9}")),
    ("page", re.compile(r"\d{1,4}|[A-Z]\d{1,3}|pp?\.?\s*\S+")),
)
"""Details told by their form."""
LANGUAGES = {
    "english", "deutsch", "german", "français", "french", "español", "spanish", "italiano",
    "italian", "nederlands", "dutch", "português", "portuguese", "anglais", "englisch", "allemand",
    "französisch", "русский", "中文", "日本語",
}  # fmt: skip
STATED = re.compile(r"(\d[\d.,]*)\s+(?:articles?|artikel)\b", re.IGNORECASE)


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By the class of an article."""
    return 4 if b"<" in head[:2048] and MARK.search(head) else 0


def _text(element: Any) -> str:
    return " ".join(element.text_content().split())


def _indexed(article: Any) -> dict[str, Any] | None:
    """The cells of the indexed display by field; None where it is the other display."""
    found: dict[str, Any] = {}
    for row in article.iter("tr"):
        cells = row.findall("td")
        if len(cells) < 2:
            continue
        name = CODES.get(_text(cells[0]).upper())
        if name is not None:
            found.setdefault(name, cells[1])
    return found if "title" in found or "text" in found else None


def _terms(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]


def _from_index(cells: dict[str, Any], position: int) -> RawDocument:
    values = {name: _text(cell) for name, cell in cells.items()}
    # The cells are only layout: what tree_blocks calls the cell of a table is a paragraph.
    blocks = [
        Block("body", block.text) if block.kind == "table" else block
        for name in ("lead", "text")
        if name in cells
        for block in tree_blocks(cells[name])
    ]
    if art := values.get("art"):
        blocks.append(Block("caption", art))
    day = values.get("date")
    time = values.get("time")
    extra: dict[str, object] = {
        name: _terms(value) if name in TERMS else value
        for name, value in values.items()
        if value
        and name
        in {
            "credit",
            "word_count",
            "source_code",
            "page",
            "edition",
            "contact",
            "publisher",
            "ipc",
            "ipd",
            "column",
            "volume",
            "reference",
            "correction",
            *TERMS,
        }
    }
    names = ("company", "subject", "region", "person")
    return RawDocument(
        position=position,
        blocks=blocks,
        title=Sourced(values["title"], "HD") if values.get("title") else None,
        subtitle=values.get("subtitle"),
        authors=SourcedList((values["byline"],), "BY") if values.get("byline") else None,
        outlet=Sourced(values["outlet"], "SN") if values.get("outlet") else None,
        external_id=_number(values.get("number")),
        section=values.get("section"),
        tags=tuple(
            dict.fromkeys(
                term.rpartition(" : ")[2] for n in names for term in _terms(values.get(n, ""))
            )
        ),
        published=(Sourced(f"{day} {time}" if time else day, "PD"),) if day else (),
        language=Sourced(values["language"], "LA") if values.get("language") else None,
        dateline=values.get("dateline"),
        copyright=values.get("copyright"),
        extra=extra,
    )


def _number(text: str | None) -> str | None:
    """`Document XYZ0000020240103ek1300001` as the number alone."""
    found = DOCUMENT.search(text) if text else None
    return found.group(1) if found else text or None


def _plain(article: Any, position: int) -> RawDocument:
    """The display without codes: details are told by their form and order."""
    document = RawDocument(position=position, blocks=[])
    details: list[str] = []
    for element in article.iter("div", "p", "span"):
        classes = (element.get("class") or "").split()
        text = _text(element)
        if element.get("id") == "hd" or any(name.endswith("Headline") for name in classes):
            if document.title is None and text:
                document.title = Sourced(text, "headline")
        elif "articleParagraph" in classes:
            document.blocks += tree_blocks(element)
        elif element.tag != "span" and text and not element.xpath(".//div|.//p"):
            details.append(text)
    title = document.title.value if document.title else None
    _fill_details(document, [detail for detail in details if detail != title])
    return document


def _before_date(document: RawDocument, text: str) -> None:
    """A line above the date: the section, then the author, in front of the number of words."""
    if text.lower().startswith(("by ", "von ", "par ")) or document.section is not None:
        document.authors = document.authors or SourcedList((text,), "details")
    else:
        document.section = text


def _after_date(document: RawDocument, text: str) -> None:
    """A line below the date: outlet, code, page, language, in whatever order."""
    if document.outlet is None and not TIME.fullmatch(text):
        document.outlet = Sourced(text, "details")
    elif text.casefold() in LANGUAGES:
        document.language = Sourced(text, "details")
    else:
        name = next((name for name, form in FORMS if form.fullmatch(text)), "details")
        present = document.extra.get(name)
        document.extra[name] = text if present is None else f"{present}; {text}"


def _fill_details(document: RawDocument, details: list[str]) -> None:
    day: str | None = None
    for text in details:
        if found := DOCUMENT.fullmatch(text):
            document.external_id = found.group(1)
        elif WORDS.fullmatch(text):
            document.extra["word_count"] = text
        elif COPYRIGHT.match(text):
            document.copyright = text
        elif day is not None:
            _after_date(document, text)
        elif (dated := find_date(text)) is not None and not dated[1]:
            day = dated[0]
        else:
            _before_date(document, text)
    if day is not None:
        time = document.extra.pop("time", None)
        document.published = (Sourced(f"{day} {time}" if time else day, "details"),)


def read(source: Source) -> Iterator[Outcome]:
    """Every article of the page; then a reject, where it states another number of them.

    Raises:
        ReaderError: `too_large`, `binary`, or `no_text`.
    """
    tree = parse(read_whole(source, "page"), source.declared_charset)
    articles = tree.xpath("//div[starts-with(normalize-space(@class), 'article ')]")
    articles = [one for one in articles if "Article" in (one.get("class") or "")]
    if not articles:
        raise ReaderError(
            "no_text", "no article is marked in the page; save the list with its full articles"
        )
    for position, article in enumerate(articles):
        with walkable():
            cells = _indexed(article)
            document = _from_index(cells, position) if cells else _plain(article, position)
        if document.blocks:
            yield document
        else:
            yield Rejected(
                position=position,
                code="no_text",
                message="an article without text; export the full articles, not their headlines",
            )
    title = " ".join(part for part in tree.xpath("//title/text()"))
    stated = STATED.search(title)
    count = Count(int(re.sub(r"\D", "", stated[1])), stated.group()) if stated else None
    if (difference := compare(len(articles), count, len(articles))) is not None:
        yield difference


READER = Reader(
    name="factiva_html",
    version="1",
    title="Factiva HTML export",
    recognised_by='`<div class="article enArticle">` or `articleParagraph`',
    yields=(
        "title",
        "subtitle",
        "authors",
        "outlet",
        "external_id",
        "section",
        "tags",
        "published",
        "language",
        "dateline",
        "copyright",
        "blocks",
    ),
    library="lxml",
    detect=detect,
    read=read,
    proven=False,
)
