"""Files for tests of readers: written in any form, packed, cut off.

Belongs here: making bytes. Does not belong here: any expectation.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import zstandard

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": lambda data: gzip.compress(data, mtime=0),
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": lambda data: zstandard.ZstdCompressor().compress(data),
}


def written(source: Path, folder: Path, how: Mapping[str, Any]) -> Path:
    """A copy of a case's input as its `write` says; the input itself where it says nothing.

    Args:
        source: UTF-8 with line feeds, so that it can be read and edited.
        folder: where the copy goes.
        how: `encoding`, `newline`, `replace` (text -> text, before encoding), `cut` (bytes kept),
            `pack` (names of PACKERS, innermost first).
    """
    if not how:
        return source
    unknown = set(how) - {"encoding", "newline", "replace", "cut", "pack"}
    assert not unknown, f"{source}: unknown keys in `write`: {unknown}"
    if set(how) & {"encoding", "newline", "replace"}:
        text = source.read_text(encoding="utf-8")
        for old, new in how.get("replace", {}).items():
            assert old in text, f"{source}: {old!r} does not occur"
            text = text.replace(old, new)
        text = text.replace("\n", how.get("newline", "\n"))
        data = text.encode(how.get("encoding", "utf-8"), "surrogateescape")
    else:
        data = source.read_bytes()
    name = source.name
    for packer in how.get("pack", []):
        data = PACKERS[packer](data)
        name = f"{name}.{packer}"
    target = folder / name
    target.write_bytes(data[: how.get("cut", len(data))])
    return target


def zipped(members: Mapping[str, bytes], *, stored: bool = False) -> bytes:
    """A ZIP of these members, in this order."""
    buffer = io.BytesIO()
    method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=method)
    return buffer.getvalue()


def streamed_zip(members: Mapping[str, bytes]) -> bytes:
    """A ZIP written to a pipe: sizes stand behind each member, not before it."""

    class Pipe(io.RawIOBase):
        data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, block: Any) -> int:
            self.data += block
            return len(block)

    pipe = Pipe()
    pipe.data = bytearray()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        for name, data in members.items():
            archive.writestr(name, data)
    return bytes(pipe.data)


def tarred(members: Mapping[str, bytes], format_: int = tarfile.PAX_FORMAT) -> bytes:
    """A tar of these members, in this order."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=format_) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()
