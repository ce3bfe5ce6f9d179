"""The engine `model`: what it is made of, what it leaves alone, and how well it does."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from etl.evaluate import entities, quotes
from etl.evaluate.standoff import read_folder
from etl.evaluate.tagged import read_tagged
from etl.extract import compose, tagger
from etl.extract.engine import Engine, load_engine
from etl.extract.engines.model import SHIPPED, _by_rules
from tests.archives import shared
from tests.extract.texts import text_of

STORY = (
    "Mayor Ines Moreau of Port Ellery said on Monday that the ferry was safe.\n\n"
    "“We checked it,” she told reporters in Kenya. Joris Pell, who leads Harbour Watch, denied it."
)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return load_engine("model")


def test_the_fingerprint_has_the_hash_of_the_files(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tagger.digest(SHIPPED)[:16] in engine.fingerprint
    network, tables = tagger.files(SHIPPED)
    monkeypatch.setattr(tagger, "files", lambda _: (network + b" ", tables))
    assert load_engine("model").fingerprint != engine.fingerprint


def test_the_files_are_small() -> None:
    assert sum(map(len, tagger.files(SHIPPED))) < 15 * 2**20


def test_a_missing_model_says_what_to_do() -> None:
    with pytest.raises(tagger.ModelError, match=r"training\.train"):
        tagger.Tagger("news-xx")


def _tables(without: str) -> bytes:
    with np.load(BytesIO(tagger.files(SHIPPED)[1])) as archive:
        kept = {key: archive[key] for key in archive.files if key != without}
    made = BytesIO()
    np.savez(made, **kept)
    return made.getvalue()


def _network() -> bytes:
    """The network as it was before its metadata said the range of its inputs."""
    data = tagger.files(SHIPPED)[0]
    assert data.count(b"\x05limit") == 1
    return data.replace(b"\x05limit", b"\x05other")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: (_network(), _tables("")), r"news-en\.onnx: found no limit in its metadata"),
        (lambda: (b"broken", _tables("")), r"news-en\.onnx: found what ONNX Runtime refuses"),
        (lambda: (b"", b"broken"), r"news-en\.npz: found a damaged file"),
        (lambda: (b"", b""), r"news-en\.npz: found a damaged file"),
        (lambda: (b"", _tables("facts")), r"news-en\.npz: found no facts"),
        (lambda: (b"", _tables("guess")), r"news-en\.npz: found no guess"),
    ],
)
def test_a_model_of_another_version_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, make: Callable[[], tuple[bytes, bytes]], message: str
) -> None:
    made = make()
    monkeypatch.setattr(tagger, "files", lambda _: made)
    with pytest.raises(tagger.ModelError, match=message + r".*expected.*training\.train"):
        tagger.Tagger(SHIPPED)


def test_it_takes_no_argument() -> None:
    with pytest.raises(ValueError, match="takes no argument"):
        load_engine("model:large")


def test_names_and_quotes(engine: Engine) -> None:
    found = engine.extract([text_of(STORY)])[0]
    names = {(row.type, row.text) for row in found.mentions}
    assert {("PERSON", "Ines Moreau"), ("PERSON", "Joris Pell"), ("LOCATION", "Kenya")} <= names
    said = {(quote.kind, quote.cue_text, quote.text) for quote in found.quotes}
    assert ("direct", "told", "We checked it,") in said
    assert ("indirect", "said", "that the ferry was safe") in said


@pytest.mark.parametrize("language", ["fr", "de", None])
def test_other_languages_get_no_guesses(engine: Engine, language: str | None) -> None:
    found = engine.extract([text_of(STORY, language=language)])[0]
    assert not found.mentions
    assert all(quote.speaker_text is None for quote in found.quotes)


def test_what_runs_beside_a_text_changes_nothing_in_it(engine: Engine) -> None:
    """Ranges in 8 bits are fixed: long and short texts, even of one word, run together as alone."""
    bodies = [STORY, "Kenya", "Kenya.", STORY * 9, "said " * 300, "GO ON! " * 40, "1,999 € é"]
    texts = [text_of(body, name=str(number)) for number, body in enumerate(bodies)]
    shipped = engine._tagger  # type: ignore[attr-defined]
    ruled = [_by_rules(compose.prepare(text)) for text in texts]
    together = shipped.tag(ruled)
    assert together == [shipped.tag([one])[0] for one in ruled]
    assert together[::-1] == shipped.tag(ruled[::-1])
    assert any(tagged.names for tagged in together)


def test_many_word_forms_are_forgotten_without_effect(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [text_of(f"{STORY} Word{n} met Name{n} in Place{n}.", name=str(n)) for n in range(20)]
    expected = engine.extract(texts)
    monkeypatch.setattr(tagger, "_KEPT_FORMS", 60)
    assert load_engine("model").extract(texts) == expected


def dev(*parts: str) -> Path:
    return shared("corpora", *parts)


@pytest.mark.archives
def test_names_of_news_never_seen(engine: Engine) -> None:
    texts = islice(read_tagged(dev("ner", "worldwide-dev.tsv")), 40)
    found = entities.evaluate(engine, texts, language="en").as_dict()
    assert found["micro"]["f1"] > 0.80


@pytest.mark.archives
def test_attributions_of_news_never_seen(engine: Engine) -> None:
    texts = islice(read_folder(dev("quotes", "polnear", "dev")), 40)
    found = quotes.evaluate(engine, texts, language="en").as_dict()
    assert found["exact"]["source"] > 0.71
    assert found["exact"]["cue"] > 0.67
    assert found["exact"]["content"] > 0.57
    assert found["direct"]["content"] > 0.83
