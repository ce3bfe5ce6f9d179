"""Which work is left: units, batches, and the fingerprints that make work count as done.

Belongs here: cutting files into units, units into batches, and comparing both with the receipts.
Does not belong here: doing the work (`etl.compute`).
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache, lru_cache

from etl import collector
from etl.lake.discovery import FoundFile, Listing
from etl.lake.files import read_json, write_json
from etl.lake.layout import Layout
from etl.lake.receipts import Cut, Ledger, Receipt, UnitResult
from etl.normalize.context import FolderDefaults
from etl.readers.base import ByteRange
from etl.readers.beside import depends
from etl.readers.dispatch import cut
from etl.readers.limits import UNPACKED

MIN_BATCH_BYTES = 256 * 1024
MIN_BATCH_FILES = 16
"""Smaller batches would cost more to write than they gain by running beside each other."""
MIN_PIECE_BYTES = 1024 * 1024
"""Of a file that is cut so that all workers have some of it: a second of reading."""
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
    """Raw bytes of the unit; of a piece of a compressed file, its share of them."""
    file_size: int
    mtime_ns: int
    defaults: FolderDefaults
    path_values: tuple[tuple[str, str], ...]
    byte_range: ByteRange | None
    part: int
    parts: int
    cut: Cut | None = None
    """Of a piece."""
    companions: str | None = None
    """Of the files that make up documents together with this one."""
    unit_id: str = field(init=False)
    """Of the bytes read and of what the folder says of them. Kept: an archive has many units, and
    a plan names each several times."""

    def __post_init__(self) -> None:
        place = (self.byte_range, self.parts, *((self.cut,) if self.cut else ()))
        unit_id = fingerprint(self.raw_file_id, *place, self.defaults_fingerprint)
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
    packed_bytes: int | None,
    reader: str | None,
) -> Sequence[ByteRange | None]:
    """How a file is cut. A run plans three times; looking through a large tar takes seconds."""
    del size, mtime_ns  # Only for the cache to see that the file is the same.
    return tuple(cut(os_path, target_bytes=target_bytes, packed_bytes=packed_bytes, reader=reader))


def _raw_share(file: FoundFile, byte_range: ByteRange | None, end: int) -> int:
    """How many bytes of a file a range of its content stands for.

    Args:
        file: the file.
        byte_range: None for all of it.
        end: of its last range.
    """
    if byte_range is None:
        return file.size
    return file.size * (byte_range.end - byte_range.start) // max(1, end)


def _units(file: FoundFile, size: Cut, together: str | None, *, packed: bool) -> list[Unit]:
    """The pieces of a file.

    Args:
        file: the file.
        size: of a piece.
        together: of the files that make up documents together with this one.
        packed: whether to look into it where it is compressed.
    """
    ranges: Sequence[ByteRange | None] = [None]
    packed_bytes = size.packed if packed else None
    if file.size > size.plain or packed:
        key = (file.os_path, file.size, file.mtime_ns, size.plain, packed_bytes)
        ranges = _ranges(*key, file.defaults.reader)
    last = ranges[-1]
    return [
        Unit(
            raw_file_id=file.raw_file_id,
            path=file.path,
            os_path=file.os_path,
            size=_raw_share(file, byte_range, last.end if last else 0),
            file_size=file.size,
            mtime_ns=file.mtime_ns,
            defaults=file.defaults,
            path_values=file.path_values,
            byte_range=byte_range,
            part=part,
            parts=len(ranges),
            cut=size if len(ranges) > 1 else None,
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
    read completely in another cut): to be dropped before the file is read anew."""
    gone: dict[str, frozenset[uuid.UUID]]
    """Batch -> files in it that raw/ no longer holds."""
    obsolete: tuple[str, ...]
    """Batches read by other code or under other contracts: replaced as a whole."""
    begun: dict[uuid.UUID, tuple[tuple[UnitResult, str], ...]] = field(default_factory=dict)
    """Files of which some pieces are read, each with its batch. They do not count before the others
    are."""


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
    begun: dict[uuid.UUID, tuple[tuple[UnitResult, str], ...]] = {}
    for raw_file_id, several in found.items():
        surroundings = wanted.get(raw_file_id)
        whole = _complete(several, surroundings)
        kept: list[tuple[UnitResult, str]] = []
        other: list[tuple[UnitResult, str]] = []
        for one in several:
            cut_of = _cut_of(one[0])
            fits = cut_of[0] == surroundings if whole is None else cut_of == whole
            (kept if fits else other).append(one)
        if whole is not None:
            done[raw_file_id] = tuple(unit for unit, _ in kept)
            batches_of[raw_file_id] = tuple(sorted({batch for _, batch in kept}))
        elif kept:
            begun[raw_file_id] = tuple(kept)
        target = gone if surroundings is None else stale
        for _, batch in other:
            target.setdefault(batch, set()).add(raw_file_id)
    return Coverage(
        done,
        batches_of,
        {batch: frozenset(files) for batch, files in stale.items()},
        {batch: frozenset(files) for batch, files in gone.items()},
        tuple(sorted(obsolete)),
        begun,
    )


@dataclass(frozen=True, slots=True)
class Planned:
    """How work was cut that was then left to do."""

    batches: Sequence[Sequence[str]] = ()
    """The unit ids of each batch."""
    cuts: Mapping[uuid.UUID, Cut] = field(default_factory=dict)
    """Files in pieces."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is left to read."""

    batches: list[Batch]
    misfits: dict[str, frozenset[uuid.UUID]]
    """Batch -> files of which it holds pieces that fit no more to how they are cut now: to be
    dropped before the file is read."""


def _cut_of(unit: UnitResult) -> tuple[str, int, Cut]:
    """Under which folder defaults a unit was read, and how its file was cut."""
    return unit.defaults_fingerprint, unit.parts, unit.cut or Cut(0, 0)


def _complete(
    several: Sequence[tuple[UnitResult, str]], surroundings: str | None
) -> tuple[str, int, Cut] | None:
    """How a file was cut whose units are all read (`_cut_of`); None where none is complete."""
    found: dict[tuple[str, int, Cut], set[int]] = {}
    for unit, _ in several:
        if unit.defaults_fingerprint == surroundings:
            found.setdefault(_cut_of(unit), set()).add(unit.part)
    return min((cut for cut, parts in found.items() if len(parts) == cut[1]), default=None)


def plan_reading(
    listing: Listing,
    covered: Coverage,
    *,
    batch_bytes: int,
    batch_files: int,
    workers: int,
    planned: Planned = Planned(),
    packed: bool = True,
) -> Plan:
    """The batches that are left to read.

    A batch that was planned before and is still wholly to be done keeps its composition and so its
    name; that is how one that failed is tried again under the name that people saw fail. A file of
    which pieces are read is cut as it was, and they are not read again.

    Args:
        listing: raw/ as it is now.
        covered: what of it is read.
        batch_bytes: raw bytes of a batch, at most (a single unit may be larger).
        batch_files: units of a batch, at most.
        workers: how many batches run at once; small work is cut so that all have some.
        planned: the batches that were planned before.
        packed: whether large compressed files are looked into, so that they can be cut.
    """
    together = companions(listing)
    shares = workers * BATCHES_PER_WORKER
    files = [file for file in listing.candidates if file.raw_file_id not in covered.done]
    share = sum(file.size for file in files) // shares
    usual = Cut(
        max(min(MIN_PIECE_BYTES, batch_bytes), min(batch_bytes, share)),
        max(min(MIN_PIECE_BYTES, batch_bytes) // UNPACKED, min(batch_bytes // UNPACKED, share)),
    )
    pending: dict[str, Unit] = {}
    misfits: dict[str, set[uuid.UUID]] = {}
    for file in files:
        begun = covered.begun.get(file.raw_file_id, ())
        known = next((piece.cut for piece, _ in begun), None) or planned.cuts.get(file.raw_file_id)
        # Compressed files are decompressed to be cut: only those that would keep one worker at work
        # when the others have no more.
        looked_into = known is not None or file.size > max(usual.packed, share)
        pieces = _units(
            file,
            known or usual,
            together.get(file.raw_file_id),
            packed=packed and looked_into,
        )
        pending |= {piece.unit_id: piece for piece in pieces}
        for done, batch in begun:
            if pending.pop(done.unit_id, None) is None:
                misfits.setdefault(batch, set()).add(file.raw_file_id)
    kept = [ids for ids in planned.batches if ids and all(unit_id in pending for unit_id in ids)]
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
    return Plan(
        sorted(batches, key=lambda batch: (batch.units[0].path, batch.units[0].part)),
        {batch: frozenset(files_of) for batch, files_of in misfits.items()},
    )


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
    units = [unit for batch in batches for unit in batch.units]
    cuts = {unit.raw_file_id: unit.cut for unit in units if unit.cut is not None}
    write_planned(
        layout, Planned([[unit.unit_id for unit in batch.units] for batch in batches], cuts)
    )


def write_planned(layout: Layout, planned: Planned) -> None:
    """Remember this."""
    cuts = {str(raw_file_id): asdict(size) for raw_file_id, size in planned.cuts.items()}
    write_json(layout.planned, {"batches": list(map(list, planned.batches)), "cuts": cuts})


def load_planned(layout: Layout) -> Planned:
    """How work was cut the last time."""
    value = read_json(layout.planned)
    if not isinstance(value, dict):
        return Planned()
    cuts = {uuid.UUID(raw_file_id): Cut(**size) for raw_file_id, size in value["cuts"].items()}
    return Planned(value["batches"], cuts)
