"""Everything that imports dagster: assets, checks, sensor, schedules, build_defs().

Assembly and reporting only; the work is in `etl.compute.pipeline`.
"""
