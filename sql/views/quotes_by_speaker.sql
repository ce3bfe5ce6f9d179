-- How often, where and when each known speaker is quoted. Belief and intention are not counted.
-- @column speaker: The speaker's name across the archive.
-- @column quote_count: Quotes in published articles, copies included.
-- @column original_quote_count: The same without copies.
-- @column direct_count: Those of quote_count that are direct.
-- @column outlet_count: Outlets that quote the speaker.
-- @column article_count: Articles that quote the speaker, copies included.
-- @column first_date: Day of the first quote.
-- @column last_date: Day of the last quote.
-- @column article_ids: The articles, to drill down.
create view quotes_by_speaker as
select
    entities.entity_id,
    entities.canonical_name as speaker,
    entities.type,
    count(*) as quote_count,
    count(*) filter (quote_details.is_original) as original_quote_count,
    count(*) filter (quote_details.kind = 'direct') as direct_count,
    count(distinct quote_details.outlet) as outlet_count,
    count(distinct quote_details.article_id) as article_count,
    min(quote_details.published_date) as first_date,
    max(quote_details.published_date) as last_date,
    list(distinct quote_details.article_id order by quote_details.article_id) as article_ids
from quote_details
inner join entities on quote_details.speaker_entity_id = entities.entity_id
where quote_details.act in ('speech', 'writing')
group by entities.entity_id, entities.canonical_name, entities.type
order by quote_count desc, speaker asc
