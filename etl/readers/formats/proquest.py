"""ProQuest exports as text (as sent by e-mail) and as HTML: documents with labelled fields.

Written from descriptions of the exports (ProQuest, "Saving and e-mailing documents"; readers of
others), not from a real file. Documents stand between lines of underscores, each begins with
`Document n of N` or its headline; every field is `Label: value`, the text under `Full text:`. In
HTML the labels are set in bold; the lines are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
from etl.readers.formats.html import parse as parse_html
from etl.readers.nesting import walkable
from etl.readers.nexis import Count, compare
from etl.readers.plain import blocks as plain_blocks
from etl.readers.records import headed
from etl.readers.text_decoding import decode
from etl.readers.xml import read_whole

SEPARATOR = re.compile(rb"(?:\A|(?<=\n))[ \t]*_{20,}[ \t]*\r?\n")
MARKS = (b"ProQuest document ID", b"Report Information from ProQuest", b"Document URL: http")
NUMBER = re.compile(r"Document (\d[\d,]*) of (\d[\d,]*)", re.IGNORECASE)
LABELS: dict[str, tuple[str, ...]] = {
    "title": ("title", "document title"),
    "subtitle": ("subtitle", "alternate title"),
    "authors": ("author", "authors", "byline"),
    "abstract": ("abstract", "abstract (summary)"),
    "text": ("full text", "full text:"),
    "outlet": ("publication title", "source"),
    "info": ("publication info",),
    "date": ("publication date", "date"),
    "year": ("publication year",),
    "section": ("section",),
    "dateline": ("dateline",),
    "language": ("language of publication", "language"),
    "copyright": ("copyright",),
    "number": ("proquest document id", "accession number"),
    "url": ("document url", "proquest document url"),
    "updated": ("last updated",),
    "subject": ("subject", "subjects", "subject terms", "identifier / keyword", "keywords"),
    "location": ("location", "locations"),
    "people": ("people", "person"),
    "company": ("company / organization", "company", "company/organization"),
    "pages": ("pages", "first page", "start page"),
    "column": ("column",),
    "edition": ("edition",),
    "publisher": ("publisher",),
    "place": ("place of publication",),
    "country": ("country of publication",),
    "issn": ("issn",),
    "source_type": ("source type",),
    "document_type": ("document type",),
    "database": ("database",),
    "links": ("links", "find a copy"),
    "feature": ("document feature",),
    "word_count": ("word count",),
    "issue": ("issue",),
    "volume": ("volume",),
    "publication_subject": ("publication subject",),
    "pages_count": ("number of pages",),
    "classification": ("classification",),
}
_NAMES = {label: name for name, labels in LABELS.items() for label in labels}
_LABEL = re.compile(r"([A-Z][A-Za-z/()' -]{2,40}):(?:\s+|$)(.*)", re.DOTALL)
TERMS = ("subject", "location", "people", "company")
END = re.compile(
    r"(?:contact us at|database copyright|terms and conditions|bibliography)\b", re.IGNORECASE
)
NO_TEXT = re.compile(r"(?:full text )?(?:not available|unavailable)\b.*", re.IGNORECASE)
KEPT = (
    "abstract", "info", "pages", "column", "edition", "publisher", "place", "country", "issn",
    "database",
    "source_type", "document_type", "links", "feature", "word_count", "issue", "volume", "year",
    "publication_subject", "pages_count", "classification",
)  # fmt: skip


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By the labels that only these exports have, in a text or a page."""
    if not any(mark in head for mark in MARKS):
        return 0
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<"):
        return 4 if b"ProQuest" in head and re.search(rb"Full text|document ID", head) else 0
    labelled = re.search(rb"(?:^|\n)[A-Z][\w ]+: ", head) or b"\n____" in head
    return 4 if labelled and not start.startswith((b"{", b"[")) else 0


def _label(line: str) -> tuple[str, str] | None:
    found = _LABEL.match(line)
    name = _NAMES.get(found.group(1).strip().lower()) if found else None
    return (name, found.group(2)) if found and name else None


def _fields(lines: Sequence[str]) -> tuple[dict[str, list[str]], list[str]]:
    """The fields, each with its lines, and the lines above the first of them."""
    fields: dict[str, list[str]] = {}
    above: list[str] = []
    current: list[str] | None = None
    for line in lines:
        if END.match(line.strip()):
            break
        label = _label(line.strip())
        # Within the text a label is one only where a paragraph could begin.
        if label is not None and not (current is fields.get("text") and current and current[-1]):
            current = fields.setdefault(label[0], [])
            if label[1].strip():
                current.append(label[1])
        elif current is None:
            above.append(line)
        else:
            current.append(line)
    return fields, above


def document(lines: Sequence[str], position: int) -> RawDocument | Rejected | None:
    """One document; None where the lines hold none (a cover, a table of contents)."""
    fields, above = _fields(lines)

    def one(name: str) -> str | None:
        return " ".join(" ".join(fields.get(name, ())).split()) or None

    if "number" not in fields and "text" not in fields:
        return None
    title = one("title") or " ".join(line.strip() for line in above if line.strip()) or None
    title = NUMBER.sub("", title).strip() if title else None
    blocks = plain_blocks("\n".join(fields.get("text", ())).strip("\n"))
    if not blocks or (len(blocks) == 1 and NO_TEXT.fullmatch(blocks[0].text)):
        return Rejected(
            position=position,
            code="no_text",
            message=f"the document {title or one('number')!r} has no full text; export it with its "
            "full text, or leave it out",
        )
    terms = {
        name: [part for one_ in fields[name] for part in re.split(r"[;\n]", one_) if part.strip()]
        for name in TERMS
        if name in fields
    }
    tags = [re.sub(r"^Name: ", "", term.strip()) for found in terms.values() for term in found]
    date, updated = one("date"), one("updated")
    names = tuple(n.strip() for n in (one("authors") or "").split(";") if n.strip())
    # `The Harbour Gazette; Havnik [Havnik]04 May 2020`: the outlet stands before its place.
    outlet = (one("outlet") or one("info") or "").partition(";")[0].strip()
    language = one("language")
    extra: dict[str, object] = {name: value for name in KEPT if (value := one(name))}
    extra |= {name: [term.strip() for term in found] for name, found in terms.items()}
    return RawDocument(
        position=position,
        blocks=blocks,
        title=Sourced(title, "Title") if title else None,
        subtitle=one("subtitle"),
        authors=SourcedList(names, "Author") if names else None,
        outlet=Sourced(outlet, "Publication title") if outlet else None,
        url=one("url"),
        external_id=one("number"),
        section=one("section"),
        tags=tuple(dict.fromkeys(tags)),
        published=(Sourced(date, "Publication date"),) if date else (),
        updated=(Sourced(updated, "Last updated"),) if updated else (),
        language=Sourced(language, "Language of publication") if language else None,
        dateline=one("dateline"),
        copyright=one("copyright"),
        extra=extra,
    )


def _stated(text: str) -> Count | None:
    found = NUMBER.search(text)
    return Count(int(found[2].replace(",", "")), found.group()) if found else None


def _from_text(source: Source) -> Iterator[Outcome]:
    count: Count | None = None
    delivered = 0
    end = 0
    with source.open() as stream:
        for record in headed(stream, SEPARATOR):
            end = record.start + len(record.data)
            text = decode(SEPARATOR.sub(b"", record.data, count=1), source.declared_charset)
            outcome = document(text.split("\n"), record.start)
            if outcome is None:
                continue
            count = count or _stated(text)
            outcome.byte_start, outcome.byte_end = record.start, end
            delivered += 1
            yield outcome
    if (difference := compare(delivered, count, end)) is not None:
        yield difference
    if delivered == 0:
        raise ReaderError("no_documents", "no ProQuest document is marked in the file")


def _html_lines(tree: Any) -> list[str]:
    """The lines of a page: blocks and line breaks end them, rules are separators."""
    lines: list[str] = [""]

    def walk(node: Any) -> None:
        if not isinstance(node.tag, str) or node.tag in {"script", "style", "head"}:
            return
        block = node.tag in {
            "p",
            "div",
            "li",
            "tr",
            "table",
            "h1",
            "h2",
            "h3",
            "h4",
            "ul",
            "dd",
            "dt",
        }
        if node.tag == "hr":
            lines.extend(["_" * 20, ""])
        if node.tag == "br" or block:
            lines.append("")
        lines[-1] += re.sub(r"\s+", " ", node.text or "")
        for child in node:
            walk(child)
            lines[-1] += re.sub(r"\s+", " ", child.tail or "")
        if block:
            lines.append("")

    walk(tree)
    return [line.strip() for line in lines]


def _from_html(source: Source) -> Iterator[Outcome]:
    tree = parse_html(read_whole(source, "page"), source.declared_charset)
    with walkable():
        lines = _html_lines(tree)
    groups: list[list[str]] = [[]]
    for line in lines:
        # Not every layout has rules between documents: the number is one, too.
        if re.fullmatch(r"_{20,}", line) or (NUMBER.fullmatch(line) and any(groups[-1])):
            groups.append([])
        groups[-1].append("" if line.startswith("____") else line)
    count = _stated("\n".join(lines))
    delivered = 0
    for group in groups:
        # Each line of a page is a paragraph, its fields are lines.
        outcome = document(group, delivered)
        if outcome is None:
            continue
        if isinstance(outcome, RawDocument):
            outcome.blocks = [Block("body", block.text) for block in outcome.blocks]
        delivered += 1
        yield outcome
    if (difference := compare(delivered, count, delivered)) is not None:
        yield difference
    if delivered == 0:
        raise ReaderError("no_documents", "no ProQuest document is marked in the page")


def read(source: Source) -> Iterator[Outcome]:
    """Every document; then a reject, where the file states another number of them.

    Raises:
        ReaderError: `too_large` or `no_documents`.
    """
    with source.open() as stream:
        start = stream.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n")
    yield from _from_html(source) if start.startswith(b"<") else _from_text(source)


READER = Reader(
    name="proquest",
    version="1",
    title="ProQuest export (text, HTML)",
    recognised_by="the label `ProQuest document ID`",
    yields=(
        "title",
        "subtitle",
        "authors",
        "outlet",
        "url",
        "external_id",
        "section",
        "tags",
        "published",
        "updated",
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
