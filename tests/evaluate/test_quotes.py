import pytest

from etl.evaluate.quotes import (
    Item,
    QuoteScores,
    evaluate,
    item_of_attribution,
    normalised,
    within_marks,
)
from etl.evaluate.scores import Score
from etl.evaluate.standoff import AttributedText, Attribution
from etl.extract.engine import load_engine

BODY = "“It sank,” Pell said, “fast.” “Very fast.” She denied that.\n\n“No,” he said."


def span(words: str, *, body: str = BODY) -> tuple[int, int]:
    start = body.index(words)
    return start, start + len(words)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([span("“It sank,”")], ["It sank,"]),
        ([span(" “fast.” ")], ["fast."]),
        # cut by the annotation where a sentence ends: one part
        ([span("“fast.”"), span("“Very fast.”")], ["fast.” “Very fast."]),
        ([span("“It sank,”"), span("“fast.”")], ["It sank,", "fast."]),
        ([span("“fast.”"), span("“It sank,”")], ["It sank,", "fast."]),
        # over a paragraph break: two parts
        ([span("denied that.\n\n“No,”")], ["denied that.", "No,"]),
        ([span("“")], []),
        ([], []),
    ],
)
def test_spans_are_normalised(spans: list[tuple[int, int]], expected: list[str]) -> None:
    assert [BODY[a:b] for a, b in normalised(BODY, spans)] == expected


@pytest.mark.parametrize(
    ("body", "words", "expected"),
    [
        ("“It sank,” he said.", "It sank,", True),
        ('"It sank," he said.', "It sank,", True),
        ("«It sank», he said.", "It sank", True),
        ("‘It sank,’ he said.", "It sank,", True),
        ("He called it “a farce”.", "a farce", True),
        ("He called it “a farce” twice.", "it “a farce", False),
        ("“One.” “Two.”", "One.” “Two.", True),
        ("“One,” and “two.”", "One,” and “two.", False),
        ("He said it sank.", "it sank", False),
        ("The boys’ boat sank", "boat", False),
        ("“Not closed, he said", "Not closed, he said", True),
    ],
)
def test_what_stands_within_marks(body: str, words: str, expected: bool) -> None:
    assert within_marks(body, (span(words, body=body),)) is expected


def items(*texts: tuple[str, str, str]) -> list[Item]:
    return [
        item_of_attribution(
            BODY,
            Attribution(*([span(part) for part in role.split("|") if part] for role in roles)),
        )
        for roles in texts
    ]


def test_scores_of_one_text_by_hand() -> None:
    wanted = items(
        ("Pell", "said", "“It sank,”|“fast.”|“Very fast.”"),
        ("She", "denied", "that"),
        ("", "denied", "“No,”"),
    )
    found = items(
        ("Pell", "said", "It sank,|fast."),  # content lacks a part
        ("Pell", "denied", "that"),  # wrong source
    )
    scores = QuoteScores()
    scores.add(BODY, found, wanted)
    assert scores.exact == {
        "source": Score(2, 1, 2, 1),  # Pell is found twice and wanted once
        "cue": Score(2, 2, 3, 2),
        "content": Score(2, 1, 3, 1),
        "all": Score(2, 0, 3, 0),
    }
    assert scores.overlap == {
        "source": Score(2, 2, 2, 1),
        "cue": Score(2, 2, 3, 3),
        "content": Score(2, 2, 3, 2),
        "all": Score(2, 1, 3, 1),
    }
    # found: `It sank,`, `fast.`, `that`; wanted: `It sank,`, `fast.” “Very fast.`, `that`, `No,`
    assert scores.parts_exact["content"] == Score(3, 2, 4, 2)
    assert scores.parts_overlap["content"] == Score(3, 3, 4, 3)
    assert scores.parts_exact["source"] == Score(1, 1, 2, 1)
    # direct: the first of the found; the first and the last of the wanted
    assert scores.direct == Score(1, 0, 2, 0)
    assert scores.as_dict()["exact"]["cue"] == pytest.approx(2 * 2 / (2 + 3))


def test_the_source_of_direct_contents() -> None:
    wanted = items(("She", "said", "“It sank,”"), ("", "said", "“fast.”"), ("he", "said", "“No,”"))
    found = items(
        ("Pell", "said", "“It sank,”"), ("Pell", "said", "“fast.”"), ("he", "said", "“No,”")
    )
    scores = QuoteScores()
    scores.add(BODY, found, wanted)
    assert scores.direct == Score(3, 3, 3, 3)
    # of the three found, two have a source in the gold; `he` is right, `Pell` is not
    assert (scores.right_source, scores.sourced, scores.speaker_accuracy) == (1, 2, 0.5)
    assert scores.as_dict()["direct"] == {"content": 1.0, "speaker_accuracy": 0.5}


def test_an_engine_is_scored_on_its_rows() -> None:
    body = "Ines Moreau said the ferry was safe.\n\n“It sank,” Joris Pell said."
    gold = AttributedText(
        "ferry",
        body,
        [
            Attribution(
                [span("Ines Moreau", body=body)],
                [span("said", body=body)],
                [span("the ferry was safe", body=body)],
            ),
            Attribution(
                [span("Joris Pell", body=body)],
                [(body.rindex("said"), body.rindex("said") + 4)],
                [span("“It sank,”", body=body)],
            ),
        ],
    )
    result = evaluate(load_engine("rules"), [gold], language="en").as_dict(parts=True)
    assert result["exact"] == {"source": 1.0, "cue": 1.0, "content": 1.0, "all": 1.0}
    assert result["direct"] == {"content": 1.0, "speaker_accuracy": 1.0}
    assert result["parts"]["exact"] == {"source": 1.0, "cue": 1.0, "content": 1.0}
