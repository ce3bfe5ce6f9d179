"""Putting the definitions together.

Belongs here: assembly, and nothing else: which assets, jobs, sensor, schedule and resources make up
the code location. Avoid putting implementations here.
"""

from __future__ import annotations

import dagster as dg

from etl.compute.progress import Progress
from etl.lake.discovery import Listing
from etl.orchestration.assets import (
    batch,
    extract,
    publish_asset,
    raw_files,
    read,
    resolve,
    view_objects,
)
from etl.orchestration.automation import nightly_schedule, raw_sensor
from etl.orchestration.resources import line_resource
from etl.settings import Settings


def build_defs(
    settings: Settings,
    *,
    progress: Progress | None = None,
    lock_held: bool = False,
    seen: Listing | None = None,
    watch: bool = False,
) -> dg.Definitions:
    """Fresh definitions.

    Args:
        settings: of the warehouse.
        progress: who is told how far a run is; the run's log where None.
        lock_held: whoever runs this in process holds the warehouse's lock already.
        seen: raw/ as whoever runs this has just listed it.
        watch: the sensor is on from the start.
    """
    views = [item.name for item in view_objects()]
    published = dg.AssetSelection.assets("catalogue", *views)
    archive = dg.AssetSelection.assets(*resolve.keys)
    everything = dg.AssetSelection.all() - dg.AssetSelection.assets("batch")
    ingest = dg.define_asset_job(
        "ingest",
        selection=everything,
        description="Everything, from looking at raw/ to the published catalogue; what is done is "
        "not done again.",
    )
    return dg.Definitions(
        assets=[batch, raw_files, read, extract, resolve, publish_asset()],
        jobs=[
            ingest,
            dg.define_asset_job(
                "republish",
                selection=archive | published,
                description="Resolve and publish what is read already, without looking at raw/.",
            ),
            dg.define_asset_job(
                "rebuild",
                selection=everything,
                description="Everything anew: reads and extracts every file again.",
                config={
                    "ops": {"raw_files": {"config": {"rebuild": True}}},
                },
            ),
        ],
        sensors=[raw_sensor(settings, ingest, on=watch)],
        schedules=[nightly_schedule(settings, ingest, on=False)],
        resources={"line": line_resource(settings, progress, lock_held=lock_held, seen=seen)},
        executor=dg.in_process_executor,
    )
