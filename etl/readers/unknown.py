"""Saying what bytes are that no reader takes.

Belongs here: which of them are rightly no articles, and plain words for forms that people put into
archives by mistake, or that have no reader yet. Does not belong here: reading any of them.
"""

from __future__ import annotations

import re

from etl.readers import ole

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a RIFF sound, film or picture"),
    (b"ID3", "a sound (MP3)"),
    (b"OggS", "a sound (Ogg)"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a Windows program"),
    (b"SQLite format 3", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (ole.MAGIC[:4], "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"WARC/", "a WARC web archive"),
    (b"filedesc://", "an ARC web archive"),
)
TO_DOCX = "save it as DOCX or RTF (LibreOffice: soffice --convert-to docx)"
CURES = {
    "an old Office document": TO_DOCX,
    "an old Word document": TO_DOCX,
    "an old Excel workbook": "save it as XLSX or CSV (LibreOffice: soffice --convert-to xlsx)",
    "a RAR archive": "unpack it",
    "a 7-Zip archive": "unpack it",
    "an SQLite database": "export its articles as CSV or JSON Lines",
}
NO_ARTICLE = {
    suffix: reason
    for reason, suffixes in {
        "picture": "png jpg jpeg jpe gif webp avif heic bmp tif tiff ico svg",
        "sound": "mp3 m4a aac ogg oga opus wav flac",
        "film": "mp4 m4v mov avi mkv webm mpg mpeg wmv flv",
        "font": "woff woff2 ttf otf eot",
        "style sheet": "css",
        "script": "js mjs",
        "schema": "xsd dtd rng",
        "subtitles": "srt vtt",
    }.items()
    for suffix in suffixes.split()
}
"""What lies beside the pages of a site that was saved whole, and beside agencies' items."""
SITE_MAPS = {"urlset", "sitemapindex"}
"""Roots of https://www.sitemaps.org/protocol.html."""
NULLS_IN_TEXT = 0.01
CONTROLS_IN_TEXT = 0.02
"""Of bytes that may be NUL, and other control characters, in what is still text. Of random bytes
one in 256 and one in 13 are."""
CONTROLS = bytes(range(1, 9)) + bytes(range(16, 27))
"""Control characters that text has no use for; without NUL, white space, shifts and escape."""
HOLES = re.compile(rb"\x00{16,}")
XML_ROOT = re.compile(rb"<([A-Za-z_][\w.:-]*)")
PROLOG = ((b"<?", b"?>"), (b"<!--", b"-->"), (b"<!DOCTYPE", b">"), (b"<!", b">"))
"""What may stand before the first element: how it begins and ends."""
XML_STARTS = (b"<?xml", b"<!DOCTYPE", b"<!doctype")


def ascii_of(head: bytes) -> bytes:
    """The ASCII of some bytes in UTF-16 or UTF-32; other bytes as they are."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in head[:4]:
        return head.lstrip(b"\xff\xfe\x00").replace(b"\x00", b"")
    return head


def xml_root(head: bytes) -> str | None:
    """The name of the first element, where the bytes look like XML or SGML; None where not."""
    text = ascii_of(head).lstrip(b"\xef\xbb\xbf \t\r\n")
    if not text.startswith(b"<"):
        return None
    # Step by step: one expression for all of it takes for ever on bytes made for that.
    place: int | None = 0
    while place is not None and (length := _prolog_length(text, place)):
        place += length
        place = len(text) - len(text[place:].lstrip()) if length > 0 else None
    found = XML_ROOT.search(text, place) if place is not None else None
    return found.group(1).decode("ascii", "replace") if found else None


def _prolog_length(text: bytes, place: int) -> int:
    """Length of the declaration or comment at a place; 0 where there is none, -1 without an end."""
    for start, end in PROLOG:
        if text[place : place + len(start)].upper() != start:
            continue
        search = place
        if start == b"<!DOCTYPE":
            subset, close = text.find(b"[", place), text.find(b">", place)
            if 0 <= subset < close:
                search = text.find(b"]", subset)
        found = text.find(end, search) if search >= 0 else -1
        return found + len(end) - place if found >= 0 else -1
    return 0


def wide_encoding(head: bytes) -> str | None:
    """UTF-16 or UTF-32 without a byte order mark, by where its NULs are; None where it is neither.

    Latin text has a NUL in every second place, or three in every four.
    """
    if len(head) < 4 or b"\x00" not in head:
        return None
    nulls = [head[start::4].count(b"\x00") / len(head[start::4]) for start in range(4)]
    if min(nulls[:2]) > 0.9 and nulls[3] < 0.05:
        return "utf-32-be"
    if min(nulls[2:]) > 0.9 and nulls[0] < 0.05:
        return "utf-32-le"
    even, odd = (nulls[0] + nulls[2]) / 2, (nulls[1] + nulls[3]) / 2
    if max(even, odd) > 0.3 and min(even, odd) < 0.05:
        return "utf-16-le" if odd > even else "utf-16-be"
    return None


def without_holes(data: bytes) -> bytes:
    """The data without the runs of NULs that a crash leaves in or around a text.

    Data that hold other NULs as well are left alone: they are something else.
    """
    if b"\x00" not in data:
        return data
    filled = HOLES.sub(b"", data).strip(b"\x00")
    return data if b"\x00" in filled else filled


def is_binary(head: bytes) -> bool:
    """Whether bytes are no text in any common encoding.

    A NUL here and there is old wire copy, a long run of them is what a crash leaves; others are
    binary data, where they are not those of UTF-16 or UTF-32.
    """
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return False
    if b"\x00" in head and wide_encoding(head) is not None:
        return False
    text = without_holes(head)
    if head and not text:
        return True
    if text.count(b"\x00") > len(text) * NULLS_IN_TEXT:
        return True
    controls = len(text) - len(text.translate(None, CONTROLS))
    return controls > 2 + len(text) * CONTROLS_IN_TEXT


def no_article(head: bytes, name: str) -> str | None:
    """Why a file that no reader of a form of its own takes is rightly no article.

    Args:
        head: its first bytes.
        name: its name, which says what it is where the bytes are those of any text.

    Returns:
        A reason to skip it; None where it is one to be rejected, or to be read as text.
    """
    if xml_root(head) in SITE_MAPS:
        return "site map"
    if name.lower() == "robots.txt":
        return "robots"
    return NO_ARTICLE.get(name.lower().rpartition(".")[2]) if "." in name else None


def describe(head: bytes, name: str = "") -> str:
    """What was found, what was expected, what to do."""
    cure = (
        "expected a news file in a form that docs/formats.md lists; convert it, name its reader in "
        "_newshouse.toml, or exclude it there"
    )
    for signature, form in SIGNATURES:
        if head.startswith(signature):
            words = ole.kind(head, name) or form
            own = f"{CURES[words]}, or exclude it in _newshouse.toml" if words in CURES else cure
            return f"looks like {words}, for which there is no reader; {own}"
    if head[4:8] == b"ftyp":
        return f"looks like a film or picture (MP4), for which there is no reader; {cure}"
    if is_binary(head):
        return f"is binary data (starts with {head[:8].hex(' ')}); {cure}"
    root = xml_root(head)
    if root is not None:
        return (
            f"looks like XML or SGML with the root <{root}>, for which there is no reader; {cure}"
        )
    return f"is text in no form that any reader knows (starts with {head[:40]!r}); {cure}"
