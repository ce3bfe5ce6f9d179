"""The real archives: no document and no field that a file holds is missing from what is read."""

from __future__ import annotations

import pytest

from benchmarks.formats import SAMPLES, Sample, count
from tests.archives import archive

LARGE = {"news-please JSON", "Reuters-21578", "METS/ALTO, BnF", "METS/ALTO, RERO"}


@pytest.mark.archives
@pytest.mark.parametrize(
    "sample",
    [
        pytest.param(
            sample, id=sample.name, marks=[pytest.mark.slow] if sample.name in LARGE else []
        )
        for sample in SAMPLES
        if not sample.name.startswith("HTML")
    ],
)
def test_nothing_is_missing(sample: Sample) -> None:
    folder = archive(sample.folder.partition("/")[0])
    counted = count(sample, folder.parent)
    assert counted.files
    assert counted.missing == []
