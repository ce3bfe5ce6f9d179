"""Tables that fit a terminal."""

from __future__ import annotations

import io
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from etl.commands.output import render, render_records, widths


def shown(names: list[str], rows: list[tuple[object, ...]], width: int) -> list[str]:
    out = io.StringIO()
    render(Console(file=out, width=width, markup=False, highlight=False), names, rows)
    return out.getvalue().splitlines()


@given(st.lists(st.integers(1, 300), min_size=1, max_size=20), st.integers(1, 400))
def test_columns_share_what_there_is(wanted: list[int], room: int) -> None:
    given_ = widths(wanted, room)
    assert all(0 < got <= want for got, want in zip(given_, wanted, strict=True))
    assert sum(given_) <= max(room, len(wanted))
    if sum(wanted) <= room:
        assert given_ == wanted
    elif room >= len(wanted):
        # No column is cut for the sake of a wider one, and no room is wasted but by rounding.
        cut = [got for got, want in zip(given_, wanted, strict=True) if got < want]
        assert min(cut) >= max(given_) - len(wanted)
        assert sum(given_) > room - len(wanted)


CELLS = st.one_of(
    st.none(), st.integers(), st.floats(), st.uuids(), st.text(max_size=300), st.dates()
)


@given(st.integers(20, 200), st.integers(1, 12), st.data())
def test_a_table_is_never_wider_than_the_terminal(
    width: int, columns: int, data: st.DataObject
) -> None:
    row = st.tuples(*[CELLS] * columns)
    rows = data.draw(st.lists(row, max_size=4))
    names = [f"a_long_name_of_a_column_{number}" for number in range(columns)]
    lines = shown(names, rows, width)
    assert all(cell_len(line) <= width for line in lines)
    assert len(lines) <= 4 + 3 * (len(rows) + 1) + 30


def test_long_words_are_cut_and_it_shows() -> None:
    lines = shown(["title", "body"], [("Flood", "word " * 200)], 60)
    assert len(lines) == 7
    assert lines[5].rstrip("│ ").endswith("…")
    assert max(map(cell_len, lines)) > 55


def test_what_fits_is_whole() -> None:
    lines = shown(["n", "text"], [(1, "short"), (22, "Größe 中国")], 80)
    assert lines[3].split() == ["│", "1", "│", "short", "│"]
    assert lines[4].split() == ["│", "22", "│", "Größe", "中国", "│"]


def test_ids_and_addresses_leave_their_room_to_words() -> None:
    row = (uuid.UUID(int=1), "https://example.org/" + "a" * 40, "word " * 12)
    names = ["id", "url", "title"]
    assert shown(names, [row], 200)[3].split()[1] == str(row[0])
    lines = shown(names, [row], 80)
    assert lines[3].split()[1:4] == ["00000000…", "│", "https://example.org/aaaa…"]
    assert len(lines) == 6


def test_empty_columns_and_ids_leave_first() -> None:
    names = ["id", "nothing", "title", "outlet", "section"]
    row = (uuid.uuid4(), None, "t" * 30, "o" * 30, "s" * 30)
    assert shown(names, [row], 90)[-1] == "2 more columns do not fit: id, nothing"
    assert shown(names, [row], 97)[-1] == "1 column does not fit: nothing"
    assert "4 more columns" in " ".join(shown(names, [row], 20))


@pytest.mark.parametrize("rows", [[], [()]])
def test_a_table_of_nothing(rows: list[tuple[object, ...]]) -> None:
    assert shown(["a"] if not rows else [], rows, 40)


def test_records_cut_nothing() -> None:
    out = io.StringIO()
    console = Console(file=out, width=40, markup=False, highlight=False)
    render_records(console, ["title", "body"], [("Flood", "long " * 50), (None, "a\nb")])
    assert "long " * 50 in out.getvalue().replace("\n", "")
    assert "row 2" in out.getvalue()


def test_a_terminal_is_not_told_what_to_do() -> None:
    lines = shown(["a\x1b[31m"], [("x\x1b]0;title\x07y",)], 60)
    assert not any("\x1b" in line or "\x07" in line for line in lines)
