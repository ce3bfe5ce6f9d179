"""Newshouse: raw news files in, a warehouse of who said what about whom out.

What flows where: `readers` (bytes to RawDocument) -> `normalize` (article, paragraphs) -> `extract`
(mentions, quotes) -> `resolve` (entities, copies) -> `lake` (Parquet, catalogue). `compute` runs
those over batches; `orchestration` shows them to Dagster; `cli` is the command line. `contracts`
describes every table once. `docs/design.md` has the promises between them.
"""

__version__ = "0.1.0"
