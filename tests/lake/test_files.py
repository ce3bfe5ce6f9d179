"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from etl.lake.files import TEMPORARY_PREFIX, read_json, replacing, write_json


def test_a_block_that_ends_well_replaces(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.txt"
    for words in ("first", "second"):
        with replacing(path) as temporary:
            assert temporary.name.startswith(f"{TEMPORARY_PREFIX}{os.getpid()}-")
            temporary.write_text(words)
        assert path.read_text() == words
    assert list(path.parent.iterdir()) == [path]


def test_a_block_that_fails_leaves_what_was(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("before")

    def half(temporary: Path) -> None:
        temporary.write_text("half")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), replacing(path) as temporary:
        half(temporary)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_json(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    assert read_json(path) is None
    write_json(path, {"b": [1, "ž"], "a": None})
    assert path.read_text() == '{"a":null,"b":[1,"ž"]}'
    assert read_json(path) == {"a": None, "b": [1, "ž"]}
