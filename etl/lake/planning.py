"""Which work is left: units, batches, and the fingerprints that make work count as done.

Belongs here: cutting files into units, units into batches, and comparing both with the receipts.
Does not belong here: doing the work (`etl.compute`).
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from etl import collector
from etl.lake.discovery import FoundFile, Listing
from etl.lake.files import read_json, write_json
from etl.lake.layout import Layout
from etl.lake.receipts import Ledger, Receipt, UnitResult
from etl.normalize.context import FolderDefaults
from etl.readers.base import ByteRange
from etl.readers.beside import depends
from etl.readers.dispatch import cut

MIN_BATCH_BYTES = 256 * 1024
MIN_BATCH_FILES = 16
"""Smaller batches would cost more to write than they gain by running beside each other."""
PACKED = 4
"""Bytes of text that a compressed byte stands for, about."""
BATCHES_PER_WORKER = 4
"""So that workers end at about the same time."""


def fingerprint(*parts: object) -> str:
    """Twelve hexadecimal digits of everything given, in order."""
    digest = hashlib.blake2b(digest_size=6)
    for part in parts:
        data = str(part).encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.hexdigest()


def companions(listing: Listing) -> dict[uuid.UUID, str]:
    """Of files that make up documents together: what they are, one fingerprint for all of them.

    A change of one has all of them read anew, and so has one that comes or goes.
    """
    files = {file.path: file for file in listing.candidates}
    groups: dict[str, list[FoundFile]] = {}
    for path, folder in depends(files).items():
        groups.setdefault(folder, []).append(files[path])
    found: dict[uuid.UUID, str] = {}
    for group in groups.values():
        together = fingerprint(*sorted((file.path, file.sha256 or "") for file in group))
        found |= {file.raw_file_id: together for file in group}
    return found


@cache
def _surroundings(
    defaults: FolderDefaults, path_values: tuple[tuple[str, str], ...], together: str | None
) -> str:
    parts = (defaults, path_values) if together is None else (defaults, path_values, together)
    return fingerprint(*parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One piece of reading: a file, or a stretch of a large one."""

    raw_file_id: uuid.UUID
    path: str
    os_path: str
    size: int
    """Bytes of the unit; of a piece of a compressed file, those that it holds."""
    file_size: int
    mtime_ns: int
    defaults: FolderDefaults
    path_values: tuple[tuple[str, str], ...]
    byte_range: ByteRange | None
    part: int
    parts: int
    companions: str | None = None
    """Of the files that make up documents together with this one."""
    unit_id: str = field(init=False)
    """Of the bytes read and of what the folder says of them. Kept: an archive has many units, and
    a plan names each several times."""

    def __post_init__(self) -> None:
        unit_id = fingerprint(
            self.raw_file_id, self.byte_range, self.parts, self.defaults_fingerprint
        )
        object.__setattr__(self, "unit_id", unit_id)

    @property
    def defaults_fingerprint(self) -> str:
        """Of what the folder says and holds that changes rows."""
        return _surroundings(self.defaults, self.path_values, self.companions)


@dataclass(frozen=True, slots=True)
class Batch:
    """Units that are read together."""

    batch: str
    units: tuple[Unit, ...]

    @property
    def size(self) -> int:
        """Raw bytes."""
        return sum(unit.size for unit in self.units)


def make_batch(units: Iterable[Unit]) -> Batch:
    """A batch of these units; its name follows from them."""
    ordered = tuple(sorted(units, key=lambda unit: (unit.path, unit.part)))
    return Batch(batch_name(unit.unit_id for unit in ordered), ordered)


def batch_name(unit_ids: Iterable[str]) -> str:
    """The name of a batch of these units."""
    return fingerprint(*sorted(unit_ids))


@lru_cache(maxsize=1024)
def _ranges(
    os_path: str,
    size: int,
    mtime_ns: int,
    target_bytes: int,
    reader: str | None,
    packed: bool,  # noqa: FBT001 - the cache's key
) -> Sequence[ByteRange | None]:
    """How a file is cut. A run plans three times; looking through a large tar takes seconds."""
    del size, mtime_ns  # Only for the cache to see that the file is the same.
    return tuple(cut(os_path, target_bytes=target_bytes, reader=reader, packed=packed))


def _units(file: FoundFile, target_bytes: int, together: str | None, *, packed: bool) -> list[Unit]:
    ranges: Sequence[ByteRange | None] = [None]
    if file.size > target_bytes or packed:
        key = (file.os_path, file.size, file.mtime_ns, target_bytes, file.defaults.reader)
        ranges = _ranges(*key, packed)
    return [
        Unit(
            raw_file_id=file.raw_file_id,
            path=file.path,
            os_path=file.os_path,
            size=file.size if byte_range is None else byte_range.end - byte_range.start,
            file_size=file.size,
            mtime_ns=file.mtime_ns,
            defaults=file.defaults,
            path_values=file.path_values,
            byte_range=byte_range,
            part=part,
            parts=len(ranges),
            companions=together,
        )
        for part, byte_range in enumerate(ranges)
    ]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How the receipts cover what raw/ holds now."""

    done: dict[uuid.UUID, tuple[UnitResult, ...]]
    """Files that are read completely."""
    batches_of: dict[uuid.UUID, tuple[str, ...]]
    """The batches that hold them."""
    stale: dict[str, frozenset[uuid.UUID]]
    """Batch -> files of raw/ whose rows in it are out of date (read with other folder defaults, or
    in another cut that was never completed): to be dropped before the file is read anew."""
    gone: dict[str, frozenset[uuid.UUID]]
    """Batch -> files in it that raw/ no longer holds."""
    obsolete: tuple[str, ...]
    """Batches read by other code or under other contracts: replaced as a whole."""


_COVERED: list[tuple[Listing, tuple[Receipt, ...], str, Coverage]] = []
"""The last answer of `coverage`, and to what. A run asks the same at each of its steps."""


def coverage(listing: Listing, ledger: Ledger, read_fingerprint: str) -> Coverage:
    """Compare what raw/ holds with what has been read."""
    receipts = tuple(ledger.read.values())
    for seen, known, by, covered in _COVERED:
        same = seen is listing and by == read_fingerprint and len(known) == len(receipts)
        if same and all(one is other for one, other in zip(known, receipts, strict=True)):
            return covered
    covered = _coverage(listing, receipts, read_fingerprint)
    _COVERED[:] = [(listing, receipts, read_fingerprint, covered)]
    return covered


@collector.paused()
def _coverage(listing: Listing, receipts: Sequence[Receipt], read_fingerprint: str) -> Coverage:
    together = companions(listing)
    wanted = {
        file.raw_file_id: _surroundings(
            file.defaults, file.path_values, together.get(file.raw_file_id)
        )
        for file in listing.candidates
    }
    found: dict[uuid.UUID, list[tuple[UnitResult, str]]] = {}
    obsolete = []
    for receipt in receipts:
        if receipt.fingerprint != read_fingerprint:
            obsolete.append(receipt.batch)
            continue
        for unit in receipt.units:
            found.setdefault(unit.raw_file_id, []).append((unit, receipt.batch))
    done: dict[uuid.UUID, tuple[UnitResult, ...]] = {}
    batches_of: dict[uuid.UUID, tuple[str, ...]] = {}
    stale: dict[str, set[uuid.UUID]] = {}
    gone: dict[str, set[uuid.UUID]] = {}
    for raw_file_id, several in found.items():
        surroundings = wanted.get(raw_file_id)
        cut = _complete_cut(several, surroundings)
        if cut is not None:
            chosen = several
            if len(several) > 1:
                chosen = [one for one in several if _is_of(one[0], surroundings, cut)]
            done[raw_file_id] = tuple(unit for unit, _ in chosen)
            batches_of[raw_file_id] = tuple(sorted({batch for _, batch in chosen}))
            if len(chosen) == len(several):
                continue
        target = gone if surroundings is None else stale
        for unit, batch in several:
            if cut is None or not _is_of(unit, surroundings, cut):
                target.setdefault(batch, set()).add(raw_file_id)
    return Coverage(
        done,
        batches_of,
        {batch: frozenset(files) for batch, files in stale.items()},
        {batch: frozenset(files) for batch, files in gone.items()},
        tuple(sorted(obsolete)),
    )


def _is_of(unit: UnitResult, surroundings: str | None, cut: int) -> bool:
    return unit.defaults_fingerprint == surroundings and unit.parts == cut


def _complete_cut(
    several: Sequence[tuple[UnitResult, str]], surroundings: str | None
) -> int | None:
    """Into how many units a file was cut that are all read; None where none is complete."""
    parts: dict[int, set[int]] = {}
    for unit, _ in several:
        if unit.defaults_fingerprint == surroundings:
            if unit.parts == 1:
                return 1
            parts.setdefault(unit.parts, set()).add(unit.part)
    return min((cut for cut, found in parts.items() if len(found) == cut), default=None)


def plan_reading(
    listing: Listing,
    covered: Coverage,
    *,
    batch_bytes: int,
    batch_files: int,
    workers: int,
    planned: Sequence[Sequence[str]] = (),
    packed: bool = True,
) -> list[Batch]:
    """The batches that are left to read.

    A batch that was planned before and is still wholly to be done keeps its composition and so its
    name; that is how one that failed is tried again under the name that people saw fail.

    Args:
        listing: raw/ as it is now.
        covered: what of it is read.
        batch_bytes: raw bytes of a batch, at most (a single unit may be larger).
        batch_files: units of a batch, at most.
        workers: how many batches run at once; small work is cut so that all have some.
        planned: unit ids of the batches that were planned before.
        packed: whether large compressed files are looked into, so that they can be cut.
    """
    together = companions(listing)
    shares = workers * BATCHES_PER_WORKER
    files = [file for file in listing.candidates if file.raw_file_id not in covered.done]
    # Compressed files are decompressed to be cut: only those that would keep one worker at work
    # when the others have no more.
    packed_bytes = max(batch_bytes // PACKED, sum(file.size for file in files) // shares)
    pending = {
        unit.unit_id: unit
        for file in files
        for unit in _units(
            file,
            batch_bytes,
            together.get(file.raw_file_id),
            packed=packed and file.size > packed_bytes,
        )
    }
    kept = [ids for ids in planned if ids and all(unit_id in pending for unit_id in ids)]
    batches = [
        make_batch(pending.pop(unit_id) for unit_id in ids)
        for ids in kept
        if all(unit_id in pending for unit_id in ids)
    ]
    units = sorted(pending.values(), key=lambda unit: (unit.path, unit.part))
    total = sum(unit.size for unit in units)
    most_bytes = max(MIN_BATCH_BYTES, min(batch_bytes, total // shares + 1))
    most_files = max(MIN_BATCH_FILES, min(batch_files, len(units) // shares + 1))
    current: list[Unit] = []
    size = 0
    for unit in units:
        if current and (size + unit.size > most_bytes or len(current) >= most_files):
            batches.append(make_batch(current))
            current, size = [], 0
        current.append(unit)
        size += unit.size
    if current:
        batches.append(make_batch(current))
    return sorted(batches, key=lambda batch: (batch.units[0].path, batch.units[0].part))


def plan_extraction(ledger: Ledger, read_fingerprint: str, engine: str) -> list[Receipt]:
    """The batches that are read and not yet extracted by this engine."""
    left = []
    for read in ledger.read.values():
        if read.fingerprint != read_fingerprint:
            continue
        extracted = ledger.extracted(read)
        if extracted is None or extracted.fingerprint != engine:
            left.append(read)
    return sorted(left, key=lambda receipt: receipt.units[0].path if receipt.units else "")


def save_planned(layout: Layout, batches: Sequence[Batch]) -> None:
    """Remember how the work left was cut, so that a failed batch keeps its name."""
    write_json(layout.planned, [[unit.unit_id for unit in batch.units] for batch in batches])


def load_planned(layout: Layout) -> list[list[str]]:
    """The unit ids of the batches planned last."""
    value = read_json(layout.planned)
    return value if isinstance(value, list) else []
