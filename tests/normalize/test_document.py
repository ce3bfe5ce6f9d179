from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.contracts.articles import Article, Paragraph, ParagraphKind
from etl.contracts.base import to_arrow
from etl.normalize.context import DocumentContext, FolderDefaults, NormalizeError
from etl.normalize.document import extra_json, normalize_document
from etl.readers.base import Block, RawDocument, Sourced, SourcedList

Make = Callable[..., Any]


def test_every_column_has_its_place(document: Make, context: Make) -> None:
    raw = document(
        "By Jane Doe",
        "ARLEN, May 3 (AP) - The old bridge over the Tolm will be closed until the autumn.",
        "“It is not safe,” the mayor said.",
        title=Sourced("Bridge closed | Arlen Post", "og:title"),
        subtitle=" Until autumn ",
        outlet=Sourced("Arlen Post", "og:site_name"),
        url="https://post.example/bridge?utm_source=x",
        external_id="7",
        tags=("Bridges", " Bridges", "", "Tolm"),
        published=(Sourced("2024-05-03T22:15:00Z", "meta"),),
        updated=(Sourced("2024-05-04", "meta2"),),
        language=Sourced("en-GB", "html lang"),
        extra={"b": 1, "a": float("nan")},
    )
    article, paragraphs = normalize_document(raw, context(timezone="Europe/Berlin"))
    assert article.title == "Bridge closed"
    assert article.title_source == "og:title"
    assert article.subtitle == "Until autumn"
    assert (article.outlet, article.outlet_source) == ("Arlen Post", "og:site_name")
    assert article.canonical_url == "https://post.example/bridge"
    assert (article.authors, article.authors_source) == (["Jane Doe"], "text")
    assert article.tags == ["Bridges", "Tolm"]
    assert article.published_at == datetime(2024, 5, 3, 22, 15, tzinfo=UTC)
    assert article.published_date == date(2024, 5, 4)
    assert (article.updated_at, article.updated_date) == (None, date(2024, 5, 4))
    assert (article.language, article.language_source) == ("en", "html lang")
    assert article.dateline == "ARLEN, May 3 (AP)"
    assert article.dateline_places == ["Arlen"]
    assert article.body[article.dateline_start : article.dateline_end] == article.dateline
    assert article.wire_agency == "AP"
    assert [paragraph.kind for paragraph in paragraphs] == ["credit", "body", "body"]
    assert {paragraph.wire_agency for paragraph in paragraphs} == {"AP"}
    assert article.paragraph_count == 3
    assert article.char_count == len(article.body)
    assert article.extra == '{"a":null,"b":1}'
    assert to_arrow(Article, [article]).num_rows == 1
    assert to_arrow(Paragraph, paragraphs).num_rows == 3


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (({"outlet": Sourced("Post", "f")}, {"outlet": "Echo"}, ()), ("Post", "f")),
        (({"outlet": Sourced(" ", "f")}, {"outlet": "Echo"}, ()), ("Echo", "folder")),
        (({"url": "https://www.post.example/a"}, {}, (("outlet", "Mail"),)), ("Mail", "path")),
        (({"url": "https://www.post.example/a"}, {}, ()), ("post.example", "url")),
        (({}, {}, ()), (None, None)),
    ],
)
def test_the_document_names_its_outlet_before_folder_path_and_address(
    document: Make,
    context: Make,
    case: tuple[dict[str, Any], dict[str, str], tuple[tuple[str, str], ...]],
    expected: tuple[str | None, str | None],
) -> None:
    fields, defaults, path_values = case
    article, _ = normalize_document(document(**fields), context(path_values, **defaults))
    assert (article.outlet, article.outlet_source) == expected


def test_the_path_gives_what_the_document_does_not(document: Make, context: Make) -> None:
    found = context(
        (
            ("published", "2024-05-03"),
            ("section", "sport"),
            ("external_id", "9"),
            ("language", "en"),
        )
    )
    article, _ = normalize_document(document(), found)
    assert (article.published_date, article.published_source) == (date(2024, 5, 3), "path")
    assert (article.section, article.external_id) == ("sport", "9")
    dated = document(published=(Sourced("2023-01-01", "meta"),))
    assert normalize_document(dated, found)[0].published_source == "meta"


@pytest.mark.parametrize(
    ("title", "outlet", "expected"),
    [
        ("Bridge closed | Arlen Post", "Arlen Post", "Bridge closed"),
        ("Bridge closed - arlenpost", "Arlen Post", "Bridge closed"),
        ("Bridge closed – post.example", "Arlen Post", "Bridge closed"),
        ("Bridge closed - mayor", "Arlen Post", "Bridge closed - mayor"),
        ("Arlen Post", "Arlen Post", "Arlen Post"),
        ("  ", "Arlen Post", None),
    ],
)
def test_the_outlets_name_goes_from_the_title(
    document: Make, context: Make, title: str, outlet: str, expected: str | None
) -> None:
    raw = document(
        title=Sourced(title, "t"), outlet=Sourced(outlet, "o"), url="https://post.example/a"
    )
    assert normalize_document(raw, context())[0].title == expected


def test_a_mixed_story_keeps_its_segments_apart(document: Make, context: Make) -> None:
    raw = document(
        "ARLEN/TOLM: The two towns agreed on Monday to share the cost of a new bridge.",
        "The agreement ends a dispute of eleven years.",
        "Reuters adds: The government in Velm promised to pay a third of the sum.",
        "Work will begin in spring, Reuters reported.",
    )
    article, paragraphs = normalize_document(raw, context())
    assert article.dateline_places == ["Arlen", "Tolm"]
    assert article.wire_agency is None
    assert [p.wire_agency for p in paragraphs] == [None, None, "Reuters", "Reuters"]
    assert article.language == "en"


def test_a_dateline_of_the_format_has_offsets_only_where_the_text_has_it_too(
    document: Make, context: Make
) -> None:
    apart = document("Shares fell.", dateline="    ARLEN, May 3 - ")
    article, _ = normalize_document(apart, context())
    assert (article.dateline, article.dateline_start) == ("ARLEN, May 3", None)
    within = document("ARLEN, May 3 - Shares fell.", dateline="ARLEN, May 3 -")
    article, _ = normalize_document(within, context())
    assert (article.dateline_start, article.dateline_end) == (0, 12)


def test_a_closing_credit_is_a_credit(document: Make, context: Make) -> None:
    raw = document("It rained.", "(Reporting by Jane Doe; Editing by John Roe)")
    article, paragraphs = normalize_document(raw, context())
    assert [paragraph.kind for paragraph in paragraphs] == ["body", "credit"]
    assert article.wire_agency == "Reuters"
    raw = document("The whole text is one line, by AFP. (AFP)")
    assert [p.kind for p in normalize_document(raw, context())[1]] == ["body"]


@pytest.mark.parametrize("texts", [("",), ("* * *", "12"), ("\u200b", "—")])
def test_a_document_without_a_letter_is_no_article(
    document: Make, context: Make, texts: tuple[str, ...]
) -> None:
    with pytest.raises(NormalizeError) as raised:
        normalize_document(document(*texts), context())
    assert raised.value.code == "no_text"


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        (
            {"b": [1, {"d": None, "c": True}], "a": "x"},
            {"a": "x", "b": [1, {"c": True, "d": None}]},
        ),
        ({"n": float("inf")}, {"n": None}),
        ({"big": 2**80}, {"big": str(2**80)}),
        ({"s": "\ud800"}, {"s": "\ufffd"}),
        ({"set": {"b", "a"}, "bytes": b"x\xff"}, {"set": ["a", "b"], "bytes": "x\ufffd"}),
        ({1: "one"}, {"1": "one"}),
    ],
)
def test_extra_is_always_json(extra: dict[str, object], expected: object) -> None:
    assert json.loads(extra_json(extra)) == expected


TEXT = st.text(st.characters(codec=None), max_size=80) | st.sampled_from(
    ["ARLEN (AP) - It rained.", "By Jane Doe", "Reuters adds: More.", "It rained. - AFP", "(dpa)"]
)
SOURCED = st.builds(Sourced, TEXT, st.just("field"))
DOCUMENTS = st.builds(
    RawDocument,
    position=st.integers(0, 10),
    blocks=st.lists(st.builds(Block, st.sampled_from(get_args(ParagraphKind)), TEXT), max_size=6),
    title=st.none() | SOURCED,
    subtitle=st.none() | TEXT,
    authors=st.none()
    | st.builds(SourcedList, st.lists(TEXT, max_size=3).map(tuple), st.just("field")),
    outlet=st.none() | SOURCED,
    url=st.none() | TEXT | st.just("https://post.example/a?b"),
    canonical_url=st.none() | TEXT,
    external_id=st.none() | TEXT,
    section=st.none() | TEXT,
    tags=st.lists(TEXT, max_size=3).map(tuple),
    published=st.lists(SOURCED, max_size=2).map(tuple),
    updated=st.lists(SOURCED, max_size=2).map(tuple),
    language=st.none() | SOURCED,
    dateline=st.none() | TEXT,
    wire_agency=st.none() | TEXT,
    copyright=st.none() | TEXT,
    extra=st.dictionaries(TEXT, TEXT | st.floats() | st.integers() | st.none(), max_size=3),
)


def at(path: str, raw_file: int) -> DocumentContext:
    return DocumentContext(
        raw_file_id=uuid.UUID(int=raw_file),
        path=path,
        member="",
        parser="x",
        parser_version="1",
        defaults=FolderDefaults(),
    )


@given(DOCUMENTS)
def test_any_document_becomes_sound_rows_or_a_reject(raw: RawDocument) -> None:
    try:
        article, paragraphs = normalize_document(raw, at("a", 1))
    except NormalizeError:
        return
    assert "\n\n".join(paragraph.text for paragraph in paragraphs) == article.body
    for number, paragraph in enumerate(paragraphs):
        assert paragraph.paragraph_no == number
        assert article.body[paragraph.char_start : paragraph.char_end] == paragraph.text
        assert paragraph.revision_id == article.revision_id
    if article.dateline_start is not None:
        assert article.body[article.dateline_start : article.dateline_end] == article.dateline
    json.loads(article.extra)
    to_arrow(Article, [article])
    to_arrow(Paragraph, paragraphs)
    assert (article, paragraphs) == normalize_document(raw, at("a", 1))
    moved, _ = normalize_document(raw, at("elsewhere/b", 2))
    assert (moved.article_id, moved.revision_id, moved.content_hash) == (
        article.article_id,
        article.revision_id,
        article.content_hash,
    )


@pytest.mark.parametrize(
    "unit", ["a ", "ABC, ", "-", "(", ":", "A/", "Ann Bee and ", "a@", ". ", "1"]
)
def test_a_text_in_the_wrong_field_costs_no_more_than_its_length(
    document: Make, context: Make, unit: str
) -> None:
    """Patterns that look for something within a field must not do so from every character."""
    text = unit * (200_000 // len(unit))
    found = Sourced(text, "field")
    raw = document(
        f"x{text}",
        title=found,
        authors=SourcedList((text,), "field"),
        outlet=found,
        url=f"https://post.example/{text}",
        published=(found,),
        language=found,
        dateline=text,
        wire_agency=text,
        copyright=text,
    )
    article, _ = normalize_document(raw, context())
    assert article.published_date is None
