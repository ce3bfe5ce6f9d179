"""The notebooks of docs/notebooks/ run on the sample archive, as they stand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from etl.settings import Settings

NOTEBOOKS = Path(__file__).parents[2] / "docs" / "notebooks"
MARIMO = sorted(NOTEBOOKS.glob("*.py"))
JUPYTER = sorted(NOTEBOOKS.glob("*.ipynb"))
SECONDS = 300


def test_there_is_one_of_each_and_the_page_names_it() -> None:
    page = (NOTEBOOKS.parent / "notebooks.md").read_text(encoding="utf-8")
    assert MARIMO
    assert JUPYTER
    for path in (*MARIMO, *JUPYTER):
        assert f"`{path.name}`" in page


@pytest.mark.slow
@pytest.mark.parametrize("path", MARIMO, ids=lambda path: path.name)
def test_a_marimo_notebook_runs(path: Path, sample: Settings, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(path)],
        env={**os.environ, "NEWSHOUSE_WAREHOUSE": str(sample.warehouse)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("path", JUPYTER, ids=lambda path: path.name)
def test_a_jupyter_notebook_runs(
    path: Path, sample: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSHOUSE_WAREHOUSE", str(sample.warehouse))
    notebook = nbformat.read(path, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert cells
    assert not any(cell.outputs for cell in cells), f"{path.name}: commit it without its outputs"
    resources = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=SECONDS, resources=resources).execute()
    assert all(cell.outputs for cell in cells[1:])
