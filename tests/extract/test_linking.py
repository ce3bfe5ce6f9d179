"""Sources and contents find their cues by what stands between."""

from __future__ import annotations

import pytest

from etl.extract.linking import Span, gaps, link, patterns
from etl.extract.tokens import Tokens, tokenize
from tests.extract.texts import text_of

CHANCES = {
    "S>|": 0.9, "S<|": 0.9, "C<|": 0.95, "C<S|": 0.9, "C>,S|": 0.9, "C>S|": 0.9, "C<,|": 0.9,
    "C>,|": 0.8, "C<.|": 0.2, "C<S.|": 0.6, "S>X|": 0.8,
}  # fmt: skip


def read(written: str) -> tuple[Tokens, list[Span]]:
    """A text in which `[role words]` marks spans."""
    body, marks = "", []
    rest = written
    while "[" in rest:
        before, _, after = rest.partition("[")
        inner, _, rest = after.partition("]")
        role, _, words = inner.partition(" ")
        body += before
        marks.append((len(body), len(body) + len(words), role))
        body += words
    body += rest
    tokens = tokenize(body, text_of(body).paragraphs)
    return tokens, [Span(tokens.at(start), tokens.at(end), role) for start, end, role in marks]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("[source Lee] [cue said] [content it sank].", [("said", ["Lee"], ["it sank"])]),
        (
            "[content It sank], [cue said] [source Lee]. [source He] [cue denied] [content it].",
            [("said", ["Lee"], ["It sank"]), ("denied", ["He"], ["it"])],
        ),
        (
            "[content It], [source Lee] [cue said], [content sank].",
            [("said", ["Lee"], ["It", "sank"])],
        ),
        ("[source Lee] spoke.", []),
    ],
)
def test_links(written: str, expected: list[tuple[str, list[str], list[str]]]) -> None:
    tokens, spans = read(written)

    def words(found: list[Span]) -> list[str]:
        return [tokens.span(span.first, span.end) for span in found]

    assert [
        (tokens.span(one.cue.first, one.cue.end), words(one.sources), words(one.contents))
        for one in link(tokens, spans, CHANCES)
    ] == expected


def test_patterns_say_what_stands_between() -> None:
    tokens, spans = read("[content It sank], [source Lee] [cue said]. He left. [content It did].")
    between = gaps(tokens, spans)
    assert list(patterns(spans, between, 0)) == [(2, "C>,S|")]
    assert list(patterns(spans, between, 3)) == [(2, "C<.|")]


def test_a_paragraph_break_is_a_letter_of_its_own() -> None:
    tokens, spans = read("[source Lee] [cue said]:\n\n[content It sank].")
    assert list(patterns(spans, gaps(tokens, spans), 2)) == [(1, "C</|")]
