"""The limit on processor time, here and in worker processes."""

from __future__ import annotations

import re
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.compute.backend import WorkerDiedError
from etl.compute.processes import ProcessBackend
from etl.readers import dispatch, time_limit
from etl.readers.base import Outcome, RawDocument, Reader, Source
from etl.readers.registry import readers
from etl.readers.time_limit import TooSlowError, progress
from tests.readers.files import zipped
from tests.readers.reading import codes, jsonl, read, rejects, titles

SHORT = 0.05


def spin(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def test_work_that_does_not_end_is_stopped() -> None:
    with pytest.raises(TooSlowError) as error, time_limit.time_limit(SHORT):
        spin(60)
    assert error.value.code == "too_slow"


def test_a_regular_expression_that_runs_away_is_stopped() -> None:
    with pytest.raises(TooSlowError), time_limit.time_limit(SHORT):
        re.match(r"(a|a)*b", "a" * 60)


def test_a_library_that_swallows_exceptions_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_limit, "AGAIN_SECONDS", SHORT)
    swallowed = []

    def stubborn() -> None:
        while len(swallowed) < 2:
            try:
                spin(60)
            except Exception as error:  # noqa: BLE001
                swallowed.append(error)
        spin(60)

    with pytest.raises(TooSlowError), time_limit.time_limit(SHORT):
        stubborn()
    assert len(swallowed) == 2


def test_nothing_is_left_behind() -> None:
    with time_limit.time_limit(SHORT):
        pass
    with pytest.raises(ZeroDivisionError), time_limit.time_limit(SHORT):
        _ = 1 / 0

    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGVTALRM) == signal.SIG_DFL
    spin(2 * SHORT)


def test_waiting_is_not_working() -> None:
    with time_limit.time_limit(SHORT):
        time.sleep(3 * SHORT)


def test_progress_begins_anew() -> None:
    with time_limit.time_limit(4 * SHORT):
        for _ in range(4):
            spin(2 * SHORT)
            progress()


def test_the_outer_limit_counts() -> None:
    with pytest.raises(TooSlowError), time_limit.time_limit(SHORT), time_limit.time_limit(60):
        spin(60)


def test_other_threads_have_no_limit() -> None:
    done = []

    def work() -> None:
        with time_limit.time_limit(SHORT):
            progress()
            spin(2 * SHORT)
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done


def slow_reader() -> Reader:
    def read_all(source: Source) -> Iterator[Outcome]:
        for outcome in readers()["jsonl"].read(source):
            if outcome.position:
                spin(60)
            yield outcome

    return Reader(
        name="slow", version="1", title="Slow", recognised_by="", yields=(), library="",
        detect=lambda _head, _name: 3, read=read_all,
    )  # fmt: skip


def test_a_slow_document_costs_the_rest_of_its_member(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "readers", lambda: {"slow": slow_reader()})
    monkeypatch.setattr(dispatch, "time_limit", lambda: time_limit.time_limit(SHORT))
    found = read(tmp_path, "a.zip", zipped({"a": jsonl(3), "b": jsonl(1, 5)}))

    assert titles(found) == ["Title 0", "Title 5"]
    assert codes(found) == ["too_slow"]
    assert "split or simplify" in rejects(found)[0].message


def test_a_slow_record_costs_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import etl.readers.formats.json as json_format

    article = json_format.article_from_record

    def slow(record: object, columns: object) -> RawDocument:
        if isinstance(record, dict) and record["title"] == "Title 1":
            spin(60)
        return article(record, {})

    monkeypatch.setattr(json_format, "article_from_record", slow)
    monkeypatch.setattr(dispatch, "time_limit", lambda: time_limit.time_limit(SHORT))
    found = read(tmp_path, "a.jsonl", jsonl(3))

    assert titles(found) == ["Title 0", "Title 2"]
    assert codes(found) == ["too_slow"]


def hang(seconds: float) -> str:
    """Never returns to Python where it is given time: a signal handler would have to wait."""
    with time_limit.time_limit(SHORT):
        if seconds:
            # Signals are blocked, as in a library that does not come back.
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGVTALRM})
            spin(seconds)
    return "done"


@pytest.mark.slow
def test_a_worker_that_cannot_be_interrupted_ends_itself() -> None:
    ended = {done.task: done for done in ProcessBackend(2).run(hang, [0.0, 60.0, 0.0])}

    assert ended[0.0].result == "done"
    assert isinstance(ended[60.0].error, WorkerDiedError)
