"""What a materialisation shows in the UI: counts, schema, preview, a plot.

Belongs here: turning receipts and tables into Dagster metadata. Does not belong here: computing
anything that a table does not already say.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow.parquet as pq

from etl.contracts.base import Row, arrow_schema, column_comments
from etl.lake.receipts import Receipt

PREVIEW_ROWS = 5
PREVIEW_CHARACTERS = 80


def column_schema(model: type[Row]) -> dg.TableSchema:
    """A contract's columns as the UI shows them."""
    comments = column_comments(model)
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name=field.name,
                type=str(field.type),
                description=comments[field.name],
                constraints=dg.TableColumnConstraints(nullable=field.nullable),
            )
            for field in arrow_schema(model)
        ]
    )


def _cell(value: object) -> str:
    text = "" if value is None else " ".join(str(value).split())
    if len(text) > PREVIEW_CHARACTERS:
        text = text[: PREVIEW_CHARACTERS - 1] + "…"
    return text.replace("|", "\\|")


def markdown_table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table in Markdown, long cells cut."""
    lines = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]
    return "\n".join(lines)


def preview(warehouse: Path, table: str, receipts: Sequence[Receipt]) -> str:
    """The first rows of a table that a run wrote."""
    for receipt in receipts:
        if table in receipt.files:
            with pq.ParquetFile(warehouse / receipt.files[table].name) as file:
                batch = next(file.iter_batches(batch_size=PREVIEW_ROWS))
            rows = [list(row.values()) for row in batch.to_pylist()]
            return markdown_table(batch.schema.names, rows)
    return "no new rows"


def bar_chart(counts: Mapping[str, int], title: str) -> dg.MetadataValue:
    """Counts as a bar chart (an SVG inside Markdown)."""
    width, height, foot = 640, 160, 28
    most = max(counts.values(), default=1) or 1
    step = width / max(1, len(counts))
    bars = []
    for number, (label, count) in enumerate(counts.items()):
        tall = (height - foot) * count / most
        x, y = number * step, height - foot - tall
        bars.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(1.0, step - 2):.1f}" height="{tall:.1f}" '
            f'fill="#4f43dd"><title>{escape(label)}: {count:,}</title></rect>'
        )
        if len(counts) <= 16 or number % (len(counts) // 8) == 0:
            bars.append(
                f'<text x="{x:.1f}" y="{height - 12}" font-size="10">{escape(label)}</text>'
            )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'font-family="sans-serif">{"".join(bars)}</svg>'
    )
    data = base64.b64encode(svg.encode()).decode()
    return dg.MetadataValue.md(f"![{title}](data:image/svg+xml;base64,{data})")


def batch_metadata(read: Receipt | None, extract: Receipt | None) -> dict[str, Any]:
    """A batch's receipts as its materialisation shows them."""
    shown: dict[str, Any] = {}
    if read is not None:
        documents = sum(unit.documents for unit in read.units)
        shown |= {
            "files": len(read.units),
            "raw_bytes": read.size,
            "documents": documents,
            "articles": sum(unit.articles for unit in read.units),
            "rejects": sum(unit.rejects for unit in read.units),
            "skipped": sum(sum(unit.skipped.values()) for unit in read.units),
            "read_seconds": read.seconds,
            "paths": dg.MetadataValue.md(
                "\n".join(f"- `{unit.path}`" for unit in read.units[:20])
                + (f"\n- and {len(read.units) - 20} more" if len(read.units) > 20 else "")
            ),
        }
    if extract is not None:
        words = extract.counts.get("words", 0)
        shown |= {
            "extract_seconds": extract.seconds,
            "words_per_second": round(words / max(extract.seconds, 1e-3)),
            **{f"{table}_rows": file.rows for table, file in sorted(extract.files.items())},
        }
    return shown
