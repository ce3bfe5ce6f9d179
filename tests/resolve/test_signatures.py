"""Signatures: what makes two texts the same words, and what a sketch keeps of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.resolve.signatures import (
    CAPITAL,
    DIGIT,
    EVERYTHING,
    LEAST_KEPT,
    RATE,
    REGIONS,
    Sketch,
    make_sketches,
    running_text,
)
from tests.resolve.stories import cut, story, words

JAPANESE = (
    "港の防波堤にフェリーが衝突し、十四人がけがをした。海上保安庁によると、船は午前八時ごろ出港した直後に"
    "操縦ができなくなった。けが人はいずれも軽傷で、病院で手当てを受けているという。"
)
HINDI = (
    "बंदरगाह की दीवार से एक नाव टकरा गई और चौदह लोग घायल हो गए। अधिकारियों ने कहा कि नाव सुबह आठ बजे "
    "रवाना हुई थी और कुछ ही मिनट बाद उसने काम करना बंद कर दिया। घायलों का इलाज अस्पताल में चल रहा है।"
)


def sketch(text: str) -> Sketch:
    return next(make_sketches([text]))


def same(one: Sketch, other: Sketch) -> bool:
    return (one.words, one.bound, one.hashes.tobytes()) == (
        other.words,
        other.bound,
        other.hashes.tobytes(),
    )


def share(part: Sketch, whole: Sketch) -> float:
    bound = min(part.bound, whole.bound)
    mine = part.hashes[part.hashes < bound] if bound < EVERYTHING else part.hashes
    return float(np.isin(mine, whole.hashes).mean())


TEXTS = st.lists(st.text(max_size=400) | st.integers(0, 50).map(story), max_size=6)


@given(TEXTS)
def test_a_sketch_depends_on_its_own_text_alone(texts: list[str]) -> None:
    together = list(make_sketches(texts))
    assert len(together) == len(texts)
    for text, found in zip(texts, together, strict=True):
        alone = sketch(text)
        assert same(alone, found)
        assert alone.places.tobytes() == found.places.tobytes()


@given(st.lists(st.sampled_from(["ab", "ba", "abc", "é", "ß", "7", "über"]), min_size=30))
def test_every_row_of_three_words_is_there_once(listed: list[str]) -> None:
    found = sketch(" ".join(listed))
    rows = {tuple(listed[i : i + 3]) for i in range(len(listed) - 2)}
    assert found.words == len(listed)
    assert len(found.hashes) == min(len(rows), LEAST_KEPT)
    assert len(found.places) == len(found.hashes)
    assert (found.bound == EVERYTHING) == (len(rows) <= LEAST_KEPT)
    assert bool((np.diff(found.hashes.astype(np.int64)) > 0).all())


@pytest.mark.parametrize(
    "other",
    [
        lambda text: text.upper(),
        lambda text: text.replace(".", " –"),
        lambda text: "  " + text.replace(" ", "\u00a0\n"),
        lambda text: "“" + text.replace(" ", ", ") + "”",
    ],
    ids=["capitals", "punctuation", "spaces", "quotation marks"],
)
def test_case_punctuation_and_spacing_do_not_count(other) -> None:  # type: ignore[no-untyped-def]
    text = story(1)
    assert same(sketch(text), sketch(other(text)))


def test_letters_do_count() -> None:
    plain = " ".join(["wissen", "muss", "masse", "strasse", "fuss", "gruss"] * 6)
    assert share(sketch(plain), sketch(plain.replace("ss", "ß"))) == 0
    accented = " ".join(words(2, 200))
    assert share(sketch(accented), sketch(accented.replace("a", "á"))) < 0.4


def test_words_are_told_apart_by_their_end_and_their_length() -> None:
    stem = "uncharacteristically"
    rows = [f"{stem}{ending} w{number} x" for number, ending in enumerate(["", "s", "a"] * 12)]
    found = sketch(" ".join(rows))
    assert len(found.hashes) == LEAST_KEPT


@pytest.mark.parametrize("count", [0, 1, 29])
def test_short_texts_have_no_hashes(count: int) -> None:
    found = sketch(" ".join(words(3, count)))
    assert (found.words, len(found.hashes)) == (count, 0)


@pytest.mark.parametrize(("count", "whole"), [(40, True), (66, True), (120, False), (250, False)])
def test_of_short_texts_more_than_a_quarter_is_kept(count: int, whole: bool) -> None:
    found = sketch(" ".join(words(4, count)))
    assert len(found.hashes) == (count - 2 if whole else LEAST_KEPT)
    assert (found.bound == EVERYTHING) == whole


def test_of_long_texts_a_quarter_is_kept() -> None:
    found = sketch(" ".join(words(5, 8000)))
    assert found.bound == EVERYTHING // RATE
    assert 1700 < len(found.hashes) < 2300
    assert int(found.hashes.max()) < found.bound


@given(st.integers(0, 500), st.floats(0, 0.5), st.floats(0.1, 0.5))
def test_a_verbatim_part_is_contained(seed: int, start: float, length: float) -> None:
    text = story(seed, 600)
    assert share(sketch(cut(text, start, start + length)), sketch(text)) == 1


@given(st.integers(0, 200), st.floats(0.1, 0.9))
def test_the_share_of_a_text_in_another_is_estimated(seed: int, part: float) -> None:
    one = " ".join(words(seed, 1600))
    other = cut(one, 0, part) + " " + " ".join(words(seed + 1000, 3000))
    assert share(sketch(one), sketch(other)) == pytest.approx(part, abs=0.12)


@pytest.mark.parametrize("text", [JAPANESE, HINDI], ids=["Japanese", "Hindi"])
def test_other_scripts(text: str) -> None:
    found = sketch(text)
    assert len(found.hashes) >= 30
    changed = sketch(text.replace("十四", "四十").replace("चौदह", "चालीस"))
    assert 0.6 < share(changed, found) < 1
    assert share(sketch(text[: len(text) * 4 // 5]), found) == 1


def test_one_character_of_an_unspaced_script_is_a_word() -> None:
    assert sketch("漢字" * 30).words == 60
    assert len(sketch("漢字" * 30).hashes) == 2
    assert sketch("スキャンabcスキャン").words == 9


def test_marks_and_regions() -> None:
    listed = [f"word{number}" for number in range(60)]
    plain = sketch(" ".join(listed))
    assert not (plain.places & 3).any()
    with_both = sketch(" ".join([*listed[:30], "Nora", "1987", *listed[30:]]))
    names = (with_both.places & CAPITAL) > 0
    numbers = (with_both.places & DIGIT) > 0
    assert (int(names.sum()), int(numbers.sum()), int((names & numbers).sum())) == (3, 3, 2)
    regions = with_both.places >> 2
    assert set(regions.tolist()) == set(range(REGIONS))
    assert set(regions[names].tolist()) <= {7, 8}


def test_very_long_texts_are_cut_between_words() -> None:
    text = " ".join(words(6, 90_000))
    assert len(text) > 2**18
    half = " ".join(text.split()[45_000:])
    assert share(sketch(half), sketch(text)) == 1


def test_running_text_leaves_out_what_goes_with_the_page() -> None:
    rows = [("heading", "A"), ("caption", "b"), ("body", "C"), ("credit", "d"), ("table", "e")]
    assert running_text(rows, "all") == "A\nC"
    assert running_text([("caption", "b")], "all") == "all"
