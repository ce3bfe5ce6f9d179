"""Compound files (OLE, MS-CFB): what the Office of before 2007 and Outlook keep documents in.

Belongs here: telling them apart by the names of what they hold. Does not belong here: any one of
them (`containers.msg`).
"""

from __future__ import annotations

import struct

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Header signature (MS-CFB, 2.2)."""
ENTRY = 128
"""Bytes of a directory entry; its name comes first, in UTF-16 (2.6.1)."""
KINDS = {
    "__properties_version1.0": "msg",
    "WordDocument": "an old Word document",
    "Workbook": "an old Excel workbook",
    "Book": "an old Excel workbook",
    "PowerPoint Document": "old PowerPoint slides",
}
SUFFIXES = {
    ".msg": "msg",
    ".doc": "an old Word document",
    ".xls": "an old Excel workbook",
    ".ppt": "old PowerPoint slides",
}


def kind(head: bytes, name: str) -> str | None:
    """What a compound file is, as KINDS names it; None where it is none or of no known kind.

    Args:
        head: its first bytes.
        name: its name, which decides where the directory lies further on.
    """
    if not head.startswith(MAGIC):
        return None
    if len(head) >= 52:
        shift, first = struct.unpack_from("<H", head, 30)[0], struct.unpack_from("<I", head, 48)[0]
        start = (first + 1) << min(shift, 20)
        for at in range(start, min(len(head) - ENTRY, start + (1 << min(shift, 12))) + 1, ENTRY):
            size = struct.unpack_from("<H", head, at + 64)[0]
            found = head[at : at + max(0, min(size, 64) - 2)].decode("utf-16-le", "replace")
            if found in KINDS:
                return KINDS[found]
    return next((what for suffix, what in SUFFIXES.items() if name.lower().endswith(suffix)), None)
