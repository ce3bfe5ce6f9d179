"""Statements from marked spans: what a tagger may mark that no reader would."""

from __future__ import annotations

import pytest

from etl.extract import compose, coreference, names, reported
from etl.extract.engines import rules
from etl.extract.linking import Span
from etl.extract.tagger import Tagged
from tests.extract.texts import text_of


class Linked(dict[str, float]):
    """Every pattern links."""

    def __contains__(self, pattern: object) -> bool:
        return True

    def __missing__(self, pattern: str) -> float:
        return 0.9


def statements(body: str, *marked: tuple[str, str]) -> list[tuple[str, list[str]]]:
    """Kind and parts of what is said in a text, given its marked words with their roles."""
    prepared = compose.prepare(text_of(body))
    tokens = prepared.tokens
    spans = []
    for role, words in marked:
        start = body.index(words)
        spans.append(Span(tokens.at(start), tokens.at(start + len(words)), role))
    grouped = coreference.group(tokens, names.with_titles(tokens, rules.names_of(prepared)))
    tagged = Tagged([], spans, [0.9] * len(spans))
    found = reported.attribute(
        tokens, prepared.sentences, prepared.marked, prepared.inside, grouped, tagged, [], Linked()
    )
    return [(one.kind, [body[start:end] for start, end in one.parts]) for one in found]


@pytest.mark.parametrize(
    "second", ["the storm was to blame", "the storm was to blame for it.", "blame for it."]
)
def test_marks_within_one_quotation_are_one_part(second: str) -> None:
    body = "Ines Moreau said why “the ferry was late; the storm was to blame for it.”"
    found = statements(
        body,
        ("source", "Ines Moreau"),
        ("cue", "said"),
        ("content", "why “the ferry was late"),
        ("content", second),
    )
    assert len(found) == 1
    kind, (part,) = found[0]
    assert kind == "mixed"
    assert part.startswith("why “the ferry was late; the storm was")
