"""The generated pages of docs/ are what the code says now."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs import generate
from etl.contracts.registry import TABLES
from etl.contracts.reject_codes import REJECT_CODES
from etl.lake.catalogue import open_catalogue
from etl.lake.sql_files import load_objects
from etl.readers.base import RawDocument
from etl.readers.dispatch import read_file
from etl.readers.registry import containers, readers
from etl.settings import Settings

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
ERRORS = {"ReaderError", "NormalizeError"}
"""Exceptions whose first argument is a reject code."""


@pytest.fixture(scope="module")
def pages(sample: Settings) -> dict[str, str]:
    with open_catalogue(sample.warehouse) as connection:
        return generate.pages(connection)


GENERATED = ["formats.md", "rejects.md", "questions.md", "tables.md", "views.md", "../README.md"]


@pytest.mark.parametrize("name", GENERATED)
def test_a_page_is_what_the_code_says(name: str, pages: dict[str, str]) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == pages[name], (
        f"docs/{name} is stale: run `make docs` and read what has changed"
    )


def test_no_page_is_forgotten(pages: dict[str, str]) -> None:
    generated = {
        path.name for path in DOCS.glob("*.md") if path.read_text().startswith(generate.NOTE)
    }
    assert generated | {"../README.md"} == set(pages)


def test_every_table_view_macro_and_format_has_a_heading(pages: dict[str, str]) -> None:
    for name in TABLES:
        assert f"\n## {name}\n" in pages["tables.md"]
    for item in load_objects():
        if item.kind != "check":
            assert f"\n## {item.name}\n" in pages["views.md"]
    for name in readers():
        assert f"\n## {name}\n" in pages["formats.md"]
    for name in containers():
        assert f"| `{name}` |" in pages["formats.md"]


@pytest.mark.parametrize("path", sorted((DOCS / "formats").iterdir()), ids=lambda path: path.name)
def test_an_example_is_recognised_as_its_format(path: Path) -> None:
    outcomes = list(read_file(path))
    assert {found.format for found in outcomes} == {path.stem}
    assert all(isinstance(found.outcome, RawDocument) for found in outcomes)


def _constants(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)


def codes_of(source: str) -> set[str]:
    """The reject codes that a module raises or yields, as far as they are literal."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in ERRORS and node.args:
                found.update(_constants(node.args[0]))
            if name in ERRORS | {"Rejected"}:
                for keyword in node.keywords:
                    if keyword.arg == "code":
                        found.update(_constants(keyword.value))
        elif isinstance(node, ast.ClassDef):
            # An exception of its own that gives its code to the one that it is made of.
            if ERRORS & {getattr(base, "id", getattr(base, "attr", "")) for base in node.bases}:
                for call in ast.walk(node):
                    if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "__init__":
                        found.update(code for item in call.args[:1] for code in _constants(item))
        elif isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "code" for target in node.targets
        ):
            found.update(_constants(node.value))
    return found


def test_codes_are_found_in_every_form_that_raises_one() -> None:
    source = """
def one(known):
    code = "assigned"
    yield Rejected(position=0, code="yielded", message="")
    if known:
        raise ReaderError("first" if known else "second", "words")
    raise base.NormalizeError(code="named", message="words")

class SlowError(ReaderError):
    def __init__(self):
        super().__init__("inherited", "words")
"""
    assert codes_of(source) == {"assigned", "yielded", "first", "second", "named", "inherited"}


def test_the_reject_codes_raised_are_those_documented() -> None:
    raised: dict[str, set[str]] = {}
    for path in sorted((ROOT / "etl").rglob("*.py")):
        for code in codes_of(path.read_text(encoding="utf-8")):
            raised.setdefault(code, set()).add(str(path.relative_to(ROOT)))
    missing = {code: paths for code, paths in raised.items() if code not in REJECT_CODES}
    assert not missing, "say in etl/contracts/reject_codes.py what these mean, then `make docs`"
    assert not set(REJECT_CODES) - set(raised), "nothing raises these any more"


def test_every_code_says_what_it_means_and_what_to_do() -> None:
    for code, entry in REJECT_CODES.items():
        assert code == code.lower().replace(" ", "_")
        for text in entry:
            assert text.endswith("."), (code, text)
