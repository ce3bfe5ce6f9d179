"""`newshouse sql`: forms of results, and what a query cannot do."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import duckdb
import pytest
from lxml import etree

from etl.lake.catalogue import NotReadingError, check_reads
from etl.settings import Settings
from tests.cli import call
from tests.line import copy_sample, ingest, settings_for

VALUES = """
select
    1 as a, 2 as a, true as yes, null as nothing, 'nan'::double as odd,
    170141183460469231731687303715884105727::hugeint as huge,
    9007199254740993::bigint as large,
    '[/b] [red]x[/red] :warning: =1+1' as words,
    {'k': [1, 2]} as record,
    'ab'::blob as bytes,
    timestamptz '2026-01-02 03:04:05+00' as moment,
    date '2026-01-02' as day,
    1.50::decimal(10, 2) as price,
    'a' || chr(10) || chr(27) || '[31mb' as escape
"""


def test_csv_is_the_form_for_pipes(sample: Settings) -> None:
    answer = call("sql", "--warehouse", sample.warehouse, VALUES)
    assert (answer.code, answer.err) == (0, "")
    names, row = csv.reader(io.StringIO(answer.out))
    found = dict(zip(names, row, strict=True))
    assert found == {
        "a": "1",
        "a_1": "2",
        "yes": "true",
        "nothing": "",
        "odd": "nan",
        "huge": "170141183460469231731687303715884105727",
        "large": "9007199254740993",
        "words": "[/b] [red]x[/red] :warning: =1+1",
        "record": '{"k":[1,2]}',
        "bytes": "ab",
        "moment": "2026-01-02T03:04:05+00:00",
        "day": "2026-01-02",
        "price": "1.50",
        "escape": "a\n\x1b[31mb",
    }


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_json(sample: Settings, form: str) -> None:
    answer = call("sql", "--warehouse", sample.warehouse, VALUES, "--format", form)
    found = json.loads(answer.out)
    record = found[0] if form == "json" else found
    assert record["a_1"] == 2
    assert record["odd"] is None
    assert record["huge"] == "170141183460469231731687303715884105727"
    assert record["record"] == {"k": [1, 2]}
    assert record["yes"] is True


def test_json_without_a_row_is_an_empty_list(sample: Settings) -> None:
    answer = call("sql", "--warehouse", sample.warehouse, "select 1 where false", "--format=json")
    assert json.loads(answer.out) == []


def test_a_table_shows_words_as_they_are(sample: Settings) -> None:
    answer = call("sql", "--warehouse", sample.warehouse, VALUES, "--format", "table")
    assert "\x1b" not in answer.out
    query = "select '[/b] [red]x[/red] :warning:' as words"
    answer = call("sql", "--warehouse", sample.warehouse, query, "--format", "table")
    assert "[/b] [red]x[/red] :warning:" in answer.out
    assert "1 rows" in answer.out


def test_a_table_is_cut_and_says_so(sample: Settings) -> None:
    answer = call("sql", "--warehouse", sample.warehouse, "from range(1001)", "--format", "table")
    assert "first 1,000 rows; use --format csv for all" in answer.out


def test_parquet_by_suffix(sample: Settings, tmp_path: Path) -> None:
    target = tmp_path / "out.parquet"
    answer = call("sql", "--warehouse", sample.warehouse, VALUES, "--output", target)
    assert (answer.code, answer.out) == (0, "")
    found = duckdb.sql(f"select large, record, yes from '{target}'").fetchall()
    assert found == [(9007199254740993, {"k": [1, 2]}, True)]


def test_parquet_says_which_type_it_cannot_hold(sample: Settings, tmp_path: Path) -> None:
    target = tmp_path / "out.parquet"
    query = "select interval 1 month as span"
    answer = call("sql", "--warehouse", sample.warehouse, query, "--output", target)
    assert answer.code == 2
    assert "cast it to another type" in answer.err
    assert list(tmp_path.iterdir()) == []


def sheet_rows(path: Path) -> list[dict[str, object]]:
    """The rows of a workbook's sheet: column letter -> text, or a number."""
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(path) as book:
        sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    rows = []
    for row in sheet.iter(f"{main}row"):
        cells: dict[str, object] = {}
        for cell in row.iter(f"{main}c"):
            words = "".join(cell.itertext())
            column = cell.get("r", "").rstrip("0123456789")
            cells[column] = words if cell.get("t") == "inlineStr" else float(words)
        rows.append(cells)
    return rows


def test_xlsx_keeps_numbers_and_text(sample: Settings, tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    assert call("sql", "--warehouse", sample.warehouse, VALUES, "--output", target).code == 0
    names, row = sheet_rows(target)
    found = {names[place]: value for place, value in row.items()}
    assert found["a_1"] == 2.0
    assert found["odd"] == "nan"
    assert found["large"] == "9007199254740993"
    assert found["words"] == "[/b] [red]x[/red] :warning: =1+1"


def test_xlsx_does_not_drop_rows(
    sample: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.commands.output.XLSX_ROWS", 10)
    target = tmp_path / "out.xlsx"
    answer = call("sql", "--warehouse", sample.warehouse, "from range(11)", "--output", target)
    assert answer.code == 2
    assert "use --format csv or parquet" in answer.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", ["parquet", "xlsx"])
def test_binary_forms_need_a_file(sample: Settings, form: str) -> None:
    answer = call("sql", "--warehouse", sample.warehouse, "select 1", "--format", form)
    assert (answer.code, answer.out) == (2, "")
    assert "name a file with --output" in answer.err


def test_a_file_that_cannot_be_written(sample: Settings, tmp_path: Path) -> None:
    answer = call("sql", "--warehouse", sample.warehouse, "select 1", "--output", tmp_path)
    assert answer.code == 2
    assert str(tmp_path) in answer.err


def test_a_query_from_standard_input(sample: Settings) -> None:
    answer = call("sql", "--warehouse", sample.warehouse, stdin="select 7 as seven\n")
    assert answer.out == "seven\n7\n"


@pytest.mark.parametrize("query", ["", " \n", ";"])
def test_an_empty_query_is_wrong_usage(sample: Settings, query: str) -> None:
    assert call("sql", "--warehouse", sample.warehouse, stdin=query).code == 2


def test_a_wrong_query_says_where(sample: Settings) -> None:
    answer = call("sql", "--warehouse", sample.warehouse, "select nope from articles")
    assert (answer.code, answer.out) == (1, "")
    assert "nope" in answer.err


@pytest.mark.parametrize(
    "query",
    [
        "select 1",
        "-- why\n/* and */ select 1",
        "from articles limit 1",
        "with a as (select 1) from a",
        "values (1)",
        "table entities",
        "(select 1) union (select 2)",
        "describe articles",
        "summarize entities",
        "show tables",
        "pivot (select 1 as a, 2 as b) on a using sum(b)",
        "explain select 1",
        "explain analyze select 1",
        "explain (format json) select 1",
    ],
)
def test_reading_is_allowed(sample: Settings, query: str) -> None:
    assert call("sql", "--warehouse", sample.warehouse, stdin=query).code == 0


WRITES = [
    "copy (select 1) to '{warehouse}/x.csv'",
    "copy (select 1 as a) to '{table}' (format parquet)",
    "select 1; copy (select 1) to '{warehouse}/x.csv'",
    "explain analyze copy (select 1) to '{warehouse}/x.csv'",
    "/* c */ explain (analyze) copy (select 1) to '{warehouse}/x.csv'",
    "copy (pivot (select 1 as a, 2 as b) on a using sum(b)) to '{warehouse}/x.csv'",
    "prepare p as copy (select 1) to '{warehouse}/x.csv'; execute p",
    "export database '{warehouse}/export'",
    "attach '{warehouse}/other.duckdb'",
    "create table t as select 1",
    "create or replace view articles as select 1",
    "create temp table t as select 1",
    "drop view articles",
    "delete from articles",
    "checkpoint",
    "load json",
    "install httpfs",
    "set enable_external_access = true",
    "reset lock_configuration",
    "pragma profiling_output = '{warehouse}/x'",
    "call enable_logging(storage = 'file', storage_config = {{'path': '{warehouse}/log'}})",
    "from enable_logging(storage = 'file', storage_config = {{'path': '{warehouse}/log'}})",
    "create persistent secret s (type http)",
    "import database '{warehouse}'",
    "detach news",
    "use memory",
    "update extensions",
    "vacuum",
    "force checkpoint",
    "begin transaction",
    "create macro m(a) as a",
    "set memory_limit = '100 GB'",
    "set global temp_directory = '{warehouse}'",
    "pragma memory_limit = '100 GB'",
    "pragma enable_profiling",
    "set variable a = 1",
    "from query('copy (select 1) to ''{warehouse}/x.csv''')",
    "insert into articles select * from articles",
    "update articles set title = ''",
    "truncate articles",
    "alter view articles rename to other",
    "drop macro kwic",
]
LOOKS_OUTSIDE = [
    "from read_text('{outside}')",
    "from '{outside}'",
    "from read_csv('{warehouse}/../secret.csv')",
    "from read_text('{warehouse}/tables/link.csv')",
    "from glob('{outside}*')",
    "from read_csv('http://127.0.0.1:9/x.csv')",
    "from read_csv('/dev/stdin')",
    "from duckdb_secrets()",
    "from read_text('/etc/passwd')",
    "from read_blob('/proc/self/environ')",
    "from glob('/etc/*')",
    "from glob('{warehouse}/../*')",
    "from read_json('{outside}')",
    "from read_parquet('s3://bucket/x.parquet')",
    "from parquet_metadata('{outside}')",
    "from sniff_csv('{outside}')",
    "select getenv('HOME')",
    "from console",
    "from settings",
    "select * from read_csv('{warehouse}/tables/../../secret.csv')",
]


@pytest.mark.parametrize("query", [*WRITES, *LOOKS_OUTSIDE])
def test_hostile_queries_do_nothing(tmp_path: Path, query: str, hostile: Settings) -> None:
    warehouse = hostile.warehouse
    secret = warehouse.parent / "secret.csv"
    table = next((warehouse / "tables").rglob("*.parquet"))
    before = {path: path.read_bytes() for path in warehouse.rglob("*") if path.is_file()}
    filled = query.format(warehouse=warehouse, outside=secret, table=table)
    answer = call("sql", "--warehouse", warehouse, filled)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("Error: ")
    assert {path: path.read_bytes() for path in warehouse.rglob("*") if path.is_file()} == before


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A warehouse with a secret beside it, and a link to it within."""
    place = tmp_path_factory.mktemp("hostile")
    copy_sample(place, "evening-ledger")
    settings = settings_for(place)
    ingest(settings)
    (place / "secret.csv").write_text("a,b\n1,2\n")
    (settings.warehouse / "tables" / "link.csv").symlink_to(place / "secret.csv")
    return settings


TOO_MUCH = {
    "memory": "select list(a.range) from range(100000) a, range(100000) b",
    "sorting": "select a.range, b.range, repeat('x', 1000) as c from range(100000) a, "
    "range(100000) b order by c, a.range desc",
    "one value": "select length(repeat(repeat('x', 1000000000), 100))",
    "nesting": "select " + "(" * 5000 + "1" + ")" * 5000,
}


@pytest.mark.parametrize("query", TOO_MUCH.values(), ids=list(TOO_MUCH))
def test_too_much_is_an_error_and_no_end_of_the_machine(
    query: str, sample: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.lake.catalogue._memory", lambda: 256 * 2**20)
    monkeypatch.setattr("etl.lake.catalogue.SPILL_GIB", 0)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    answer = call("sql", "--warehouse", sample.warehouse, query)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("Error: ")
    assert list(tmp_path.iterdir()) == []


def test_rows_without_end_are_not_collected(sample: Settings) -> None:
    """Those of a hundred million that are shown, and no more."""
    query = "select range, repeat('x', 100) as words from range(100000000)"
    answer = call("sql", "--warehouse", sample.warehouse, query, "--format", "table")
    assert "first 1,000 rows" in answer.out


def test_memory_and_disk_have_limits(sample: Settings) -> None:
    answer = call(
        "sql",
        "--warehouse",
        sample.warehouse,
        "select name, value from duckdb_settings() where name in ('memory_limit', "
        "'temp_directory', 'max_temp_directory_size', 'lock_configuration')",
        "--format=jsonl",
    )
    found = {row["name"]: row["value"] for row in map(json.loads, answer.out.splitlines())}
    assert found["lock_configuration"] == "true"
    assert found["max_temp_directory_size"] == "8.0 GiB"
    assert "newshouse-sql-" in found["temp_directory"]
    assert str(sample.warehouse) not in found["temp_directory"]


@pytest.mark.parametrize(
    "query", ["-- comment\nselect 1 as a", "--comment\nselect 1 as a", "-- a=b\nselect 1 as a"]
)
def test_a_query_may_begin_with_a_comment(query: str, sample: Settings) -> None:
    answer = call("sql", "--warehouse", sample.warehouse, query)
    assert (answer.code, answer.out) == (0, "a\n1\n")


def test_a_wrong_option_is_no_query(sample: Settings) -> None:
    answer = call("sql", "--warehouse", sample.warehouse, "--formt=csv", "select 1")
    assert answer.code == 2
    assert "--formt" in answer.err


def test_a_refusal_names_the_way_to_keep_a_result() -> None:
    with pytest.raises(NotReadingError, match=r"begins with 'copy'.*--output"):
        check_reads("copy (select 1) to 'x'")


def test_nothing_published_says_what_to_do(tmp_path: Path) -> None:
    answer = call("sql", "--warehouse", tmp_path, "select 1")
    assert answer.code == 1
    assert "newshouse run" in answer.err
    assert list(tmp_path.iterdir()) == []


def test_a_catalogue_that_is_none_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "news.duckdb").write_text("no database")
    answer = call("sql", "--warehouse", tmp_path, "select 1")
    assert answer.code == 1
    assert "newshouse relink" in answer.err
