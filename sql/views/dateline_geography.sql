-- Where each outlet reports from, by the places of its datelines. Denominator of `share`: the
-- outlet's articles that have a dateline with a place, copies included; of `original_share`, the
-- same without copies. Reports from the home town often have no dateline: it is not seen here. An
-- article with two places counts for both.
-- @column place: A place of a dateline.
-- @column article_count: Published articles with that dateline, copies included.
-- @column original_article_count: The same without copies.
-- @column share: Of the outlet's articles with a dateline, copies included.
-- @column original_share: The same without copies; null where all of them are copies.
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
        unnest(list_distinct(dateline_places)) as place
    from articles
),

totals as (
    select
        outlet,
        count(*) as article_count,
        count(*) filter (is_original) as original_article_count
    from articles
    where len(dateline_places) > 0
    group by outlet
)

select
    placed.outlet,
    placed.place,
    count(*) as article_count,
    count(*) filter (placed.is_original) as original_article_count,
    count(*) / any_value(totals.article_count) as share,
    count(*) filter (placed.is_original)
    / nullif(any_value(totals.original_article_count), 0) as original_share,
    min(placed.published_date) as first_date,
    max(placed.published_date) as last_date,
    list(placed.article_id order by placed.article_id) as article_ids
from placed
inner join totals on placed.outlet is not distinct from totals.outlet
group by placed.outlet, placed.place
order by placed.outlet asc, article_count desc, placed.place asc
