from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.normalize.paragraphs import lay_out
from etl.normalize.wire import Segments, agency_of_credit, assign_segments
from etl.readers.base import Block

TEXT = "The mayor spoke on Tuesday."


def segments(
    *texts: str,
    field: str | None = None,
    signed: str | None = None,
    copyright_line: str | None = None,
) -> Segments:
    _, spans = lay_out([Block("body", text) for text in texts])
    return assign_segments(spans, field=field, signed=signed, copyright_line=copyright_line)


@pytest.mark.parametrize(
    ("texts", "article", "paragraphs"),
    [
        ([TEXT, TEXT], None, [None, None]),
        ([TEXT, "Reuters adds: More.", TEXT], None, [None, "Reuters", "Reuters"]),
        ([TEXT, "AP adds from Arlen: More."], None, [None, "AP"]),
        (
            [TEXT, "AFP adds: More.", "Our correspondent adds from Tolm: Less.", TEXT],
            None,
            [None, "AFP", None, None],
        ),
        (["ARLEN (AP) - It rained.", TEXT], "AP", ["AP", "AP"]),
        (["(Bloomberg) -- It rained.", TEXT], "Bloomberg", ["Bloomberg", "Bloomberg"]),
        (["ARLEN (AP) - It rained.", "Reuters adds: More."], None, ["AP", "Reuters"]),
        ([TEXT, TEXT, TEXT, "TOLM (AP) - It rained.", TEXT], None, [None] * 3 + ["AP"] * 2),
        (["It rained, he said. — AFP", TEXT], None, ["AFP", None]),
        ([TEXT, "It rained, he said. (AP)"], "AP", ["AP", "AP"]),
        ([TEXT, "It rained. Reuter"], "Reuters", ["Reuters", "Reuters"]),
        ([TEXT, "Reuters"], "Reuters", ["Reuters", "Reuters"]),
        (["A flooded street. Associated Press", TEXT], None, [None, None]),  # a picture's credit
        (["Bloomberg", TEXT, "Bloomberg", TEXT], None, [None] * 4),  # labels of teasers
        ([TEXT, TEXT, "(With inputs from PTI)"], None, [None, None, "PTI"]),
        ([TEXT, "© 2024 AFP"], "AFP", ["AFP", "AFP"]),
        ([TEXT, "©2019 Bloomberg L.P."], "Bloomberg", ["Bloomberg", "Bloomberg"]),
        (
            [TEXT, "Copyright 2024 The Associated Press. All rights reserved."],
            "AP",
            ["AP", "AP"],
        ),
        (
            [TEXT, "(Reporting by Jane Doe in Arlen; Editing by John Roe)"],
            "Reuters",
            ["Reuters", "Reuters"],
        ),
        ([TEXT, "(Reuters)"], "Reuters", ["Reuters", "Reuters"]),
        # a mere mention is no segment
        ([TEXT, "The bridge fell, Reuters reported."], None, [None, None]),
        (["Reuters reported that it fell.", TEXT], None, [None, None]),
        (["He told Reuters: “It fell.”", TEXT], None, [None, None]),
        (["She joined the Associated Press (AP).", TEXT], None, [None, None]),
        (["AP adds to its staff.", TEXT], None, [None, None]),
    ],
)
def test_segments(texts: list[str], article: str | None, paragraphs: list[str | None]) -> None:
    assert segments(*texts) == Segments(article, tuple(paragraphs))


def test_the_formats_own_field_counts_first() -> None:
    assert segments(TEXT, field="Agence France-Presse").article == "AFP"
    assert segments(TEXT, field="Arlen Wire").article == "Arlen Wire"


def test_byline_and_copyright_line_cover_the_whole_article() -> None:
    assert segments(TEXT, signed="dpa").paragraphs == ("dpa",)
    assert segments(TEXT, copyright_line="© 2024 Reuters").article == "Reuters"


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["body", "caption", "heading", "credit", "quotation", "list"]),
            st.sampled_from(
                [TEXT, "Reuters adds: More.", "(AP)", "© 2024 AFP", "It rained. (dpa)", "AFP",
                 "TOLM (AP) - It rained.", "(With inputs from PTI)", "Our correspondent adds: No."]
            ),
        ),
        min_size=1,
        max_size=6,
    )
)  # fmt: skip
def test_each_paragraph_has_one_agency_or_none(pairs: list[tuple[Any, str]]) -> None:
    _, spans = lay_out([Block(kind, text) for kind, text in pairs])
    found = assign_segments(spans, field=None, signed=None, copyright_line=None)
    assert len(found.paragraphs) == len(spans)
    if found.article is not None:
        running = [a for a, s in zip(found.paragraphs, spans, strict=True) if s.kind != "caption"]
        assert set(running) == {found.article}
    named = assign_segments(spans, field="dpa", signed=None, copyright_line=None)
    assert named.article == "dpa"


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("(c) dpa-infocom", "dpa"), ("Source: AAP", "AAP"), ("Copyright Arlen Post", None),
        ("Copyright 2024 by Reuters", "Reuters"), ("-- AFP --", "AFP"), ("x" * 500, None),
    ],
)  # fmt: skip
def test_credits(line: str, agency: str | None) -> None:
    assert agency_of_credit(line) == agency
