-- The entities that most articles name.
select
    entities.canonical_name,
    count(*) as article_count
from entity_articles
inner join entities on entity_articles.entity_id = entities.entity_id
where entity_articles.is_original
group by entities.canonical_name
order by article_count desc, entities.canonical_name asc
limit 10
