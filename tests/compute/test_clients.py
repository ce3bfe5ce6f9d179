"""Readers and writers do not wait for each other; `benchmarks/clients.py` adds older clients."""

from __future__ import annotations

import sys

import pytest

from benchmarks.clients import clients


@pytest.mark.slow
def test_a_client_reads_whole_publications_while_new_ones_come() -> None:
    (client,) = clients([sys.executable], publications=4)
    assert client.error is None
    assert client.reads >= client.publications >= 2
