"""The name of the module that Dagster loads, for those who start Dagster without importing it."""

MODULE = "etl.orchestration.definitions"
WATCH_VARIABLE = "NEWSHOUSE_WATCH"
"""Set to 1 by `newshouse dev --watch`: the sensor is on from the start."""
