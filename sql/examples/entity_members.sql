-- The names, article by article, that are taken for one person.
select
    articles.published_date,
    articles.outlet,
    local_entities.name,
    entity_members.reason
from entity_members
inner join local_entities on entity_members.local_entity_id = local_entities.local_entity_id
inner join articles on local_entities.document_id = articles.document_id
inner join entities on entity_members.entity_id = entities.entity_id
where entities.canonical_name = 'Gus Pettibone'
order by articles.published_date asc, articles.outlet asc
