"""The jobs, in this process: what is reported of batches, failures and checks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from etl.compute import pipeline
from etl.compute.inline import InlineBackend
from etl.extract.engines.rules import Rules
from etl.lake.layout import Layout
from etl.lake.lock import writing
from etl.orchestration.build import build_defs
from etl.orchestration.instance import open_instance, prepare_home
from etl.orchestration.launch import run_ingest
from etl.settings import Settings
from tests.line import ask, settings_for


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening the instance sets variables; no other test is to see them."""
    for name in ("NEWSHOUSE_PROJECT", "NEWSHOUSE_RAW", "NEWSHOUSE_WAREHOUSE", "DAGSTER_HOME"):
        monkeypatch.setenv(name, "x")
        monkeypatch.delenv(name)
    monkeypatch.setattr(pipeline, "choose_backend", lambda _: InlineBackend())


@pytest.fixture
def settings(project: Path) -> Settings:
    made = settings_for(project, missing_limit=1.0)
    for name in ("a", "b"):
        put(made, name)
    return made


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


def put(settings: Settings, name: str) -> Path:
    path = settings.raw[0] / f"{name}.txt"
    path.write_text(f"Story {name}\n\nPORT ELLERY: “This is {name},” said Mayor Ann Hollis.\n")
    return path


def run(
    settings: Settings,
    instance: dg.DagsterInstance,
    job: str = "ingest",
    config: dict[str, Any] | None = None,
) -> dg.ExecuteInProcessResult:
    return (
        build_defs(settings)
        .resolve_job_def(job)
        .execute_in_process(instance=instance, run_config=config, raise_on_error=False)
    )


def checks(result: dg.ExecuteInProcessResult) -> dict[str, dg.AssetCheckEvaluation]:
    return {
        f"{found.asset_key.to_user_string()}.{found.check_name}": found
        for found in result.get_asset_check_evaluations()
    }


def partitions(instance: dg.DagsterInstance) -> dict[str, bool]:
    """Batch -> whether it is materialised."""
    done = instance.get_materialized_partitions(dg.AssetKey("batch"))
    return {name: name in done for name in instance.get_dynamic_partitions("batches")}


def metadata(result: dg.ExecuteInProcessResult, asset: str) -> dict[str, Any]:
    step = {"articles": "read", "catalogue": "publish"}[asset]
    (event,) = (
        found
        for found in result.asset_materializations_for_node(step)
        if found.asset_key == dg.AssetKey(asset)
    )
    return {name: value.value for name, value in event.metadata.items()}


def test_one_run_does_everything(settings: Settings, instance: dg.DagsterInstance) -> None:
    result = run(settings, instance)
    assert result.success
    found = checks(result)
    assert all(check.passed for check in found.values())
    assert {"articles.verbatim", "quotes.sound_keys", "catalogue.foreign_keys"} <= set(found)
    for name, check in found.items():
        assert {"expected", "actual"} <= set(check.metadata), name
    assert list(partitions(instance).values()) == [True]
    articles, catalogue = metadata(result, "articles"), metadata(result, "catalogue")
    assert (articles["dagster/row_count"], articles["new_rows"]) == (2, 2)
    assert "Story a" in articles["preview"]
    assert catalogue["rows/articles"] == 2
    assert catalogue["path"] == str(Layout(settings.warehouse).catalogue)
    assert ask(settings.warehouse, "select count(*) from articles") == [(2,)]


def test_a_line_that_is_not_applied_is_a_warning(
    settings: Settings, instance: dg.DagsterInstance
) -> None:
    settings.reference_folder.mkdir()
    (settings.reference_folder / "entity_merge.csv").write_text("entity,into\nNobody,Ann Hollis\n")
    result = run(settings, instance)
    assert result.success
    check = checks(result)["corrections.all_applied"]
    assert (check.passed, check.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert check.metadata["actual"].value == 1
    assert "entity_merge.csv" in str(check.metadata["lines"].value)


def test_the_run_says_which_process_does_it(
    settings: Settings, instance: dg.DagsterInstance
) -> None:
    run(settings, instance)
    (done,) = instance.get_runs()
    assert done.tags["newshouse/process"]


def test_a_batch_that_fails_stays_missing_and_is_tried_again(
    settings: Settings, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_batch = pipeline.read_batch

    def failing(task: Any) -> Any:
        if any(unit.path == "b.txt" for unit in task.batch.units):
            raise ZeroDivisionError("a defect")
        return read_batch(task)

    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "read_batch", failing)
        result = run(settings, instance)
    assert result.success
    found = checks(result)["articles.all_batches_done"]
    assert (found.passed, found.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert found.metadata["actual"].value == 1
    assert sorted(partitions(instance).values()) == [False, True]
    assert ask(settings.warehouse, "select title from articles") == [("Story a",)]
    waiting = ask(settings.warehouse, "select status, message from raw_files where path = 'b.txt'")
    assert waiting == [("pending", "ZeroDivisionError: a defect")]

    result = run(settings, instance)
    assert checks(result)["articles.all_batches_done"].passed
    assert list(partitions(instance).values()) == [True, True]
    assert ask(settings.warehouse, "select count(*) from articles") == [(2,)]


def test_an_article_that_the_engine_fails_on_is_a_warning(
    settings: Settings, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(self: Rules, texts: object) -> object:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(Rules, "extract", failing)
    result = run(settings.model_copy(update={"engine": "rules"}), instance)
    assert result.success
    found = checks(result)["mentions.all_articles_extracted"]
    assert (found.passed, found.metadata["actual"].value) == (False, 2)


def test_too_many_rejects_are_an_error_beside_the_limit(
    settings: Settings, instance: dg.DagsterInstance
) -> None:
    (settings.raw[0] / "c.json").write_text("{")
    result = run(settings, instance)
    found = checks(result)["rejects.rejects_within_limit"]
    assert (found.passed, found.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert found.metadata["expected"].value == "<= 20.0%"
    assert found.metadata["actual"].value == "33.3%"


def test_only_redoes_a_batch(settings: Settings, instance: dg.DagsterInstance) -> None:
    run(settings, instance)
    put(settings, "c")
    run(settings, instance)
    first, second = partitions(instance)
    only = {"config": {"only": [first]}}
    result = run(settings, instance, config={"ops": {"read": only, "extract": only}})
    assert result.success
    done = {event.partition for event in result.get_asset_materialization_events()}
    assert done == {first, None}
    assert set(partitions(instance)) == {first, second}


def test_merged_batches_are_one_partition(settings: Settings, instance: dg.DagsterInstance) -> None:
    settings = settings.model_copy(update={"compact_count": 2})
    run(settings, instance)
    put(settings, "c")
    run(settings, instance)
    assert list(partitions(instance).values()) == [True]
    assert ask(settings.warehouse, "select count(*) from articles") == [(3,)]


def test_republish_looks_at_no_raw_file(settings: Settings, instance: dg.DagsterInstance) -> None:
    run(settings, instance)
    put(settings, "c")
    assert run(settings, instance, "republish").success
    assert ask(settings.warehouse, "select count(*) from articles") == [(2,)]


def test_rebuild_reads_everything_again(settings: Settings, instance: dg.DagsterInstance) -> None:
    run(settings, instance)
    result = run(settings, instance, "rebuild")
    assert result.success
    assert metadata(result, "articles")["new_rows"] == 2


def test_a_check_that_finds_something_keeps_the_old_catalogue(
    settings: Settings, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    from etl.lake import publish

    run(settings, instance)
    broken = publish.CheckResult("verbatim_quotes", "Words.", 1, ("a row",), 0.0)
    monkeypatch.setattr(publish, "run_checks", lambda *_: (broken,))
    put(settings, "c")
    assert not run(settings, instance).success
    assert ask(settings.warehouse, "select count(*) from articles") == [(2,)]


def test_a_run_waits_for_the_lock(
    settings: Settings, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.orchestration.resources.UI_WAIT_SECONDS", 0.0)
    with writing(Layout(settings.warehouse).lock):
        assert not run(settings, instance).success
    assert run(settings, instance).success


def ingest_by_command(settings: Settings) -> tuple[pipeline.Summary | None, str]:
    seen = pipeline.survey(settings).listing
    return run_ingest(settings, only=(), allow_missing=False, seen=seen, progress=pipeline.SILENT)


def test_the_command_line_runs_the_same_job_and_says_what_failed(settings: Settings) -> None:
    with writing(Layout(settings.warehouse).lock):
        summary, failed = ingest_by_command(settings)
        assert summary is not None
        assert (failed, summary.publication.counts["articles"]) == ("", 2)
        for path in settings.raw[0].iterdir():
            path.unlink()
        summary, failed = ingest_by_command(settings)
    assert summary is None
    assert failed.startswith(f"{settings.raw[0]}: holds no file to read")
    with open_instance(settings) as instance:
        statuses = [str(done.status.value) for done in instance.get_runs()]
    assert statuses == ["FAILURE", "SUCCESS"]


def test_the_instance_lies_in_one_place(project: Path) -> None:
    (project / "dagster.yaml").write_text(
        "storage: {sqlite: {base_dir: .dagster}}\ntelemetry: {enabled: false}\n"
    )
    settings = settings_for(project)
    home = prepare_home(settings)
    assert home == project / ".dagster"
    made = (home / "dagster.yaml").read_text()
    assert f"base_dir: {home}" in made
    assert str(project / "dagster.yaml") in made
    other = settings.model_copy(update={"warehouse": project / "other"})
    assert prepare_home(other) == project / "other" / ".dagster"
