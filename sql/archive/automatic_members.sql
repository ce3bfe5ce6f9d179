-- The entity of the archive that each within-article entity is taken for: same name, without
-- regard to case, spacing and the form of its accents, and same type.
--
-- Reads all_local_entities.
with named as (
    select
        local_entity_id,
        any_value(type) as entity_type,
        any_value(lower(nfc_normalize(regexp_replace(trim(name), '\s+', ' ', 'g')))) as entity_key
    from all_local_entities
    group by local_entity_id
)

select
    local_entity_id,
    cast(md5('entity|' || entity_type || '|' || entity_key) as uuid) as entity_id,
    'same name and type' as reason
from named
order by local_entity_id
