-- Statements whose speaker the text names, or leaves open, but the extraction could not tie to an
-- entity: to be read by a person before a share of voices is believed. Denominator: statements
-- (speech and writing) of published articles.
-- @column why: What there is to go by: a description (`officials`), a pronoun that refers to nobody
-- known, a name that is no mention, or nothing.
-- @column title: The article's headline.
create view unresolved_speakers as
select  -- noqa: ST06
    quote_id,
    published_date,
    outlet,
    speaker_text,
    speaker_kind,
    case
        when speaker_text is null then 'nothing'
        when speaker_kind = 'nominal' then 'a description'
        when speaker_kind = 'pronoun' then 'a pronoun'
        else 'a name'
    end as why,
    cue,
    text,
    title,
    article_id,
    is_original
from quote_details
where speaker_entity_id is null and act in ('speech', 'writing')
