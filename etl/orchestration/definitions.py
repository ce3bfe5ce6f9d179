"""The code location that Dagster loads: the definitions of the settings that hold here."""

from __future__ import annotations

import os

from etl.orchestration.build import build_defs
from etl.orchestration.definitions_module import WATCH_VARIABLE
from etl.settings import load_settings

defs = build_defs(load_settings(), watch=os.environ.get(WATCH_VARIABLE) == "1")
