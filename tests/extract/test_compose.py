"""What the engines share: which names of a text are no mentions."""

from __future__ import annotations

import pytest

from etl.contracts.articles import ParagraphKind
from etl.extract.engine import Text, load_engine
from tests.extract.texts import text_of


@pytest.mark.parametrize(
    ("kind", "last", "named"),
    [
        ("credit", "REUTERS", False),
        ("credit", "(Reuters)", False),
        ("credit", "Reporting by Ines Moreau; Reuters", True),
        ("body", "REUTERS", True),
    ],
)
@pytest.mark.parametrize("engine", ["rules", "model"])
def test_an_agency_signs_and_is_not_mentioned(
    engine: str,
    kind: ParagraphKind,
    last: str,
    named: bool,
) -> None:
    text = text_of(f"Mayor Ines Moreau opened the harbour in London on Monday.\n{last}")
    paragraphs = [
        *text.paragraphs[:-1],
        text.paragraphs[-1].model_copy(update={"kind": kind}),
    ]
    (found,) = load_engine(engine).extract([Text(text.article, paragraphs)])
    mentioned = [row.text for row in found.mentions if row.paragraph_no == 1]
    assert bool(mentioned) is named
