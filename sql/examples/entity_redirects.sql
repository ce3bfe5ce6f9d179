-- Names that were joined to others: the id each would have alone, and what stands for it now.
select
    entity_redirects.old_entity_id,
    entities.canonical_name as name_now,
    entities.type,
    entity_redirects.reason
from entity_redirects
inner join entities on entity_redirects.entity_id = entities.entity_id
order by name_now, entity_redirects.old_entity_id
limit 10
