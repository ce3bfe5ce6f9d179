import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.evaluate.tagged import TaggedFileError, join, read_tagged, spans

BIO = """\
# document = harbour_1
Mayor\tO
Ines\tB-Person
Moreau\tI-Person\tB-Org
said\tO
"\tO
no\tO
"\tO
.\tO

She\tO
left\tO
Port\tB-Location
Ellery\tI-Location
's\tO
U.S.\tB-LOCATION
team\tO
# document = harbour_2
J.\tS-PERSON
R.\tB-PERSON
Pell\tE-PERSON
"""


def test_texts_names_and_offsets(tmp_path: Path) -> None:
    path = tmp_path / "gold.tsv"
    path.write_text(BIO)
    first, second = read_tagged(path)
    assert first.name == "harbour_1"
    assert first.body == 'Mayor Ines Moreau said "no".\n\nShe left Port Ellery\'s U.S. team'
    assert [first.body[a:b] for a, b in first.paragraphs] == first.body.split("\n\n")
    assert {first.body[a:b]: kind for (a, b), kind in first.names.items()} == {
        "Ines Moreau": "PERSON",
        "Port Ellery": "LOCATION",
        "U.S.": "LOCATION",
    }
    assert second.name == "harbour_2"
    assert second.body == "J.R. Pell"
    assert second.names == {(0, 2): "PERSON", (2, 9): "PERSON"}


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("O B-X I-X O", [(1, 2, "X")]),
        ("B-X B-X", [(0, 0, "X"), (1, 1, "X")]),
        ("B-X I-Y", [(0, 0, "X"), (1, 1, "Y")]),
        ("I-X I-X", [(0, 1, "X")]),
        ("S-X S-X O", [(0, 0, "X"), (1, 1, "X")]),
        ("B-X I-X E-X I-X", [(0, 2, "X"), (3, 3, "X")]),
        ("O O", []),
        ("B-X", [(0, 0, "X")]),
    ],
)
def test_tags_mark_names(tags: str, expected: list[tuple[int, int, str]]) -> None:
    assert list(spans(tags.split())) == expected


@pytest.mark.parametrize(
    "printed",
    [
        "He paid $ 5 ( about 4 € ) .",
        "“ Yes , ” she said .",
        "the “ new ” Anglo - Swedish and / or plan",
        "don n't they 've it 's ?",
    ],
)
def test_every_token_stands_at_its_offsets(printed: str) -> None:
    tokens = printed.split()
    text, offsets = join(tokens)
    assert [text[a:b] for a, b in offsets] == tokens


def test_print_is_restored() -> None:
    printed = '“ Yes , ” she said ( twice ) , and / or " no " ...'
    assert join(printed.split())[0] == '“Yes,” she said (twice), and/or "no" ...'


@given(st.lists(st.text(alphabet="ab\"'’“”.,-/(", min_size=1, max_size=3), max_size=20))
def test_offsets_hold_for_any_tokens(tokens: list[str]) -> None:
    text, offsets = join(tokens)
    assert [text[a:b] for a, b in offsets] == tokens
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(offsets))


@pytest.mark.parametrize("line", ["word", "word\tX-PER", "\tO", "word\t"])
def test_a_line_that_is_no_token_and_tag_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "gold.tsv"
    path.write_text(f"a\tO\n{line}\n")
    with pytest.raises(TaggedFileError, match="line 2"):
        list(read_tagged(path))


def test_without_document_lines_the_file_is_one_text(tmp_path: Path) -> None:
    path = tmp_path / "gold.tsv"
    path.write_text("# sent_id = 1\na\tO\n\n\nb\tO")
    (text,) = read_tagged(path)
    assert (text.name, text.body) == ("gold.tsv", "a\n\nb")
