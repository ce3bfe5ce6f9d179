"""Finding what lies in raw/, and what of it is new.

Belongs here: walking the raw folders, deciding which files are never read, hashing the ones that
may have changed. Does not belong here: opening a file as news (`etl.readers`), or deciding which
batch it goes to (`etl.lake.planning`).
"""

from __future__ import annotations

import dataclasses
import errno
import hashlib
import io
import os
import re
import stat
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from etl import collector
from etl.contracts.base import make_id
from etl.lake.files import Stamp, replacing, stamp
from etl.lake.folders import Folder, beneath, check_settings, read_folder_file
from etl.normalize.context import FolderDefaults
from etl.normalize.path_pattern import match_path
from etl.readers.members import about_the_folder, litter, saved_pages
from etl.settings import FolderSettings

UNFINISHED = re.compile(r"(\.part|\.partial|\.tmp|\.crdownload|\.download|~)$", re.IGNORECASE)
REFERENCE = "reference"
_AMBIGUOUS = re.compile(r"%(?=[0-9A-F]{2})")
HASH_BYTES = 1024 * 1024
RACY_SECONDS = 2.0
"""A file changed this shortly before it was last looked at may have changed again within the same
tick of its file system's clock: it is hashed once more (the "racy git" problem)."""


class RawFolderError(RuntimeError):
    """The raw folder cannot be used as it is; the message names it and the cure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFile:
    """One file of raw/."""

    path: str
    """Below its root, with `/`, printable."""
    root: str
    os_path: str
    """As the operating system knows it (surrogate escapes for bytes that are not UTF-8)."""
    size: int
    mtime_ns: int
    sha256: str | None = None
    status: Literal["found", "ignored", "unreadable"] = "found"
    message: str | None = None
    raw_file_id: uuid.UUID
    defaults: FolderDefaults = field(default_factory=FolderDefaults)
    path_values: tuple[tuple[str, str], ...] = ()

    def as_ignored(self, message: str) -> FoundFile:
        """The same file, not to be read."""
        return dataclasses.replace(self, status="ignored", message=message)


@dataclass(frozen=True, slots=True)
class Listing:
    """raw/ as one discovery found it."""

    files: tuple[FoundFile, ...]
    started: float
    """Seconds since the epoch, before the first file was looked at."""

    @property
    def candidates(self) -> tuple[FoundFile, ...]:
        """The files that are read."""
        return tuple(file for file in self.files if file.status == "found")


@dataclass(frozen=True, slots=True)
class Changes:
    """How one listing differs from the one before, in files that are read."""

    new: int
    changed: int
    gone: int
    unchanged: int


def printable(name: str) -> str:
    """A path as text that any tool can hold: bytes that are not UTF-8 are written `%XX`.

    A `%` that could be taken for such a byte is written `%25`, so that no two paths meet.
    """
    if name.isascii() and "%" not in name:
        return name
    return "".join(
        f"%{ord(char) - 0xDC00:02X}" if 0xDC80 <= ord(char) <= 0xDCFF else char
        for char in _AMBIGUOUS.sub("%25", name)
    )


def never_read(path: str) -> str | None:
    """Why a file is never read, by its path below the root alone; None where it may be."""
    parts = path.split("/")
    name = parts[-1]
    if any(part.startswith(".") for part in parts) or litter(name):
        return "hidden"
    if name == "_newshouse.toml":
        return "folder defaults"
    if parts[0] == REFERENCE and len(parts) > 1:
        return "reference"
    if UNFINISHED.search(name):
        return "unfinished"
    if about_the_folder(name):
        return "about the folder"
    return None


@dataclass(frozen=True, slots=True)
class _Seen:
    path: str
    root: str
    entry_path: str
    status: os.stat_result | None
    folder: Folder
    refusal: str | None
    error: str | None = None


def _walk(root: Path, folder: Folder) -> Iterator[_Seen]:
    """Every file below a root, in no particular order."""
    # The last says whether what lies there are the parts of a page that a browser has saved.
    pending: list[tuple[str, str, Folder, bool]] = [(str(root), "", folder, False)]
    while pending:
        here, base, above, belongs = pending.pop()
        try:
            entries = list(os.scandir(here))
            if not os.access(here, os.X_OK):
                # Its names can be listed, but nothing in it can be opened.
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        except FileNotFoundError:
            if not base:
                raise RawFolderError(f"{here}: has vanished; create it again") from None
            continue
        except OSError as error:
            if not base:
                raise RawFolderError(
                    f"{here}: cannot be read: {error.strerror}; check its permissions"
                ) from error
            yield _Seen(base, str(root), here, None, above, None, error.strerror or str(error))
            continue
        settings = read_folder_file(Path(here))
        current = above if settings is None else beneath(above, settings, base)
        pages = saved_pages([entry.name for entry in entries])
        for entry in entries:
            path = f"{base}/{entry.name}" if base else entry.name
            if entry.is_symlink():
                yield _Seen(path, str(root), entry.path, _lstat(entry.path), current, "link")
            elif entry.is_dir(follow_symlinks=False):
                of_page = belongs or entry.name.lower() in pages
                pending.append((entry.path, path, current, of_page))
            elif belongs:
                status = _lstat(entry.path)
                refusal = never_read(path) or "part of a saved page"
                yield _Seen(path, str(root), entry.path, status, current, refusal)
            else:
                yield _seen_file(path, str(root), entry.path, current)


def _lstat(path: str) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except FileNotFoundError:
        return None


def _seen_file(path: str, root: str, entry_path: str, folder: Folder) -> _Seen:
    status = _lstat(entry_path)
    refusal = never_read(path) or folder.refusal(path)
    if refusal is None and status is not None and not stat.S_ISREG(status.st_mode):
        refusal = "not a regular file"
    return _Seen(path, root, entry_path, status, folder, refusal)


def _roots(raw: Sequence[Path], defaults: FolderSettings) -> Iterator[_Seen]:
    check_settings(defaults, lambda _: "newshouse.toml [defaults]")
    base = beneath(Folder(), defaults, "")
    for root in raw:
        if root.is_dir():
            yield from _walk(root, base)
        elif root.is_file():
            settings = read_folder_file(root.parent)
            folder = base
            if settings is not None:
                folder = beneath(base, settings, "")
            # A file named by the user is read whatever its name or the folder's globs say.
            yield _Seen(root.name, str(root.parent), str(root), root.stat(), folder, None)
        else:
            raise RawFolderError(
                f"{root}: there is no such folder or file; create it, or name another with --raw"
            )


def hash_file(path: str) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with io.FileIO(path) as stream:
        while data := stream.read(HASH_BYTES):
            digest.update(data)
    return digest.hexdigest()


def _path_values(path: str, folder: Folder) -> tuple[tuple[str, str], ...]:
    if folder.defaults.path is None:
        return ()
    base = folder.pattern_base
    below = path[len(base) + 1 :] if base else path
    return match_path(folder.defaults.path, below) or ()


def _found(seen: _Seen, known: FoundFile | None, trusted_before: float) -> FoundFile | None:
    """The file as a listing has it; None where it has vanished since it was seen."""
    path = printable(seen.path)
    if seen.status is None and seen.error is None:
        return None
    size = seen.status.st_size if seen.status else 0
    mtime_ns = seen.status.st_mtime_ns if seen.status else 0

    def make(status: Literal["found", "ignored", "unreadable"], **more: object) -> FoundFile:
        sha256 = more.get("sha256")
        return FoundFile(
            path=path,
            root=printable(seen.root),
            os_path=seen.entry_path,
            size=size,
            mtime_ns=mtime_ns,
            status=status,
            raw_file_id=make_id("raw_file", path, str(sha256) if sha256 else None),
            **more,  # type: ignore[arg-type]
        )

    if seen.refusal is not None:
        return make("ignored", message=seen.refusal)
    if seen.error is not None:
        return make("unreadable", message=f"folder cannot be read: {seen.error}")
    sha256 = None
    if (
        known is not None
        and (known.size, known.mtime_ns, known.os_path) == (size, mtime_ns, seen.entry_path)
        and mtime_ns / 1e9 < trusted_before
    ):
        sha256 = known.sha256
    if sha256 is None:
        try:
            sha256 = hash_file(seen.entry_path)
        except FileNotFoundError:
            return None
        except OSError as error:
            return make("unreadable", message=f"cannot be read: {error.strerror}; check it")
    return make(
        "found",
        sha256=sha256,
        defaults=seen.folder.defaults,
        path_values=_path_values(seen.path, seen.folder),
    )


def discover(
    raw: Sequence[Path],
    defaults: FolderSettings,
    before: Listing | None,
    on_file: Callable[[int], None] = lambda _: None,
) -> Listing:
    """What lies in raw/ now, sorted by path.

    Files whose size and time are as in `before` are not opened.

    Args:
        raw: folders or files.
        defaults: what holds for all of them.
        before: an earlier listing, where there is one.
        on_file: called with the number of files looked at.

    Raises:
        RawFolderError: a root does not exist or cannot be read, or two roots hold the same file.
        FolderFileError: a `_newshouse.toml` cannot be used.
    """
    started = time.time()
    known = {file.os_path: file for file in before.files} if before else {}
    trusted_before = before.started - RACY_SECONDS if before else 0.0
    files: dict[uuid.UUID, FoundFile] = {}
    for number, seen in enumerate(_roots(raw, defaults), 1):
        file = _found(seen, known.get(seen.entry_path), trusted_before)
        on_file(number)
        if file is None:
            continue
        other = files.get(file.raw_file_id)
        if other is not None:
            if file.status == "found":
                raise RawFolderError(
                    f"{file.os_path}: is the same file, under the same path {file.path!r}, as "
                    f"{other.os_path}; name one of them only with --raw"
                )
            own_id = make_id("raw_file", file.path, None, file.root)
            file = dataclasses.replace(file, raw_file_id=own_id)
        files[file.raw_file_id] = file
    return Listing(
        tuple(sorted(files.values(), key=lambda file: (file.path, file.raw_file_id))), started
    )


def compare(before: Listing | None, now: Listing) -> Changes:
    """How raw/ has changed, in files that are read."""
    old = {file.path: file.sha256 for file in before.candidates} if before else {}
    new = {file.path: file.sha256 for file in now.candidates}
    changed = sum(1 for path, sha in new.items() if path in old and old[path] != sha)
    added = sum(1 for path in new if path not in old)
    return Changes(
        new=added,
        changed=changed,
        gone=sum(1 for path in old if path not in new),
        unchanged=len(new) - added - changed,
    )


_LISTING_SCHEMA = pa.schema(
    [
        ("path", pa.string()),
        ("root", pa.string()),
        ("os_path", pa.binary()),
        ("size", pa.int64()),
        ("mtime_ns", pa.int64()),
        ("sha256", pa.string()),
        ("status", pa.string()),
        ("message", pa.string()),
        ("raw_file_id", pa.binary(16)),
        ("defaults", pa.string()),
        ("path_values", pa.string()),
    ]
)


def save_listing(path: Path, listing: Listing) -> None:
    """Keep a listing for the steps that follow and for the next run."""
    rows = {
        name: [getattr(file, name) for file in listing.files]
        for name in ("path", "root", "size", "mtime_ns", "sha256", "status", "message")
    }
    rows["os_path"] = [os.fsencode(file.os_path) for file in listing.files]
    rows["raw_file_id"] = [file.raw_file_id.bytes for file in listing.files]
    rows["defaults"] = [orjson.dumps(file.defaults).decode() for file in listing.files]
    rows["path_values"] = [orjson.dumps(file.path_values).decode() for file in listing.files]
    schema = _LISTING_SCHEMA.with_metadata({"started": repr(listing.started)})
    with replacing(path) as temporary:
        pq.write_table(pa.table(rows, schema=schema), temporary, compression="zstd")


@cache
def _defaults(text: str) -> FolderDefaults:
    value = orjson.loads(text)
    columns = tuple((field, own) for field, own in value.pop("columns"))
    return FolderDefaults(columns=columns, **value)


def load_listing(path: Path) -> Listing | None:
    """The listing of the last run; None where there has been none."""
    seen = stamp(path)
    return None if seen is None else _listing_at(path, seen)


@cache
def _values(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in orjson.loads(text))


@lru_cache(maxsize=2)
@collector.paused()
def _listing_at(path: Path, seen: Stamp) -> Listing:
    """The listing as it was at this stamp. A run asks for it at each of its steps."""
    del seen
    table = pq.read_table(path)
    started = float(table.schema.metadata[b"started"])
    columns = [column.to_pylist() for column in table.select(_LISTING_SCHEMA.names).columns]
    files = tuple(
        FoundFile(
            path=row[0],
            root=row[1],
            os_path=os.fsdecode(row[2]),
            size=row[3],
            mtime_ns=row[4],
            sha256=row[5],
            status=row[6],
            message=row[7],
            raw_file_id=uuid.UUID(bytes=row[8]),
            defaults=_defaults(row[9]),
            path_values=_values(row[10]),
        )
        for row in zip(*columns, strict=True)
    )
    return Listing(files, started)
