"""The direction of dependencies: cli, orchestration -> compute -> stages, lake -> contracts."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "etl"

STAGES = {"readers", "normalize", "extract", "resolve"}
MAY_IMPORT = {
    "contracts": set(),
    "collector": set(),
    "settings": {"contracts"},
    "readers": {"contracts"},
    "normalize": {"contracts", "readers"},
    "extract": {"contracts"},
    "resolve": {"contracts", "collector", "extract"},  # its word lists
    "search": {"contracts"},
    "evaluate": {"contracts", "normalize", "extract"},
    "lake": {"contracts", "collector", "settings", "readers", "normalize", "resolve", "search"},
    "compute": {"contracts", "settings", "lake", *STAGES},
    "orchestration": {"contracts", "settings", "lake", "compute", *STAGES},
    "commands": {"contracts", "settings", "lake", "compute", "orchestration", "evaluate", *STAGES},
    "cli": {"contracts", "settings", "commands", "lake", "extract"},
}


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
        found.update(names)
    return found


def room(path: Path) -> str:
    relative = path.relative_to(PACKAGE)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_imports_point_one_way(path: Path) -> None:
    here = room(path)
    if here == "__init__":
        return
    allowed = MAY_IMPORT[here] | {here}
    for name in imports(path):
        if name.startswith("etl.") and name.split(".")[1] != "__version__":
            assert name.split(".")[1] in allowed, f"{here} must not import {name}"
        if name.split(".")[0] == "dagster":
            assert here == "orchestration", f"{here} must not import dagster"


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_a_module_says_what_belongs_in_it(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text())), f"{path} has no docstring"
