-- Quotes of each known speaker by month.
-- @column speaker: The speaker's name across the archive.
-- @column month: First day of the month, by published_date.
-- @column quote_count: Quotes, copies included.
-- @column original_quote_count: The same without copies.
-- @column outlet_count: Outlets that quote the speaker in that month.
-- @column article_ids: The articles, to drill down.
create view speaker_over_time as
select
    speaker_entity_id,
    speaker,
    cast(date_trunc('month', published_date) as date) as month,
    count(*) as quote_count,
    count(*) filter (is_original) as original_quote_count,
    count(distinct outlet) as outlet_count,
    list(distinct article_id order by article_id) as article_ids
from quote_details
where speaker_entity_id is not null and published_date is not null
group by speaker_entity_id, speaker, month
order by speaker asc, month asc
