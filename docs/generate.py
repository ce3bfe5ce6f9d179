"""Writes the pages of docs/ that follow from code: tables, views, questions, formats, reject codes.

Belongs here: turning contracts, the SQL of the catalogue, the registry of readers, the list of
reject codes and the questions of questions.yaml into Markdown. Does not belong here: any fact that
these do not state; such pages (design.md, archive.md) are written by hand. `make docs` runs it, and
a test fails where a page is not what it would write.

The results in views.md and questions.md are those of their queries on the sample archive, ingested
anew into a temporary folder.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import yaml

from etl.contracts.base import (
    Row,
    arrow_schema,
    column_comments,
    enumerations,
    json_columns,
    table_comment,
)
from etl.contracts.registry import EXTRACT_TABLES, READ_TABLES, TABLES
from etl.contracts.reject_codes import REJECT_CODES
from etl.lake.sql_files import (
    PART,
    SqlObject,
    base_view_names,
    load_examples,
    load_objects,
    sql_type,
)
from etl.readers import limits
from etl.readers.aliases import ALIASES
from etl.readers.base import MAX_DOCUMENT_BYTES, RawDocument, Reader
from etl.readers.dispatch import read_file
from etl.readers.registry import containers, readers

DOCS = Path(__file__).parent
SAMPLE = DOCS.parent / "raw"
EXAMPLES = DOCS / "formats"
"""One small file a format, named as its reader is."""
README = DOCS.parent / "README.md"
QUESTIONS = DOCS / "questions.yaml"
QUESTION_KEYS = {"question", "query", "cannot", "from"}
HEADING_LINES = 3
"""Lines of a table without rows."""
RESULT_START = "<!-- What the query gives on the sample archive; written by `make docs`. -->\n"
RESULT_END = "<!-- end -->"
CASES = tuple(DOCS.parent / "tests" / "readers" / name for name in ("cases", "format_cases"))
"""Files of each format with what they should give, in folders named as the readers are."""
SHOWN_ROWS = 10
SHOWN_CHARS = 90
NOTE = "<!-- Written by `make docs` from the code; changes made here are lost. -->"


def cell(value: object) -> str:
    """A value within a Markdown table: on one line, short, as DuckDB's JSON would show it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        text = value.strftime("%Y-%m-%d %H:%M:%S")
    elif isinstance(value, (list, dict)):
        text = json.dumps(value, ensure_ascii=False, default=str)
    else:
        text = str(value)
    text = " ".join(text.split())
    if len(text) > SHOWN_CHARS:
        text = text[: SHOWN_CHARS - 1] + "…"
    return text.replace("|", "\\|")


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table; the cells are Markdown already."""
    lines = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return [*lines, ""]


def page(*lines: str) -> str:
    """Lines as the text of a page."""
    return "\n".join([NOTE, "", *lines]).rstrip() + "\n"


def code(text: str, language: str = "") -> list[str]:
    """A fenced block."""
    fence = "````" if "```" in text else "```"
    return [f"{fence}{language}", *text.rstrip().split("\n"), fence, ""]


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


# Tables


def _sql_types(model: type[Row]) -> dict[str, str]:
    as_json = json_columns(model)
    found: dict[str, str] = {}
    for field in arrow_schema(model):
        type_: pa.DataType = field.type
        found[field.name] = "json" if field.name in as_json else sql_type(type_)
    return found


def _published_views(model: type[Row], objects: Mapping[str, SqlObject]) -> Iterable[str]:
    own = objects.get(model.table)
    if own is None and model in (*READ_TABLES, *EXTRACT_TABLES):
        yield f"- `all_{model.table}` in SQL: every revision and duplicate, with these columns."
        return
    if own is None:
        yield f"- `{model.table}` in SQL has these columns."
        return
    yield f"- `{model.table}` in SQL: {own.comment}"
    if own.columns:
        yield "  It has these columns and:"
        for name, words in own.columns.items():
            yield f"  - `{name}`: {words}"
    yield f"- `all_{model.table}`: every revision and duplicate, with these columns."


def tables_page() -> str:
    """docs/tables.md."""
    objects = {item.name: item for item in load_objects()}
    lines = [
        "# Tables",
        "",
        "The tables of the warehouse, from their contracts in `etl/contracts/`. They are Parquet "
        "files below `warehouse/tables/`, described once more in `warehouse/datapackage.json`; in "
        "SQL (`newshouse sql`, or any DuckDB client on `warehouse/news.duckdb`) they are views. "
        "[views.md](views.md) has the views and macros that answer questions.",
        "",
        "Ids are deterministic: the same raw files give the same ids on every machine. Offsets "
        "count code points of `articles.body` from 0, the end exclusive; "
        "`span(body, char_start, char_end)` gives the text between them.",
        "",
        *table(
            ("table", "a row is", "key"),
            (
                (f"[{name}](#{name})", _escaped(table_comment(model)), _listed(model.key))
                for name, model in TABLES.items()
            ),
        ),
    ]
    batch_tables = {model.table for model in (*READ_TABLES, *EXTRACT_TABLES)}
    for name, model in TABLES.items():
        lines += [f"## {name}", "", table_comment(model), "", f"- Key: {_listed(model.key)}"]
        for column, target in model.foreign_keys.items():
            other = target.partition(".")[0]
            lines.append(f"- `{column}` is in [{target}](#{other})")
        made = (
            "batch by batch, when a file is read"
            if model in READ_TABLES
            else "batch by batch, by the extraction engine"
            if name in batch_tables
            else "over the whole archive, at each publication"
        )
        lines += [f"- Written {made}", *_published_views(model, objects), ""]
        comments, permitted = column_comments(model), enumerations(model)
        types = _sql_types(model)
        rows = []
        for field in arrow_schema(model):
            words = comments[field.name]
            if field.name in permitted:
                words += f" One of {_listed(permitted[field.name])}."
            rows.append(
                (
                    f"`{field.name}`",
                    f"`{types[field.name]}`",
                    "may be null" if field.nullable else "",
                    _escaped(words),
                )
            )
        lines += table(("column", "type", "", "what it is"), rows)
    return page(*lines)


# Views and macros


def _result(connection: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description or ()]
    rows = cursor.fetchall()
    lines = table(names, ([cell(value) for value in row] for row in rows[:SHOWN_ROWS]))
    if len(rows) > SHOWN_ROWS:
        lines += [f"... and {len(rows) - SHOWN_ROWS} more rows.", ""]
    return lines


def _example(connection: duckdb.DuckDBPyConnection, example: SqlObject | None) -> list[str]:
    if example is None:
        return []
    sql = "\n".join(line for line in example.sql.split("\n") if not line.startswith("--"))
    return [example.comment, "", *code(sql, "sql"), *_result(connection, example.sql)]


def _columns(
    connection: duckdb.DuckDBPyConnection, item: SqlObject, names: Iterable[str] | None = None
) -> list[str]:
    wanted = None if names is None else set(names)
    found = connection.execute(
        "select column_name, data_type, comment from duckdb_columns() "
        "where table_name = ? order by column_index",
        [item.name],
    ).fetchall()
    rows = [
        (f"`{name}`", f"`{kind.lower()}`", _escaped(comment or ""))
        for name, kind, comment in found
        if wanted is None or name in wanted
    ]
    return table(("column", "type", "what it is"), rows)


def _macro(connection: duckdb.DuckDBPyConnection, item: SqlObject) -> list[str]:
    row = connection.execute(
        "select parameters, function_type from duckdb_functions() "
        "where not internal and function_name = ?",
        [item.name],
    ).fetchone()
    if row is None:
        raise LookupError(f"{item.name}: the sample's catalogue has no such macro")
    parameters, kind = row
    lines = [f"`{item.name}({item.parameters})`", "", item.comment, ""]
    if kind == "table_macro":
        nulls = ", ".join(["null"] * len(parameters))
        described = connection.execute(f"describe from {item.name}({nulls})").fetchall()
        columns = ", ".join(f"`{name}` {kind.lower()}" for name, kind, *_ in described)
        lines += [f"Gives rows of {columns}.", ""]
    return lines


def views_page(connection: duckdb.DuckDBPyConnection) -> str:
    """docs/views.md.

    Args:
        connection: to the published catalogue of the sample archive.
    """
    objects = {item.name: item for item in load_objects()}
    examples = {item.name: item for item in load_examples()}
    questions = sorted(
        name
        for name, item in objects.items()
        if item.kind in {"view", "mart"} and name not in TABLES
    )
    called = sorted(name for name, item in objects.items() if item.kind == "macro")
    macros = [name for name in called if not objects[name].comment.startswith(PART)]
    parts = [name for name in called if name not in macros]
    own = [name for name in TABLES if name in objects]
    base = sorted(base_view_names())
    lines = [
        "# Views and macros",
        "",
        "What the published catalogue answers, from `sql/views/`, `sql/marts/` and `sql/macros/`. "
        "Each stands here with its comment, its columns or parameters, the query in "
        "`sql/examples/`, and that query's result on the sample archive in `raw/`. The tables and "
        "their columns are in [tables.md](tables.md).",
        "",
        "Syndicated copies, one switch: each row of articles and quotes says by `is_original` "
        "whether its article copies another. A view that counts gives each count twice: `x_count` "
        "with copies and `original_x_count` without, and so with shares. A macro leaves copies out "
        "unless called `with_copies := true`. Both use `article_clusters`, nothing else. What "
        "counts copies themselves (`syndication_spread`, `wire_dependence`) has no such switch.",
        "",
        "The comment of each says what its shares are shares of. `article_ids` drill down: they "
        "are the articles that a count counts. Statements are quotes of speech and writing; "
        "belief and intention are in `quotes` only. Days are `published_date`, the day in the "
        "outlet's own time zone, whatever the session's. By day, week, month or quarter, articles "
        "are left out whose date is not known that exactly.",
        "",
        "A macro is called with its parameters in order, or by name: `from kwic('strike')`, "
        "`from kwic('strike', 60)`, `from kwic('strike', with_copies := true)`. What stands after "
        "`:=` is taken where nothing is given.",
        "",
        "Views: " + ", ".join(f"[{name}](#{name})" for name in questions) + ".",
        "",
        "Macros: " + ", ".join(f"[{name}](#{name})" for name in macros) + ".",
        "",
        "Tables as views: " + ", ".join(f"[{name}](#{name})" for name in [*own, *base]) + ".",
        "",
        "# Views",
        "",
    ]
    for name in questions:
        item = objects[name]
        lines += [f"## {name}", "", item.comment, ""]
        if item.kind == "mart":
            which = ", for the articles that have changed," if item.key else ""
            lines += [f"Computed at publication{which} and stored.", ""]
        if item.upstreams:
            lines += [f"Reads {_listed(item.upstreams)}.", ""]
        lines += [*_columns(connection, item), *_example(connection, examples.get(name))]
    lines += ["# Macros", ""]
    for name in macros:
        lines += [f"## {name}", "", *_macro(connection, objects[name])]
        lines += _example(connection, examples.get(name))
    lines += ["# Parts of macros", ""]
    for name in parts:
        item = objects[name]
        lines += [f"## {name}", "", f"`{name}({item.parameters})`", ""]
        lines += [item.comment.removeprefix(PART), ""]
    lines += ["# Tables as views", ""]
    for name in own:
        item = objects[name]
        more = " and:" if item.columns else "."
        lines += [f"## {name}", "", item.comment, ""]
        lines += [f"The columns of [tables.md](tables.md#{name}){more}", ""]
        if item.columns:
            lines += _columns(connection, item, item.columns)
        lines += _example(connection, examples.get(name))
    for name in base:
        words = connection.execute(
            "select comment from duckdb_views() where view_name = ?", [name]
        ).fetchall()
        lines += [f"## {name}", "", words[0][0], ""]
        lines += _example(connection, examples.get(name))
    return page(*lines)


# Questions


def questions_page(connection: duckdb.DuckDBPyConnection) -> str:
    """docs/questions.md.

    Args:
        connection: to the published catalogue of the sample archive.

    Raises:
        ValueError: a question of questions.yaml lacks something, or its query finds nothing.
    """
    questions = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))
    lines = [
        "# Questions",
        "",
        "What people ask of an archive, each with one query, its result on the sample archive in "
        "`raw/`, what it can't tell, and where the measure comes from. [views.md](views.md) "
        "describes every view and macro used here, and says how copies are counted; "
        '[notebooks.md](notebooks.md) has longer answers. `newshouse sql "..."` asks.',
        "",
    ]
    for entry in questions:
        if not {"question", "query", "cannot"} <= entry.keys() <= QUESTION_KEYS:
            raise ValueError(
                f"{QUESTIONS}: {entry}: expected question, query, cannot and perhaps from"
            )
        result = _result(connection, entry["query"])
        if len(result) <= HEADING_LINES:
            raise ValueError(
                f"{QUESTIONS}: {entry['question']} finds nothing in the sample archive"
            )
        lines += [f"## {entry['question']}", "", *code(entry["query"], "sql"), *result]
        lines += [f"*What it can't tell.* {' '.join(entry['cannot'].split())}", ""]
        if "from" in entry:
            lines += [f"*From.* {' '.join(entry['from'].split())}", ""]
    return page(*lines)


# Formats


def _proof(reader: Reader) -> str:
    """What the reader itself says of how it was tried, where it says anything."""
    proven = getattr(reader, "proven", None)
    if isinstance(proven, bool):
        return "on real files" if proven else "never met a real file"
    return str(proven or "")


def _read_example(path: Path) -> list[str]:
    lines = []
    for found in read_file(path):
        document = found.outcome
        if not isinstance(document, RawDocument):
            raise TypeError(f"{path}: is no example of its format: {document}")
        rows: list[tuple[str, str, str]] = []
        for name in ("title", "authors", "outlet", "language"):
            value = getattr(document, name)
            if value is not None:
                shown = ", ".join(value.values) if name == "authors" else value.value
                rows.append((name, shown, value.source))
        for name in ("published", "updated"):
            rows += [(name, value.value, value.source) for value in getattr(document, name)]
        for name in (
            "subtitle",
            "url",
            "canonical_url",
            "external_id",
            "section",
            "dateline",
            "wire_agency",
            "copyright",
        ):
            if getattr(document, name) is not None:
                rows.append((name, getattr(document, name), ""))
        if document.tags:
            rows.append(("tags", ", ".join(document.tags), ""))
        for block in document.blocks:
            rows.append((block.kind, block.text, ""))
        if document.extra:
            rows.append(("extra", ", ".join(sorted(document.extra)), ""))
        lines += table(
            ("field", "value", "taken from"),
            ((name, cell(value), _escaped(source)) for name, value, source in rows),
        )
    return lines


def formats_page() -> str:
    """docs/formats.md."""
    found = sorted(readers().values(), key=lambda reader: reader.title.lower())
    proven = any(_proof(reader) for reader in found)
    headings = ["format", "reader", "recognised by", "library"] + ["tried"] * proven
    rows = []
    for reader in found:
        row = [
            f"[{_escaped(reader.title)}](#{reader.name})",
            f"`{reader.name}`",
            _escaped(reader.recognised_by),
            _escaped(reader.library) or "none",
        ]
        rows.append(row + [_escaped(_proof(reader))] * proven)
    lines = [
        "# Formats",
        "",
        "What Newshouse reads, from the readers in `etl/readers/`. A file is recognised by its "
        "first 64 KiB, not by its suffix; where that is wrong, `reader` in the folder's "
        "`_newshouse.toml` decides ([archive.md](archive.md)). What no reader takes is a row of "
        "`rejects` ([rejects.md](rejects.md)), never lost silently; pictures, style sheets and "
        "what else lies beside articles is counted as skipped.",
        "",
        *table(headings, rows),
        "## Containers",
        "",
        "Containers may hold containers, four deep. Members are named in `articles.member`, with "
        "`!` between levels. Streams that expand more than "
        f"{limits.MAX_RATIO} times, members with unsafe paths, links and encrypted members are "
        "rejected. Members of a large tar or ZIP are read by several workers, and so is what a "
        "compressed file holds, if that can be cut.",
        "",
        *table(
            ("container", "name in `raw_files.format`", "recognised by", "library"),
            (
                (_escaped(c.title), f"`{c.name}`", _escaped(c.recognised_by), _escaped(c.library))
                for c in sorted(containers().values(), key=lambda item: item.title.lower())
            ),
        ),
        f"A single document may have {MAX_DOCUMENT_BYTES // 2**20} MiB.",
        "",
    ]
    for reader in found:
        lines += [f"## {reader.name}", "", f"{reader.title}: {reader.recognised_by}.", ""]
        if reader.splits_by_lines or reader.splits_by_reading:
            lines += ["Large files are cut, and read by several workers.", ""]
        lines += [f"Can fill {_listed(reader.yields)}.", ""]
        for path in sorted(EXAMPLES.glob(f"{reader.name}.*")):
            example = path.read_text(encoding="utf-8")
            lines += [f"An example, `docs/formats/{path.name}`:", "", *code(example)]
            lines += ["is read as", "", *_read_example(path)]
        for folder in CASES:
            place = folder / reader.name
            if place.is_dir():
                shown = place.relative_to(DOCS.parent)
                lines += [f"More files of this form, made for the tests: `{shown}/`.", ""]
    lines += [
        "## Field names",
        "",
        "JSON, JSON Lines, CSV, front matter and the header lines of plain text name their fields "
        "as they like. These names are known, the surest first; upper case, `-`, spaces and "
        "camelCase make no difference, a dot goes into a nested object. Others are given under "
        "`[columns]` in `_newshouse.toml`, and win. What is taken by none of them is kept in "
        "`articles.extra`.",
        "",
        *table(
            ("field", "names"),
            ((f"`{field}`", _listed(names)) for field, names in ALIASES.items()),
        ),
    ]
    return page(*lines)


# Rejects


def rejects_page() -> str:
    """docs/rejects.md."""
    return page(
        "# Rejects",
        "",
        "A document that cannot become an article is a row of `rejects`, with its file, its place "
        "in it, a code, a message that says what was found and what to do, and its first bytes. "
        "Nothing else is lost: what the same file holds beside it is read, and the run goes on.",
        "",
        "    newshouse rejects                          # all of them",
        "    newshouse rejects --code truncated         # one reason",
        '    newshouse sql "from reject_summary"        # counts by reason',
        "",
        "Mend the file, and the next run reads it again. Where the cure is a line in "
        "`_newshouse.toml`, the next run reads that folder again. A share of rejects above "
        "`reject_limit` (20 % unless set) ends a run with exit code 3; the rest is published all "
        "the same.",
        "",
        *table(
            ("code", "what it means", "what to do"),
            (
                (f"`{name}`", _escaped(entry.meaning), _escaped(entry.cure))
                for name, entry in sorted(REJECT_CODES.items())
            ),
        ),
        "Not rejects, and counted apart: documents that are rightly no articles (`raw_files."
        "skipped`, by reason), files that are never opened (`raw_files.status = 'ignored'`, with "
        "the reason in `message`), and second deliveries of the same revision (`raw_files."
        "duplicate_count`).",
    )


def readme_page(connection: duckdb.DuckDBPyConnection) -> str:
    """README.md with the result of its query as it is now."""
    text = README.read_text(encoding="utf-8")
    before, start, rest = text.partition(RESULT_START)
    _, end, after = rest.partition(RESULT_END)
    query = before.rpartition("```sql\n")[2].partition("```")[0]
    return "\n".join([before + start, *_result(connection, query), end]) + after


def pages(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Every generated page: its path from docs/ -> its text.

    Args:
        connection: to the published catalogue of the sample archive.
    """
    return {
        "tables.md": tables_page(),
        "views.md": views_page(connection),
        "questions.md": questions_page(connection),
        "formats.md": formats_page(),
        "rejects.md": rejects_page(),
        "../README.md": readme_page(connection),
    }


def ingest_sample(warehouse: Path) -> None:
    """Ingest the sample archive into a new warehouse."""
    from etl.compute import pipeline
    from etl.compute.inline import InlineBackend
    from etl.lake.layout import Layout
    from etl.lake.lock import writing
    from etl.settings import load_settings

    options: dict[str, Any] = {"raw": (SAMPLE,), "warehouse": warehouse}
    settings = load_settings(directory=DOCS.parent, **options)
    backend = InlineBackend()
    with writing(Layout(warehouse).lock):
        pipeline.discover(settings)
        pipeline.read_batches(settings, backend=backend)
        pipeline.extract_batches(settings, backend=backend)
        pipeline.publish(settings)


def main() -> int:
    """Write the pages that have changed."""
    from etl.lake.catalogue import open_catalogue

    with tempfile.TemporaryDirectory() as place:
        warehouse = Path(place) / "warehouse"
        ingest_sample(warehouse)
        with open_catalogue(warehouse) as connection:
            written = pages(connection)
    for name, text in written.items():
        path = DOCS / name
        same = path.exists() and path.read_text(encoding="utf-8") == text
        if not same:
            path.write_text(text, encoding="utf-8")
        sys.stderr.write(f"{'unchanged' if same else 'written'}  docs/{name}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
