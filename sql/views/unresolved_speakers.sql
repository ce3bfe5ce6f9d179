-- Statements whose speaker the text names, or leaves open, but the extraction could not tie to an
-- entity: to be read by a person before a share of voices is believed. Denominator: statements
-- (speech and writing) of published articles.
-- @column why: What there is to go by: a description (`officials`), a pronoun that refers to nobody
-- known, a name that is no mention, or nothing.
-- @column cue: The words that attribute (`said`, `according to`).
-- @column is_original: False where the article is a copy of another.
-- @column title: The article's headline.
create view unresolved_speakers as
-- The base tables are read and not their views: what is published is settled in statements.
select  -- noqa: ST06
    statements.quote_id,
    statements.published_date,
    statements.outlet,
    statements.speaker_text,
    statements.speaker_kind,
    case
        when statements.speaker_text is null then 'nothing'
        when statements.speaker_kind = 'nominal' then 'a description'
        when statements.speaker_kind = 'pronoun' then 'a pronoun'
        else 'a name'
    end as why,
    all_quotes.cue_text as cue,
    all_quotes.text,
    all_articles.title,
    statements.article_id,
    statements.is_original
from statements
inner join all_quotes
    on
        statements.quote_id = all_quotes.quote_id
        and statements.document_id = all_quotes.document_id
inner join all_articles on statements.document_id = all_articles.document_id
where statements.speaker_entity_id is null
