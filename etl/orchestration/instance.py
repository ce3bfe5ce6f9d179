"""The Dagster instance: where its history lies.

Belongs here: making the instance folder and opening the instance. The folder is absolute, so that
commands started anywhere find one history.
"""

from __future__ import annotations

import os
from pathlib import Path

import dagster as dg
import yaml

import etl
from etl.lake.files import replacing
from etl.settings import Settings

COMMAND_LINE = "command-line.yaml"
"""The settings of the instance as the command line opens it: the same history, but no copy of the
terminal's output is kept. Dagster would start two processes a step for that, which complain when
somebody presses Ctrl-C."""
NO_OUTPUT_KEPT = {
    "compute_logs": {
        "module": "dagster._core.storage.noop_compute_log_manager",
        "class": "NoOpComputeLogManager",
    }
}


def packaged_settings_file() -> Path:
    """The `dagster.yaml` that comes with the package, in a clone or in an installed wheel."""
    package = Path(etl.__file__).parent
    packaged = package / "_dagster.yaml"
    return packaged if packaged.exists() else package.parent / "dagster.yaml"


def prepare_home(settings: Settings) -> Path:
    """Make the instance folder, with the instance settings in it.

    They are the project's own `dagster.yaml` where it has one, with `.dagster` made absolute.
    """
    home = settings.dagster_home
    home.mkdir(parents=True, exist_ok=True)
    own = settings.project / "dagster.yaml"
    source = own if own.is_file() else packaged_settings_file()
    values = yaml.safe_load(source.read_text(encoding="utf-8"))
    _make_absolute(values, home)
    for name, more in (("dagster.yaml", {}), (COMMAND_LINE, NO_OUTPUT_KEPT)):
        with replacing(home / name) as temporary:
            text = yaml.safe_dump({**values, **more}, sort_keys=False)
            temporary.write_text(f"# Made from {source}; change that one.\n{text}", "utf-8")
    return home


def _make_absolute(values: dict[str, object], home: Path) -> None:
    for name, value in values.items():
        if isinstance(value, dict):
            _make_absolute(value, home)
        elif name == "base_dir" and value == ".dagster":
            values[name] = str(home)


def open_instance(settings: Settings) -> dg.DagsterInstance:
    """The instance of these settings; the environment names it for whatever Dagster starts."""
    home = prepare_home(settings)
    os.environ.update(settings.environment())
    return dg.DagsterInstance.from_config(str(home), COMMAND_LINE)
