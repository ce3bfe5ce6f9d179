"""Cutting the extraction of a batch into portions."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.lake import portions
from etl.lake.layout import Layout
from etl.lake.receipts import Receipt, WrittenFile, load_ledger, save_receipt
from tests.lake.test_receipts import EXTRACT, READ


def batch_of(place: Path, articles: list[tuple[int, int]]) -> tuple[Layout, Receipt]:
    """A batch whose articles have so many words and paragraphs."""
    pq.write_table(
        pa.table(
            {
                "word_count": [words for words, _ in articles],
                "paragraph_count": [paragraphs for _, paragraphs in articles],
            }
        ),
        place / "articles.parquet",
    )
    files = {"articles": WrittenFile("articles.parquet", len(articles), 1)}
    return Layout(place), replace(READ, files=files)


@given(
    articles=st.lists(
        st.tuples(st.integers(0, 3 * portions.PORTION_WORDS), st.integers(0, 9)), max_size=40
    )
)
def test_every_article_is_in_one_portion_none_of_which_is_large(
    articles: list[tuple[int, int]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        cut = portions.cut(*batch_of(Path(folder), articles))
    rows = [row for portion in cut for row in range(portion.first, portion.end)]
    assert rows == list(range(len(articles)))
    assert {portion.of for portion in cut} == ({len(cut)} if articles else set())
    for portion in cut:
        own = articles[portion.first : portion.end]
        assert own
        assert portion.words == sum(words for words, _ in own)
        assert portion.paragraphs == sum(count for _, count in articles[: portion.first])
        # No portion reaches more than an article over its share.
        assert portion.words <= portions.PORTION_WORDS + own[-1][0]


def test_a_batch_without_articles_is_one_portion(tmp_path: Path) -> None:
    (portion,) = portions.cut(Layout(tmp_path), replace(READ, files={}))
    assert (portion.first, portion.end, portion.of) == (0, 0, 1)


def portion_of(layout: Layout, name: str) -> Receipt:
    path = layout.portions.batch_file("mentions", name, "x")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"12345")
    file = WrittenFile(str(path.relative_to(layout.portions.root)), 1, 5)
    receipt = replace(EXTRACT, batch=name, files={"mentions": file})
    save_receipt(layout.portions, receipt)
    return receipt


def test_a_portion_is_finished_when_its_receipt_and_all_its_files_are_there(
    tmp_path: Path,
) -> None:
    layout = Layout(tmp_path)
    assert portions.finished(layout) == {}
    whole, broken, cut = (portion_of(layout, name) for name in ("b-0-2", "b-2-3", "b-3-4"))
    (layout.portions.root / broken.files["mentions"].name).unlink()
    (layout.portions.root / cut.files["mentions"].name).write_bytes(b"")
    assert portions.finished(layout) == {"b-0-2": whole}
    assert load_ledger(layout).extract == {}


@pytest.mark.parametrize("keep", [True, False])
def test_only_wanted_portions_are_kept(tmp_path: Path, *, keep: bool) -> None:
    layout = Layout(tmp_path)
    portions.clear(layout, [])
    wanted, other = portion_of(layout, "b-0-2"), portion_of(layout, "c-0-9")
    (layout.portions.root / "tables" / "mentions" / ".writing-1-x").write_bytes(b"1")
    portions.clear(layout, [wanted] if keep else [])
    assert portions.finished(layout) == ({"b-0-2": wanted} if keep else {})
    assert not (layout.portions.root / other.files["mentions"].name).exists()
    assert not list(layout.root.rglob(".writing-*"))
    assert layout.portions.root.exists() == keep
