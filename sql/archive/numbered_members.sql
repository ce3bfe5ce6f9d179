-- The within-article entities with the entity of the archive that each is, by numbers alone.
--
-- Reads local_names, corrected_members and entity_numbers.
select
    entity_numbers.entity_no,
    local_names.local_no,
    local_names.document_no,
    local_names.name_no,
    local_names.mention_count,
    local_names.published,
    local_names.published_date
from local_names
inner join corrected_members on local_names.local_entity_id = corrected_members.local_entity_id
inner join entity_numbers on corrected_members.entity_id = entity_numbers.entity_id
