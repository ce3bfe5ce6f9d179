"""The code location that Dagster loads: the definitions of the settings that hold here."""

from __future__ import annotations

import os

from etl.orchestration.build import build_defs
from etl.settings import load_settings

WATCH_VARIABLE = "NEWSHOUSE_WATCH"
"""Set by `newshouse dev --watch`: the sensor is on from the start."""

defs = build_defs(load_settings(), watch=os.environ.get(WATCH_VARIABLE) == "1")
