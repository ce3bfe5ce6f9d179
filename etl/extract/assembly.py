"""From what was found, as tokens and places in lists, to rows of the tables.

Belongs here: ids, texts, offsets, confidence as stored. Every engine ends here, so that all write
rows alike. Does not belong here: deciding anything about the text.
"""

from __future__ import annotations

import uuid
from bisect import bisect_right
from collections.abc import Sequence

from etl.contracts.articles import Article, Paragraph
from etl.contracts.base import ids_under, make_id
from etl.contracts.extraction import EntityType, LocalEntity, Mention, Quote, QuoteTarget, Span
from etl.extract import roles, temporal
from etl.extract.attribution import Statement
from etl.extract.coreference import Coreference
from etl.extract.engine import Extraction
from etl.extract.names import Name
from etl.extract.targets import Target, Targets
from etl.extract.temporal import Value
from etl.extract.tokens import Sentence, Tokens


def assemble(
    article: Article,
    paragraphs: Sequence[Paragraph],
    tokens: Tokens,
    sentences: Sequence[Sentence],
    inside: Sequence[int],
    coreference: Coreference,
    statements: Sequence[Statement],
) -> Extraction:
    """The rows of one article.

    Args:
        article: the article.
        paragraphs: its paragraphs, those that `tokens` was cut from.
        tokens: its tokens.
        sentences: its sentences.
        inside: for each token, the quotation that it stands in, or -1.
        coreference: its names, grouped.
        statements: what `attribution` found, in text order.
    """
    names = coreference.names
    mention_id = ids_under("mention", article.revision_id)
    mention_ids = [
        mention_id(tokens.start[name.first], tokens.end[name.end - 1], name.type) for name in names
    ]
    found_roles = [
        roles.find(tokens, names, index) if name.type == "PERSON" else None
        for index, name in enumerate(names)
    ]
    entity_ids, entities = _entities(article, tokens, coreference, found_roles)
    values = temporal.resolve(tokens, sentences, inside, names, article)
    mentions = [
        _mention(
            article,
            paragraphs[tokens.paragraph[name.first]].paragraph_no,
            tokens,
            name,
            found_roles[index],
            mention_ids[index],
            _looked_up(entity_ids, coreference.entity_of[index]),
            _looked_up(mention_ids, coreference.acronym_of.get(index)),
            values.get(index),
        )
        for index, name in enumerate(names)
    ]
    bounds = [paragraph.char_start for paragraph in paragraphs]
    quotes: list[Quote] = []
    targets: list[QuoteTarget] = []
    about = Targets(tokens, sentences, inside, coreference)
    for statement in statements:
        quote = _quote(
            article, paragraphs, bounds, tokens, statement, mention_ids, entity_ids, coreference
        )
        quotes.append(quote)
        targets += _targets(quote, about.of(statement), mention_ids, entity_ids)
    return Extraction(mentions, entities, quotes, targets)


def _looked_up(ids: Sequence[uuid.UUID], place: int | None) -> uuid.UUID | None:
    return None if place is None else ids[place]


def _mention(
    article: Article,
    paragraph_no: int,
    tokens: Tokens,
    name: Name,
    role: tuple[int, int] | None,
    mention_id: uuid.UUID,
    entity_id: uuid.UUID | None,
    acronym_of: uuid.UUID | None,
    value: Value | None,
) -> Mention:
    return Mention(
        mention_id=mention_id,
        document_id=article.document_id,
        article_id=article.article_id,
        revision_id=article.revision_id,
        paragraph_no=paragraph_no,
        char_start=tokens.start[name.first],
        char_end=tokens.end[name.end - 1],
        text=tokens.span(name.first, name.end),
        full_text=tokens.span(name.head, name.end),
        full_start=tokens.start[name.head],
        full_end=tokens.end[name.end - 1],
        type=name.type,
        confidence=round(name.confidence, 3),
        local_entity_id=entity_id,
        role_text=tokens.span(*role) if role else None,
        role_start=tokens.start[role[0]] if role else None,
        role_end=tokens.end[role[1] - 1] if role else None,
        acronym_of_mention_id=acronym_of,
        value_start=value.start if value else None,
        value_end=value.end if value else None,
        value_precision=value.precision if value else None,
        value_source=value.source if value else None,
    )


def _entities(
    article: Article,
    tokens: Tokens,
    coreference: Coreference,
    found_roles: Sequence[tuple[int, int] | None],
) -> tuple[list[uuid.UUID], list[LocalEntity]]:
    """The id of each entity by place, and the rows: entities that share type and name are one."""
    names = coreference.names
    id_of = ids_under("local_entity", article.revision_id)
    members: dict[uuid.UUID, list[int]] = {}
    fullest: dict[uuid.UUID, int] = {}
    acronyms: dict[uuid.UUID, str | None] = {}
    types: dict[uuid.UUID, EntityType] = {}
    ids: list[uuid.UUID] = []
    for entity in coreference.entities:
        best = names[entity.fullest]
        entity_id = id_of(entity.type, _on_one_line(tokens, best.first, best.end))
        ids.append(entity_id)
        members.setdefault(entity_id, []).extend(entity.members)
        fullest.setdefault(entity_id, entity.fullest)
        types[entity_id] = entity.type
        acronyms[entity_id] = acronyms.get(entity_id) or entity.acronym
    rows: list[LocalEntity] = []
    for entity_id, indices in members.items():
        indices.sort()
        best = names[fullest[entity_id]]
        name = _on_one_line(tokens, best.first, best.end)
        bounds = dict.fromkeys(
            (first, names[index].end)
            for index in indices
            for first in (names[index].first, names[index].head)
        )
        forms = (_on_one_line(tokens, first, end) for first, end in bounds)
        role_texts = (
            tokens.span(*role) for index in indices if (role := found_roles[index]) is not None
        )
        first = names[indices[0]]
        rows.append(
            LocalEntity(
                local_entity_id=entity_id,
                document_id=article.document_id,
                article_id=article.article_id,
                revision_id=article.revision_id,
                name=name,
                type=types[entity_id],
                aliases=[form for form in dict.fromkeys(forms) if form != name],
                roles=list(dict.fromkeys(role_texts)),
                acronym=acronyms[entity_id],
                mention_count=len(indices),
                first_char_start=tokens.start[first.first],
            )
        )
    rows.sort(key=lambda row: (row.first_char_start, row.name))
    return ids, rows


def _on_one_line(tokens: Tokens, first: int, end: int) -> str:
    return " ".join(tokens.span(first, end).split())


def _quote(
    article: Article,
    paragraphs: Sequence[Paragraph],
    bounds: Sequence[int],
    tokens: Tokens,
    statement: Statement,
    mention_ids: Sequence[uuid.UUID],
    entity_ids: Sequence[uuid.UUID],
    coreference: Coreference,
) -> Quote:
    body = tokens.body
    places = [bisect_right(bounds, start) - 1 for start, _ in statement.parts]
    text = body[slice(*statement.parts[0])]
    for number in range(1, len(statement.parts)):
        joint = " " if places[number] == places[number - 1] else "\n\n"
        text += joint + body[slice(*statement.parts[number])]
    source, cue, speaker = statement.source, statement.cue, statement.speaker
    offsets = [offset for part in statement.parts for offset in part]
    return Quote(
        quote_id=make_id("quote", article.revision_id, *offsets),
        document_id=article.document_id,
        article_id=article.article_id,
        revision_id=article.revision_id,
        paragraph_nos=[paragraphs[place].paragraph_no for place in dict.fromkeys(places)],
        parts=[Span(char_start=start, char_end=end) for start, end in statement.parts],
        char_start=offsets[0],
        char_end=offsets[-1],
        text=text,
        kind=statement.kind,
        act=statement.act,
        polarity=statement.polarity,
        speaker_text=tokens.span(source.first, source.end) if source else None,
        speaker_start=tokens.start[source.first] if source else None,
        speaker_end=tokens.end[source.end - 1] if source else None,
        speaker_kind=source.kind if source else "unresolved",
        speaker_mention_id=_looked_up(mention_ids, speaker),
        speaker_local_entity_id=_looked_up(
            entity_ids, None if speaker is None else coreference.entity_of[speaker]
        ),
        cue_text=tokens.span(*cue) if cue else None,
        cue_lemma=statement.lemma,
        cue_start=tokens.start[cue[0]] if cue else None,
        cue_end=tokens.end[cue[1] - 1] if cue else None,
        confidence=round(min(statement.confidence, 0.99), 3),
    )


def _targets(
    quote: Quote,
    found: Sequence[Target],
    mention_ids: Sequence[uuid.UUID],
    entity_ids: Sequence[uuid.UUID],
) -> list[QuoteTarget]:
    """The rows of what a quote is about; entities that share an id are one."""
    rows: dict[uuid.UUID, QuoteTarget] = {}
    for target in found:
        entity_id = entity_ids[target.entity]
        if entity_id != quote.speaker_local_entity_id:
            row = QuoteTarget(
                quote_id=quote.quote_id,
                document_id=quote.document_id,
                local_entity_id=entity_id,
                mention_id=mention_ids[target.name],
                how=target.how,
            )
            rows.setdefault(entity_id, row)
    return list(rows.values())
