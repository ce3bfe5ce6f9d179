"""Tables that no case file could hold: long ones, and ones with huge fields."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.readers.formats import csv as csv_format
from etl.readers.registry import readers
from tests.readers.files import PACKERS
from tests.readers.reading import codes, documents, read, rejects, titles


def table(rows: list[list[str]], **dialect: Any) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, **dialect).writerows(rows)
    return buffer.getvalue().encode()


HEADER = ["id", "title", "text"]


def test_quotation_marks_that_come_late(tmp_path: Path) -> None:
    rows = [[str(n), f"Title {n}", "A plain text"] for n in range(20_001)]
    late = ["late", 'He said "it is late"', 'First line, with "quotes"\n\nand; a, second']
    found = read(tmp_path, "a.csv", table([HEADER, *rows, late, rows[0]]))

    assert len(documents(found)) == 20_003
    assert titles(found)[20_001] == 'He said "it is late"'
    assert [block.text for block in documents(found)[20_001].blocks] == [
        'First line, with "quotes"',
        "and; a, second",
    ]


def test_letters_beyond_ascii_that_come_late(tmp_path: Path) -> None:
    rows = [[str(n), f"Title {n}", "A plain text"] for n in range(10_000)]
    late = ["late", "The café’s “menu”", "It is late – and dark."]
    data = table([HEADER, *rows]) + ",".join(late).encode("cp1252") + b"\r\n"
    found = read(tmp_path, "a.csv", data)

    assert titles(found)[-1] == "The café’s “menu”"


def test_a_huge_field(tmp_path: Path) -> None:
    text = "\n\n".join(f"Paragraph {n} of a very long text." for n in range(100_000))
    found = read(tmp_path, "a.csv", table([HEADER, ["1", "Long", text], ["2", "Short", "A text"]]))

    assert titles(found) == ["Long", "Short"]
    assert len(documents(found)[0].blocks) == 100_000


def test_a_line_that_never_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_format, "MAX_DOCUMENT_BYTES", 10_000)
    data = table([HEADER, ["1", "One", "A text"]]) + b"x" * 20_000
    found = read(tmp_path, "a.csv", data)

    assert titles(found) == ["One"]
    assert codes(found) == ["too_large"]


def test_too_many_broken_rows_end_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_format, "MAX_RESUMED", 3)
    data = table([HEADER]) + b'1,"a" b\n' * 9
    found = read(tmp_path, "a.csv", data)

    assert codes(found) == ["bad_row", "bad_row", "bad_row", "invalid_csv"]
    assert "the rest was not read" in rejects(found)[-1].message


def test_truncated_stream_keeps_the_rows_before(tmp_path: Path) -> None:
    rows = [[str(n), f"Title {n}", f"A text, {n * 7919 % 1009}"] for n in range(3_000)]
    data = PACKERS["gz"](table([HEADER, *rows]))
    found = read(tmp_path, "a.csv.gz", data[:-200])

    assert len(titles(found)) > 2_500
    assert titles(found) == [f"Title {n}" for n in range(len(titles(found)))]
    assert codes(found) == ["truncated"]


@given(
    rows=st.lists(
        st.tuples(
            st.text("ab,;\t|\"'\n “é", max_size=12).map(lambda text: f"t{text}"),
            st.text("ab,;\t|\"'\n “é", max_size=30).map(lambda text: f"x{text}x"),
        ),
        min_size=1,
        max_size=6,
    ),
    delimiter=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    terminator=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
)
@settings(max_examples=60)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, str]],
    delimiter: str,
    quoting: int,
    terminator: str,
    encoding: str,
) -> None:
    data = table(
        [["title", "body", "id"], *([*row, str(n)] for n, row in enumerate(rows))],
        delimiter=delimiter,
        quoting=quoting,
        lineterminator=terminator,
    )
    folder = tmp_path_factory.mktemp("table")
    found = read(folder, "a.csv", data.decode().encode(encoding))

    assert codes(found) == []
    bodies = [" ".join(block.text for block in one.blocks) for one in documents(found)]
    assert ["".join(body.split()) for body in bodies] == ["".join(row[1].split()) for row in rows]
    assert [one.external_id for one in documents(found)] == [str(n) for n in range(len(rows))]


def test_detection_leaves_prose_alone() -> None:
    detect = readers()["csv"].detect
    prose = b"The title, the text, the date: all were wrong.\n\nMore, and more.\n"

    assert detect(prose, "a.txt") == 0
    assert detect(b"title,text,date\n1,2,3\n", "a") == 2
    assert detect(b"title\ttext\tdate\n1\t2\t3\n", "a.tsv") == 3
    assert detect(b"", "a.csv") == 0
    assert detect(b'{"title": 1, "text": 2}', "a.csv") == 0
