-- What entities say of their number is what the articles that name them add up to.
with entity_rows as (
    select
        entity_id,
        sum(mention_count) as found,
        count(*) as articles_found
    from entity_articles
    group by entity_id
)

select
    'entities.mention_count' as what,
    cast(entities.entity_id as varchar) as id,
    entities.mention_count as expected,
    coalesce(entity_rows.found, 0) as found
from entities
left join entity_rows on entities.entity_id = entity_rows.entity_id
where
    entities.mention_count != coalesce(entity_rows.found, 0)
    or entities.article_count != coalesce(entity_rows.articles_found, 0)
