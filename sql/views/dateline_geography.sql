-- Where each outlet reports from, by the places of its datelines.
-- @column place: A place of a dateline.
-- @column article_count: Published articles with that dateline, copies included.
-- @column original_article_count: The same without copies.
-- @column first_date: Day of the first.
-- @column last_date: Day of the last.
-- @column article_ids: The articles, to drill down.
create view dateline_geography as
with placed as (
    select
        article_id,
        outlet,
        published_date,
        is_original,
        unnest(dateline_places) as place
    from articles
)

select
    outlet,
    place,
    count(*) as article_count,
    count(*) filter (is_original) as original_article_count,
    min(published_date) as first_date,
    max(published_date) as last_date,
    list(distinct article_id order by article_id) as article_ids
from placed
group by outlet, place
order by outlet asc, article_count desc, place asc
