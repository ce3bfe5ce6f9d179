"""Factiva exports as XML (`PPSResponse`): one `<article>` each.

A paragraph is a `<paragraph>`; text that stands in `<leadParagraph>` without one is wire copy with
indented paragraphs. The number of articles that the result set states is compared with what was
found.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from etl.readers import xml
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
from etl.readers.nexis import Count, compare
from etl.readers.plain import blocks as plain_blocks
from etl.readers.text_decoding import clean
from etl.readers.unknown import xml_root

CODED = ("newsSubject", "region", "company", "person", "industry", "market", "organization")
"""Index terms with a code and a name."""
TAGS = ("newsSubject", "region", "company", "person", "organization")
TAKEN = {
    "accessionNo", "baseLanguage", "copyright", "headline", "leadParagraph", "tailParagraphs",
    "byline", "publicationDate", "publicationTime", "modificationDate", "modificationTime",
    "sourceName", "sectionName", "subHeadline", "snippet", "artWork", "logo", *CODED,
}  # fmt: skip


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By the root element, or Factiva's namespace."""
    root = xml_root(head)
    if root is None:
        return 0
    local = root.rpartition(":")[2]
    return (
        3
        if local in {"PPSResponse", "ppsArticleResponse"} or b"//global.factiva.com" in head
        else 0
    )


def _paragraphs(element: Any) -> list[Block]:
    if element is None:
        return []
    inner = list(xml.descendants(element, "paragraph"))
    if not inner:
        return plain_blocks(clean("".join(element.itertext())))
    found: list[Block] = []
    for paragraph in inner:
        if xml.attribute(paragraph, "display") == "Preformatted":
            lines = clean("".join(paragraph.itertext())).split("\n")
            found += [Block("table", " ".join(line.split())) for line in lines if line.strip()]
        elif (text := xml.text(paragraph)) is not None:
            found.append(Block("body", text))
    return found


def _date(article: Any, name: str) -> str | None:
    element = xml.child(article, f"{name}Date")
    if element is None:
        return None
    moment = xml.text(xml.child(element, "dateTime"))
    if moment is not None:
        return moment
    day = xml.text(xml.child(element, "date")) or xml.text(element)
    time = xml.text(xml.child(article, f"{name}Time"))
    return f"{day} {time}" if day and time and time not in {"00:00", "00:00:00"} else day


def _terms(article: Any, name: str) -> list[dict[str, str]]:
    found = []
    for element in xml.children(article, name):
        words = xml.text(xml.child(element, "name")) or xml.text(element)
        code = xml.attribute(element, "code")
        term = {key: value for key, value in (("code", code), ("name", words)) if value}
        if term:
            found.append(term)
    return found


def document(article: Any, position: int) -> RawDocument | Rejected:
    """One `<article>`."""
    number = xml.text(xml.child(article, "accessionNo"))
    blocks = _paragraphs(xml.child(article, "leadParagraph"))
    blocks += _paragraphs(xml.child(article, "tailParagraphs"))
    for art in xml.children(article, "artWork"):
        blocks += [Block("caption", block.text) for block in _paragraphs(art)]
    if not any(block.kind != "caption" for block in blocks):
        return Rejected(
            position=position,
            code="no_text",
            message=f"the article {number or '(without number)'} has no text; export the full "
            "articles, not their headlines",
        )
    terms = {name: found for name in CODED if (found := _terms(article, name))}
    title = xml.text(xml.child(article, "headline"))
    byline = xml.text(xml.child(article, "byline"))
    outlet = xml.text(xml.child(article, "sourceName"))
    language = xml.text(xml.child(article, "baseLanguage"))
    published, updated = _date(article, "publication"), _date(article, "modification")
    extra: dict[str, object] = dict(terms)
    for child in xml.children(article):
        if xml.local(child) not in TAKEN:
            xml.add(extra, xml.local(child), xml.as_json(child))
    if (snippet := xml.text(xml.child(article, "snippet"))) is not None:
        extra["snippet"] = snippet
    return RawDocument(
        position=position,
        blocks=blocks,
        title=Sourced(title, "headline") if title else None,
        subtitle=xml.text(xml.child(article, "subHeadline")),
        authors=SourcedList((byline,), "byline") if byline else None,
        outlet=Sourced(outlet, "sourceName") if outlet else None,
        external_id=number,
        section=xml.text(xml.child(article, "sectionName")),
        tags=tuple(
            dict.fromkeys(t["name"] for name in TAGS for t in terms.get(name, ()) if "name" in t)
        ),
        published=(Sourced(published, "publicationDate"),) if published else (),
        updated=(Sourced(updated, "modificationDate"),) if updated else (),
        language=Sourced(language, "baseLanguage") if language else None,
        copyright=xml.text(xml.child(article, "copyright")),
        extra=extra,
    )


def _stated(article: Any) -> int | None:
    """The count that the result set around an article states."""
    for parent in article.iterancestors():
        if (count := parent.get("count")) is not None and count.isdigit():
            return int(count)
    return None


def read(source: Source) -> Iterator[Outcome]:
    """Every article; then a reject, where the file states another number of them.

    Raises:
        ReaderError: `truncated`, `invalid_xml`, `bomb`, or `too_large`.
    """
    found = 0
    stated: int | None = None
    with source.open() as stream:
        try:
            for article in xml.iterate(stream, {"article"}):
                stated = stated if stated is not None else _stated(article)
                yield document(article, found)
                found += 1
        except ReaderError as error:
            if stated is not None and found < stated:
                raise ReaderError(
                    error.code,
                    f"{error.message}; of {stated:,} articles that it states, {found:,} were read",
                    position=found,
                ) from None
            raise
    count = Count(stated, f'count="{stated}"') if stated is not None else None
    if (difference := compare(found, count, found)) is not None:
        yield difference


READER = Reader(
    name="factiva_xml",
    version="1",
    title="Factiva XML export",
    recognised_by="the root `<PPSResponse>`, or Factiva's namespace",
    yields=(
        "title",
        "subtitle",
        "authors",
        "outlet",
        "external_id",
        "section",
        "tags",
        "published",
        "updated",
        "language",
        "copyright",
        "blocks",
    ),
    library="lxml",
    detect=detect,
    read=read,
)
