"""The engine `spacy:PIPELINE`, on a tiny pipeline that the test makes."""

import sys
from pathlib import Path

import pytest

from etl.extract.engine import EngineUnavailableError, Text, UnknownEngineError, load_engine
from tests.extract.texts import text_of

BODY = (
    "Ines Moreau, mayor of Port Ellery, said on 3 May 2024 that the ferry was safe. "
    "“We checked it,” Moreau said.\n\nIt cost $5 million, Harbour Watch reported."
)
PATTERNS = [
    {"label": "PERSON", "pattern": [{"TEXT": "Ines"}, {"TEXT": "Moreau"}]},
    {"label": "PERSON", "pattern": "Moreau"},
    {"label": "GPE", "pattern": [{"TEXT": "Port"}, {"TEXT": "Ellery"}]},
    {"label": "ORG", "pattern": [{"TEXT": "Harbour"}, {"TEXT": "Watch"}]},
    {"label": "CARDINAL", "pattern": "5"},
]


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    spacy = pytest.importorskip("spacy", reason="spaCy is not installed")
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns(PATTERNS)
    path = tmp_path_factory.mktemp("pipeline") / "tiny"
    nlp.to_disk(path)
    return path


def names(text: Text, engine_name: str) -> list[tuple[str, str]]:
    found = load_engine(engine_name).extract([text])[0]
    for mention in found.mentions:
        assert text.article.body[mention.char_start : mention.char_end] == mention.text
    return [(mention.text, mention.type) for mention in found.mentions]


def test_entities_are_the_pipelines_and_quotes_are_ours(pipeline: Path) -> None:
    text = text_of(BODY)
    assert names(text, f"spacy:{pipeline}") == [
        ("Ines Moreau", "PERSON"),
        ("Port Ellery", "LOCATION"),
        ("3 May 2024", "DATE"),  # by pattern: the pipeline knows no dates
        ("Moreau", "PERSON"),
        ("$5 million", "MONEY"),
        ("Harbour Watch", "ORGANIZATION"),
    ]
    found = load_engine(f"spacy:{pipeline}").extract([text])[0]
    moreau = next(entity for entity in found.local_entities if entity.name == "Ines Moreau")
    assert moreau.aliases == ["Moreau"]
    assert moreau.roles == ["mayor of Port Ellery"]
    assert [
        (quote.kind, quote.speaker_text, quote.speaker_local_entity_id == moreau.local_entity_id)
        for quote in found.quotes
    ] == [
        ("indirect", "Ines Moreau, mayor of Port Ellery", True),
        ("direct", "Moreau", True),
        ("indirect", "Harbour Watch", False),
    ]


def test_a_text_in_another_language_gets_no_english_guesses(pipeline: Path) -> None:
    text = text_of("« Nous l’avons vérifié », a dit Ines Moreau.", language="fr")
    assert names(text, f"spacy:{pipeline}") == []


def test_a_long_paragraph_is_read_in_pieces(pipeline: Path) -> None:
    text = text_of("Ines Moreau waited. " * 6000)
    found = names(text, f"spacy:{pipeline}")
    assert len(found) == 6000
    assert set(found) == {("Ines Moreau", "PERSON")}


def test_the_fingerprint_changes_with_the_pipeline(pipeline: Path, tmp_path: Path) -> None:
    spacy = pytest.importorskip("spacy")
    other = tmp_path / "other"
    nlp = spacy.load(pipeline)
    nlp.get_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": "Acme"}])
    nlp.to_disk(other)
    prints = [load_engine(f"spacy:{path}").fingerprint for path in (pipeline, pipeline, other)]
    assert prints[0] == prints[1] != prints[2]


def test_a_missing_pipeline_says_what_to_install() -> None:
    pytest.importorskip("spacy", reason="spaCy is not installed")
    with pytest.raises(EngineUnavailableError, match="python -m spacy download no_such_pipeline"):
        load_engine("spacy:no_such_pipeline")


def test_a_missing_spacy_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(EngineUnavailableError, match=r"pip install \"newshouse\[spacy\]\""):
        load_engine("spacy:en_core_web_sm")


def test_without_a_pipeline_it_is_an_error() -> None:
    with pytest.raises(UnknownEngineError, match="spacy:en_core_web_sm"):
        load_engine("spacy")
