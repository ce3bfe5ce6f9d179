import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.normalize.byline import is_byline, read_byline


@pytest.mark.parametrize(
    ("fields", "authors", "agency"),
    [
        (["By Jane Doe"], ["Jane Doe"], None),
        (["Von Anna Müller und Peter Schmidt"], ["Anna Müller", "Peter Schmidt"], None),
        (["Par Marie Curie et Jean Petit"], ["Marie Curie", "Jean Petit"], None),
        (["María López y Juan Pérez"], ["María López", "Juan Pérez"], None),
        (["José Ortega y Gasset"], ["José Ortega y Gasset"], None),
        (["Jane Doe, John Roe and Ann Poe"], ["Jane Doe", "John Roe", "Ann Poe"], None),
        (["Jane Doe; John Roe"], ["Jane Doe", "John Roe"], None),
        (["Jane Doe", "John Roe", "jane doe"], ["Jane Doe", "John Roe"], None),
        (["Doe, Jane"], ["Jane Doe"], None),
        (["John Smith, Jr."], ["John Smith, Jr."], None),
        (["Jane Doe, Political Editor"], ["Jane Doe"], None),
        (["Jane Doe in London"], ["Jane Doe"], None),
        (["Jane Doe, USA TODAY"], ["Jane Doe"], None),
        (["JANE O'DOE AND JOHN MCDONALD"], ["Jane O'Doe", "John McDonald"], None),
        (["Kim LANGER"], ["Kim Langer"], None),
        (["jane@example.org (Jane Doe)"], ["Jane Doe"], None),
        (["Jane Doe @jane, jane@example.org"], ["Jane Doe"], None),
        (["https://example.org/authors/jane"], [], None),
        (["Research and Markets"], ["Research and Markets"], None),
        (["Hill, Dale & Rivers, Inc."], ["Hill, Dale & Rivers, Inc."], None),
        (["Jane Doe, Reuters"], ["Jane Doe"], "Reuters"),
        (["Jane Doe (Reuters)"], ["Jane Doe"], "Reuters"),
        (["Jane Doe - Reuters"], ["Jane Doe"], "Reuters"),
        (["Jane Doe/AFP"], ["Jane Doe"], "AFP"),
        (["Jane Doe Reuters Staff"], ["Jane Doe"], "Reuters"),
        (["Jane Doe | AFP"], ["Jane Doe"], "AFP"),
        (["By JANE DOE, Associated Press Writer"], ["Jane Doe"], "AP"),
        (["Jane Doe and John Roe, Associated Press"], ["Jane Doe", "John Roe"], "AP"),
        (["Reuters Staff"], [], "Reuters"),
        (["AFP"], [], "AFP"),
        (["AFP, MANILA"], [], "AFP"),
        (["Jane Doe", "AP"], ["Jane Doe"], None),  # it contributed to the outlet's own story
        (["By Jane Doe and the AP"], ["Jane Doe"], "AP"),
        (["dpa/Anna Müller"], ["Anna Müller"], "dpa"),
        (["afp/Anna Müller"], ["Anna Müller"], "AFP"),
        (["By Jane Doe | May 3, 2024"], ["Jane Doe"], None),
        (["Jane Doe, 3.5.2024 10:15"], ["Jane Doe"], None),
        (["Jane Doe\nPolitical Editor"], ["Jane Doe"], None),
        (["Jane O'Doe Harbour correspondent"], ["Jane O'Doe"], None),
        (["Jane Doe Chief political correspondent"], ["Jane Doe"], None),
        (["Jane van Doe Staff Writer"], ["Jane van Doe"], None),
        (["Jane F. Doe Foreign editor and John Roe in Paris"], ["John Roe"], None),
        (["Jane Doe Ferry editor and John Roe Quay editor"], ["Jane Doe", "John Roe"], None),
        (["Chief political correspondent"], [], None),
        (["Jane van Reporter"], [], None),
        (["Daily Ledger Senior Reporter"], [], None),
        (["Jane Doe; Special to The Ledger"], ["Jane Doe"], None),
        (["Words: Jane Doe; pictures: John Roe"], ["Jane Doe", "John Roe"], None),
        (["Exclusive by Jane Doe"], ["Jane Doe"], None),
        (["['Jane Doe', 'John Roe']"], ["Jane Doe", "John Roe"], None),
        (['["Jane Doe"]'], ["Jane Doe"], None),
        (["[]"], [], None),
        (["April May"], ["April May"], None),
        (["X Æ A-12"], ["X Æ A-12"], None),
        (["By Jane Doe in Washington and John Roe in London"], ["Jane Doe", "John Roe"], None),
        (["Владимир Иванов, Анна Петрова"], ["Владимир Иванов", "Анна Петрова"], None),
        (["x" * 150], [], None),
        (["x, " * 900], [], None),
        (["Arlen Post"], [], None),
        (["arlenpost.example"], [], None),
        (["Web Desk"], [], None),
        (["Our Correspondent"], [], None),
        (["Alan Guest"], ["Alan Guest"], None),
        (["admin"], [], None),
        (["田中 太郎"], ["田中 太郎"], None),
        ([], [], None),
    ],
)
def test_bylines(fields: list[str], authors: list[str], agency: str | None) -> None:
    found = read_byline(fields, ["Arlen Post", "arlenpost.example"])
    assert list(found.authors) == authors
    assert (found.agency.name if found.agency else None) == agency


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("By Jane Doe", True),
        ("By Jane Doe and John Roe, Reuters", True),
        ("By Reuters", True),
        ("By " + "Jane Doe and " * 12, False),
        ("By Jane Doe " + "Jane " * 15, False),
        ("Von Anna Müller, Berlin", True),
        ("By Jane Doe jane@example.org", True),
        ("By Monday", False),
        ("By Monday morning, all was well", False),
        ("By Jane Doe’s own account, nothing happened.", False),
        ("Jane Doe", False),
        ("by Jane Doe", False),
    ],
)
def test_paragraphs_that_are_only_a_byline(text: str, expected: bool) -> None:
    assert is_byline(text) is expected


@given(st.lists(st.text(max_size=60), max_size=4))
def test_any_text_can_be_asked(fields: list[str]) -> None:
    found = read_byline(fields)
    assert all(author.strip() == author and author for author in found.authors)
    for field in fields:
        is_byline(field)
