"""What starts runs by itself: the sensor on raw/ and the nightly schedule.

Belongs here: when a run is asked for. Both are off until they are switched on, in the UI or by
`newshouse dev --watch`.
"""

from __future__ import annotations

import time

import dagster as dg

from etl.compute import pipeline
from etl.lake.planning import fingerprint
from etl.orchestration.dead_runs import UNDER_WAY, bury_dead_runs
from etl.settings import Settings

MOST_ATTEMPTS = 3
"""Runs asked for over the same pending files; after that the sensor waits for them to change."""
NAMED_FILES = 5
"""Files named in a reason for not running."""
ACTIVE = [dg.DagsterRunStatus.QUEUED, dg.DagsterRunStatus.NOT_STARTED, *UNDER_WAY]


def pending_paths(work: pipeline.Survey) -> list[str]:
    """The files that a run would read, in order."""
    return sorted({unit.path for batch in work.to_read for unit in batch.units})


def decide(
    settings: Settings, cursor: str | None, *, active: bool, now: float
) -> tuple[dg.RunRequest | dg.SkipReason, str | None]:
    """Whether a run is due, and the cursor for the next tick.

    The cursor is `fingerprint attempts` of what was pending when a run was last asked for. Files
    that may still be growing do not hold up a run that others are waiting for, or an archive that
    is fed all day would never be read: what grows while it is read is left to the next run.

    Args:
        settings: of the warehouse.
        cursor: of the last tick.
        active: a run is queued or going on.
        now: seconds since the epoch.
    """
    if active:
        return dg.SkipReason("a run is going on; its discovery sees what there is"), cursor
    try:
        work = pipeline.survey(settings, packed=False)  # a tick may not take long
    except (OSError, ValueError, RuntimeError) as error:
        return dg.SkipReason(f"raw/ cannot be used: {error}"), cursor
    if work.nothing_to_do:
        return dg.SkipReason("nothing is new, changed or gone in raw/"), None
    pending = pending_paths(work)
    changed = {file.path: file.mtime_ns / 1e9 for file in work.listing.candidates}
    # A time in the future is a wrong clock's, not that of a file that still grows.
    young = [
        path for path in pending if abs(now - changed.get(path, 0.0)) < settings.settle_seconds
    ]
    if young and len(young) == len(pending):
        return (
            dg.SkipReason(
                f"{len(young)} files are younger than {settings.settle_seconds:.0f} s and may "
                f"still be growing: {', '.join(young[:NAMED_FILES])}"
            ),
            cursor,
        )
    state = fingerprint(
        *(unit.unit_id for batch in work.to_read for unit in batch.units),
        work.to_extract,
        work.corrections.fingerprint,
        *(file.raw_file_id for file in work.listing.candidates),
    )
    before, _, attempts = (cursor or "").partition(" ")
    attempt = int(attempts) + 1 if before == state and attempts else 1
    if attempt > MOST_ATTEMPTS:
        return (
            dg.SkipReason(
                f"{MOST_ATTEMPTS} runs have not got through these files: "
                f"{', '.join(pending[:NAMED_FILES]) or 'none to read'}; look at the failed runs, "
                "then mend or remove the files"
            ),
            cursor,
        )
    tags = {"newshouse/pending_files": str(len(pending)), "newshouse/attempt": str(attempt)}
    return dg.RunRequest(run_key=f"{state}-{attempt}", tags=tags), f"{state} {attempt}"


def raw_sensor(
    settings: Settings, job: dg.UnresolvedAssetJobDefinition, *, on: bool
) -> dg.SensorDefinition:
    """Asks for a run when something in raw/ is new, changed or gone."""

    @dg.sensor(
        name="raw_folder",
        job=job,
        minimum_interval_seconds=settings.watch_seconds,
        default_status=dg.DefaultSensorStatus.RUNNING if on else dg.DefaultSensorStatus.STOPPED,
        description=f"Looks at raw/ every {settings.watch_seconds} s and runs `ingest` when "
        "something is new, changed or gone. Leaves files that may still be growing, and gives up "
        f"on files after {MOST_ATTEMPTS} runs.",
    )
    def raw_folder(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        bury_dead_runs(context.instance)
        active = context.instance.get_runs(dg.RunsFilter(statuses=ACTIVE), limit=1)
        answer, cursor = decide(settings, context.cursor, active=bool(active), now=time.time())
        context.update_cursor(cursor or "")
        return answer

    return raw_folder


def nightly_schedule(
    settings: Settings, job: dg.UnresolvedAssetJobDefinition, *, on: bool
) -> dg.ScheduleDefinition:
    """Runs `ingest` at the hour that the settings say."""
    return dg.ScheduleDefinition(
        name="nightly",
        job=job,
        cron_schedule=settings.schedule,
        execution_timezone=settings.schedule_timezone,
        default_status=(
            dg.DefaultScheduleStatus.RUNNING if on else dg.DefaultScheduleStatus.STOPPED
        ),
        description="Runs `ingest` once a night.",
    )
