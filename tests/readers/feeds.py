"""What the files of feedparser's corpus say of one field of an entry, beside what is read.

Belongs here: the comparison that the test and `benchmarks/formats.py` share.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from html import unescape
from pathlib import Path

from etl.readers import xml
from etl.readers.base import RawDocument, ReaderError
from etl.readers.formats import feed

EXPECTED = re.compile(
    r"^Expect:\s*(?:not bozo and |bozo and )?entries\[(\d)\]\['(\w+)'\](?:\[(\d)\])?"
    r"(?:\['(\w+)'\])?\s*==\s*(.+?)\s*$",
    re.MULTILINE,
)
"""What the leading comment of a file of the corpus says of one field of an entry."""
TITLES = {"title", "title_detail.value"}
BODIES = {"description", "summary", "summary_detail.value", "content.value"}
NO_RIVAL = {
    # What feedparser gives from outside the file: the address that its test server serves it at.
    "http_entry_id_base_content_location.xml",
    "http_entry_id_base_docuri.xml",
    "http_item_link_base_content_location.xml",
    "http_item_link_base_docuri.xml",
}


def _letters(text: str | None) -> str:
    plain = re.sub(r"<[^>]*>", "", unescape(text or ""))
    return "".join(character for character in plain if character.isalnum())


def _matches(document: RawDocument, field: str, number: int, value: str) -> bool | None:
    """Whether a document has the value; None for fields that are not used."""
    dates = [date.value for date in (*document.published, *document.updated)]
    if field in TITLES:
        return _letters(document.title.value if document.title else None) == _letters(value)
    if field in BODIES:
        if value.startswith(("<svg", "<math")):
            return None  # a drawing, a formula: no text
        body = "".join(block.text for block in document.blocks)
        return _letters(value) in {_letters(body), _letters(document.subtitle)}
    if field in {"author", "author_detail.name"}:
        # feedparser's `author` has the mail address with it, its `author_detail` has not.
        return document.authors is not None and value.startswith(document.authors.values[number])
    if field == "source.title":
        return document.outlet is not None and _letters(document.outlet.value) == _letters(value)
    if field == "rights":
        return _letters(document.copyright) == _letters(value)
    if field in {"published", "created", "issued", "updated"}:
        return value in dates
    if field == "link":
        return document.url == value
    if field in {"id", "guid"}:
        return document.external_id == value
    if field == "tags.term":
        return document.tags[number : number + 1] == (value,)
    return None


def _documents(path: Path) -> list[RawDocument]:
    found = []
    try:
        for document in feed.documents(xml.to_text(path.read_bytes())):
            found.append(document)  # noqa: PERF402 - what came before an error counts
    except ReaderError:
        pass
    return found


def compare(archive: Path) -> tuple[Counter[str], Counter[str]]:
    """Field -> expectations that are met, and all there are of the fields that are read.

    Args:
        archive: the folder that holds `tests/`.
    """
    right: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for path in sorted(archive.glob("tests/**/*.xml")):
        data = path.read_bytes()
        expected = EXPECTED.search(data.decode("utf-8", "replace"))
        if expected is None or path.name in NO_RIVAL:
            continue
        entry, key, number, sub, literal = expected.groups()
        try:
            value = ast.literal_eval(literal)
        except (SyntaxError, ValueError):
            continue
        documents = _documents(path)
        field = f"{key}.{sub}" if sub else key
        if len(documents) > int(entry) and isinstance(value, str):
            matched = _matches(documents[int(entry)], field, int(number or 0), value)
        else:
            matched = False if field in TITLES | BODIES else None
        if matched is not None:
            count[field] += 1
            right[field] += matched
    return right, count
