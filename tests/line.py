"""The whole line in this process, for tests that look at what comes out of it.

Belongs here: running it on a folder, and reading every table back in a form that can be compared.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from etl.compute import pipeline
from etl.compute.backend import Backend
from etl.compute.inline import InlineBackend
from etl.lake.catalogue import open_catalogue
from etl.lake.layout import Layout
from etl.lake.lock import writing
from etl.settings import Settings, load_settings

SAMPLE = Path(__file__).parent.parent / "raw"

PASSING = {
    "corrections": {"recorded_at"},
    "raw_files": {"batches", "modified_at", "root"},
}
"""Columns that may differ between two ways to the same archive."""

TABLES = (
    "all_articles",
    "all_paragraphs",
    "all_signatures",
    "all_mentions",
    "all_local_entities",
    "all_quotes",
    "all_quote_targets",
    "all_rejects",
    "articles",
    "paragraphs",
    "mentions",
    "local_entities",
    "quotes",
    "quote_targets",
    "entity_members",
    "entities",
    "entity_redirects",
    "entity_attributes",
    "outlets",
    "corrections",
    "article_clusters",
    "document_status",
    "hidden_documents",
    "raw_files",
    "rejects",
)


def settings_for(place: Path, **options: Any) -> Settings:
    """Settings of a project in a folder: `raw/` and `warehouse/` in it."""
    return load_settings(
        directory=place, raw=place / "raw", warehouse=place / "warehouse"
    ).model_copy(update=options)


def ingest(
    settings: Settings, *, allow_missing: bool = False, backend: Backend | None = None
) -> pipeline.Summary:
    """A run from discovery to publication."""
    with writing(Layout(settings.warehouse).lock):
        pipeline.discover(settings, allow_missing=allow_missing)
        pipeline.read_batches(settings, backend=backend or InlineBackend())
        pipeline.extract_batches(settings, backend=backend or InlineBackend())
        pipeline.compact(settings)
        pipeline.resolve(settings)
        return pipeline.publish(settings)


def rows(warehouse: Path, tables: Sequence[str] = TABLES) -> dict[str, list[str]]:
    """Every row of every table as text, sorted, without what may differ between runs."""
    found = {}
    with open_catalogue(warehouse) as connection:
        for table in tables:
            described = connection.execute(f"describe {table}").fetchall()
            columns = [row[0] for row in described if row[0] not in PASSING.get(table, ())]
            listed = ", ".join(f'"{column}"' for column in columns)
            found[table] = sorted(
                str(row) for row in connection.execute(f"select {listed} from {table}").fetchall()
            )
    return found


def ask(warehouse: Path, query: str, *parameters: object) -> list[tuple[Any, ...]]:
    """The rows of a query on the published catalogue."""
    with open_catalogue(warehouse) as connection:
        return connection.execute(query, list(parameters)).fetchall()


def copy_sample(place: Path, *names: str) -> Path:
    """The sample archive, or these folders and files of it, as `raw/` of a new project."""
    raw = place / "raw"
    if not names:
        shutil.copytree(SAMPLE, raw)
        return raw
    for name in names:
        source, target = SAMPLE / name, raw / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy2(source, target)
    return raw
