"""The garbage collector is paused, and goes on as it was."""

import gc

import pytest

from etl import collector


def test_it_is_paused_and_goes_on() -> None:
    @collector.paused()
    def inside() -> bool:
        return gc.isenabled()

    assert gc.isenabled()
    assert not inside()
    assert gc.isenabled()
    with pytest.raises(ValueError, match="x"), collector.paused():
        raise ValueError("x")
    assert gc.isenabled()


def test_what_was_paused_before_stays_so() -> None:
    with collector.paused():
        with collector.paused():
            pass
        assert not gc.isenabled()
