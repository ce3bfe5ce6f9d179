"""Tags to spans, whatever the scores; windows that cover a text once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.extract.tagging import (
    ENTITY_TAGS,
    LONGEST,
    ROLE_TAGS,
    Decoder,
    contexts,
    spans_of,
    windows,
)
from etl.extract.tokens import tokenize
from tests.extract.texts import text_of


@pytest.mark.parametrize("tags", [ENTITY_TAGS, ROLE_TAGS], ids=["entity", "role"])
@given(seed=st.integers(0, 2**32 - 1), length=st.integers(0, 40), lean=st.floats(-2, 6))
def test_decoded_tags_make_whole_spans(
    tags: tuple[str, ...], seed: int, length: int, lean: float
) -> None:
    scores = np.random.default_rng(seed).normal(size=(length, len(tags))).astype(np.float32)
    scores[:, 0] += lean
    decoder = Decoder(tags)
    found = decoder.decode(scores)
    assert len(found) == length
    path = np.concatenate([[0], found, [0]])
    assert decoder.allowed[path[:-1], path[1:]].all()
    inside = sum(end - first for first, end, _ in spans_of(found.tolist(), tags))
    assert inside == np.count_nonzero(found), "every token that is tagged is in one span"


@pytest.mark.parametrize("tags", [ENTITY_TAGS, ROLE_TAGS], ids=["entity", "role"])
@given(seed=st.integers(0, 2**32 - 1), lengths=st.lists(st.integers(1, 30), max_size=6))
def test_texts_between_breaks_are_decoded_as_if_alone(
    tags: tuple[str, ...], seed: int, lengths: list[int]
) -> None:
    chance = np.random.default_rng(seed)
    texts = [chance.normal(size=(length, len(tags))).astype(np.float32) for length in lengths]
    between = np.full((1, len(tags)), -1e4, np.float32)
    between[:, 0] = 0
    decoder = Decoder(tags)
    alone = [decoder.decode(np.concatenate([scores, between])) for scores in texts]
    together = decoder.decode(
        np.concatenate([row for scores in texts for row in (scores, between)] or [between])
    )
    assert together.tolist() == np.concatenate([*alone, []] if alone else [[0]]).tolist()


def test_tags_that_fit_are_the_best_of_each_token() -> None:
    path = [ENTITY_TAGS.index(tag) for tag in ("O", "B-PERSON", "E-PERSON", "S-DATE", "O")]
    scores = np.eye(len(ENTITY_TAGS), dtype=np.float32)[path]
    assert Decoder(ENTITY_TAGS).decode(scores).tolist() == path
    assert spans_of(path, ENTITY_TAGS) == [(1, 3, "PERSON"), (3, 4, "DATE")]


def test_an_unfinished_span_is_finished() -> None:
    path = [ENTITY_TAGS.index(tag) for tag in ("O", "B-PERSON", "O")]
    scores = np.eye(len(ENTITY_TAGS), dtype=np.float32)[path]
    scores[1, ENTITY_TAGS.index("S-PERSON")] = 0.9
    found = Decoder(ENTITY_TAGS).decode(scores)
    assert spans_of(found.tolist(), ENTITY_TAGS) == [(1, 2, "PERSON")]


@given(lengths=st.lists(st.integers(1, 400), max_size=30), target=st.integers(1, 100))
def test_windows_cover_every_token_once(lengths: list[int], target: int) -> None:
    breaks: list[int] = []
    total = 0
    for length in lengths:
        if total:
            breaks.append(total)
            total += 1
        total += length
    covered = np.zeros(total, np.int64)
    for first, end in windows(breaks, total, target):
        assert 0 < end - first <= LONGEST
        covered[first:end] += 1
    covered[[place for place in breaks if not covered[place]]] = 1
    assert (covered == 1).all()


def test_contexts_know_marks_and_repeated_words() -> None:
    text = text_of("Police said “Police lie.” Lee heard police.")
    tokens = tokenize(text.article.body, text.paragraphs)
    inside = [0 if 2 <= index <= 6 else -1 for index in range(len(tokens))]
    found = dict(
        zip(zip(tokens.text, tokens.start, strict=True), contexts(tokens.text, inside), strict=True)
    )
    assert found["Police", 0] == 4  # a capital, and the text has it without
    assert found["“", 12] == 2
    assert found["Police", 13] == 4 + 1
    assert found["lie", 20] == 1
    assert found["”", 24] == 3
    assert found["Lee", 26] == 8
