"""The whole line, from raw/ to a published catalogue, as plain functions.

Belongs here: the steps, each of which takes the settings, does what is left to do and reports it.
A step keeps nothing in memory for the next: what it made lies in the warehouse. Does not belong
here: Dagster, the command line, and how any of the work is done.

    with writing(layout.lock):
        discover -> read_batches -> extract_batches -> compact -> publish
"""

from __future__ import annotations

import contextlib
import errno
import functools
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeAlias, TypeVar

import duckdb
import pyarrow.parquet as pq

from etl.compute.backend import Backend, choose_backend
from etl.compute.batches import (
    ExtractTask,
    ReadTask,
    engine_fingerprint,
    extract_batch,
    let_engine_go,
    read_batch,
    read_fingerprint,
)
from etl.compute.inline import InlineBackend
from etl.compute.progress import Progress, Silent
from etl.contracts.base import CONTRACT_VERSION
from etl.lake import planning, portions
from etl.lake.archive import FileLists, resolve_archive
from etl.lake.catalogue import NotPublishedError, open_catalogue
from etl.lake.discovery import (
    Changes,
    Listing,
    RawFolderError,
    compare,
    load_listing,
    save_listing,
)
from etl.lake.discovery import (
    discover as discover_files,
)
from etl.lake.files import read_json, write_json
from etl.lake.forgotten import FILE_NAME as IGNORE_FILE
from etl.lake.forgotten import (
    Forgotten,
    NothingToForgetError,
    append_forgotten,
    read_forgotten,
    remember_forgotten,
)
from etl.lake.gc import collect
from etl.lake.layout import Layout
from etl.lake.lock import WarehouseUnusableError
from etl.lake.planning import (
    Batch,
    Coverage,
    Plan,
    Planned,
    coverage,
    plan_extraction,
    plan_reading,
)
from etl.lake.publish import (
    CheckResult,
    NotReadError,
    Publication,
    check_files,
    publication_inputs,
    publish_catalogue,
    run_checks,
)
from etl.lake.receipts import Ledger, Receipt, load_ledger, remove_receipts, settle
from etl.lake.rewriting import Drop, due_for_compaction, rewrite
from etl.resolve.reference import Corrections, Problem, read_corrections
from etl.settings import Settings

Task = TypeVar("Task")
Answer = TypeVar("Answer")
Arguments = ParamSpec("Arguments")

BadLine: TypeAlias = tuple[str, int, str, str]
"""(file, line, status, message) of a line of the reference folder that is not applied."""

SILENT = Silent()
CANNOT_WRITE = {
    *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO),
}
"""What the operating system says of a disk that is full, broken or not ours to write."""
MOST_SPLITS = 64
"""Failing batches halved in one run, at most: beyond this it is not the input that fails."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What a run would have to do."""

    listing: Listing
    changes: Changes
    to_read: tuple[Batch, ...]
    to_extract: int
    publication_due: bool
    corrections: Corrections = field(default_factory=Corrections)
    """What the reference folder says now."""
    inputs: str = ""
    """Fingerprint of what a publication would be made from, were there nothing else to do."""

    @property
    def forbidden_unknown(self) -> list[Problem]:
        """Lines of `ignore.csv` that cannot be used: nobody knows what they forbid."""
        return [
            one
            for one in self.corrections.problems
            if one.kind == "ignore" and one.status == "rejected"
        ]

    @property
    def nothing_to_do(self) -> bool:
        """Whether the published catalogue states what raw/ holds now, by the current code."""
        return not (self.to_read or self.to_extract or self.publication_due)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run made, for whoever started it."""

    catalogue: Path
    changes: dict[str, int]
    publication: Publication
    failed_batches: dict[str, str]
    failures: list[str]
    """Articles that the engine failed on."""
    rejects_over_limit: bool
    corrections: dict[str, int]
    """Lines of the reference folder by what became of them."""
    bad_lines: list[BadLine]
    """Those that are not applied, those of `ignore.csv` first."""

    @property
    def forbidden_unknown(self) -> bool:
        """Whether a line of `ignore.csv` cannot be used."""
        return any(
            file == IGNORE_FILE and status == "rejected" for file, _, status, _ in self.bad_lines
        )


@dataclass(slots=True)
class StageReport:
    """What one stage did in this run."""

    done: list[Receipt] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    """Batch -> why. It stays to be done."""
    failed_files: dict[str, str] = field(default_factory=dict)
    """Raw file, as text, of a failed batch -> why."""
    seconds: float = 0.0

    @property
    def failures(self) -> list[str]:
        """Articles that the engine failed on."""
        return [failure for receipt in self.done for failure in receipt.failures]


@contextlib.contextmanager
def _using(settings: Settings) -> Iterator[None]:
    """Say what to do where the warehouse cannot be used.

    Raises:
        WarehouseUnusableError: the disk is full, or what lies there cannot be read or written.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in CANNOT_WRITE:
            raise
        raise WarehouseUnusableError(
            f"{error.filename or settings.warehouse}: cannot be written: {error.strerror or error};"
            " free some space or make the warehouse writable, then run again: what is done is kept"
        ) from error
    except duckdb.OperationalError as error:
        raise WarehouseUnusableError(
            f"{settings.warehouse}: cannot be used: {error}; where the disk is full free some "
            "space, where a file is missing `newshouse verify` says which, then run again: what is "
            "done is kept"
        ) from error


def _naming_the_cure(
    step: Callable[Concatenate[Settings, Arguments], Answer],
) -> Callable[Concatenate[Settings, Arguments], Answer]:
    """A step that says what to do where the warehouse cannot be used; see `_using`."""

    @functools.wraps(step)
    def named(settings: Settings, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
        with _using(settings):
            return step(settings, *args, **kwargs)

    return named


def _candidates(listing: Listing, forgotten: Forgotten) -> Listing:
    """The listing without the files that the user wants forgotten: they are ignored."""
    if not forgotten.files:
        return listing
    return Listing(
        tuple(
            file.as_ignored("forgotten, see ignore.csv") if file.path in forgotten.files else file
            for file in listing.files
        ),
        listing.started,
    )


def _forgotten(settings: Settings) -> Forgotten:
    """What is to be left out of this warehouse."""
    return read_forgotten(settings.reference_folder, Layout(settings.warehouse))


def _look(
    settings: Settings, progress: Progress, seen: Listing | None = None
) -> tuple[Listing | None, Listing]:
    before = load_listing(Layout(settings.warehouse).listing)
    forgotten = _forgotten(settings)
    now = discover_files(settings.raw, settings.defaults, seen or before, progress.files)
    return before, _candidates(now, forgotten)


def _plan(settings: Settings, listing: Listing, ledger: Ledger, *, packed: bool = True) -> Plan:
    return plan_reading(
        listing,
        coverage(listing, ledger, read_fingerprint()),
        batch_bytes=settings.batch_bytes,
        batch_files=settings.batch_files,
        workers=settings.worker_count,
        planned=planning.load_planned(Layout(settings.warehouse)),
        packed=packed,
    )


def _plan_and_drop(settings: Settings, listing: Listing) -> Plan:
    """What is left to read, after rows have been dropped that what is read would double."""
    layout = Layout(settings.warehouse)
    ledger = load_ledger(layout)
    stale = coverage(listing, ledger, read_fingerprint()).stale
    for batch, raw_files in stale.items():
        rewrite(layout, ledger, [batch], Drop(raw_files=raw_files))
    if stale:
        ledger = load_ledger(layout)
    plan = _plan(settings, listing, ledger)
    for batch, raw_files in plan.misfits.items():
        rewrite(layout, ledger, [batch], Drop(raw_files=raw_files))
    return _plan(settings, listing, load_ledger(layout)) if plan.misfits else plan


def survey(settings: Settings, progress: Progress = SILENT, *, packed: bool = True) -> Survey:
    """What is to be done; changes nothing and takes no lock.

    Args:
        settings: the settings.
        progress: who is told.
        packed: look into large compressed files, as the run will; else they count as one batch.
            That takes seconds a gigabyte.

    Raises:
        RawFolderError: raw/ cannot be used.
        FolderFileError: a `_newshouse.toml` cannot be used.
        IgnoreFileError: not one line of `ignore.csv` can be used.
        UnknownEngineError: the settings name an engine that does not exist.
    """
    layout = Layout(settings.warehouse)
    before, listing = _look(settings, progress)
    ledger = load_ledger(layout)
    batches = _plan(settings, listing, ledger, packed=packed).batches
    engine = engine_fingerprint(settings.engine)
    to_extract = plan_extraction(ledger, read_fingerprint(), engine)
    corrections = read_corrections(settings.reference_folder)
    inputs = publication_inputs(
        listing, ledger, read_fingerprint(), engine, corrections.fingerprint
    )
    published = Publication.load(layout)
    due = published is None or published.inputs != inputs or not layout.catalogue.exists()
    due |= bool(_still_held(settings))
    return Survey(
        listing,
        compare(before, listing),
        tuple(batches),
        len(to_extract),
        due,
        corrections,
        inputs,
    )


def _still_held(settings: Settings) -> frozenset[uuid.UUID]:
    """Articles that are to be forgotten and that batches may still hold."""
    wanted = _forgotten(settings).articles
    if not wanted:
        return frozenset()
    done = read_json(Layout(settings.warehouse).forgotten)
    return wanted - {uuid.UUID(value) for value in done} if isinstance(done, list) else wanted


def _forget_articles(settings: Settings, articles: frozenset[uuid.UUID]) -> list[str]:
    """Rewrite the batches that hold these articles without them.

    Returns:
        Those batches.
    """
    layout = Layout(settings.warehouse)
    ledger = load_ledger(layout)
    batches = find_batches(settings, articles) if articles else []
    for batch in batches:
        rewrite(layout, ledger, [batch], Drop(articles=articles))
    done = sorted(map(str, _forgotten(settings).articles))
    if done or layout.forgotten.exists():
        write_json(layout.forgotten, done)
    return batches


def _refuse_missing(
    settings: Settings, before: Listing | None, now: Listing, *, allow_missing: bool
) -> None:
    if allow_missing:
        return
    roots = ", ".join(map(str, settings.raw))
    if not now.candidates:
        raise RawFolderError(
            f"{roots}: holds no file to read; put files there, name another folder with --raw, or "
            "use --allow-missing to publish an empty warehouse"
        )
    if before is None or not before.candidates:
        return
    gone = compare(before, now).gone
    if gone > settings.missing_limit * len(before.candidates):
        raise RawFolderError(
            f"{roots}: {gone} of {len(before.candidates)} files have gone since the last run, more "
            f"than {settings.missing_limit:.0%}; is the right folder mounted? Use --allow-missing "
            "to take them out of the warehouse"
        )


@_naming_the_cure
def discover(
    settings: Settings,
    *,
    allow_missing: bool = False,
    rebuild: bool = False,
    seen: Listing | None = None,
    progress: Progress = SILENT,
) -> Survey:
    """Find what is in raw/, and cut what is new into batches.

    What `seen`, the listing of a survey made just before, has hashed is not hashed again.

    With `rebuild`, everything counts as new; the published catalogue stays until its successor is
    complete.

    Rows of files that are read anew, under other folder defaults or cut otherwise, are dropped
    here, before their successors are made.

    Raises:
        RawFolderError: raw/ cannot be used, or too much of it has gone.
        FolderFileError: a `_newshouse.toml` cannot be used.
    """
    layout = Layout(settings.warehouse)
    settle(layout)
    before, listing = _look(settings, progress, seen)
    _refuse_missing(settings, before, listing, allow_missing=allow_missing)
    forgotten = _forgotten(settings)
    for problem in forgotten.problems:
        progress.warn(str(problem))
    remember_forgotten(layout, forgotten)
    if _forget_articles(settings, _still_held(settings)):
        progress.warn("articles that ignore.csv names are taken out of the warehouse")
    ledger = load_ledger(layout)
    if rebuild:
        remove_receipts(layout, [*ledger.read, *ledger.extract])
        ledger = load_ledger(layout)
    batches = _plan_and_drop(settings, listing).batches
    ledger = load_ledger(layout)
    planning.save_planned(layout, batches)
    changes = compare(before, listing)
    save_listing(layout.listing, listing)
    write_json(
        layout.state / "changes.json",
        {name: getattr(changes, name) for name in ("new", "changed", "gone", "unchanged")},
    )
    engine = engine_fingerprint(settings.engine)
    to_extract = len(plan_extraction(ledger, read_fingerprint(), engine))
    corrections = read_corrections(settings.reference_folder)
    return Survey(listing, changes, tuple(batches), to_extract, True, corrections)  # noqa: FBT003


def _listing(settings: Settings) -> Listing:
    listing = load_listing(Layout(settings.warehouse).listing)
    if listing is None:
        raise RawFolderError(
            f"{settings.warehouse}: raw/ has not been looked at yet; run the whole job first"
        )
    return listing


def _run(
    backend: Backend,
    function: Callable[[Task], Receipt],
    tasks: Sequence[Task],
    split: Callable[[Task], tuple[Task, ...]],
    name: Callable[[Task], str],
    size: Callable[[Task], int],
    files: Callable[[Task], Iterable[uuid.UUID]],
    stage: str,
    progress: Progress,
    on_done: Callable[[Receipt], None],
    finish: Callable[[Task, Receipt], Receipt | None] = lambda _, receipt: receipt,
) -> StageReport:
    """Run tasks, in their order; halve the ones that fail until what fails stands alone.

    `finish` gives the receipt of a batch when the last of its tasks is done.
    """
    started = time.perf_counter()
    report = StageReport()
    progress.stage(stage, len({name(task) for task in tasks}), sum(map(size, tasks)))
    splits = 0
    pending = list(tasks)
    while pending:
        failed: list[Task] = []
        for done in backend.run(function, pending):
            if done.error is None and done.result is not None:
                receipt = finish(done.task, done.result)
                if receipt is None:
                    progress.part(size(done.task))
                    continue
                report.done.append(receipt)
                on_done(receipt)
                documents = sum(unit.documents for unit in receipt.units)
                progress.batch(size(done.task), documents)
                continue
            if isinstance(done.error, OSError) and done.error.errno in CANNOT_WRITE:
                raise WarehouseUnusableError(
                    f"batch {name(done.task)}: cannot be written: {done.error}; free some space "
                    "or make the warehouse writable, then run again: what is done is kept"
                ) from done.error
            why = f"{type(done.error).__name__}: {done.error}"
            if report.failed.get(name(done.task)) != why:
                report.failed[name(done.task)] = why
                progress.warn(f"batch {name(done.task)} failed: {why}")
            failed.append(done.task)
        pending = []
        for task in failed:
            halves = split(task)
            if len(halves) > 1 and splits < MOST_SPLITS:
                splits += 1
                pending.extend(halves)
                del report.failed[name(task)]
                continue
            why = report.failed[name(task)]
            report.failed_files |= {str(raw_file): why for raw_file in files(task)}
    report.seconds = time.perf_counter() - started
    progress.end()
    return report


def _halves(task: ReadTask) -> tuple[ReadTask, ...]:
    units = task.batch.units
    if len(units) < 2:
        return (task,)
    middle = len(units) // 2
    return tuple(
        ReadTask(task.warehouse, planning.make_batch(half), task.fingerprint, task.forgotten)
        for half in (units[:middle], units[middle:])
    )


class UnknownBatchError(ValueError):
    """There is no batch of that name."""


def check_names(settings: Settings, only: Sequence[str], planned: Sequence[Batch]) -> None:
    """See that batches that are to be redone exist.

    Args:
        settings: of the warehouse.
        only: their names.
        planned: the batches that are left to read.

    Raises:
        UnknownBatchError: one does not.
    """
    known = {batch.batch for batch in planned} | load_ledger(Layout(settings.warehouse)).read.keys()
    unknown = sorted(set(only) - known)
    if unknown:
        raise UnknownBatchError(
            f"there is no batch {', '.join(unknown)}; the column raw_files.batches has their names"
        )


@_naming_the_cure
def read_batches(
    settings: Settings,
    *,
    only: Sequence[str] = (),
    progress: Progress = SILENT,
    on_done: Callable[[Receipt], None] = lambda _: None,
    backend: Backend | None = None,
) -> StageReport:
    """Read what is left to read.

    Args:
        settings: the settings.
        only: batches to read, even if they are done; all that are left, where empty. Names that
            do not exist are let be; see `check_names`.
        progress: who is told.
        on_done: called with each batch's receipt.
        backend: where batches run; by default worker processes.

    Raises:
        WarehouseUnusableError: the warehouse cannot be written.
    """
    layout = Layout(settings.warehouse)
    listing = _listing(settings)
    ledger = load_ledger(layout)
    again = {batch: ledger.read[batch].units for batch in only if batch in ledger.read}
    if again:
        units = [unit for each in again.values() for unit in each]
        planned = planning.load_planned(layout)
        cuts = {unit.raw_file_id: unit.cut for unit in units if unit.cut is not None}
        ids = [[unit.unit_id for unit in each] for each in again.values()]
        planning.write_planned(layout, Planned([*ids, *planned.batches], {**planned.cuts, **cuts}))
        remove_receipts(layout, again)
    batches = _plan_and_drop(settings, listing).batches
    if only:
        # Files of theirs that cannot be cut as they were are read as a whole.
        files = {unit.raw_file_id for each in again.values() for unit in each}
        batches = [
            batch
            for batch in batches
            if batch.batch in only or any(unit.raw_file_id in files for unit in batch.units)
        ]
    articles = _forgotten(settings).articles
    fingerprint = read_fingerprint()
    # The longest first, so that no worker is left with it at the end.
    batches.sort(key=lambda batch: batch.size, reverse=True)
    tasks = [ReadTask(settings.warehouse, batch, fingerprint, articles) for batch in batches]
    report = _run(
        backend or choose_backend(min(settings.worker_count, max(1, len(tasks)))),
        read_batch,
        tasks,
        _halves,
        lambda task: task.batch.batch,
        lambda task: task.batch.size,
        lambda task: (unit.raw_file_id for unit in task.batch.units),
        "reading",
        progress,
        on_done,
    )
    _save_failed(layout, "read", report)
    return report


def _save_failed(layout: Layout, stage: str, report: StageReport) -> None:
    """Remember failed batches by name for the summary, and why for the published `raw_files`."""
    write_json(
        layout.state / f"failed-{stage}.json",
        {"batches": report.failed, "files": report.failed_files},
    )


@_naming_the_cure
def extract_batches(
    settings: Settings,
    *,
    only: Sequence[str] = (),
    progress: Progress = SILENT,
    on_done: Callable[[Receipt], None] = lambda _: None,
    backend: Backend | None = None,
) -> StageReport:
    """Extract from what is read and not yet extracted from by the engine of the settings.

    Arguments and errors as for `read_batches`.
    """
    layout = Layout(settings.warehouse)
    ledger = load_ledger(layout)
    fingerprint = engine_fingerprint(settings.engine)
    reads = plan_extraction(ledger, read_fingerprint(), fingerprint)
    if only:
        reads = [ledger.read[batch] for batch in only if batch in ledger.read]
    work = _Portions.of(settings, reads, fingerprint)
    report = _run(
        backend or choose_backend(min(settings.worker_count, max(1, len(work.tasks)))),
        extract_batch,
        work.tasks,
        lambda task: (task,),
        lambda task: task.read.batch,
        lambda task: task.size,
        lambda task: (unit.raw_file_id for unit in task.read.units),
        "extracting",
        progress,
        on_done,
        work.finish,
    )
    let_engine_go()
    portions.clear(layout, work.unfinished())
    _save_failed(layout, "extract", report)
    return report


@dataclass(slots=True)
class _Portions:
    """The batches to extract from, cut for the workers, and what of them is done."""

    layout: Layout
    tasks: list[ExtractTask]
    """Those of one batch follow each other."""
    done: dict[str, dict[int, Receipt]]
    """Batch -> the receipts of its portions that are done, by their first article."""

    @classmethod
    def of(cls, settings: Settings, reads: Sequence[Receipt], fingerprint: str) -> _Portions:
        """Cut batches, and leave out the portions that an earlier run has done."""
        layout = Layout(settings.warehouse)
        known = portions.finished(layout)
        tasks: list[tuple[int, list[ExtractTask]]] = []
        done: dict[str, dict[int, Receipt]] = {}
        for read in reads:
            each = [
                ExtractTask(settings.warehouse, read, fingerprint, settings.engine, portion)
                for portion in portions.cut(layout, read)
            ]
            words = sum(task.portion.words for task in each)
            if len(each) > 1:
                here = done.setdefault(read.batch, {})
                for task in each:
                    receipt = known.get(task.portion.name(read.batch))
                    if receipt is not None and receipt.tag == task.tag:
                        here[task.portion.first] = receipt
                # All may be done where a run was killed before it joined them: one is done again,
                # so that there is a task at whose end they are joined.
                left = [task for task in each if task.portion.first not in here]
                if not left:
                    here.pop(each[-1].portion.first)
                each = left or each[-1:]
            tasks.append((words, each))
        # The batches with most words first, so that no worker is left with much at the end.
        tasks.sort(key=lambda item: item[0], reverse=True)
        work = cls(layout, [task for _, each in tasks for task in each], done)
        portions.clear(layout, work.unfinished())
        return work

    def unfinished(self) -> list[Receipt]:
        """The portions that wait for others of their batch."""
        return [receipt for here in self.done.values() for receipt in here.values()]

    def finish(self, task: ExtractTask, receipt: Receipt) -> Receipt | None:
        """Take note of a task that is done; where it is the last of its batch, join them."""
        if task.portion.of == 1:
            return receipt
        here = self.done[task.read.batch]
        here[task.portion.first] = receipt
        if len(here) < task.portion.of:
            return None
        del self.done[task.read.batch]
        in_order = [here[first] for first in sorted(here)]
        return portions.join(self.layout, task.read, task.fingerprint, task.tag, in_order)


@_naming_the_cure
def compact(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Merge small batches, and drop rows of files that have gone where they are many.

    Returns:
        New batch -> the batches that it replaces.
    """
    layout = Layout(settings.warehouse)
    fingerprint = read_fingerprint()
    ledger = load_ledger(layout)
    covered = coverage(_listing(settings), ledger, fingerprint)
    merged: dict[str, tuple[str, ...]] = {}
    for batch, raw_files in covered.gone.items():
        if len(raw_files) * 5 > len({unit.raw_file_id for unit in ledger.read[batch].units}):
            receipt = rewrite(layout, ledger, [batch], Drop(raw_files=raw_files))
            if receipt is not None:
                merged[receipt.batch] = (batch,)
    ledger = load_ledger(layout)
    groups = due_for_compaction(
        ledger,
        fingerprint,
        below=settings.compact_below,
        count=settings.compact_count,
        largest=settings.batch_bytes * 4,
    )
    for group in groups:
        receipt = rewrite(layout, ledger, group)
        if receipt is not None:
            merged[receipt.batch] = tuple(group)
    return merged


@dataclass(frozen=True, slots=True)
class Forgot:
    """What `forget` did."""

    articles: int
    recorded: Path
    """The file that remembers it."""
    raw_files: tuple[str, ...]
    """The raw files that hold it, which stay."""


@_naming_the_cure
def forget(settings: Settings, what: uuid.UUID | str, reason: str) -> Forgot:
    """Take an article, or every article of a raw file, out of the warehouse for good.

    Recorded first, so that a killed `forget` is finished by its repeat. The batches that hold the
    rows are rewritten without them, the catalogue is published anew, and the old files are removed
    at once, although readers of the old catalogue may still want them.

    Args:
        settings: of the warehouse.
        what: an article_id, or a path below raw/.
        reason: recorded with it.

    Raises:
        NothingToForgetError: neither the warehouse nor raw/ knows it.
        NotReadError: the warehouse was read by another version, see `publish`.
    """
    layout = Layout(settings.warehouse)
    state = _archive_state(settings)
    listing, ledger = state.listing, state.ledger
    _refuse_unread(settings, listing, ledger, state.covered)
    if isinstance(what, uuid.UUID):
        batches = find_batches(settings, frozenset({what}))
        if not batches:
            raise NothingToForgetError(f"{what}: no article of this warehouse has this id")
        recorded = append_forgotten(settings.reference_folder, "article", str(what), reason)
        files = {unit.raw_file_id for batch in batches for unit in ledger.read[batch].units}
        with open_catalogue(settings.warehouse) as connection:
            rows = connection.execute(
                "select distinct raw_file_id from all_articles where article_id = ?", [what]
            ).fetchall()
        files &= {row[0] for row in rows}
        _forget_articles(settings, _still_held(settings) | {what})
        count = 1
    else:
        wanted = [file for file in listing.files if file.path == what]
        if not wanted:
            raise NothingToForgetError(
                f"{what}: raw/ holds no file under this path; give it as raw_files.path shows it"
            )
        recorded = append_forgotten(settings.reference_folder, "file", what, reason)
        files = {file.raw_file_id for file in wanted}
        count = 0
        for batch, receipt in ledger.read.items():
            held = frozenset(unit.raw_file_id for unit in receipt.units) & files
            if held:
                count += sum(u.articles for u in receipt.units if u.raw_file_id in held)
                rewrite(layout, ledger, [batch], Drop(raw_files=held))
        save_listing(layout.listing, _candidates(listing, _forgotten(settings)))
    remember_forgotten(layout, _forgotten(settings))
    extract_batches(settings, backend=InlineBackend())
    publish(settings)
    published = Publication.load(layout)
    collect(layout, published.files if published else (), grace_seconds=0)
    paths = tuple(file.os_path for file in listing.files if file.raw_file_id in files)
    return Forgot(count, recorded, paths)


@_naming_the_cure
def relink(settings: Settings) -> Publication:
    """Publish anew what the last run published, at the place where the warehouse lies now.

    Raises:
        NotPublishedError: nothing was published there.
        NotReadError: its files have columns of another version.
    """
    layout = Layout(settings.warehouse)
    publication = Publication.load(layout)
    if publication is None:
        raise NotPublishedError(
            f"{settings.warehouse}: nothing was published here; run `newshouse run` first"
        )
    if publication.contract_version != CONTRACT_VERSION:
        raise NotReadError(
            f"{settings.warehouse}: was made under version {publication.contract_version} of the "
            f"tables, this is version {CONTRACT_VERSION}; run `newshouse run` to make it anew"
        )
    return publish_catalogue(layout, publication.inputs, publication.tables, publication.batches)


def verify(settings: Settings) -> Iterator[CheckResult]:
    """Check the files that the catalogue names, then every promise on the catalogue itself.

    Raises:
        NotPublishedError: nothing is published.
    """
    layout = Layout(settings.warehouse)
    publication = Publication.load(layout)
    if publication is None:
        raise NotPublishedError(
            f"{settings.warehouse}: nothing is published here yet; run `newshouse run` first"
        )
    files = check_files(layout, publication)
    yield files
    with open_catalogue(settings.warehouse) as connection:
        try:
            yield from run_checks(connection)
        except duckdb.Error as error:
            if files.passed:
                raise
            yield CheckResult(
                name="tables",
                description="The tables can be read.",
                violations=1,
                examples=(f"the other checks cannot be done: {error}"[:300],),
                seconds=0.0,
            )


def _refuse_unread(settings: Settings, listing: Listing, ledger: Ledger, covered: Coverage) -> None:
    """See that a publication would not lose files for no other reason than a new version.

    A run reads everything anew before it publishes. What publishes without reading (`forget`, the
    job `republish`) must not do so before that run.
    """
    obsolete = {unit.raw_file_id for name in covered.obsolete for unit in ledger.read[name].units}
    failed = read_json(Layout(settings.warehouse).state / "failed-read.json")
    tried = failed.get("files", {}) if isinstance(failed, dict) else {}
    unread = [
        file
        for file in listing.candidates
        if file.raw_file_id in obsolete
        and file.raw_file_id not in covered.done
        and str(file.raw_file_id) not in tried
    ]
    if len(unread) > settings.missing_limit * len(listing.candidates):
        raise NotReadError(
            f"{settings.warehouse}: {len(unread):,} of {len(listing.candidates):,} files were read "
            "by another version of Newshouse and not yet by this one; run `newshouse run` first"
        )


def find_batches(settings: Settings, articles: frozenset[uuid.UUID]) -> list[str]:
    """The batches that hold a document of these articles."""
    layout = Layout(settings.warehouse)
    wanted = {article.bytes for article in articles}
    found = []
    for batch, receipt in load_ledger(layout).read.items():
        if "articles" in receipt.files:
            path = layout.root / receipt.files["articles"].name
            column = pq.read_table(path, columns=["article_id"])["article_id"]
            if any(value.bytes in wanted for value in column.to_pylist()):
                found.append(batch)
    return sorted(found)


@dataclass(frozen=True, slots=True)
class _State:
    """What a publication is made from."""

    listing: Listing
    ledger: Ledger
    covered: Coverage
    corrections: Corrections
    inputs: str
    """A name for it all."""


def _archive_state(settings: Settings) -> _State:
    """The listing, the finished work, how they match, and what people say of it."""
    listing = _listing(settings)
    ledger = load_ledger(Layout(settings.warehouse))
    covered = coverage(listing, ledger, read_fingerprint())
    corrections = read_corrections(settings.reference_folder)
    inputs = publication_inputs(
        listing,
        ledger,
        read_fingerprint(),
        engine_fingerprint(settings.engine),
        corrections.fingerprint,
    )
    return _State(listing, ledger, covered, corrections, inputs)


@_naming_the_cure
def resolve(settings: Settings) -> dict[str, str]:
    """Compute the tables that span the whole archive.

    Returns:
        Table -> its file below the warehouse.
    """
    layout = Layout(settings.warehouse)
    state = _archive_state(settings)
    failed = read_json(layout.state / "failed-read.json")
    waiting = failed.get("files", {}) if isinstance(failed, dict) else {}
    files = resolve_archive(
        layout,
        state.listing,
        state.covered,
        FileLists.of(state.ledger, read_fingerprint()),
        {uuid.UUID(raw_file): message for raw_file, message in waiting.items()},
        state.corrections,
        state.inputs,
    )
    write_json(layout.state / "resolved.json", {"inputs": state.inputs, "files": files})
    return files


@_naming_the_cure
def publish(settings: Settings) -> Summary:
    """Publish what is complete.

    Raises:
        CheckFailedError: the new catalogue breaks a promise; the old one stays published.
        NotReadError: most of raw/ was read by another version and not yet by this one.
        WarehouseUnusableError: the warehouse cannot be written.
    """
    layout = Layout(settings.warehouse)
    state = _archive_state(settings)
    ledger, inputs = state.ledger, state.inputs
    _refuse_unread(settings, state.listing, ledger, state.covered)
    resolved = read_json(layout.state / "resolved.json")
    if not isinstance(resolved, dict) or resolved["inputs"] != inputs:
        resolve(settings)
        resolved = read_json(layout.state / "resolved.json")
    archive = {table: [name] for table, name in resolved["files"].items()}  # type: ignore[index]
    fingerprint = read_fingerprint()
    batches = {
        read.batch: read.tag for read in ledger.read.values() if read.fingerprint == fingerprint
    }
    publication = publish_catalogue(
        layout, inputs, {**FileLists.of(ledger, fingerprint).tables, **archive}, batches
    )
    remove_receipts(layout, state.covered.obsolete)
    collect(layout, publication.files, grace_seconds=settings.grace_hours * 3600)
    return summarise(settings, publication)


def failed_batches(settings: Settings) -> dict[str, str]:
    """The batches that failed in the last run, and why."""
    failed: dict[str, str] = {}
    for stage in ("read", "extract"):
        value = read_json(Layout(settings.warehouse).state / f"failed-{stage}.json")
        if isinstance(value, dict):
            failed |= value["batches"]
    return failed


def summarise(settings: Settings, publication: Publication) -> Summary:
    """What the last run made, put together from what its steps left."""
    layout = Layout(settings.warehouse)
    changes = read_json(layout.state / "changes.json")
    ledger = load_ledger(layout)
    counts = publication.counts
    corrections, bad_lines = correction_counts(settings, publication)
    return Summary(
        catalogue=layout.catalogue,
        changes=changes if isinstance(changes, dict) else {},
        publication=publication,
        failed_batches=failed_batches(settings),
        failures=[f for receipt in ledger.extract.values() for f in receipt.failures],
        rejects_over_limit=counts["rejects"] > settings.reject_limit * max(1, counts["documents"]),
        corrections=corrections,
        bad_lines=bad_lines,
    )


def lines_not_applied(settings: Settings, name: str) -> list[BadLine]:
    """Lines of the reference folder that are not applied, those of `ignore.csv` first.

    Args:
        settings: of the warehouse.
        name: the file of `corrections`, below the warehouse.
    """
    columns = ["file", "line", "status", "message"]
    rows = pq.read_table(settings.warehouse / name, columns=columns).to_pylist()
    found = [tuple(row[column] for column in columns) for row in rows if row["status"] != "applied"]
    return sorted(found, key=lambda one: (one[0] != IGNORE_FILE, one))


def correction_counts(
    settings: Settings, publication: Publication
) -> tuple[dict[str, int], list[BadLine]]:
    """What became of the lines of the reference folder in a publication.

    Returns:
        Status -> lines; and those that are not applied.
    """
    counts: Counter[str] = Counter()
    bad: list[BadLine] = []
    for name in publication.tables.get("corrections", ()):
        statuses = pq.read_table(settings.warehouse / name, columns=["status"])["status"]
        counts.update(statuses.to_pylist())
        bad += lines_not_applied(settings, name)
    return dict(sorted(counts.items())), bad


def load_summary(settings: Settings) -> Summary:
    """The summary of the last publication.

    Raises:
        NotPublishedError: there has been none.
    """
    publication = Publication.load(Layout(settings.warehouse))
    if publication is None:
        raise NotPublishedError(
            f"{settings.warehouse}: nothing is published here yet; run `newshouse run` first"
        )
    return summarise(settings, publication)


def row_count(settings: Settings, name: str) -> int:
    """Rows of a Parquet file below the warehouse."""
    with pq.ParquetFile(settings.warehouse / name) as file:
        return int(file.metadata.num_rows)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a view looks like."""

    columns: tuple[tuple[str, str, str], ...]
    """(name, type, comment)."""
    rows: tuple[tuple[object, ...], ...]
    """The first few."""


def view_shapes(settings: Settings, names: Sequence[str], rows: int = 5) -> dict[str, Shape]:
    """The columns and first rows of published views."""
    shapes = {}
    with open_catalogue(settings.warehouse) as connection:
        for name in names:
            columns = connection.execute(
                "select column_name, data_type, coalesce(comment, '') from duckdb_columns() "
                "where table_name = ? order by column_index",
                [name],
            ).fetchall()
            first = connection.execute(f"select * from {name} limit {rows}").fetchall()
            shapes[name] = Shape(tuple(columns), tuple(first))
    return shapes


def articles_by_month(settings: Settings) -> dict[str, int]:
    """Published articles by month, copies included; undated ones under `no date`."""
    with open_catalogue(settings.warehouse) as connection:
        found = connection.execute(
            "select coalesce(strftime(published_date, '%Y-%m'), 'no date') as month, count(*) "
            "from articles group by month order by month"
        ).fetchall()
    return {str(month): int(count) for month, count in found}
