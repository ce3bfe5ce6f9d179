"""Text in UTF-16 or UTF-32: read as if it had been written in UTF-8.

Windows programs write every form of text so (PowerShell, Excel's "Unicode text"). Formats look for
ASCII marks in bytes, so that this is a shell around them, like a compression. Byte offsets are
those of the UTF-8 text.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO, cast

from etl.readers.base import Confidence, Container, Member, Rejected, Skipped, Source
from etl.readers.streams import PatientReader
from etl.readers.text_decoding import BYTE_ORDER_MARKS
from etl.readers.unknown import SIGNATURES, wide_encoding

CHUNK = 256 * 1024
HEAD_BYTES = 4096
XML_ENCODING = re.compile(r"""(\A\s*<\?xml[^>]*\sencoding\s*=\s*["'])[\w.:-]+""")


def _encoding(head: bytes) -> tuple[str, int] | None:
    """The encoding, and the length of the byte order mark; None where it is another."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return None if encoding == "utf-8" else (encoding, len(mark))
    if any(head.startswith(signature) for signature, _ in SIGNATURES):
        return None
    wide = wide_encoding(head)
    return None if wide is None else (wide, 0)


def detect(head: bytes, name: str) -> Confidence:  # noqa: ARG001
    """A byte order mark, or NULs where such text has them; and no control characters."""
    found = _encoding(head)
    if found is None:
        return 0
    text = head[found[1] :].decode(found[0], "replace")[:HEAD_BYTES]
    strange = sum((c < " " and c not in "\t\r\n\f") or c == "\ufffd" for c in text)
    return 3 if text and strange <= 0.02 * len(text) + 1 else 0


class _Utf8(io.RawIOBase):
    """The text as UTF-8; an XML declaration in it says so, too."""

    def __init__(self, wide: BinaryIO) -> None:
        self._wide = wide
        self._decoder: codecs.IncrementalDecoder | None = None
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._ready:
            data = self._wide.read(CHUNK)
            text = self._decode(data)
            self._ready = memoryview(text.encode("utf-8", "replace"))
            if not data:
                break
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _decode(self, data: bytes) -> str:
        if self._decoder is not None:
            return self._decoder.decode(data, final=not data)
        encoding, skip = _encoding(data) or ("utf-16-le", 0)
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        return XML_ENCODING.sub(r"\1utf-8", self._decoder.decode(data[skip:]))

    def close(self) -> None:
        self._wide.close()
        super().close()


def _open(source: Source) -> BinaryIO:
    return cast("BinaryIO", PatientReader(_Utf8(source.open())))


def members(source: Source) -> Iterator[Member | Skipped | Rejected]:
    """The text itself, under its own name."""
    yield Member(source.name, partial(_open, source))


CONTAINER = Container(
    name="utf16",
    version="1",
    title="Text in UTF-16 or UTF-32",
    recognised_by="a byte order mark, or a NUL in every second byte",
    library="",
    single=True,
    detect=detect,
    members=members,
)
