-- What each outlet published in each month: articles and statements. Denominator: published
-- articles and what is said in them; articles of which not even the month is known have a row of
-- their own, without a month.
-- @column month: First day of the month, by published_date; null where not even that is known.
-- @column article_count: Published articles, copies included.
-- @column original_article_count: The same without copies.
-- @column quote_count: Statements in them, copies included.
-- @column original_quote_count: The same without copies.
-- @column speaker_count: Known speakers quoted.
-- @column first_date: Day of the first article.
-- @column last_date: Day of the last article.
create view outlet_activity as
with published as (
    select
        outlet,
        period_start(published_date, published_precision, 'month') as month,
        count(*) as article_count,
        count(*) filter (is_original) as original_article_count,
        min(published_date) as first_date,
        max(published_date) as last_date
    from articles
    group by outlet, period_start(published_date, published_precision, 'month')
),

spoken as (
    select
        outlet,
        period_start(published_date, exactness, 'month') as month,
        count(*) as quote_count,
        count(*) filter (is_original) as original_quote_count,
        count(distinct speaker_entity_id) as speaker_count
    from statements
    group by outlet, period_start(published_date, exactness, 'month')
)

select  -- noqa: ST06
    published.outlet,
    published.month,
    published.article_count,
    published.original_article_count,
    coalesce(spoken.quote_count, 0) as quote_count,
    coalesce(spoken.original_quote_count, 0) as original_quote_count,
    coalesce(spoken.speaker_count, 0) as speaker_count,
    published.first_date,
    published.last_date
from published
left join spoken
    on
        published.outlet is not distinct from spoken.outlet
        and published.month is not distinct from spoken.month
order by published.outlet asc, published.month asc
