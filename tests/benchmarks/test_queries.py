"""The benchmark of queries asks what it says, on any archive."""

from __future__ import annotations

import json

import pytest

from benchmarks import queries
from etl.lake.catalogue import open_catalogue
from etl.lake.sql_files import load_examples
from etl.settings import Settings


def test_it_prints_each_query_with_its_slowest_step(
    sample: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    only = ["kwic", "quote_spread", "story_threads"]
    options = [word for name in only for word in ("--only", name)]
    monkeypatch.setattr(
        "sys.argv", ["queries", "--warehouse", str(sample.warehouse), "--marts", *options]
    )
    assert queries.main() == 0
    lines = capsys.readouterr().out.splitlines()
    for name in (*only, "quote_spread, first rows", "story_threads, first rows"):
        (line,) = [line for line in lines if line[:38].strip() == name]
        assert line.split()[-1], line
    assert "5 of 5 queries" in "\n".join(lines)
    assert any(line.startswith("mart statements") for line in lines)


def test_names_of_the_sample_are_replaced_by_those_of_the_archive(sample: Settings) -> None:
    with open_catalogue(sample.warehouse) as connection:
        busiest = connection.execute(queries.COUNTERPARTS["Tomas Verrill"]).fetchone()
        assert busiest
        fitted = queries.fitted(connection, "from quotes_of('Tomas Verrill') where kind = 'direct'")
    assert fitted == f"from quotes_of('{busiest[0]}') where kind = 'direct'"


def test_every_name_that_is_replaced_stands_in_an_example() -> None:
    examples = "\n".join(example.sql for example in load_examples())
    for name in queries.COUNTERPARTS:
        assert f"'{name}'" in examples


def test_the_slowest_step_is_named_with_its_share() -> None:
    profile = {
        "operator": [
            {
                "type": "TOP_N",
                "timing": 0.1,
                "children": [
                    {"type": "TABLE_SCAN", "timing": 0.3, "extra_info": {"Function": "PARQUET"}}
                ],
            }
        ]
    }
    assert queries.slowest_step(json.dumps(profile)) == "TABLE_SCAN 75% PARQUET"
    assert queries.slowest_step(json.dumps({"operator": []})) == ""
