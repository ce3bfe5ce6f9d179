-- How often, where and when each known speaker is quoted. Denominator: statements (speech and
-- writing) of published articles whose speaker is an entity of the archive; pronouns count where
-- the text says whom they mean.
-- @column speaker: The speaker's name across the archive.
-- @column type: What the speaker is.
-- @column quote_count: Statements, copies included.
-- @column original_quote_count: The same without copies.
-- @column direct_count: Those of quote_count that are wholly in the speaker's words.
-- @column original_direct_count: The same without copies.
-- @column outlet_count: Outlets that quote the speaker.
-- @column article_count: Articles that quote the speaker, copies included.
-- @column original_article_count: The same without copies.
-- @column first_date: Day of the first statement.
-- @column last_date: Day of the last statement.
-- @column article_ids: The articles, to drill down.
create view quotes_by_speaker as
select
    entities.entity_id,
    entities.canonical_name as speaker,
    entities.type,
    counted.quote_count,
    counted.original_quote_count,
    counted.direct_count,
    counted.original_direct_count,
    counted.outlet_count,
    counted.article_count,
    counted.original_article_count,
    counted.first_date,
    counted.last_date,
    counted.article_ids
from (
    select
        speaker_entity_id,
        count(*) as quote_count,
        count(*) filter (is_original) as original_quote_count,
        count(*) filter (kind = 'direct') as direct_count,
        count(*) filter (kind = 'direct' and is_original) as original_direct_count,
        count(distinct outlet) as outlet_count,
        count(distinct article_id) as article_count,
        count(distinct article_id) filter (is_original) as original_article_count,
        min(published_date) as first_date,
        max(published_date) as last_date,
        list(distinct article_id order by article_id) as article_ids
    from statements
    where speaker_entity_id is not null
    group by speaker_entity_id
) as counted
inner join entities on counted.speaker_entity_id = entities.entity_id
order by counted.original_quote_count desc, speaker asc, entities.entity_id asc
