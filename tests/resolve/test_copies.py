"""Copies: what is one and what is not, and that neither order nor history makes a difference."""

from __future__ import annotations

import random
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.resolve import copies
from etl.resolve.copies import Copy, Texts, bind, compare, find_pairs, gather
from etl.resolve.signatures import make_sketches
from tests.resolve.stories import cut, edited, story, words


def texts_of(listed: dict[int, str]) -> Texts:
    """The texts in order of their numbers."""
    numbers = sorted(listed)
    texts = gather(list(make_sketches(listed[number] for number in numbers)))
    keys = texts.keys.copy()
    keys[:, 0] = numbers
    return texts._replace(keys=keys)


def found(*listed: str) -> dict[int, Copy]:
    """Copy -> what is said of it, for texts in order of precedence."""
    pairs = find_pairs(texts_of(dict(enumerate(listed))))
    return {copy.text: copy for copy in bind(pairs.pairs, pairs.measures)}


OTHERS = [story(seed, 400) for seed in range(900, 910)]


@given(st.integers(0, 300), st.integers(40, 500))
def test_the_same_words_are_near_with_similarity_1(seed: int, count: int) -> None:
    text = story(seed, count)
    copy = found(text, text.upper())[1]
    assert (copy.original, copy.kind, copy.similarity) == (0, "near", 1)


@given(st.integers(0, 300), st.floats(0, 0.5), st.floats(0.5, 0.62))
def test_a_verbatim_part_of_half_or_more_is_a_reprint(
    seed: int, start: float, length: float
) -> None:
    text = story(seed, 400)
    start = min(start, 1 - length)
    part = cut(text, start, start + length)
    abridged = found(text, part)[1]
    assert (abridged.original, abridged.kind, abridged.similarity) == (0, "reprint", 1)
    assert abridged.own_share == 1
    # The other way round: the longer one has half of its own text, or more, from the shorter.
    extended = found(cut(text, 0.2, 0.85), text)[1]
    assert (extended.original, extended.kind, extended.original_share) == (0, "reprint", 1)


@given(st.integers(0, 300), st.integers(0, 300), st.floats(0, 0.5))
def test_comparing_is_symmetric(seed: int, other: int, share: float) -> None:
    one, two = make_sketches([story(seed, 300), edited(story(other, 200), seed, share)])
    there, back = compare(one, two), compare(two, one)
    assert there.later_share == back.earlier_share
    assert there.earlier_share == back.later_share
    assert there.resemblance == back.resemblance


@pytest.mark.parametrize("seed", range(5))
def test_unrelated_texts_are_no_copies(seed: int) -> None:
    assert found(story(seed), *OTHERS) == {}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("share", "kind"), [(0.02, "near"), (0.05, "near"), (0.25, None)])
def test_changed_words(seed: int, share: float, kind: str | None) -> None:
    text = story(seed, 400)
    copy = found(text, *OTHERS, edited(text, seed, share))[11]
    assert copy.original == 0
    assert kind is None or copy.kind == kind


@pytest.mark.parametrize("seed", range(3))
def test_a_short_piece_of_a_long_text(seed: int) -> None:
    text = story(seed, 2000)
    brief = found(text, *OTHERS, cut(text, 0.1, 0.15))[11]
    assert (brief.original, brief.kind) == (0, "reprint")
    # The long one is no copy of the brief that came before it: most of it is new.
    assert found(cut(text, 0.1, 0.15), *OTHERS, text) == {}


def test_a_round_up_copies_none_of_its_stories() -> None:
    stories = [story(seed, 200) for seed in range(3)]
    assert found(*stories, "\n".join(stories)) == {}


def test_a_standing_paragraph_makes_no_copies() -> None:
    standing = story(50, 150)
    assert found(*(f"{story(seed, 100)}\n{standing}" for seed in range(30))) == {}


def test_a_form_with_other_numbers_is_no_copy() -> None:
    def report(day: int) -> str:
        chance = random.Random(day)
        numbers = iter(str(chance.randint(100, 999)) for _ in range(12))
        return " ".join(
            f"at noon in {place} the thermometer stood at {next(numbers)} and the wind had gone "
            f"round to the {quarter} with a force of {next(numbers)} on the scale of the harbour"
            for place, quarter in [("Kestrel", "north"), ("Saltmarsh", "west"), ("Holm", "east")]
        )

    assert found(*(report(day) for day in range(6))) == {}
    assert set(found(report(1), report(1).replace("noon", "midday"))) == {1}


def test_copies_are_bound_to_an_original_and_do_not_chain() -> None:
    one, two = story(1, 400), story(2, 400)
    first, last = cut(one, 0, 1), cut(two, 0, 1)
    between = f"{cut(one, 0.5, 1)} {cut(two, 0, 0.5)}"
    copies_found = found(first, between, last, edited(first, 1, 0.03), edited(last, 1, 0.03))
    assert {copy.text: copy.original for copy in copies_found.values()} == {3: 0, 4: 2}
    for copy in copies_found.values():
        assert copy.original not in copies_found


def test_a_story_in_many_papers_is_found_in_all() -> None:
    text = story(1, 400)
    prints = [f"{edited(text, seed, 0.02)} {story(seed + 100, 20)}" for seed in range(60)]
    assert {copy.original for copy in found(text, *prints).values()} == {0}
    assert len(found(text, *prints)) == 60


def test_texts_without_hashes_are_never_copies() -> None:
    assert found("", "few words", "few words") == {}
    assert found() == {}


# Order and history


def archive(seed: int, count: int) -> dict[int, str]:
    """Texts, many of which are made from others, with standing paragraphs."""
    chance = random.Random(seed)
    texts: dict[int, str] = {}
    for number in chance.sample(range(1000), count):
        old = chance.choice(list(texts.values())) if texts and chance.random() < 0.7 else None
        kind = chance.random()
        if old is None:
            texts[number] = story(number, chance.randint(40, 250))
        elif kind < 0.4:
            texts[number] = edited(old, number, chance.choice([0, 0.02, 0.1, 0.2]))
        elif kind < 0.7:
            texts[number] = cut(old, 0, chance.uniform(0.3, 1))
        else:
            texts[number] = f"{old} {story(number, chance.randint(10, 200))}"
        if chance.random() < 0.3:
            texts[number] += " " + " ".join(words(chance.randint(0, 2), 40))
    return texts


def named(texts: Texts, found: copies.Found) -> list[tuple[int, int, float]]:
    numbers = texts.keys[:, 0].astype(int)
    return sorted(
        zip(
            numbers[found.pairs.later].tolist(),
            numbers[found.pairs.earlier].tolist(),
            found.measures.resemblance.tolist(),
            strict=True,
        )
    )


@pytest.mark.parametrize(("few", "crowd"), [(16, 256), (2, 5), (1, 3), (3, 4)])
@settings(max_examples=25)
@given(st.integers(0, 10_000), st.lists(st.floats(0.1, 1), min_size=2, max_size=4))
def test_what_was_there_before_makes_no_difference(
    few: int, crowd: int, seed: int, steps: list[float]
) -> None:
    """Texts come and go between two searches; each finds what one from nothing finds."""
    listed = archive(seed, 40)
    chance = random.Random(seed)
    state = copies.NOTHING
    with mock.patch.multiple(copies, FEW=few, CROWD=crowd):
        for share in steps:
            some = texts_of({n: text for n, text in listed.items() if chance.random() < share})
            with_history = find_pairs(some, state)
            afresh = find_pairs(some)
            assert named(some, with_history) == named(some, afresh)
            state = with_history.state
            assert np.array_equal(state.postings, afresh.state.postings)
            _, mine, its = np.intersect1d(state.pairs, afresh.state.pairs, return_indices=True)
            assert len(its) == len(afresh.state.pairs)
            assert np.array_equal(state.counts[mine], afresh.state.counts[its])


def test_pieces_do_not_change_what_is_found() -> None:
    texts = texts_of(archive(7, 60))
    whole = find_pairs(texts)
    assert len(whole.pairs.later) > 20
    with mock.patch.object(copies, "PAIRS_AT_ONCE", 50):
        pieces = find_pairs(texts)
    assert named(texts, pieces) == named(texts, whole)


def test_a_state_of_another_order_is_not_used() -> None:
    listed = archive(3, 30)
    texts = texts_of(listed)
    before = find_pairs(texts).state
    turned = before._replace(keys=before.keys[::-1].copy())
    assert named(texts, find_pairs(texts, turned)) == named(texts, find_pairs(texts))


def test_a_text_read_anew_is_another_text() -> None:
    listed = archive(4, 30)
    state = find_pairs(texts_of(listed)).state
    number = max(listed)
    texts = texts_of({**listed, number: story(5000, 200)})
    keys = texts.keys.copy()
    keys[-1, 2] = 1
    texts = texts._replace(keys=keys)
    assert named(texts, find_pairs(texts, state)) == named(texts, find_pairs(texts))
