-- Statements of each known speaker by month. Denominator of `share`: all statements of that month
-- with a known speaker, copies included; of `original_share`, the same without copies. Articles of
-- which not even the month is known are left out.
-- @column speaker: The speaker's name across the archive.
-- @column month: First day of the month, by published_date.
-- @column quote_count: Statements, copies included.
-- @column original_quote_count: The same without copies.
-- @column share: Of the month's statements with a known speaker, copies included.
-- @column original_share: The same without copies; null where the month has only copies.
-- @column outlet_count: Outlets that quote the speaker in that month.
-- @column article_ids: The articles, to drill down.
create view speaker_over_time as
with monthly as (
    select
        speaker_entity_id,
        period_start(published_date, exactness, 'month') as month,
        count(*) as quote_count,
        count(*) filter (is_original) as original_quote_count,
        count(distinct outlet) as outlet_count,
        list(distinct article_id order by article_id) as article_ids
    from statements
    where
        speaker_entity_id is not null
        and period_start(published_date, exactness, 'month') is not null
    group by speaker_entity_id, period_start(published_date, exactness, 'month')
),

totals as (
    select
        period_start(published_date, exactness, 'month') as month,
        count(*) as quote_count,
        count(*) filter (is_original) as original_quote_count
    from statements
    where speaker_entity_id is not null
    group by period_start(published_date, exactness, 'month')
)

select  -- noqa: ST06
    monthly.speaker_entity_id,
    entities.canonical_name as speaker,
    monthly.month,
    monthly.quote_count,
    monthly.original_quote_count,
    monthly.quote_count / totals.quote_count as share,
    monthly.original_quote_count / nullif(totals.original_quote_count, 0) as original_share,
    monthly.outlet_count,
    monthly.article_ids
from monthly
inner join entities on monthly.speaker_entity_id = entities.entity_id
inner join totals on monthly.month = totals.month
order by speaker asc, monthly.speaker_entity_id asc, monthly.month asc
