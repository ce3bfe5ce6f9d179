"""Saying what bytes are that no reader takes.

Belongs here: plain words for forms that people put into archives by mistake, or that have no
reader yet. Does not belong here: reading any of them.
"""

from __future__ import annotations

import re

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a RIFF sound, film or picture"),
    (b"\x00\x00\x00", "a film (MP4)"),
    (b"ID3", "a sound (MP3)"),
    (b"OggS", "a sound (Ogg)"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a Windows program"),
    (b"SQLite format 3", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"WARC/", "a WARC web archive"),
    (b"filedesc://", "an ARC web archive"),
)
XML_ROOT = re.compile(rb"<([A-Za-z_][\w.:-]*)")
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
    text = re.sub(
        rb"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(\[.*?\])?[^>]*>",
        b"",
        text,
        flags=re.IGNORECASE | re.DOTALL,
    )
    found = XML_ROOT.search(text)
    return found.group(1).decode("ascii", "replace") if found else None


def is_binary(head: bytes) -> bool:
    """Whether bytes are no text in any common encoding: NULs that are not UTF-16 or UTF-32."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return False
    nulls = head.count(b"\x00")
    if nulls == 0:
        controls = sum(head.count(bytes([value])) for value in range(1, 9))
        return controls > len(head) / 10
    even, odd = head[0::2].count(b"\x00"), head[1::2].count(b"\x00")
    # Latin text as UTF-16 without a byte order mark has a NUL in every second place.
    return not (max(even, odd) > 0.3 * len(head) / 2 and min(even, odd) < 0.05 * len(head) / 2)


def describe(head: bytes) -> str:
    """What was found, what was expected, what to do."""
    cure = (
        "expected a news file in a form that docs/formats.md lists; convert it, name its reader in "
        "_newshouse.toml, or exclude it there"
    )
    for signature, words in SIGNATURES:
        if head.startswith(signature):
            return f"looks like {words}, for which there is no reader; {cure}"
    root = xml_root(head)
    if root is not None:
        return (
            f"looks like XML or SGML with the root <{root}>, for which there is no reader; {cure}"
        )
    if is_binary(head):
        return f"is binary data (starts with {head[:8].hex(' ')}); {cure}"
    return f"is text in no form that any reader knows (starts with {head[:40]!r}); {cure}"
