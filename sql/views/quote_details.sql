-- Who said what, when, where: every published quote with its speaker, outlet, day and article.
-- Copies of one wire story each have their rows; `is_original` leaves one of them.
-- @column speaker: The speaker's name across the archive; where the text leaves it open, the words
-- that it uses (`a spokesman`); null where that is a pronoun, which names nobody.
-- @column speaker_type: What the speaker is (PERSON, ORGANIZATION, ...); null where left open.
-- @column cue: The words that attribute (`said`, `according to`).
-- @column is_original: False where the article is a copy of another.
create view quote_details as
select  -- noqa: ST06
    quotes.quote_id,
    articles.published_date,
    articles.outlet,
    coalesce(
        entities.canonical_name,
        case when quotes.speaker_kind != 'pronoun' then quotes.speaker_text end
    ) as speaker,
    entities.type as speaker_type,
    quotes.cue_text as cue,
    quotes.text,
    quotes.kind,
    quotes.act,
    quotes.polarity,
    quotes.speaker_text,
    quotes.speaker_kind,
    quotes.speaker_entity_id,
    quotes.cue_lemma,
    quotes.confidence,
    articles.title,
    articles.url,
    articles.article_id,
    articles.revision_id,
    articles.is_original
from quotes
inner join articles on quotes.document_id = articles.document_id
left join entities on quotes.speaker_entity_id = entities.entity_id
