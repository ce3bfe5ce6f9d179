-- How far each text travels that more than one outlet, or one outlet more than once, publishes:
-- outlets and days from the original to the last copy. Denominator: sets of copies
-- (article_clusters). Copies are what it counts: there is no count without them.
-- @column title: The original's headline.
-- @column original_outlet: The outlet of the original.
-- @column wire_agency: The agency that the original, or else a copy, is said to come from.
-- @column kinds: How its copies are copies: exact, near, reprint.
-- @column article_count: Articles in the set, the original included.
-- @column copy_count: Articles but the original.
-- @column outlet_count: Outlets that carry it.
-- @column outlets: Those outlets, by name.
-- @column first_date: Day of the first.
-- @column last_date: Day of the last.
-- @column spread_days: Days between the two.
-- @column original_article_id: The original.
-- @column article_ids: All of them, to drill down.
create view syndication_spread as
select
    article_clusters.cluster_id,
    any_value(articles.title) filter (article_clusters.is_original) as title,
    any_value(articles.outlet) filter (article_clusters.is_original) as original_outlet,
    coalesce(
        any_value(articles.wire_agency) filter (article_clusters.is_original),
        min(articles.wire_agency)
    ) as wire_agency,
    list(distinct article_clusters.kind order by article_clusters.kind) as kinds,
    count(*) as article_count,
    count(*) filter (not article_clusters.is_original) as copy_count,
    count(distinct articles.outlet) as outlet_count,
    list(distinct articles.outlet order by articles.outlet) as outlets,
    min(articles.published_date) as first_date,
    max(articles.published_date) as last_date,
    max(articles.published_date) - min(articles.published_date) as spread_days,
    any_value(articles.article_id) filter (article_clusters.is_original) as original_article_id,
    list(articles.article_id order by articles.article_id) as article_ids
from article_clusters
inner join articles on article_clusters.article_id = articles.article_id
group by article_clusters.cluster_id
having count(*) > 1
order by outlet_count desc, copy_count desc, article_clusters.cluster_id asc
