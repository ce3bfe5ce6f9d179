-- The entity of the archive that each within-article entity is taken for, corrections included.
--
-- Reads corrected_members, which the corrections make of automatic_members.
select
    local_entity_id,
    entity_id,
    reason
from corrected_members
order by local_entity_id
