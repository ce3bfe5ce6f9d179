"""The tables of the warehouse, each described once.

One module a table (or a few that belong together), each holding a pydantic row model; `base` has
what a row model is and how Arrow schema, Parquet metadata and SQL comments derive from it;
`registry` lists the tables. Nothing here reads, writes or computes rows.
"""
