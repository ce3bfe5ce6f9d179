"""What a batch is checked for before it counts."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from etl.compute.single import extract_file
from etl.contracts.articles import Article, Paragraph
from etl.contracts.base import make_id
from etl.contracts.extraction import LocalEntity, Mention, Quote, QuoteTarget, Span
from etl.extract.engine import Extraction
from etl.lake.promises import (
    PromiseBrokenError,
    check_article,
    check_extraction,
    same_document,
    unique_ids,
)

TEXT = """Mayor names harbour chief

Council leader Ann Hollis said the Harbour Authority (HA) had waited long enough.

“We have a plan,” she said, “and the HA has the money.”
"""
Made = tuple[Article, list[Paragraph], Extraction]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """An article as it is read, and rows written for it by hand: no engine's work."""
    path = tmp_path_factory.mktemp("promises") / "a.txt"
    path.write_text(TEXT)
    (result,) = extract_file(path, "rules")
    assert not isinstance(result, str)
    article = result.text.article
    body = article.body
    ids = {name: getattr(article, name) for name in ("document_id", "article_id", "revision_id")}

    def span(words: str) -> tuple[int, int]:
        start = body.index(words)
        return start, start + len(words)

    def mention(text: str, full: str, role: str | None, entity: str, **more: object) -> Mention:
        start, end = span(text)
        full_start, full_end = span(full)
        role_start, role_end = span(role) if role else (None, None)
        return Mention(
            **ids,
            mention_id=make_id("mention", text),
            paragraph_no=0,
            char_start=start,
            char_end=end,
            text=text,
            full_text=full,
            full_start=full_start,
            full_end=full_end,
            type="PERSON",
            confidence=1,
            local_entity_id=make_id("entity", entity),
            role_text=role,
            role_start=role_start,
            role_end=role_end,
            value_start=None,
            value_end=None,
            value_precision=None,
            value_source=None,
            **{"acronym_of_mention_id": None, **more},
        )

    authority = make_id("mention", "Harbour Authority")
    mentions = [
        mention("Ann Hollis", "Council leader Ann Hollis", "Council leader", "Hollis"),
        mention("Harbour Authority", "Harbour Authority", None, "HA"),
        mention("HA", "HA", None, "HA", acronym_of_mention_id=authority),
    ]
    entities = [
        LocalEntity(
            **ids,
            local_entity_id=make_id("entity", name),
            name=name,
            type="PERSON",
            aliases=[],
            roles=[],
            acronym=None,
            mention_count=1,
            first_char_start=0,
        )
        for name in ("Hollis", "HA")
    ]
    parts = [Span(char_start=start, char_end=end) for start, end in map(span, QUOTED)]
    speaker, cue = span("she"), span("said, ")
    quote = Quote(
        **ids,
        quote_id=make_id("quote"),
        paragraph_nos=[1],
        parts=parts,
        char_start=parts[0].char_start,
        char_end=parts[1].char_end,
        text=" ".join(QUOTED),
        kind="direct",
        act="speech",
        polarity="asserted",
        speaker_text="she",
        speaker_start=speaker[0],
        speaker_end=speaker[1],
        speaker_kind="pronoun",
        speaker_mention_id=mentions[0].mention_id,
        speaker_local_entity_id=mentions[0].local_entity_id,
        cue_text="said",
        cue_lemma="say",
        cue_start=cue[0],
        cue_end=cue[0] + 4,
        confidence=1,
    )
    target = QuoteTarget(
        quote_id=quote.quote_id,
        document_id=article.document_id,
        local_entity_id=entities[1].local_entity_id,
        mention_id=mentions[2].mention_id,
        how="mentioned",
    )
    found = Extraction(
        mentions=mentions, local_entities=entities, quotes=[quote], quote_targets=[target]
    )
    return article, list(result.text.paragraphs), found


QUOTED = ("We have a plan,", "and the HA has the money.")


def check(article: Article, paragraphs: list[Paragraph], found: Extraction) -> None:
    check_article(article, paragraphs)
    check_extraction(
        article,
        paragraphs,
        found.mentions,
        found.local_entities,
        found.quotes,
        found.quote_targets,
    )


def test_sound_rows_pass(made: Made) -> None:
    check(*made)
    same_document(made[2].quotes, made[0].document_id)


def change(rows: list[object], choose: Callable[[object], bool], **values: object) -> None:
    place = next(place for place, row in enumerate(rows) if choose(row))
    rows[place] = rows[place].model_copy(update=values)  # type: ignore[attr-defined]


NOBODY = uuid.UUID(int=1)
Broken = tuple[str, str, Callable[[object], bool], dict[str, object]]
ANY: Callable[[object], bool] = bool
BROKEN: list[Broken] = [
    ("verbatim: paragraph 0", "paragraphs", ANY, {"text": "other"}),
    ("keys: .*paragraph 9 is out of order", "paragraphs", ANY, {"paragraph_no": 9}),
    ("verbatim: mention", "mentions", ANY, {"text": "Nobody"}),
    ("verbatim: full name", "mentions", ANY, {"full_text": "Nobody"}),
    ("verbatim: role", "mentions", lambda m: bool(m.role_text), {"role_text": "King"}),
    ("is not in paragraph", "mentions", lambda m: m.paragraph_no == 0, {"paragraph_no": 1}),
    ("mention's local entity", "mentions", ANY, {"local_entity_id": NOBODY}),
    ("acronym's mention", "mentions", ANY, {"acronym_of_mention_id": NOBODY}),
    ("verbatim: speaker", "quotes", lambda q: bool(q.speaker_text), {"speaker_text": "Nobody"}),
    ("verbatim: cue", "quotes", lambda q: bool(q.cue_text), {"cue_text": "sang"}),
    ("verbatim: .*quote: expected", "quotes", ANY, {"text": "We have no plan"}),
    ("outer bounds", "quotes", ANY, {"char_start": 0}),
    ("outer bounds", "quotes", ANY, {"parts": []}),
    ("speaker's mention", "quotes", ANY, {"speaker_mention_id": NOBODY}),
    ("speaker's local entity", "quotes", ANY, {"speaker_local_entity_id": NOBODY}),
    ("target's quote", "quote_targets", ANY, {"quote_id": NOBODY}),
    ("target's local entity", "quote_targets", ANY, {"local_entity_id": NOBODY}),
    ("target's mention", "quote_targets", ANY, {"mention_id": NOBODY}),
]


@pytest.mark.parametrize(
    ("message", "table", "choose", "values"),
    BROKEN,
    ids=[f"{table}.{next(iter(values))}" for _, table, _, values in BROKEN],
)
def test_a_broken_promise_is_named(
    made: Made,
    message: str,
    table: str,
    choose: Callable[[object], bool],
    values: dict[str, object],
) -> None:
    article, paragraphs, found = made
    rows = {
        "paragraphs": list(paragraphs),
        "mentions": list(found.mentions),
        "local_entities": list(found.local_entities),
        "quotes": list(found.quotes),
        "quote_targets": list(found.quote_targets),
    }
    change(rows[table], choose, **values)  # type: ignore[arg-type]
    own = rows.pop("paragraphs")
    with pytest.raises(PromiseBrokenError, match=message):
        check(article, own, Extraction(**rows))  # type: ignore[arg-type]


def test_parts_that_overlap(made: Made) -> None:
    article, paragraphs, found = made
    quotes = list(found.quotes)
    place = next(place for place, quote in enumerate(quotes) if len(quote.parts) > 1)
    first, *_, last = quotes[place].parts
    wide = first.model_copy(update={"char_end": last.char_start + 1})
    quotes[place] = quotes[place].model_copy(update={"parts": [wide, last]})
    with pytest.raises(PromiseBrokenError, match="overlap"):
        check_extraction(
            article, paragraphs, found.mentions, found.local_entities, quotes, found.quote_targets
        )


def test_counts_that_disagree(made: Made) -> None:
    article, paragraphs, _ = made
    with pytest.raises(PromiseBrokenError, match="reconcile"):
        check_article(article, paragraphs[:-1])


def test_an_id_that_occurs_twice() -> None:
    with pytest.raises(PromiseBrokenError, match=f"quote_id {NOBODY} occurs twice"):
        unique_ids([NOBODY, NOBODY], "quote_id")


def test_a_row_of_another_document(made: Made) -> None:
    with pytest.raises(PromiseBrokenError, match="names another document"):
        same_document(made[2].quotes, NOBODY)
