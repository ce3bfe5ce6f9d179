"""`newshouse evaluate` as its user sees it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from etl.cli import group
from etl.extract.engine import UnknownEngineError

TSV = "Ines\tB-Person\nMoreau\tI-Person\nleft\tO\nKenya\tB-Location\n.\tO\n"
STANDOFF = (
    "T1\tSource 0 11\tInes Moreau\nT2\tCue 12 16\tsaid\nT3\tContent 17 31\tthat it rained\n"
    "E1\tAttribution:T2 Content:T3 Cue:T2 Source:T1\n"
)


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    (tmp_path / "gold.tsv").write_text(TSV)
    (tmp_path / "text").mkdir()
    (tmp_path / "attributions").mkdir()
    (tmp_path / "text" / "a_1.txt").write_text("Ines Moreau said that it rained.\n")
    (tmp_path / "attributions" / "a_1_x.ann").write_text(STANDOFF)
    return tmp_path


def test_entities_as_a_table_and_in_a_file(gold: Path) -> None:
    out = gold / "figures.json"
    result = CliRunner().invoke(
        group,
        ["evaluate", "entities", str(gold / "gold.tsv"), "--engine", "rules", "--json", str(out)],
    )
    assert result.exit_code == 0, result.output
    assert "PERSON, exact" in result.stdout
    figures = json.loads(out.read_text())
    assert figures["micro"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "support": 2}
    assert set(figures["by_type"]) == {"PERSON", "LOCATION"}


def test_quotes_as_json_alone(gold: Path) -> None:
    result = CliRunner().invoke(
        group, ["evaluate", "quotes", str(gold), "--engine", "rules", "--parts", "--json", "-"]
    )
    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout)
    assert figures["exact"] == {"source": 1.0, "cue": 1.0, "content": 1.0, "all": 1.0}
    assert set(figures["overlap"]) == {"source", "cue", "content", "all"}
    assert set(figures["direct"]) == {"content", "speaker_accuracy"}
    assert set(figures["parts"]) == {"exact", "overlap"}


@pytest.mark.parametrize(
    ("arguments", "message", "code"),
    [
        (["entities", "nowhere.tsv"], "no such file", 2),
        (["quotes", "nowhere"], "no such folder", 2),
        (["quotes", "text"], "found no attributions", 1),
        (["entities", "text/a_1.txt"], "line 1: expected a token", 1),
    ],
)
def test_what_is_no_gold_is_said_plainly(
    gold: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str, code: int
) -> None:
    monkeypatch.chdir(gold)
    result = CliRunner().invoke(group, ["evaluate", *arguments, "--engine", "rules"])
    assert result.exit_code == code
    assert message in result.stderr


def test_an_unknown_engine_is_an_error(gold: Path) -> None:
    result = CliRunner().invoke(group, ["evaluate", "quotes", str(gold), "--engine", "none"])
    assert isinstance(result.exception, UnknownEngineError)
