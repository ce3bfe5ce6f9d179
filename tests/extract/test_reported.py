"""Statements from marked spans: what a tagger may mark that no reader would."""

from __future__ import annotations

import pytest

from etl.extract import compose, coreference, names, reported
from etl.extract.engines import rules
from etl.extract.linking import Span
from etl.extract.sources import Phrases
from etl.extract.tagger import Tagged
from tests.extract.texts import text_of


class Linked(dict[str, float]):
    """Every pattern links."""

    def __contains__(self, pattern: object) -> bool:
        return True

    def __missing__(self, pattern: str) -> float:
        return 0.9


def statements(
    body: str, *marked: tuple[str, str], chance: float = 0.9
) -> list[tuple[str, list[str]]]:
    """Kind and parts of what is said in a text, given its marked words with their roles."""
    prepared = compose.prepare(text_of(body))
    tokens = prepared.tokens
    spans = []
    for role, words in marked:
        start = body.index(words)
        spans.append(Span(tokens.at(start), tokens.at(start + len(words)), role))
    grouped = coreference.group(tokens, names.with_titles(tokens, rules.names_of(prepared)))
    tagged = Tagged([], spans, [chance] * len(spans))
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


SAID = (("source", "Moreau"), ("cue", "said"), ("content", "the ferry was late"))
DID = (("source", "Moreau"), ("cue", "eyed"), ("content", "the ferry was late"))


@pytest.mark.parametrize(
    ("body", "marked", "least"),
    [
        pytest.param("Moreau said the ferry was late.", SAID, 0.05, id="with source and cue"),
        pytest.param("Moreau eyed the ferry was late.", DID, 0.25, id="a cue that no list knows"),
        pytest.param("Yet said the ferry was late.", SAID[1:], 0.3, id="without a source"),
        pytest.param("Yet eyed the ferry was late.", DID[1:], 1.0, id="with neither"),
        pytest.param(
            "We said the ferry was late.", (("source", "We"), *SAID[1:]), 0.35, id="the author"
        ),
        pytest.param(
            "You said the ferry was late.", (("source", "You"), *SAID[1:]), 1.0, id="anybody"
        ),
        pytest.param(
            "The deal was announced.",
            (("content", "The deal"), ("cue", "was announced")),
            1.0,
            id="what happens to a thing",
        ),
    ],
)
def test_what_is_doubtful_is_left_out(
    body: str, marked: tuple[tuple[str, str], ...], least: float
) -> None:
    if least < 1:
        assert len(statements(body, *marked, chance=least + 0.01)) == 1
    assert statements(body, *marked, chance=least - 0.01) == []


def test_direct_quotations_are_never_doubtful() -> None:
    body = "“The ferry was late,” you said."
    marked = (("content", "“The ferry was late,”"), ("source", "you"), ("cue", "said"))
    assert statements(body, *marked, chance=0.05) == [("direct", ["The ferry was late,"])]


@pytest.mark.parametrize(
    "phrase",
    [
        pytest.param("The harbour’s chair, Ines Moreau, ", id="comma"),
        pytest.param("Ines Moreau — who chairs the harbour — ", id="dashes"),
    ],
)
def test_an_apposition_has_a_name_beside_it(phrase: str) -> None:
    prepared = compose.prepare(text_of(f"{phrase}said the ferry was late."))
    grouped = coreference.group(
        prepared.tokens, names.with_titles(prepared.tokens, rules.names_of(prepared))
    )
    phrases = Phrases(prepared.tokens, grouped.names, prepared.inside)
    end = prepared.tokens.at(len(phrase))
    source = phrases.described(0, end)
    assert (source.first, source.end, source.kind) == (0, end, "named")
    assert source.name is not None
    name = grouped.names[source.name]
    assert prepared.tokens.span(name.first, name.end) == "Ines Moreau"


@pytest.mark.parametrize(
    ("body", "speaker"),
    [
        ("Harbour Watch Union, which said it was late, struck.", "Harbour Watch Union"),
        ("Harbour Watch Union, for Ines Moreau, which said it was late, struck.", None),
    ],
)
def test_which_is_the_organisation_before_it(body: str, speaker: str | None) -> None:
    prepared = compose.prepare(text_of(body))
    tokens = prepared.tokens
    grouped = coreference.group(tokens, names.with_titles(tokens, rules.names_of(prepared)))
    spans = []
    for role, words in (("source", "which"), ("cue", "said"), ("content", "it was late")):
        start = body.index(words)
        spans.append(Span(tokens.at(start), tokens.at(start + len(words)), role))
    (found,) = reported.attribute(
        tokens, prepared.sentences, prepared.marked, prepared.inside, grouped,
        Tagged([], spans, [0.9] * 3), [], Linked(),
    )  # fmt: skip
    assert found.source is not None
    assert found.source.kind == "pronoun"
    meant = None if found.speaker is None else grouped.names[found.speaker]
    assert (meant and tokens.span(meant.first, meant.end)) == speaker


@pytest.mark.parametrize(
    ("body", "source"),
    [
        ("The Harbour Watch Union struck, saying it was late.", "Harbour Watch Union"),
        ("Ines Moreau struck a man saying it was late.", None),
    ],
)
def test_a_participle_has_the_subject_of_its_clause(body: str, source: str | None) -> None:
    prepared = compose.prepare(text_of(body))
    tokens = prepared.tokens
    grouped = coreference.group(tokens, names.with_titles(tokens, rules.names_of(prepared)))
    spans = []
    for role, words in (("cue", "saying"), ("content", "it was late")):
        start = body.index(words)
        spans.append(Span(tokens.at(start), tokens.at(start + len(words)), role))
    found = reported.attribute(
        tokens, prepared.sentences, prepared.marked, prepared.inside, grouped,
        Tagged([], spans, [0.9] * 2), [], Linked(),
    )  # fmt: skip
    sources = [one.source and tokens.span(one.source.first, one.source.end) for one in found]
    assert sources == [source]


def test_what_the_speaker_does_beside_is_not_said() -> None:
    body = "Ines Moreau said the ferry was late, blaming the storm, “saying nothing.”"
    content = ("content", "the ferry was late, blaming the storm")
    found = statements(body, ("source", "Ines Moreau"), ("cue", "said"), content)
    assert ("indirect", ["the ferry was late"]) in found
