"""Bytes to text.

Belongs here: the order in which encodings are tried, and what is cleaned from the result. The
order: byte order mark, UTF-16 and UTF-32 by the places of their NULs, the escape sequences of
ISO-2022, strict UTF-8, what the document or its container declares (if it fits without an error),
UTF-8 with a few bad bytes, then detection by chardet. Declared encodings lie, so that UTF-8, which
cannot fit by chance, goes first.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from etl.readers.base import ReaderError
from etl.readers.unknown import describe, is_binary, wide_encoding, without_holes

BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
HEAD_BYTES = 65_536
"""Looked at to tell text from binary data."""
DETECT_BYTES = 200_000
"""Given to the detector: more makes it slow, not surer."""
UNSURE = 0.06
"""Below this confidence the detector has no evidence (a text with nothing but curly quotation
marks, or one accented letter): then it is what most such texts are, cp1252."""
SURE = 0.5
"""Above this it is hardly ever wrong."""
SUPERSETS = {
    codecs.lookup(narrow).name: wide
    for narrow, wide in {
        "iso-8859-1": "cp1252",
        "ascii": "cp1252",
        "shift_jis": "cp932",
        "euc-kr": "cp949",
        "iso-8859-9": "cp1254",
        "iso-8859-11": "cp874",
        "tis-620": "cp874",
        "gb2312": "gb18030",
        "gbk": "gb18030",
    }.items()
}
"""What text so declared is in practice (https://encoding.spec.whatwg.org/#names-and-labels), for
where it is not strictly what it says: curly quotation marks are no part of ISO 8859-1."""
PREFERRED = {"gb2312", "gbk"}
"""Python's gb2312 makes the dot within foreign names U+30FB, gb18030 and all the world U+00B7."""
WHATWG_LABELS = {
    "x-sjis": "shift_jis",
    "windows-31j": "cp932",
    "x-gbk": "gb18030",
    "x-euc-jp": "euc_jp",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "windows-949": "cp949",
    "ks_c_5601-1987": "cp949",
    "windows-874": "cp874",
    "x-cp1250": "cp1250",
    "x-cp1251": "cp1251",
    "x-cp1252": "cp1252",
    "unicode": "utf-16",
}
"""Names in use that Python does not know."""
NOT_DECLARED = re.compile(r"utf.?(?:7|16|32)|ucs|unicode|idna|punycode|undefined|mbcs|oem")
"""Names that are never believed: bytes that hold a readable declaration are no UTF-16, and what
only Python knows (`unicode_escape`) is no encoding of documents."""
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
SHORT_TEXT = 2_000
CONTROL_CHARACTERS = "".join(filter(CONTROLS.match, map(chr, range(0x10000))))
C1_CONTROLS = re.compile("[\x80-\x9f]")
LINE_ENDS = re.compile("\r\n?|\x85|\u2028")
SURROGATES = re.compile("[\ud800-\udfff]")
ESCAPED = {"hz", "utf-7"}
"""Encodings that are written in ASCII alone: what is declared is the only sign of them."""
ISO_2022 = re.compile(rb"\x1b(?:\$[@B(]|\([BIJ]|\$\)C)")
MISREAD_BYTES = 0.05
"""Of bytes beyond ASCII that may be wrong before UTF-8, or what is declared, is given up:
bytes of another encoding hardly ever happen to be right."""
MULTIBYTE = {"shift_jis", "cp932", "euc_jp", "gb2312", "gbk", "gb18030", "big5", "euc_kr", "cp949"}
"""Encodings of which that is true, too."""
MAC_QUOTES = re.compile(r"[a-z][ÕÓ](?:[a-z\s,.;:!?)]|\Z)|(?:\A|\s)Ò\w")
"""Curly quotation marks of old Macs, read as cp1252."""
HIGH_RUN = re.compile(rb"[\x80-\xff]+")
ASCII = bytes(range(0x80))


def clean(text: str) -> str:
    """Line ends as line feeds, no control characters, lone surrogates as U+FFFD."""
    if len(text) < SHORT_TEXT:
        text = LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n")
        return SURROGATES.sub("\ufffd", CONTROLS.sub("", text))
    # In a long text, looking for single characters is many times as fast as a pattern.
    if any(end in text for end in "\r\x85\u2028\u2029"):
        text = LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n")
    if any(control in text for control in CONTROL_CHARACTERS):
        text = CONTROLS.sub("", text)
    try:
        text.encode()
    except UnicodeEncodeError:
        text = SURROGATES.sub("\ufffd", text)
    return text


def codecs_name(encoding: str) -> str | None:
    """Python's name of an encoding; None where it knows none."""
    label = encoding.strip().lower()
    try:
        return codecs.lookup(WHATWG_LABELS.get(label, label)).name
    except (LookupError, ValueError):
        return None


def _stray_byte(error: UnicodeError) -> tuple[str, int]:
    """A byte that is not UTF-8 as cp1252: a quotation mark pasted from elsewhere."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    text = bad.decode("cp1252", "replace") if len(bad) == 1 else "\ufffd"
    return text, error.end


STRAY_BYTES = "newshouse-stray-bytes"
"""An error handler: single bytes that do not fit are read as cp1252."""
codecs.register_error(STRAY_BYTES, _stray_byte)


def _strictly(data: bytes, encoding: str) -> tuple[str, str] | None:
    """The name of the encoding that fits without an error, and the text; None where none does."""
    name = codecs_name(encoding)
    if name is None:
        return None
    wide = SUPERSETS.get(name)
    names = [name] if wide is None else [wide, name] if name in PREFERRED else [name, wide]
    for candidate in names:
        try:
            text = data.decode(candidate)
        except (LookupError, UnicodeError, ValueError):
            continue
        if candidate == name and wide is not None and C1_CONTROLS.search(text):
            continue
        return candidate, text
    return None


def _high(data: bytes) -> bytes:
    """The bytes beyond ASCII."""
    return data.translate(None, ASCII)


def sample(data: bytes) -> bytes:
    """What the detector is given: of a long text, its lines with bytes beyond ASCII."""
    if len(data) <= DETECT_BYTES:
        return data
    found = []
    size = 0
    for line in data.splitlines(keepends=True):
        if not line.isascii():
            found.append(line)
            size += len(line)
            if size > DETECT_BYTES:
                break
    return b"".join(found)[:DETECT_BYTES]


def _in_pairs(data: bytes) -> bool:
    """Whether bytes beyond ASCII stand side by side, as in the scripts of East Asia."""
    return len(_high(data)) >= 2 * len(HIGH_RUN.findall(data))


def _fits(data: bytes, encoding: str) -> bool:
    return _strictly(data, encoding) is not None


def _has_mac_quotes(data: bytes) -> bool:
    return len(_high(data)) < 0.2 * len(data) and bool(
        MAC_QUOTES.search(data.decode("cp1252", "replace"))
    )


def detect_encoding(data: bytes) -> str:
    """The encoding of text that is no UTF-8, as the detector sees it."""
    import chardet

    found = chardet.detect(sample(data))
    encoding = codecs_name(found.get("encoding") or "")
    if encoding is not None and NOT_DECLARED.match(encoding):
        encoding = None  # Those have marks or NULs, which were looked for before.
    if (found.get("confidence") or 0.0) < SURE and _has_mac_quotes(data):
        return "mac_roman"
    if encoding is not None and (
        (found.get("confidence") or 0.0) >= UNSURE or _in_pairs(data) or not _fits(data, "cp1252")
    ):
        return encoding
    return "cp1252"


def _detected(data: bytes) -> str:
    encoding = detect_encoding(data)
    found = _strictly(data, encoding)
    # Right but for a few broken bytes: better than the next guess.
    wide = SUPERSETS.get(encoding, encoding)
    return found[1] if found else data.decode(wide, "replace")


def _escaped(data: bytes, declared: str | None) -> str | None:
    """Text whose letters hide behind escape sequences, all of it ASCII bytes."""
    names = ["iso2022_jp", "iso2022_kr", "iso2022_jp_ext"] if ISO_2022.search(data) else []
    if declared and codecs_name(declared) in ESCAPED and data.isascii():
        names.insert(0, declared)
    return next((found[1] for name in names if (found := _strictly(data, name))), None)


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
    head = data[:HEAD_BYTES]
    if b"\x00" in head:
        wide = wide_encoding(head)
        if wide is not None:
            return clean(data.decode(wide, "replace"))
        data = without_holes(data)
    if is_binary(data[:HEAD_BYTES]):
        raise ReaderError("binary", describe(data[:HEAD_BYTES]))
    escaped = _escaped(data, declared)
    if escaped is not None:
        return clean(escaped)
    try:
        return clean(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    if declared and not NOT_DECLARED.match(declared.strip().lower()):
        found = _strictly(data, declared)
        if found is not None and codecs_name(declared) != "utf-8":
            return clean(found[1])
        declared = codecs_name(declared)
    few = MISREAD_BYTES * len(_high(data))
    if data.decode("utf-8", "replace").count("\ufffd") < few:
        return clean(data.decode("utf-8", STRAY_BYTES))
    if declared in MULTIBYTE:
        text = data.decode(SUPERSETS.get(declared, declared), "replace")
        if text.count("\ufffd") < few:
            return clean(text)
    return clean(_detected(data))


class StreamEncoding(NamedTuple):
    """How a stream of text is to be decoded."""

    name: str
    errors: str


def stream_encoding(open_stream: Callable[[], BinaryIO]) -> StreamEncoding:
    """The encoding of a stream of any length, none of which is held: the order is that of `decode`.

    Reads the stream once or twice.

    Args:
        open_stream: opens it at its start; closed here.
    """
    if _utf8_errors(open_stream, stop_at_first=True) == 0:
        return StreamEncoding("utf-8-sig", "replace")
    kept: list[bytes] = []
    size = high = 0
    for line in _long_lines(open_stream):
        if not line.isascii():
            high += len(_high(line))
            if size < DETECT_BYTES:
                kept.append(line)
                size += len(line)
    if _utf8_errors(open_stream) < MISREAD_BYTES * high:
        return StreamEncoding("utf-8-sig", STRAY_BYTES)
    name = detect_encoding(b"".join(kept))
    return StreamEncoding(SUPERSETS.get(name, name), "replace")


def _blocks(open_stream: Callable[[], BinaryIO]) -> Iterator[bytes]:
    with open_stream() as stream:
        try:
            while block := stream.read(1024 * 1024):
                yield block
        except ReaderError:
            # The stream breaks off: whoever reads it for its content will say so.
            return


def _long_lines(open_stream: Callable[[], BinaryIO]) -> Iterator[bytes]:
    for block in _blocks(open_stream):
        yield from block.splitlines(keepends=True)


def _utf8_errors(open_stream: Callable[[], BinaryIO], *, stop_at_first: bool = False) -> int:
    """How many places are no UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    errors = 0
    for block in _blocks(open_stream):
        # U+FFFD that the text holds of itself is no error.
        text = decoder.decode(block)
        errors += max(0, text.count("\ufffd") - block.count(b"\xef\xbf\xbd"))
        if errors and stop_at_first:
            return errors
    return errors
