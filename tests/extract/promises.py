"""What holds for every extraction, whatever the text and the engine."""

from __future__ import annotations

from itertools import pairwise

from etl.extract.engine import Extraction, Text
from etl.extract.quotemarks import MARKS


def check(text: Text, found: Extraction) -> None:
    """Offsets, texts, order, nesting, keys: the promises of the tables, row by row."""
    body = text.article.body
    bounds = {row.paragraph_no: (row.char_start, row.char_end) for row in text.paragraphs}
    entities = {row.local_entity_id for row in found.local_entities}
    mentions = {row.mention_id: row for row in found.mentions}
    quotes = {row.quote_id for row in found.quotes}
    assert len(entities) == len(found.local_entities)
    assert len(mentions) == len(found.mentions)
    assert len(quotes) == len(found.quotes)

    ordered = sorted(found.mentions, key=lambda row: row.char_start)
    assert ordered == found.mentions
    for one, other in pairwise(ordered):
        assert one.char_end <= other.char_start, "names never overlap"
    for row in found.mentions:
        start, end = bounds[row.paragraph_no]
        assert start <= row.full_start <= row.char_start < row.char_end <= row.full_end <= end
        assert body[row.char_start : row.char_end] == row.text
        assert body[row.full_start : row.full_end] == row.full_text
        if row.role_text is not None:
            assert body[row.role_start : row.role_end] == row.role_text
        assert row.local_entity_id is None or row.local_entity_id in entities
        assert row.acronym_of_mention_id is None or row.acronym_of_mention_id in mentions
        assert row.confidence == round(row.confidence, 3)
        value = (row.value_start, row.value_end, row.value_precision, row.value_source)
        assert (row.type == "DATE" and None not in value) or set(value) == {None}
        if row.value_start is not None and row.value_end is not None:
            assert row.value_start < row.value_end

    counts = dict.fromkeys(entities, 0)
    for row in found.mentions:
        if row.local_entity_id is not None:
            counts[row.local_entity_id] += 1
    for entity in found.local_entities:
        assert entity.mention_count == counts[entity.local_entity_id]

    for quote in found.quotes:
        assert quote.parts
        assert quote.char_start == quote.parts[0].char_start
        assert quote.char_end == quote.parts[-1].char_end
        for part, following in pairwise(quote.parts):
            assert part.char_end <= following.char_start
        places = []
        for part in quote.parts:
            (number,) = [
                number
                for number, (start, end) in bounds.items()
                if start <= part.char_start < part.char_end <= end
            ]
            places.append(number)
            if quote.kind == "direct":
                assert _opened(body, bounds[number][0], part.char_start), quote.text
        assert list(dict.fromkeys(places)) == quote.paragraph_nos
        joined = body[quote.parts[0].char_start : quote.parts[0].char_end]
        for (before, here), part in zip(pairwise(places), quote.parts[1:], strict=True):
            joined += (" " if before == here else "\n\n") + body[part.char_start : part.char_end]
        assert quote.text == joined
        if quote.speaker_start is not None:
            assert body[quote.speaker_start : quote.speaker_end] == quote.speaker_text
        assert (quote.speaker_kind == "unresolved") == (quote.speaker_text is None)
        if quote.cue_start is not None:
            assert body[quote.cue_start : quote.cue_end] == quote.cue_text
        assert (quote.cue_text is None) == (quote.cue_lemma is None)
        assert quote.speaker_mention_id is None or quote.speaker_mention_id in mentions
        if quote.speaker_local_entity_id is not None:
            speaker = mentions[quote.speaker_mention_id]  # type: ignore[index]
            assert speaker.local_entity_id == quote.speaker_local_entity_id
    for target in found.quote_targets:
        assert target.quote_id in quotes
        assert target.local_entity_id in entities
        assert target.mention_id in mentions


def _opened(body: str, first: int, start: int) -> bool:
    """Whether a quotation mark stands right before a part, white space apart."""
    while start > first and body[start - 1].isspace():
        start -= 1
    return body[start - 1 : start] in MARKS or body[start - 2 : start] in MARKS
