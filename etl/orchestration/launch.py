"""Running jobs from this process, in the instance that the UI shows.

Belongs here: what the command line needs of Dagster.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

import dagster as dg

from etl.compute import pipeline
from etl.compute.progress import Progress
from etl.lake.discovery import Listing
from etl.orchestration.build import build_defs
from etl.orchestration.dead_runs import bury_dead_runs, own_tags
from etl.orchestration.instance import open_instance
from etl.settings import Settings


def run_ingest(
    settings: Settings,
    *,
    only: Sequence[str],
    allow_missing: bool,
    seen: Listing,
    progress: Progress,
) -> tuple[pipeline.Summary | None, str]:
    """Run the job `ingest` here; the caller holds the warehouse's lock and has listed raw/.

    Returns:
        The summary of the publication; None, and the reason, where the run failed.

    Raises:
        KeyboardInterrupt: somebody stopped it.
    """
    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    # Says at length when Ctrl-C closes a connection of the history.
    logging.getLogger("sqlalchemy").setLevel(logging.CRITICAL)
    definitions = build_defs(settings, progress=progress, lock_held=True, seen=seen)
    job = definitions.resolve_job_def("ingest")
    batches = {"config": {"only": list(only)}}
    config = {
        "ops": {
            "raw_files": {"config": {"allow_missing": allow_missing}},
            "read": batches,
            "extract": batches,
        },
        "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
    }
    with open_instance(settings) as instance:
        bury_dead_runs(instance)
        result = job.execute_in_process(
            instance=instance, run_config=config, raise_on_error=False, tags=own_tags()
        )
    if result.success:
        return pipeline.load_summary(settings), ""
    for event in result.all_events:
        if event.event_type == dg.DagsterEventType.STEP_FAILURE:
            error = event.step_failure_data.error
            # Ours names the cure; what it was raised from does not.
            while error is not None and error.cause is not None and not _is_ours(error.message):
                error = error.cause
            if error is not None and "DagsterExecutionInterruptedError" in error.message:
                raise KeyboardInterrupt
            return None, _plain(error.message) if error else "unknown"
    return None, f"run {result.run_id} failed; see its log in the UI"


def _is_ours(message: str) -> bool:
    return message.startswith("etl.")


def _plain(message: str) -> str:
    """An error's message without the name of its class, where the class is ours to explain."""
    name, _, words = message.strip().partition(": ")
    return words.strip() if _is_ours(name) and words else message.strip()
