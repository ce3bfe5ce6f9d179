import pytest

from etl.evaluate.entities import EntityScores, evaluate
from etl.evaluate.scores import Score
from etl.evaluate.tagged import running_text
from etl.extract.engine import load_engine


def test_scores_of_one_text_by_hand() -> None:
    wanted = {(0, 5): "PERSON", (10, 20): "LOCATION", (30, 35): "NORP"}
    found = {(0, 5): "PERSON", (10, 18): "LOCATION", (30, 35): "LOCATION", (40, 44): "PERSON"}
    scores = EntityScores()
    scores.add(found, wanted)
    assert scores.exact == {
        "LOCATION": Score(2, 0, 1, 0),
        "NORP": Score(0, 0, 1, 0),
        "PERSON": Score(2, 1, 1, 1),
    }
    assert scores.overlap == {
        "LOCATION": Score(2, 1, 1, 1),
        "NORP": Score(0, 0, 1, 0),
        "PERSON": Score(2, 1, 1, 1),
    }
    assert scores.spans == Score(4, 2, 3, 2)
    figures = scores.as_dict()
    assert figures["micro"] == {
        "precision": 1 / 4,
        "recall": 1 / 3,
        "f1": pytest.approx(2 / 7),
        "support": 3,
    }
    assert figures["by_type"]["PERSON"] == {
        "precision": 0.5,
        "recall": 1.0,
        "f1": pytest.approx(2 / 3),
        "support": 1,
    }
    assert figures["overlap"]["micro"]["recall"] == 2 / 3


def test_an_engine_is_scored_on_its_rows() -> None:
    words = ["Mayor", "Ines", "Moreau", "left", "Kenya", "and", "met", "Hannah", "Pell", "."]
    tags = ["O", "B-PERSON", "I-PERSON", "O", "B-LOCATION", "O", "O", "B-PERSON", "I-PERSON", "O"]
    text = running_text("one", [list(zip(words, tags, strict=True))])
    scores = evaluate(load_engine("rules"), [text], language="en")
    assert scores.as_dict()["micro"]["f1"] == 1.0
    assert scores.texts == 1
