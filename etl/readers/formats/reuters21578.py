"""Reuters-21578: the SGML files of the text categorisation collection (reut2-*.sgm).

Read by its marks, not by an SGML parser: the collection's README (v 1.2, section VI) says which
tags there are and that `<REUTERS>` and `</REUTERS>` stand alone on their lines, and its text holds
references to control characters that no parser takes.

A story of type BRIEF is a flash: its text is its title, the rest a filler, so that it is skipped as
`headline only`. In one of type UNPROC nothing is marked up: its leading lines in capitals are the
headline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.contracts.articles import ParagraphKind
from etl.readers.base import (
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
from etl.readers.records import between
from etl.readers.text_decoding import clean, decode

OPENING = re.compile(rb"<REUTERS\b", re.IGNORECASE)
CLOSING = re.compile(rb"</REUTERS\s*>", re.IGNORECASE)
DETECT = re.compile(
    rb"^\s*(?:<!DOCTYPE\s+lewis\b|<REUTERS\s[^>]*\b(?:LEWISSPLIT|CGISPLIT|NEWID)\b)", re.IGNORECASE
)
OUTLET = "Reuters"
ATTRIBUTE = re.compile(r"([A-Z]+)\s*=\s*\"([^\"]*)\"")
CATEGORIES = ("TOPICS", "PLACES", "PEOPLE", "ORGS", "EXCHANGES", "COMPANIES")
ENTITY = re.compile(r"&(lt|gt|amp|quot|#\d{1,7});")
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
DATE = re.compile(r"\s*(\d{1,2}-[A-Za-z]{3}-\d{4}\s+[\d:.]+)\s*(.*)", re.DOTALL)
CLOSING_MARK = re.compile(r"\s*(?:reuters?|reute|more)\W*(?:\^M)?\s*", re.IGNORECASE)
"""What the agency ends a story with."""
FILLER = re.compile(r"\**\s*(?:blah\b\W*)*", re.IGNORECASE)
"""What stands around the title of a flash."""
PARAGRAPH_INDENT = 3
"""Spaces that begin a paragraph; table rows have fewer or look like rows."""
ROW = re.compile(r"[^\s.!?:;\"] {2,}\S|\.{4,}")
"""Columns: a gap that does not follow a sentence, or dot leaders."""
ITEM = re.compile(r"\s+- \S")
TITLE_LINES = 3


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By the document type or the attributes of the first tag."""
    return 3 if DETECT.match(head) else 0


def _unescape(text: str) -> str:
    def one(found: re.Match[str]) -> str:
        name = found.group(1)
        if not name.startswith("#"):
            return NAMED[name]
        code = int(name[1:])
        return chr(code) if code < 0x110000 else ""

    return clean(ENTITY.sub(one, text))


def _place(text: str, name: str) -> tuple[int, int, int, int] | None:
    """Where an element begins, its content begins, its content ends, and it ends."""
    opening = re.search(rf"<{name}\b[^>]*>", text, re.IGNORECASE)
    if opening is None:
        return None
    closing = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(text, opening.end())
    if closing is None:
        return None
    return opening.start(), opening.end(), closing.start(), closing.end()


def _element(text: str, name: str) -> str | None:
    place = _place(text, name)
    return text[place[1] : place[2]] if place else None


def _elements(text: str, name: str) -> list[str]:
    found = []
    while (place := _place(text, name)) is not None:
        found.append(text[place[1] : place[2]])
        text = text[place[3] :]
    return found


def _without(text: str, *names: str) -> str:
    for name in names:
        if (place := _place(text, name)) is not None:
            text = text[: place[0]] + text[place[3] :]
    return text


def _line(text: str | None) -> str | None:
    """A field that is one line, or None where it is empty."""
    return " ".join(_unescape(text).split()) or None if text else None


def _items(text: str | None) -> tuple[str, ...]:
    return tuple(item for raw in _elements(text or "", "D") if (item := _line(raw)))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def blocks(text: str) -> list[Block]:
    """The paragraphs of a story: wire copy indents their first lines, and the rows of tables."""
    lines = [line.expandtabs().rstrip() for line in text.split("\n")]
    found: list[tuple[ParagraphKind, list[str]]] = []
    open_paragraph = False
    for i, line in enumerate(lines):
        if not line:
            open_paragraph = False
            continue
        following = lines[i + 1] if i + 1 < len(lines) else ""
        indent = _indent(line)
        wraps = bool(following) and _indent(following) == 0
        if indent and not wraps and ROW.search(line.strip()):
            found.append(("table", [line]))
            open_paragraph = False
        elif CLOSING_MARK.fullmatch(line) and not any(lines[i + 1 :]):
            found.append(("credit", [line]))
        elif indent and ITEM.match(line):
            found.append(("list", [line]))
            open_paragraph = True
        elif open_paragraph and (indent == 0 or (indent < PARAGRAPH_INDENT and wraps)):
            found[-1][1].append(line)
        else:
            found.append(("body", [line]))
            open_paragraph = True
    return [Block(kind, " ".join(" ".join(parts).split())) for kind, parts in found]


def _headline(text: str) -> tuple[str | None, str]:
    """The leading lines in capitals of an unprocessed story, and what follows them."""
    lines = text.strip("\n").split("\n")
    count = 0
    while (
        count < min(len(lines), TITLE_LINES + 1)
        and lines[count].strip()
        and _indent(lines[count]) == 0
        and not re.search(r"[a-z]", lines[count])
    ):
        count += 1
    if not 0 < count <= TITLE_LINES:
        return None, text
    return " ".join(" ".join(lines[:count]).split()), "\n".join(lines[count:])


def _document(data: bytes, start: int) -> RawDocument | Skipped | Rejected:
    text = decode(data, "iso-8859-1")
    tag, _, inner = text.partition(">")
    attributes = {name.upper(): value for name, value in ATTRIBUTE.findall(tag)}
    content = _element(inner, "TEXT")
    if content is None:
        return Rejected(
            position=start,
            code="no_text",
            message="a <REUTERS> element without <TEXT>; expected one in each",
            byte_start=start,
            byte_end=start + len(data),
            content=data[:65_536],
        )
    kind = re.search(r"<TEXT\b[^>]*\bTYPE\s*=\s*\"?(\w+)", inner, re.IGNORECASE)
    title, body = _line(_element(content, "TITLE")), _element(content, "BODY")
    title_source = "TITLE"
    if body is None:
        body = _unescape(_without(content, "TITLE", "AUTHOR", "DATELINE"))
        if FILLER.fullmatch(body.strip()):
            return Skipped(position=start, reason="headline only" if title else "no text")
        if title is None:
            title, body = _headline(body)
            title_source = "first lines"
    else:
        body = _unescape(body)
    story = blocks(body)
    if not any(block.kind != "credit" for block in story):
        return Skipped(position=start, reason="headline only" if title else "no text")
    categories = {name: _items(_element(inner, name)) for name in CATEGORIES}
    date = _unescape(_element(inner, "DATE") or "")
    dated = DATE.fullmatch(date)
    author = _line(_element(content, "AUTHOR"))
    extra: dict[str, object] = {
        **{name.lower(): list(items) for name, items in categories.items() if items},
        **{f"{name.lower()}_attribute": value for name, value in attributes.items()},
        "text_type": kind.group(1) if kind else "NORM",
    }
    if dated and dated.group(2):
        extra["date_note"] = " ".join(dated.group(2).split())
    for name in ("MKNOTE", "UNKNOWN"):
        if lines := [line for note in _elements(inner, name) if (line := _line(note))]:
            extra[name.lower()] = lines
    number = attributes.get("NEWID") or attributes.get("OLDID")
    return RawDocument(
        position=start,
        byte_start=start,
        byte_end=start + len(data),
        blocks=story,
        title=Sourced(title, title_source) if title else None,
        authors=SourcedList((author,), "AUTHOR") if author else None,
        outlet=Sourced(OUTLET, "format"),
        # Plain numbers would meet those of other files of the agency.
        external_id=f"reuters-21578/{number}" if number else None,
        tags=tuple(dict.fromkeys(item for items in categories.values() for item in items)),
        published=(Sourced(dated.group(1) if dated else date.strip(), "DATE"),) if date else (),
        language=Sourced("en", "format"),
        dateline=_line(_element(content, "DATELINE")),
        wire_agency=OUTLET,
        extra=extra,
    )


def read(source: Source) -> Iterator[Outcome]:
    """Every story.

    Raises:
        ReaderError: `truncated`, where the file ends within a story.
    """
    with source.open() as stream:
        for record in between(stream, OPENING, CLOSING):
            if record.closed:
                yield _document(record.data, record.start)
            elif record.last:
                raise ReaderError(
                    "truncated",
                    "the file ends before </REUTERS>; fetch it again",
                    position=record.start,
                )
            else:
                yield Rejected(
                    position=record.start,
                    code="damaged",
                    message="a <REUTERS> element begins before the one before it has ended",
                    byte_start=record.start,
                    byte_end=record.start + len(record.data),
                    content=record.data[:65_536],
                )


READER = Reader(
    name="reuters21578",
    version="1",
    title="Reuters-21578 SGML",
    recognised_by="`<!DOCTYPE lewis` or `<REUTERS` with NEWID at the start",
    yields=(
        "title",
        "authors",
        "outlet",
        "external_id",
        "tags",
        "published",
        "language",
        "dateline",
        "wire_agency",
        "blocks",
    ),
    library="",
    detect=detect,
    read=read,
)
