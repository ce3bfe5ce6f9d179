"""What the search for copies remembers: kept whole, or not used."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import numpy as np
import pytest

from etl.lake.copies import load_state, save_state
from etl.resolve import copies

STATE = copies.State(
    np.arange(6, dtype=np.uint64).reshape(2, 3),
    np.array([1 << 32, (1 << 32) | 1], np.uint64),
    np.array([1 << 32], np.uint64),
    np.array([[1.0, 0.5, 0.5]]),
    np.array([1], np.uint8),
    np.array([[9, 8, 9]]),
)


def same(one: copies.State, other: copies.State) -> bool:
    return all(np.array_equal(mine, its) for mine, its in zip(one, other, strict=True))


def test_a_state_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "state" / "copies.npz"
    path.parent.mkdir()
    assert same(load_state(path), copies.NOTHING)
    save_state(path, STATE)
    assert same(load_state(path), STATE)


def test_a_state_of_another_version_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "copies.npz"
    save_state(path, STATE)
    with mock.patch.object(copies, "VERSION", "another"):
        assert same(load_state(path), copies.NOTHING)


@pytest.mark.parametrize("keep", [0, 10, 200, -30])
def test_a_torn_state_is_not_used(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "copies.npz"
    save_state(path, STATE)
    path.write_bytes(path.read_bytes()[:keep])
    assert same(load_state(path), copies.NOTHING)
