-- What each outlet published in each month: articles and quotes, with and without copies.
-- @column month: First day of the month, by published_date.
-- @column article_count: Published articles, copies included.
-- @column original_article_count: The same without copies.
-- @column quote_count: Quotes in them, copies included.
-- @column speaker_count: Known speakers quoted.
-- @column first_date: Day of the first article.
-- @column last_date: Day of the last article.
create view outlet_activity as
with spoken as (
    select
        article_id,
        count(*) as quote_count,
        list(distinct speaker_entity_id) as speakers
    from quotes
    group by article_id
)

select  -- noqa: ST06
    articles.outlet,
    cast(date_trunc('month', articles.published_date) as date) as month,
    count(*) as article_count,
    count(*) filter (articles.is_original) as original_article_count,
    cast(coalesce(sum(spoken.quote_count), 0) as bigint) as quote_count,
    coalesce(len(list_distinct(flatten(list(spoken.speakers)))), 0) as speaker_count,
    min(articles.published_date) as first_date,
    max(articles.published_date) as last_date
from articles
left join spoken on articles.article_id = spoken.article_id
group by articles.outlet, month
order by articles.outlet asc, month asc
