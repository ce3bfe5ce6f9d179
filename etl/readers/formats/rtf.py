r"""Rich Text Format (RTF): one article, or a LexisNexis export with many.

The control words are resolved by striprtf (RTF specification 1.9.1); what the document says of
itself (`\info`) is read here.
"""

from __future__ import annotations

import io
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
    Source,
)
from etl.readers.formats import nexis_text
from etl.readers.formats.text import take_top
from etl.readers.packages import fill_properties
from etl.readers.text_decoding import clean
from etl.readers.xml import read_whole

INFO = re.compile(r"\{\\info\b")
FIELD = re.compile(
    r"\{\\(title|author|subject|keywords|company|doccomm)\s((?:[^{}\\]|\\.)*)\}", re.DOTALL
)
NAMES = {"author": "creator", "doccomm": "description"}
CODEPAGE = re.compile(rb"\\ansicpg(\d{3,5})")
MAX_RTF = 16 * 1024 * 1024
"""Pictures make larger ones; their text does not."""
PICTURE = re.compile(r"\{\\(?:\*\\shppict|nonshppict|pict)\b")


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """By its first characters."""
    return 3 if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf") else 0


def _group_end(text: str, start: int) -> int:
    """Where the group that begins at `start` ends, past its brace."""
    depth = 0
    for found in re.finditer(r"\\.|[{}]", text[start:], re.DOTALL):
        if found.group() == "{":
            depth += 1
        elif found.group() == "}":
            depth -= 1
            if depth == 0:
                return start + found.end()
    return len(text)


def _without_pictures(text: str) -> str:
    parts = []
    at = 0
    while (found := PICTURE.search(text, at)) is not None:
        parts.append(text[at : found.start()])
        at = _group_end(text, found.start())
    return "".join([*parts, text[at:]])


def _properties(text: str, codepage: str) -> dict[str, list[str]]:
    found = INFO.search(text)
    if found is None:
        return {}
    info = text[found.start() : _group_end(text, found.start())]
    return {
        NAMES.get(name, name): [value.strip()]
        for name, raw in FIELD.findall(info)
        if (value := _plain("{\\rtf1 " + raw + "}", codepage)).strip()
    }


def _plain(text: str, codepage: str) -> str:
    from striprtf import striprtf

    convert: Any = striprtf.rtf_to_text
    try:
        return clean(convert(text, encoding=codepage, errors="replace"))
    except (LookupError, ValueError, IndexError, OverflowError) as error:
        raise ReaderError(
            "damaged", f"the RTF's control words cannot be read ({error}); save it again"
        ) from None


def read(source: Source) -> Iterator[Outcome]:
    """The document's article, or every document of an export.

    Raises:
        ReaderError: `too_large`, `damaged`, `truncated`, or `no_text`.
    """
    data = read_whole(source, "RTF document")
    page = CODEPAGE.search(data[:4096])
    codepage = f"cp{page.group(1).decode()}" if page else "cp1252"
    if codepage == "cp65001":
        codepage = "utf-8"
    # RTF is seven-bit; what is not is in the code page it names.
    text = _without_pictures(data.decode("latin-1"))
    if len(text) > MAX_RTF:
        raise ReaderError("too_large", f"the text of an RTF of more than {MAX_RTF:,} characters")
    plain = _plain(text, codepage)
    as_text = plain.encode("utf-8", "replace")
    if nexis_text.HEADING.search(as_text):
        inner = Source(name=source.name, open=lambda: io.BytesIO(as_text), columns=source.columns)
        for outcome in nexis_text.read(inner):
            outcome.byte_start = outcome.byte_end = None  # type: ignore[union-attr]
            yield outcome
        return
    blocks = [Block("body", line) for one in plain.split("\n") if (line := " ".join(one.split()))]
    document = RawDocument(position=0, blocks=[])
    take_top(document, blocks)
    fill_properties(document, _properties(text, codepage))
    if not document.blocks:
        raise ReaderError("no_text", "the RTF holds no text; save it with its text")
    yield document
    if _group_end(text, text.find("{")) >= len(text) and not text.rstrip("\x00 \r\n").endswith("}"):
        raise ReaderError(
            "truncated", "the RTF breaks off before its end; what came before was read", position=1
        )


READER = Reader(
    name="rtf",
    version="1",
    title="Rich Text Format (RTF)",
    recognised_by="`{\\rtf` at the start",
    yields=("title", "authors", "tags", "published", "updated", "blocks"),
    library="striprtf",
    detect=detect,
    read=read,
    proven=False,
)
