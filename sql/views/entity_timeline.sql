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
    entity_articles.entity_id,
    entities.canonical_name as name,
    entity_articles.type,
    entity_articles.published_date,
    count(*) as article_count,
    count(*) filter (entity_articles.is_original) as original_article_count,
    cast(sum(entity_articles.mention_count) as bigint) as mention_count,
    cast(
        coalesce(sum(entity_articles.mention_count) filter (entity_articles.is_original), 0)
        as bigint
    ) as original_mention_count,
    count(distinct entity_articles.outlet) as outlet_count,
    list(entity_articles.article_id order by entity_articles.article_id) as article_ids
from entity_articles
inner join entities on entity_articles.entity_id = entities.entity_id
where
    period_start(entity_articles.published_date, entity_articles.exactness, 'day') is not null
group by
    entity_articles.entity_id,
    entities.canonical_name,
    entity_articles.type,
    entity_articles.published_date
