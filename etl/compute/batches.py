"""The work of one batch: reading it, extracting from it, rewriting it.

Belongs here: what happens to each document on its way through the stages, and what is counted.
Does not belong here: which batches there are (`etl.lake.planning`), or how they are spread
(`etl.compute.backend`). Runs in worker processes; never imports dagster.
"""

from __future__ import annotations

import functools
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import TypeVar, cast

import pyarrow.parquet as pq

from etl.contracts.articles import Article, Paragraph, Signature
from etl.contracts.base import CONTRACT_VERSION, Row, make_id
from etl.contracts.files import Reject
from etl.contracts.registry import EXTRACT_TABLES, READ_TABLES
from etl.extract.engine import (
    Engine,
    EngineUnavailableError,
    Extraction,
    Text,
    collector_paused,
    load_engine,
)
from etl.lake import planning
from etl.lake.batch_writer import BatchWriter
from etl.lake.layout import Layout
from etl.lake.planning import Batch, Unit
from etl.lake.portions import Portion
from etl.lake.promises import check_article, check_extraction, same_document, unique_ids
from etl.lake.receipts import Receipt, UnitResult, save_receipt
from etl.normalize import document as normalize
from etl.normalize.context import DocumentContext, NormalizeError
from etl.readers import registry
from etl.readers.base import RawDocument, Rejected, Skipped
from etl.readers.dispatch import Found, read_file
from etl.readers.time_limit import TooSlowError, time_limit
from etl.resolve import signatures

AnyRow = TypeVar("AnyRow", bound=Row)

KEPT_BYTES = 65_536
"""Of a rejected document's bytes, in `rejects.content`."""
SIGNED_TEXTS = 64
"""Articles whose signatures are made at once; no signature depends on the others."""
EXTRACT_TEXTS = 64
"""Articles given to an engine at once; no result may depend on it."""


class FileChangedError(RuntimeError):
    """A raw file is no longer what discovery saw; it is left to the next run."""

    def __init__(self, unit: Unit, what: str) -> None:
        super().__init__(f"{unit.path}: {what} while it was being read; the next run will read it")
        self.unit = unit


def read_fingerprint() -> str:
    """Of everything that decides what reading a file gives, but for its folder's defaults."""
    return planning.fingerprint(
        "read", CONTRACT_VERSION, registry.fingerprint(), normalize.VERSION, signatures.VERSION
    )


def engine_fingerprint(engine: str) -> str:
    """Of everything that decides what extraction gives.

    Raises:
        UnknownEngineError: there is no such engine.
    """
    return planning.fingerprint("extract", CONTRACT_VERSION, load_engine(engine).fingerprint)


@dataclass(frozen=True, slots=True)
class ReadTask:
    """A batch to read."""

    warehouse: Path
    batch: Batch
    fingerprint: str
    forgotten: frozenset[uuid.UUID] = frozenset()
    """Articles that the user wants forgotten: skipped."""


@dataclass(frozen=True, slots=True)
class ExtractTask:
    """A batch to extract from, or a portion of one."""

    warehouse: Path
    read: Receipt
    fingerprint: str
    engine: str
    portion: Portion

    @property
    def tag(self) -> str:
        """For the names of the batch's files."""
        return planning.fingerprint(self.fingerprint, self.read.tag)

    @property
    def size(self) -> int:
        """Raw bytes of the batch, as far as they belong to the portion."""
        if self.portion.of == 1:
            return self.read.size
        articles = self.read.files["articles"].rows
        return self.read.size * (self.portion.end - self.portion.first) // max(1, articles)


@dataclass(slots=True)
class _UnitCount:
    formats: set[str] = field(default_factory=set)
    articles: int = 0
    rejects: int = 0
    skipped: Counter[str] = field(default_factory=Counter)


def _check_unchanged(unit: Unit) -> None:
    try:
        status = Path(unit.os_path).stat()
    except OSError:
        # Gone, or what it lay in is: discovery will say what is there now.
        raise FileChangedError(unit, "it vanished") from None
    if (status.st_size, status.st_mtime_ns) != (unit.file_size, unit.mtime_ns):
        raise FileChangedError(unit, "it changed")


def _reject(unit: Unit, found: Found, stage: str, outcome: Rejected) -> Reject:
    content = outcome.content
    return Reject(
        reject_id=make_id(
            "reject", unit.raw_file_id, found.member, outcome.position, stage, outcome.code
        ),
        raw_file_id=unit.raw_file_id,
        path=unit.path,
        member=found.member,
        position=outcome.position,
        byte_start=outcome.byte_start,
        byte_end=outcome.byte_end,
        stage=stage,
        code=outcome.code,
        message=outcome.message,
        content=None if content is None else content[:KEPT_BYTES],
    )


def article_of(
    raw: RawDocument, context: DocumentContext
) -> tuple[Article, list[Paragraph]] | Rejected:
    """One document as an article, or why it cannot be one."""
    try:
        with time_limit():
            return normalize.normalize_document(raw, context)
    except (NormalizeError, TooSlowError) as error:
        code, message = error.code, error.message
    except Exception as error:  # noqa: BLE001
        # A defect of ours must cost one document, not the archive that it lies in. It is not
        # hidden: it is a reject whose message asks for a report.
        code = "normalize_failed"
        message = (
            f"normalising failed with {type(error).__name__}: {error}; this is a defect of "
            "Newshouse, please report it with the document"
        )
    return Rejected(
        position=raw.position,
        code=code,
        message=message,
        byte_start=raw.byte_start,
        byte_end=raw.byte_end,
    )


def context_of(unit: Unit, found: Found) -> DocumentContext:
    """What normalisation is told about a document of a unit."""
    return DocumentContext(
        raw_file_id=unit.raw_file_id,
        path=unit.path,
        member=found.member,
        parser=found.parser,
        parser_version=found.parser_version,
        defaults=unit.defaults,
        path_values=unit.path_values,
    )


def _sign(writer: BatchWriter, texts: dict[uuid.UUID, str]) -> None:
    """Write the signatures of documents' texts, and empty the list of them."""
    sketches = signatures.make_sketches(texts.values())
    writer.add(
        "signatures",
        [
            Signature(
                document_id=document,
                words=sketch.words,
                bound=sketch.bound,
                hashes=sketch.hashes.astype("<u4").tobytes(),
                places=sketch.places.tobytes(),
            )
            for document, sketch in zip(texts, sketches, strict=True)
        ],
    )
    texts.clear()


def _read_unit(unit: Unit, task: ReadTask, writer: BatchWriter, seen: set[uuid.UUID]) -> _UnitCount:
    count = _UnitCount()
    reject_ids: set[uuid.UUID] = set()
    unsigned: dict[uuid.UUID, str] = {}
    found_all = read_file(
        unit.os_path,
        reader=unit.defaults.reader,
        columns=dict(unit.defaults.columns),
        byte_range=unit.byte_range,
        depth=unit.path.count("/"),
    )
    for found in found_all:
        count.formats.add(found.format)
        outcome = found.outcome
        if isinstance(outcome, Skipped):
            count.skipped[outcome.reason] += 1
            continue
        stage = "read"
        if isinstance(outcome, RawDocument):
            made = article_of(outcome, context_of(unit, found))
            if not isinstance(made, Rejected):
                article, paragraphs = made
                if article.article_id in task.forgotten:
                    count.skipped["forgotten"] += 1
                    continue
                check_article(article, paragraphs)
                if article.document_id in seen:
                    unique_ids([article.document_id, article.document_id], "document_id")
                seen.add(article.document_id)
                writer.add("articles", [article])
                writer.add("paragraphs", paragraphs)
                count.articles += 1
                unsigned[article.document_id] = signatures.running_text(
                    ((paragraph.kind, paragraph.text) for paragraph in paragraphs), article.body
                )
                if len(unsigned) >= SIGNED_TEXTS:
                    _sign(writer, unsigned)
                continue
            stage, outcome = "normalize", made
        count.rejects += 1
        reject = _reject(unit, found, stage, outcome)
        while reject.reject_id in reject_ids:
            # Two rejects of one code at one place: keys stay sound, neither is lost.
            reject = reject.model_copy(update={"reject_id": make_id("again", reject.reject_id)})
        reject_ids.add(reject.reject_id)
        writer.add("rejects", [reject])
    _sign(writer, unsigned)
    return count


def _unit_result(unit: Unit, count: _UnitCount) -> UnitResult:
    return UnitResult(
        unit_id=unit.unit_id,
        raw_file_id=unit.raw_file_id,
        path=unit.path,
        size=unit.size,
        part=unit.part,
        parts=unit.parts,
        defaults_fingerprint=unit.defaults_fingerprint,
        formats=tuple(sorted(count.formats)),
        articles=count.articles,
        rejects=count.rejects,
        skipped=dict(sorted(count.skipped.items())),
        cut=unit.cut,
    )


def read_batch(task: ReadTask) -> Receipt:
    """Read a batch and write its articles, paragraphs, signatures and rejects.

    Units whose file has changed since discovery are left out of the receipt, and so are still to
    be read.

    Raises:
        PromiseBrokenError: rows contradict each other; nothing is written.
        OSError: the warehouse cannot be written.
    """
    started = time.perf_counter()
    layout = Layout(task.warehouse)
    units = list(task.batch.units)
    while True:
        tag = planning.fingerprint(
            task.fingerprint, *(unit.unit_id for unit in units), *sorted(map(str, task.forgotten))
        )
        try:
            results = []
            seen: set[uuid.UUID] = set()
            with BatchWriter(layout, READ_TABLES, task.batch.batch, tag) as writer:
                for unit in units:
                    _check_unchanged(unit)
                    count = _read_unit(unit, task, writer, seen)
                    _check_unchanged(unit)
                    results.append(_unit_result(unit, count))
        except FileChangedError as error:
            units.remove(error.unit)
            continue
        break
    receipt = Receipt(
        batch=task.batch.batch,
        stage="read",
        fingerprint=task.fingerprint,
        tag=tag,
        files=writer.files,
        units=tuple(results),
        seconds=round(time.perf_counter() - started, 3),
    )
    if units:
        save_receipt(layout, receipt)
    return receipt


def load_texts(
    warehouse: Path, read: Receipt, chunk: int, portion: Portion | None = None
) -> Iterator[list[Text]]:
    """The articles of a batch, or of a portion of it, with their paragraphs, `chunk` at a time.

    Both files have their rows in reading order, so that neither is held whole.
    """
    if "articles" not in read.files:
        return
    first, end, before = (
        (portion.first, portion.end, portion.paragraphs) if portion else (0, None, 0)
    )
    paragraphs = rows_in(warehouse / read.files["paragraphs"].name, Paragraph, before)
    texts: list[Text] = []
    for article in rows_in(warehouse / read.files["articles"].name, Article, first, end):
        own = [next(paragraphs) for _ in range(article.paragraph_count)]
        texts.append(Text(article, own))
        if len(texts) >= chunk:
            yield texts
            texts = []
    if texts:
        yield texts


def rows_in(
    path: Path, model: type[AnyRow], first: int = 0, end: int | None = None
) -> Iterator[AnyRow]:
    """The rows of a file from `first` to before `end`, as they were validated when written."""
    with pq.ParquetFile(path) as file:
        groups = range(file.num_row_groups)
        bounds = [0, *accumulate(file.metadata.row_group(group).num_rows for group in groups)]
        last = bounds[-1] if end is None else end
        wanted = [group for group in groups if bounds[group + 1] > first and bounds[group] < last]
        place = bounds[wanted[0]] if wanted else 0
        for batch in file.iter_batches(batch_size=1024, row_groups=wanted):
            begin = max(0, first - place)
            rows = batch.slice(begin, max(0, min(batch.num_rows, last - place) - begin))
            place += batch.num_rows
            names = rows.schema.names
            columns = [column.to_pylist() for column in rows.columns]
            for values in zip(*columns, strict=True):
                yield cast("AnyRow", model.model_construct(**dict(zip(names, values, strict=True))))


@functools.lru_cache(maxsize=1)
def _engine(name: str) -> Engine:
    """The engine that this process extracts with: loaded once, whatever the number of tasks."""
    return load_engine(name)


def let_engine_go() -> None:
    """Free the memory of the engine, where this process has extracted itself."""
    _engine.cache_clear()


def _extract(engine: Engine, texts: Sequence[Text]) -> Iterator[tuple[Text, Extraction, str]]:
    """Each text's extraction, and the failure message where the engine failed on it."""
    try:
        results = engine.extract(texts)
        for text, result in zip(texts, results, strict=True):
            _check(text, result)
    except Exception as error:
        # A defect of the engine must cost one article. Which one it is shows when each is tried by
        # itself; a lone one that fails is reported in the receipt and shown as a warning.
        if len(texts) > 1:
            for text in texts:
                yield from _extract(engine, [text])
            return
        if isinstance(error, (MemoryError, OSError, EngineUnavailableError)):
            raise
        failure = f"{texts[0].article.document_id}: {type(error).__name__}: {error}"
        yield texts[0], Extraction(), failure
        return
    for text, result in zip(texts, results, strict=True):
        yield text, result, ""


def _check(text: Text, found: Extraction) -> None:
    check_extraction(
        text.article,
        text.paragraphs,
        found.mentions,
        found.local_entities,
        found.quotes,
        found.quote_targets,
    )
    for rows in (found.mentions, found.local_entities, found.quotes, found.quote_targets):
        same_document(rows, text.article.document_id)


def extract_batch(task: ExtractTask) -> Receipt:
    """Extract from the articles of a batch, or of a portion, and write what was found.

    What is found in a portion is written beside the tables (`etl.lake.portions`), and so is the
    receipt, which is not that of the batch.

    Raises:
        EngineUnavailableError: the engine cannot be used.
        OSError: the warehouse cannot be written, or the batch's files cannot be read.
    """
    started = time.perf_counter()
    layout, name = Layout(task.warehouse), task.read.batch
    if task.portion.of > 1:
        layout, name = layout.portions, task.portion.name(name)
    engine = _engine(task.engine)
    tag = task.tag
    failures: list[str] = []
    counts: Counter[str] = Counter()
    with collector_paused(), BatchWriter(layout, EXTRACT_TABLES, name, tag) as writer:
        for texts in load_texts(task.warehouse, task.read, EXTRACT_TEXTS, task.portion):
            for text, found, failure in _extract(engine, texts):
                if failure:
                    failures.append(failure)
                writer.add("mentions", found.mentions)
                writer.add("local_entities", found.local_entities)
                writer.add("quotes", found.quotes)
                writer.add("quote_targets", found.quote_targets)
                counts["words"] += text.article.word_count
    receipt = Receipt(
        batch=name,
        stage="extract",
        fingerprint=task.fingerprint,
        tag=tag,
        read_tag=task.read.tag,
        files=writer.files,
        failures=tuple(failures),
        counts=dict(counts),
        seconds=round(time.perf_counter() - started, 3),
    )
    save_receipt(layout, receipt)
    return receipt
