-- The people named most, with their roles.
select
    entities.canonical_name,
    entities.article_count,
    entities.quote_count,
    [one.role for one in roles][:2] as roles
from entities
where entities.type = 'PERSON'
order by entities.article_count desc, entities.canonical_name asc
limit 10
