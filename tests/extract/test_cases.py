"""Short texts and what must be found in them: `cases/*.yaml`. A new case needs no code.

A file is a list of cases:

    - name: what the case shows
      text: the article; each line that is not blank is a paragraph
      language: en, if not given
      names: [PERSON Ines Moreau, ...]   # tagged wherever they stand; if absent, by `rules`
      quotes:                            # all of them, in order; only the keys given are compared
        - {kind: direct, parts: [...], speaker: Moreau, entity: Ines Moreau, cue: said, ...}
      mentions: [PERSON Ines Moreau, ...]          # all of them, in order
      entities:                                    # some of them, by name; only the keys given
        - {name: Ines Moreau, aliases: [...], roles: [...], acronym: ...}
      targets: [Port Ellery, ...]                  # of all quotes, in order; `Pell (pronoun)`

Keys of quotes are columns of `quotes`, and `parts` (texts), `entity` (the speaker's name),
`speaker` (speaker_text), `cue` (cue_text), `lemma` (cue_lemma). Texts are written for the project.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from etl.contracts.extraction import Quote
from etl.extract import compose
from etl.extract.engine import Extraction, Text, load_engine
from etl.extract.names import Name
from tests.extract.texts import text_of

FOLDER = Path(__file__).parent / "cases"
CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for case in yaml.safe_load(path.read_text("utf-8"))
]


def extract(text: Text, names: list[str] | None) -> Extraction:
    if names is None:
        return load_engine("rules").extract([text])[0]
    prepared = compose.prepare(text)
    found: list[Name] = []
    for entry in sorted(names, key=len, reverse=True):
        kind, _, name = entry.partition(" ")
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text.article.body):
            first = prepared.tokens.at(match.start())
            found.append(Name(first, prepared.tokens.at(match.end()), kind, 0.9))  # type: ignore[arg-type]
    return compose.finish(prepared, compose.merged(prepared.datelines, found))


def row_of(quote: Quote, body: str, entity_names: dict[Any, str]) -> dict[str, Any]:
    row = quote.model_dump()
    row["parts"] = [body[part.char_start : part.char_end] for part in quote.parts]
    row["entity"] = entity_names.get(quote.speaker_local_entity_id)
    row["speaker"], row["cue"], row["lemma"] = quote.speaker_text, quote.cue_text, quote.cue_lemma
    return row


def compared(row: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    return {key: row[key] for key in expected}


@pytest.mark.parametrize("case", CASES)
def test_case(case: dict[str, Any]) -> None:
    assert set(case) <= {
        "name", "text", "language", "names", "quotes", "mentions", "entities", "targets",
    }  # fmt: skip
    text = text_of(case["text"], language=case.get("language", "en"))
    body = text.article.body
    found = extract(text, case.get("names"))
    names = {entity.local_entity_id: entity.name for entity in found.local_entities}
    if "quotes" in case:
        rows = [row_of(quote, body, names) for quote in found.quotes]
        expected = case["quotes"]
        kept = [compared(row, wanted) for row, wanted in zip(rows, expected, strict=False)]
        kept += [
            {key: row[key] for key in ("kind", "parts", "speaker", "cue")}
            for row in rows[len(expected) :]
        ]
        assert kept == expected
    if "mentions" in case:
        assert [f"{mention.type} {mention.text}" for mention in found.mentions] == case["mentions"]
    for wanted in case.get("entities", ()):
        of_name = [row.model_dump() for row in found.local_entities if row.name == wanted["name"]]
        assert [compared(row, wanted) for row in of_name] == [wanted]
    if "targets" in case:
        assert [
            names[target.local_entity_id]
            + ("" if target.how == "mentioned" else f" ({target.how})")
            for target in found.quote_targets
        ] == case["targets"]
