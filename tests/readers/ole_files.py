"""Writes small compound files for tests (MS-CFB, version 3), and mails of Outlook in them."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypeAlias

SECTOR, MINI = 512, 64
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SMALL = 4096
"""Streams below this lie in the root's mini stream."""
Storage: TypeAlias = Mapping[str, "bytes | Storage"]


class _Sectors:
    """Sectors of one size, and the chains of them."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.data = bytearray()
        self.chain: list[int] = []

    def add(self, content: bytes) -> int:
        """The first sector of a stream; END where it is empty."""
        if not content:
            return END
        count = -(-len(content) // self.size)
        first = len(self.chain)
        self.data += content.ljust(count * self.size, b"\0")
        self.chain += [*range(first + 1, first + count), END]
        return first


def _entry(name: str, kind: int, links: tuple[int, int, int], start: int, size: int) -> bytes:
    title = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBB3I16sI8s8sIQ",
        title, len(title), kind, 1, *links, b"", 0, b"", b"", start, size,
    )  # fmt: skip


def compound(root: Storage) -> bytes:
    """A file of streams and storages: name -> content."""
    large, small = _Sectors(SECTOR), _Sectors(MINI)
    entries: list[list[object]] = [["Root Entry", 5, [FREE, FREE, FREE], END, 0]]

    def add(storage: Storage, parent: int) -> None:
        before: int | None = None
        for name, content in storage.items():
            number = len(entries)
            if isinstance(content, bytes):
                sectors = small if len(content) < SMALL else large
                entries.append([name, 2, [FREE, FREE, FREE], sectors.add(content), len(content)])
            else:
                entries.append([name, 1, [FREE, FREE, FREE], 0, 0])
                add(content, number)
            # One to the right of the other: a tree, if not a balanced one.
            links = entries[parent if before is None else before][2]
            links[2 if before is None else 1] = number  # type: ignore[index]
            before = number

    add(root, 0)
    entries[0][3], entries[0][4] = large.add(bytes(small.data)), len(small.data)
    fat = b"".join(struct.pack("<I", link) for link in small.chain)
    mini_fat = large.add(fat.ljust(-(-len(fat) // SECTOR) * SECTOR, b"\xff"))
    packed = b"".join(
        _entry(str(e[0]), int(e[1]), tuple(e[2]), int(e[3]), int(e[4]))  # type: ignore[arg-type, call-overload]
        for e in entries
    )
    directory = large.add(packed.ljust(-(-len(packed) // SECTOR) * SECTOR, b"\0"))
    count = 1
    while (len(large.chain) + count) * 4 > count * SECTOR:
        count += 1
    first = len(large.chain)
    chain = [*large.chain, *[FAT] * count]
    table = b"".join(struct.pack("<I", link) for link in chain).ljust(count * SECTOR, b"\xff")
    header = struct.pack(
        "<8s16s5H6s9I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"",
        0, count, directory, 0, SMALL, mini_fat, -(-len(fat) // SECTOR), END, 0,
    )  # fmt: skip
    places = [first + n for n in range(count)] + [FREE] * (109 - count)
    return header + struct.pack("<109I", *places) + bytes(large.data) + table


def _fixed(header: int, properties: Mapping[str, bytes]) -> bytes:
    entries = b"".join(
        struct.pack("<HHI8s", 0x40, int(number, 16), 6, value)
        for number, value in properties.items()
    )
    return bytes(header) + entries


def moment(when: datetime) -> bytes:
    """A time as PT_SYSTIME."""
    microseconds = (when - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds() * 1_000_000
    return struct.pack("<Q", int(microseconds) * 10)


def outlook(
    texts: Mapping[str, str],
    *,
    data: Mapping[str, bytes] | None = None,
    fixed: Mapping[str, bytes] | None = None,
    attached: tuple[Storage, ...] = (),
    header: int = 32,
) -> Storage:
    """The storage of a mail.

    Args:
        texts: property -> its text.
        data: property -> its bytes.
        fixed: property -> its eight bytes.
        attached: storages of attachments.
        header: bytes before the fixed properties: 32 in a file, 24 within another mail.
    """
    found: dict[str, bytes | Storage] = {"__properties_version1.0": _fixed(header, fixed or {})}
    found |= {f"__substg1.0_{n}001F": text.encode("utf-16-le") for n, text in texts.items()}
    found |= {f"__substg1.0_{n}0102": content for n, content in (data or {}).items()}
    found |= {f"__attach_version1.0_#{n:08X}": one for n, one in enumerate(attached)}
    return found


def attachment(name: str, content: bytes | Storage, media_type: str = "") -> Storage:
    """The storage of an attached file, or of an attached mail."""
    found: dict[str, bytes | Storage] = {"__properties_version1.0": bytes(8)}
    found["__substg1.0_3707001F"] = name.encode("utf-16-le")
    if media_type:
        found["__substg1.0_370E001F"] = media_type.encode("utf-16-le")
    kind = "0102" if isinstance(content, bytes) else "000D"
    found[f"__substg1.0_3701{kind}"] = content
    return found
