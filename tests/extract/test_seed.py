"""The article that the project was started from, and what a careful reader finds in it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from etl.compute.single import Extracted, extract_file
from tests.archives import seed

pytestmark = pytest.mark.archives


ENGINES = pytest.mark.parametrize("engine", ["rules", "model"])


def found(engine: str) -> tuple[Extracted, dict[str, Any]]:
    (result,) = extract_file(seed("article.txt"), engine)
    assert isinstance(result, Extracted)
    return result, json.loads(seed("expected.json").read_text("utf-8"))


def same(one: str, other: str) -> bool:
    return one.replace("’", "'").casefold() == other.replace("’", "'").casefold()


@ENGINES
def test_the_article(engine: str) -> None:
    result, expected = found(engine)
    article = result.text.article
    assert article.dateline_places == expected["article"]["dateline_places"]
    assert article.paragraph_count == expected["article"]["paragraph_count"]
    assert article.language == expected["article"]["language"]


@ENGINES
def test_every_entity_with_its_forms_and_roles(engine: str) -> None:
    result, expected = found(engine)
    missing: list[str] = []
    for wanted in expected["entities"]:
        rows = [
            row
            for row in result.found.local_entities
            if same(row.name, wanted["name"]) and row.type == wanted.get("type", row.type)
        ]
        if not rows:
            missing.append(f"{wanted['name']}: no such entity")
            continue
        row = rows[0]
        forms = {
            form.casefold()
            for mention in result.found.mentions
            if mention.local_entity_id == row.local_entity_id
            for form in (mention.text, mention.full_text)
        }
        missing += [
            f"{row.name}: form {form}"
            for form in wanted.get("mentions_include", ())
            if form.casefold() not in forms
        ]
        roles = [role.casefold() for role in row.roles]
        missing += [
            f"{row.name}: role {role}, found {roles}"
            for role in wanted.get("roles_include", ())
            if not any(role.casefold() in other for other in roles)
        ]
        if row.acronym != wanted.get("acronym", row.acronym):
            missing.append(f"{row.name}: acronym {wanted['acronym']}, found {row.acronym}")
    assert not missing


@ENGINES
def test_every_quote_with_its_speaker(engine: str) -> None:
    result, expected = found(engine)
    names = {row.local_entity_id: row.name for row in result.found.local_entities}
    missing: list[str] = []
    for wanted in expected["quotes"]:
        rows = [
            quote
            for quote in result.found.quotes
            if quote.kind == wanted["kind"]
            and quote.cue_text == wanted["cue"]
            and quote.text.startswith(wanted.get("text_starts_with", ""))
            and quote.text.endswith(wanted.get("text_ends_with", ""))
            and wanted.get("text_contains", "") in quote.text
        ]
        speakers = [
            names.get(quote.speaker_local_entity_id) if quote.speaker_local_entity_id else None
            for quote in rows
        ]
        if wanted["speaker"] not in speakers:
            missing.append(f"{wanted}, found speakers {speakers}")
    assert not missing
    for text in expected["not_quotes"]:
        assert not any(quote.text == text for quote in result.found.quotes)
