-- In how many articles each entity is named, day by day. Denominator: published articles whose day
-- is known; those dated by month or year only, or not at all, are left out.
-- @column name: The entity's name across the archive.
-- @column type: What it is.
-- @column article_count: Published articles of that day that name it, copies included.
-- @column original_article_count: The same without copies.
-- @column mention_count: Mentions in them, copies included.
-- @column original_mention_count: The same without copies.
-- @column outlet_count: Outlets that name it that day.
-- @column article_ids: The articles, to drill down.
create view entity_timeline as
select  -- noqa: ST06
    counted.entity_id,
    entities.canonical_name as name,
    entities.type,
    counted.published_date,
    counted.article_count,
    counted.original_article_count,
    counted.mention_count,
    counted.original_mention_count,
    counted.outlet_count,
    counted.article_ids
from (
    select  -- noqa: ST06
        entity_id,
        published_date,
        count(*) as article_count,
        count(*) filter (is_original) as original_article_count,
        cast(sum(mention_count) as bigint) as mention_count,
        cast(
            coalesce(sum(mention_count) filter (is_original), 0) as bigint
        ) as original_mention_count,
        count(distinct outlet) as outlet_count,
        list(article_id order by article_id) as article_ids
    from entity_articles
    where period_start(published_date, exactness, 'day') is not null
    group by entity_id, published_date
) as counted
inner join entities on counted.entity_id = entities.entity_id
