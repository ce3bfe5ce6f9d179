"""Bytes to text.

Belongs here: the order in which encodings are tried, and what is cleaned from the result. The
order: byte order mark, strict UTF-8, what the document or its container declares (if it fits
without an error), then detection by chardet. Declared encodings lie, so that UTF-8, which cannot
fit by chance, goes first.
"""

from __future__ import annotations

import codecs
import re

from etl.readers.base import ReaderError
from etl.readers.unknown import describe, is_binary

BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DETECT_BYTES = 200_000
"""Given to the detector: more makes it slow, not surer."""
SUPERSETS = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "iso-8859-9": "cp1254",
    "tis-620": "cp874",
}
"""What pages so declared are in practice (https://encoding.spec.whatwg.org/#names-and-labels)."""
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
CONTROL_CHARACTERS = "".join(filter(CONTROLS.match, map(chr, range(0x10000))))
LINE_ENDS = re.compile("\r\n?|\x85|\u2028")
SURROGATES = re.compile("[\ud800-\udfff]")
MISREAD_UTF8 = 0.01
"""Of characters that may be replaced before UTF-8 with a few bad bytes counts as something else."""


def clean(text: str) -> str:
    """Line ends as line feeds, no control characters, lone surrogates as U+FFFD."""
    # Looking for single characters is many times faster than a pattern that mostly finds nothing.
    if any(end in text for end in "\r\x85\u2028\u2029"):
        text = LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n")
    if any(control in text for control in CONTROL_CHARACTERS):
        text = CONTROLS.sub("", text)
    try:
        text.encode()
    except UnicodeEncodeError:
        text = SURROGATES.sub("\ufffd", text)
    return text


def _try(data: bytes, encoding: str) -> str | None:
    try:
        name = codecs.lookup(encoding.strip().lower()).name
        return data.decode(SUPERSETS.get(name, name))
    except (LookupError, UnicodeDecodeError, ValueError):
        return None


def _detected(data: bytes) -> str | None:
    import chardet

    encoding = chardet.detect(data[:DETECT_BYTES]).get("encoding")
    if encoding is None:
        return None
    text = _try(data, encoding)
    if text is None:
        # Right but for a few broken bytes: better than the next guess.
        return data.decode(encoding, "replace")
    return text


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of some bytes, cleaned.

    Args:
        data: of a whole document.
        declared: the encoding that the document or its container states.

    Raises:
        ReaderError: `binary`, where they are no text.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return clean(data[len(mark) :].decode(encoding, "replace"))
    if b"\x00" in data[:65_536]:
        if is_binary(data[:65_536]):
            raise ReaderError("binary", describe(data[:65_536]))
        little = data[1:65_536:2].count(b"\x00") > data[0:65_536:2].count(b"\x00")
        return clean(data.decode("utf-16-le" if little else "utf-16-be", "replace"))
    try:
        return clean(data.decode("utf-8"))
    except UnicodeDecodeError:
        if is_binary(data[:65_536]):
            raise ReaderError("binary", describe(data[:65_536])) from None
    if declared and codecs_name(declared) not in {"utf-8", None}:
        text = _try(data, declared)
        if text is not None:
            return clean(text)
    lenient = data.decode("utf-8", "replace")
    if lenient.count("\ufffd") < MISREAD_UTF8 * sum(byte > 0x7F for byte in data[:DETECT_BYTES]):
        return clean(lenient)
    text = _detected(data)
    return clean(lenient if text is None else text)


def codecs_name(encoding: str) -> str | None:
    """Python's name of an encoding; None where it knows none."""
    try:
        return codecs.lookup(encoding.strip()).name
    except (LookupError, ValueError):
        return None
