-- The entity of the archive that each within-article entity is taken for.
--
-- Reads automatic_members.
select
    local_entity_id,
    entity_id,
    reason
from automatic_members
order by local_entity_id
