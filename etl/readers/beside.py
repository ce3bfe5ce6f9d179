"""The files beside a member: for documents whose parts lie in several files.

Belongs here: finding and opening files by a path relative to a member's folder, on disk and in
archives, never outside raw/ or the archive and never over a link; and which names make files
depend on each other. Does not belong here: any format's references.

What a document in several files becomes depends on all of them. `depends` says by names alone which
files of a folder that are: when one of them changes, `etl.lake.planning` has all of them read anew.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from typing import BinaryIO

from etl.readers.base import Beside

_INDEX = re.compile(r"(?:^|[^a-z])mets(?:[^a-z].*)?\.xml$", re.IGNORECASE)
"""Names of files that list others: `18210801-METS.xml`, `0002647_18240217_mets.xml`, `mets.xml`."""


def is_index(name: str) -> bool:
    """Whether a file, by its name, lists others that make up its documents."""
    return _INDEX.search(name) is not None


def depends(paths: Iterable[str]) -> dict[str, str]:
    """Files that make up documents together, by their names.

    Args:
        paths: below raw/, with `/`.

    Returns:
        Path -> the folder of the index file that it belongs to. Files in that folder and one level
        beneath belong to it, if they are XML.
    """
    known = list(paths)
    folders = {path.rpartition("/")[0] for path in known if is_index(path.rpartition("/")[2])}
    found = {}
    for path in known:
        if not path.lower().endswith(".xml"):
            continue
        folder = path.rpartition("/")[0]
        above = folder.rpartition("/")[0]
        if folder in folders:
            found[path] = folder
        elif folder and above in folders:
            found[path] = above
    return found


def resolve(folder: Sequence[str], path: str, depth: int) -> tuple[str, ...] | None:
    """A relative path's parts below the root; None where it leads out of it or is absolute.

    Args:
        folder: the parts of the member's folder.
        path: relative to it, with `/`.
        depth: how many of the folder's parts lie below the root.
    """
    if path.startswith(("/", "\\")) or "\\" in path or re.match(r"[A-Za-z]:", path):
        return None
    parts = list(folder)
    floor = len(folder) - depth
    for part in path.split("/"):
        if part in {"", "."}:
            continue
        if part == "..":
            if len(parts) <= floor:
                return None
            parts.pop()
        else:
            parts.append(part)
    return tuple(parts)


def on_disk(path: Path, depth: int, open_file: Callable[[Path], BinaryIO]) -> Beside:
    """The files beside one on disk.

    Args:
        path: the file.
        depth: folders between the root of raw/ and the file: how far `..` may lead.
        open_file: opens a file.
    """
    folder = path.absolute().parent.parts

    def find(relative: str, *, wanted: Callable[[int], bool]) -> Path | None:
        parts = resolve(folder, relative, depth)
        if parts is None:
            return None
        place = Path(*parts)
        try:
            # Only what lies below the part that both paths share can be a link of an archive's own.
            pairs = zip(parts, folder, strict=False)
            shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
            below = [Path(*parts[:n]) for n in range(shared + 1, len(parts) + 1)]
            if any(stat.S_ISLNK(os.lstat(step).st_mode) for step in below):
                return None
            return place if wanted(os.lstat(place).st_mode) else None
        except (OSError, ValueError):
            return None

    def open_(relative: str) -> BinaryIO | None:
        found = find(relative, wanted=stat.S_ISREG)
        return open_file(found) if found else None

    def names(relative: str) -> Sequence[str]:
        found = find(relative, wanted=stat.S_ISDIR)
        if found is None:
            return ()
        with os.scandir(found) as entries:
            return sorted(entry.name for entry in entries if entry.is_file(follow_symlinks=False))

    return Beside(open_, names)


def in_archive(member: str, members: Callable[[], Mapping[str, Callable[[], BinaryIO]]]) -> Beside:
    """The files beside a member of an archive.

    Args:
        member: its name.
        members: every member's name and how to open it; asked for when first needed.
    """
    folder = tuple(part for part in member.split("/")[:-1] if part not in {"", "."})

    def path_of(relative: str) -> str | None:
        parts = resolve(folder, relative, len(folder))
        return "/".join(parts) if parts is not None else None

    def plain(name: str) -> str:
        return "/".join(part for part in name.split("/") if part not in {"", "."})

    def open_(relative: str) -> BinaryIO | None:
        wanted = path_of(relative)
        found = next((o for name, o in members().items() if plain(name) == wanted), None)
        return found() if found else None

    def names(relative: str) -> Sequence[str]:
        wanted = path_of(relative)
        return sorted(
            plain(name).rpartition("/")[2]
            for name in members()
            if wanted is not None and plain(name).rpartition("/")[0] == wanted
        )

    return Beside(open_, names)
