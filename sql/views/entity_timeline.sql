-- In how many articles each entity is named, day by day.
-- @column name: The entity's name across the archive.
-- @column article_count: Published articles that name it, copies included.
-- @column original_article_count: The same without copies.
-- @column mention_count: Mentions in them, copies included.
-- @column article_ids: The articles, to drill down.
create view entity_timeline as
select  -- noqa: ST06
    local_entities.entity_id,
    entities.canonical_name as name,
    entities.type,
    articles.published_date,
    count(distinct articles.article_id) as article_count,
    count(distinct articles.article_id) filter (articles.is_original) as original_article_count,
    cast(sum(local_entities.mention_count) as bigint) as mention_count,
    list(distinct articles.article_id order by articles.article_id) as article_ids
from local_entities
inner join articles on local_entities.document_id = articles.document_id
inner join entities on local_entities.entity_id = entities.entity_id
group by local_entities.entity_id, entities.canonical_name, entities.type, articles.published_date
order by name asc, articles.published_date asc
