from hypothesis import given
from hypothesis import strategies as st

from etl.normalize.paragraphs import clean_blocks, lay_out
from etl.readers.base import Block


def test_paragraphs_are_joined_by_a_blank_line() -> None:
    body, spans = lay_out([Block("heading", "One"), Block("body", "Two three")])
    assert body == "One\n\nTwo three"
    assert [(span.start, span.end) for span in spans] == [(0, 3), (5, 14)]


def test_empty_blocks_are_dropped() -> None:
    blocks = [Block("body", " \u200b "), Block("body", "text"), Block("list", "")]
    assert clean_blocks(blocks, None) == [Block("body", "text")]


def test_a_heading_that_repeats_the_title_before_the_text_is_dropped() -> None:
    blocks = [
        Block("heading", "Bridge  closed"),
        Block("body", "Bridge closed"),
        Block("heading", "Bridge closed"),
    ]
    assert clean_blocks(blocks, "Bridge Closed") == blocks[1:]


def test_a_document_that_is_only_its_title_keeps_it() -> None:
    blocks = [Block("heading", "Bridge closed")]
    assert clean_blocks(blocks, "Bridge closed") == blocks


@given(st.lists(st.tuples(st.sampled_from(["body", "heading", "caption"]), st.text())))
def test_offsets_hold(pairs: list[tuple[str, str]]) -> None:
    blocks = clean_blocks([Block(kind, text) for kind, text in pairs], None)  # type: ignore[arg-type]
    body, spans = lay_out(blocks)
    assert [body[span.start : span.end] for span in spans] == [block.text for block in blocks]
    assert all(span.text for span in spans)
