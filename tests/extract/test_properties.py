"""What holds for every text: offsets, order, nesting, determinism, independence of neighbours."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.extract.engine import Engine, Extraction, Text, load_engine
from etl.extract.quotemarks import pair
from etl.extract.tokens import tokenize
from tests.extract.promises import check
from tests.extract.texts import text_of

ENGINES = ["rules", "model"]

WORDS = re.findall(
    r"\S+",
    "Ines Moreau Joris Pell said says told reporters that she he they the ferry sank was safe and "
    "but who according to Harbour Watch in Kenya on Monday Mr. Mrs. General denied asked whether "
    "called it a farce plans to say no wrote believes U.S. ’s n’t 5 $5 million 2024 ( ) , . ! ? : "
    "; — - … “ ” \" ' ’ ‘ « » `` '' „ 41-year-old",
)
WORDS += ["\n", "\n\n", "", "\u200b", "\u00a0"]
sentences = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)
tight = st.lists(st.sampled_from(WORDS), max_size=40).map("".join)
anything = st.text(max_size=200)


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    return load_engine(request.param)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=sentences | tight | anything, language=st.sampled_from(["en", "fr", None]))
def test_the_promises_hold_for_any_text(engine: Engine, body: str, language: str | None) -> None:
    text = text_of(body, language=language)
    check(text, engine.extract([text])[0])


@given(body=sentences | tight | anything)
def test_tokens_hold_everything_but_white_space(body: str) -> None:
    text = text_of(body)
    tokens = tokenize(text.article.body, text.paragraphs)
    covered = bytearray(len(body))
    for start, end in zip(tokens.start, tokens.end, strict=True):
        assert start < end
        assert not any(covered[start:end])
        covered[start:end] = b"\1" * (end - start)
    for place, char in enumerate(body):
        assert covered[place] or char.isspace() or not char.isprintable() or char == "\x00"


@given(body=sentences | tight | anything)
def test_quotations_never_overlap(body: str) -> None:
    text = text_of(body)
    found = pair(body, text.paragraphs)
    end = 0
    for quotation in found:
        assert end <= quotation.outer_start < quotation.start <= quotation.end
        assert quotation.end <= quotation.outer_end
        paragraph = text.paragraphs[quotation.paragraph]
        assert paragraph.char_start <= quotation.outer_start
        assert quotation.outer_end <= paragraph.char_end
        end = quotation.outer_end


def many() -> list[Text]:
    chance = random.Random(7)
    return [
        text_of(" ".join(chance.choices(WORDS, k=chance.randrange(0, 80))), name=str(number))
        for number in range(500)
    ]


def test_an_articles_rows_depend_on_it_alone(engine: Engine) -> None:
    texts = many()
    together = engine.extract(texts)
    alone = [engine.extract([text])[0] for text in texts]
    assert together == alone
    shuffled = list(enumerate(texts))
    random.Random(8).shuffle(shuffled)
    by_number: dict[int, Extraction] = {}
    for first in range(0, len(shuffled), 37):
        batch = shuffled[first : first + 37]
        results = engine.extract([text for _, text in batch])
        by_number.update(zip([number for number, _ in batch], results, strict=True))
    assert [by_number[number] for number in range(len(texts))] == alone


def test_another_engine_of_the_same_name_finds_the_same(engine: Engine) -> None:
    texts = many()[:50]
    other = load_engine(engine.name)
    assert other.fingerprint == engine.fingerprint
    assert other.extract(texts) == engine.extract(texts)


def odd_texts() -> dict[str, str]:
    listed = yaml.safe_load((Path(__file__).parent / "odd.yaml").read_text("utf-8"))
    return {
        name: text if isinstance(text, str) else text["repeat"] * text["times"]
        for name, text in listed.items()
    }


ODD = odd_texts()


@pytest.mark.parametrize("name", list(ODD))
def test_odd_texts(engine: Engine, name: str) -> None:
    text = text_of(ODD[name])
    check(text, engine.extract([text])[0])


def test_offsets_are_code_points(engine: Engine) -> None:
    text = text_of(ODD["emoji"])
    found = engine.extract([text])[0]
    quote = found.quotes[0]
    assert quote.text.startswith("The ferry sank 😢🚢,")
    assert quote.speaker_text == "Ines Moreau"
    kenya = next(row for row in found.mentions if row.text == "Kenya")
    assert text.article.body[kenya.char_start : kenya.char_end] == "Kenya"


def test_old_wire_copy_in_capitals_has_its_places(engine: Engine) -> None:
    text = text_of(ODD["capitals only"])
    found = {row.text for row in engine.extract([text])[0].mentions if row.type == "LOCATION"}
    assert {"NAIROBI", "KENYA"} <= found


PARAGRAPH = (
    "Mayor Ines Moreau of Port Ellery said on Monday that the ferry was safe. “We checked it,” she "
    "told reporters, “and we will check it again.” Joris Pell, who leads Harbour Watch, denied it. "
)


@pytest.mark.slow
def test_two_million_characters_in_one_paragraph(engine: Engine) -> None:
    count = 2_000_000 // len(PARAGRAPH)
    text = text_of(PARAGRAPH * count)
    found = engine.extract([text])[0]
    check(text, found)
    assert len(found.quotes) >= 2 * count
    assert len(found.local_entities) < 20
