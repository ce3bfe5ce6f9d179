"""CSV as people's programs write it: text, lines, and lines added to what is there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.resolve.csv_lines import (
    MAX_LINES,
    Column,
    Shape,
    decode,
    physical_lines,
    read_table,
    write_line,
)

COLUMNS = (Column("a", required=True, words=""), Column("b", required=False, words=""))


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        ("é".encode(), "é", "utf-8"),
        ("é".encode("utf-8-sig"), "é", "utf-8-sig"),
        ("é".encode("utf-16"), "é", "utf-16-le"),
        (b"\xfe\xff" + "é".encode("utf-16-be"), "é", "utf-16-be"),
        (b"caf\xe9", "café", "cp1252"),
        (b"\x80", "€", "cp1252"),
        # No letter of Windows-1252: nothing is guessed, the line is bad.
        (b"\x81", "\udc81", "utf-8"),
        (b"\xc3\xa9 \xe9", "é \udce9", "utf-8"),
    ],
)
def test_text_and_its_encoding(data: bytes, text: str, encoding: str) -> None:
    found, name, note = decode(data)
    assert (found, name) == (text, encoding)
    assert (note is not None) == (encoding == "cp1252")


def test_lines_end_in_three_ways_only() -> None:
    text = "a\r\nb\rc\nd\x0be\x85f\u2028g"
    assert physical_lines(text) == ["a", "b", "c", "d\x0be\x85f\u2028g"]


def test_a_cell_may_run_over_lines_but_not_for_ever() -> None:
    long = 'a,b\n"' + "x\n" * (MAX_LINES - 1) + '",1\nnext,2\n'
    assert [line.number for line in read_table(long.encode(), COLUMNS).lines] == [2, MAX_LINES + 2]
    table = read_table(('a,b\n"' + "x\n" * MAX_LINES + '",1\nnext,2\n').encode(), COLUMNS)
    assert table.bad[0].number == 2
    assert "not closed" in table.bad[0].message
    assert table.lines[-1].cells == {"a": "next", "b": "2"}


def test_every_open_quotation_mark_costs_its_own_line() -> None:
    text = "a,b\n" + '"open,1\nclosed,2\n' * 500
    table = read_table(text.encode(), COLUMNS)
    assert [line.number for line in table.lines] == list(range(3, 1003, 2))
    assert [line.number for line in table.bad] == list(range(2, 1002, 2))


CELLS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5), st.sampled_from([",", ";", "\t"]))
def test_a_line_that_is_written_is_read(rows: list[tuple[str, str]], delimiter: str) -> None:
    verbatim = tuple(Column(one.name, one.required, "", verbatim=True) for one in COLUMNS)
    shape = Shape("utf-8", delimiter, ("b", "", "a"))
    text = delimiter.join(("b", "mine", "a")) + "\n"
    text += "".join(write_line(shape, {"a": a, "b": b}) for a, b in rows)
    table = read_table(text.encode(), verbatim)
    assert [(one.cells["a"], one.cells["b"]) for one in table.lines] == rows
    assert table.shape == shape
