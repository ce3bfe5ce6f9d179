-- Which published article names which entity of the archive, and how often: what timelines, agendas
-- and networks count.
-- @key article_id
-- @column outlet: Who published the article.
-- @column exactness: How exact the article's date is (published_precision).
-- @column type: What the entity is.
-- @column mention_count: Mentions of the entity in the article.
-- @column first_char_start: Offset of the first of them.
-- @column is_original: False where the article is a copy of another.
select  -- noqa: ST06
    local_entities.entity_id,
    local_entities.article_id,
    articles.outlet,
    articles.published_date,
    articles.published_at,
    articles.published_precision as exactness,
    any_value(entities.type) as type,
    cast(sum(local_entities.mention_count) as bigint) as mention_count,
    min(local_entities.first_char_start) as first_char_start,
    articles.is_original
from local_entities
inner join articles on local_entities.document_id = articles.document_id
inner join entities on local_entities.entity_id = entities.entity_id
group by
    local_entities.entity_id,
    local_entities.article_id,
    articles.outlet,
    articles.published_date,
    articles.published_at,
    articles.published_precision,
    articles.is_original
order by local_entities.entity_id asc, articles.published_date asc, local_entities.article_id asc
