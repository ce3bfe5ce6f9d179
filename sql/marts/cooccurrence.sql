-- Pairs of entities that the same articles name: the edges of a network, each with its articles.
-- Dates and sums of money are no nodes; of pairs named together once there would be too many.
-- @column first_entity_id: One entity of the pair; the smaller id.
-- @column second_entity_id: The other.
-- @column first_name: Its name across the archive.
-- @column second_name: Its name across the archive.
-- @column article_count: Articles that name both, copies included.
-- @column original_article_count: The same without copies.
-- @column article_ids: The articles, to drill down.
with named as (
    select distinct
        local_entities.entity_id,
        local_entities.article_id,
        articles.is_original
    from local_entities
    inner join articles on local_entities.document_id = articles.document_id
    where local_entities.type in ('PERSON', 'ORGANIZATION', 'LOCATION')
),

pairs as (
    select
        firsts.entity_id as first_entity_id,
        seconds.entity_id as second_entity_id,
        count(*) as article_count,
        count(*) filter (firsts.is_original) as original_article_count,
        list(firsts.article_id order by firsts.article_id) as article_ids
    from named as firsts
    inner join named as seconds
        on firsts.article_id = seconds.article_id and firsts.entity_id < seconds.entity_id
    group by firsts.entity_id, seconds.entity_id
    having count(*) > 1
)

select
    pairs.first_entity_id,
    pairs.second_entity_id,
    first_entities.canonical_name as first_name,
    second_entities.canonical_name as second_name,
    pairs.article_count,
    pairs.original_article_count,
    pairs.article_ids
from pairs
inner join entities as first_entities on pairs.first_entity_id = first_entities.entity_id
inner join entities as second_entities on pairs.second_entity_id = second_entities.entity_id
order by pairs.article_count desc, first_name asc, second_name asc
