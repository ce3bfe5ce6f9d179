"""Spreadsheets: cells of every kind, column names, sheets, damage."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from etl.readers.base import RawDocument, Rejected, Skipped
from etl.readers.dispatch import read_file
from tests.readers.checks import check_outcomes
from tests.readers.outcomes import documents, plain, read_bytes
from tests.readers.packages import ods, package, xlsx
from tests.readers.reading import read
from tests.readers.seeds import mutated_inside

HEAD = ["Headline", "Source", "Published date", "Full text", "Words"]
ROWS = [
    ["Quay closed", "Havnik Post", datetime(2024, 5, 3, 9, 30), "The quay is closed.", 4],  # noqa: DTZ001
    ["Ferry late", "Havnik Post", datetime(2024, 5, 4), "The ferry was late.\nAgain.", 1.5],  # noqa: DTZ001
]


WRITERS = {"xlsx": xlsx, "ods": ods}


@pytest.mark.parametrize("form", WRITERS)
def test_rows(tmp_path: Path, form: str) -> None:
    found = read(tmp_path, f"export.{form}", WRITERS[form]({"Results": [HEAD, *ROWS]}))
    assert {one.format for one in found} == {form}
    first, second = (plain(one.outcome) for one in found)
    words = first["extra"].pop("Words")
    assert float(words) == 4
    assert first == {
        "position": 0,
        "title": "Headline = Quay closed",
        "outlet": "Source = Havnik Post",
        "published": ["Published date = 2024-05-03T09:30:00"],
        "blocks": [["body", "The quay is closed."]],
        "extra": {},
    }
    assert second["blocks"] == [["body", "The ferry was late."], ["body", "Again."]]


@pytest.mark.parametrize("form", WRITERS)
def test_what_stands_above_and_beside(form: str) -> None:
    sheets = {
        "About": [["Search", "ferry or quay"], ["User", "desk"]],
        "Results": [["Export of 5 May"], ["", ""], HEAD, ROWS[0], ["", "", "", "", ""], ROWS[1]],
    }
    found = read_bytes(form, WRITERS[form](sheets))
    assert [type(one) for one in found] == [RawDocument, RawDocument, Skipped]
    assert [one.position for one in found] == [0, 1, 2]


@pytest.mark.parametrize("form", WRITERS)
def test_columns_of_the_folder(form: str) -> None:
    data = WRITERS[form]({"a": [["Kopf", "Inhalt"], ["Kai zu", "Der Kai ist zu."]]})
    columns = {"title": "Kopf", "body": "Inhalt"}
    (found,) = documents(read_bytes(form, data, columns=columns))
    assert found.title == ("Kai zu", "Kopf")
    (reject,) = read_bytes(form, data)
    assert isinstance(reject, Rejected)
    assert reject.code == "no_header"
    assert "'Kopf, Inhalt'" in reject.message
    assert "[columns]" in reject.message


@pytest.mark.parametrize("form", WRITERS)
def test_a_row_without_a_text_costs_itself(form: str) -> None:
    data = WRITERS[form]({"a": [HEAD, ["No text", "Havnik Post"], ROWS[0]]})
    reject, article = read_bytes(form, data)
    assert isinstance(reject, Rejected)
    assert "row 1 below the column names" in reject.message
    assert isinstance(article, RawDocument)


def test_cells_of_every_kind() -> None:
    sheet = (
        "<worksheet><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>title</t></is></c>"
        "<c r='C1' t='inlineStr'><is><t>text</t></is></c><c t='inlineStr'><is><t>date</t></is></c>"
        "<c r='E1' t='str'><v>n</v></c></row>"
        "<row><c r='A2' t='s'><v>0</v></c><c r='B2' t='e'><v>#REF!</v></c>"
        "<c r='C2' t='str'><f>A1</f><v>The quay_x000D_ is closed.</v></c>"
        "<c r='D2' s='1'><v>45415.5</v></c><c r='E2' t='b'><v>1</v></c></row>"
        "<row><c r='C3' t='s'><v>99</v></c><c r='E3'><v>x</v></c></row></sheetData></worksheet>"
    )
    data = package(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": "<workbook xmlns:r='urn:r'><workbookPr date1904='0'/><sheets>"
            "<sheet name='a' r:id='r1'/><sheet name='b' state='hidden' r:id='r1'/>"
            "<sheet name='c' r:id='r9'/></sheets></workbook>",
            "xl/_rels/workbook.xml.rels": "<Relationships><Relationship Id='r1' "
            "Target='worksheets/sheet1.xml'/><Relationship Id='r9' Target='../gone.xml'/>"
            "</Relationships>",
            "xl/styles.xml": "<styleSheet><numFmts><numFmt numFmtId='170' "
            "formatCode='[Red]&quot;day&quot; d/m'/></numFmts><cellXfs><xf numFmtId='0'/>"
            "<xf numFmtId='170'/></cellXfs></styleSheet>",
            "xl/sharedStrings.xml": "<sst><si><r><t>Quay </t></r><r><t>closed</t></r>"
            "<rPh><t>kai</t></rPh></si></sst>",
            "xl/worksheets/sheet1.xml": sheet,
        }
    )
    first, second = read_bytes("xlsx", data)
    assert plain(first) == {
        "position": 0,
        "title": "title = Quay closed",
        "published": ["date = 2024-05-03T12:00:00"],
        "blocks": [["body", "The quay is closed."]],
        "extra": {"n": "1"},
    }
    assert isinstance(second, Rejected)


def test_the_other_epoch() -> None:
    data = xlsx({"a": [HEAD, ROWS[0]]}, date_1904=True)
    (found,) = documents(read_bytes("xlsx", data))
    assert found.published[0].value == "2024-05-03T09:30:00"


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("seed", range(40))
def test_spoiled(tmp_path: Path, form: str, seed: int) -> None:
    data = mutated_inside(WRITERS[form]({"a": [HEAD, *ROWS]}), Random(seed))
    check_outcomes(read(tmp_path, f"a.{form}", data))


@pytest.mark.parametrize("form", WRITERS)
def test_cut_off(tmp_path: Path, form: str) -> None:
    data = WRITERS[form]({"a": [HEAD, *ROWS]})
    for length in range(4, len(data), 311):
        path = tmp_path / f"a.{form}"
        path.write_bytes(data[:length])
        check_outcomes(list(read_file(path)))
