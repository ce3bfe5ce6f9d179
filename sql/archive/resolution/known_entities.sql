-- Every entity within an article once, with what its resolution looks at. Its row is its number.
--
-- Reads all_local_entities and known_documents.
select
    all_local_entities.local_entity_id,
    known_documents.document_no,
    all_local_entities.type,
    all_local_entities.name,
    all_local_entities.aliases,
    all_local_entities.acronym,
    all_local_entities.roles,
    cast(all_local_entities.mention_count as integer) as mention_count
from all_local_entities
inner join known_documents on all_local_entities.document_id = known_documents.document_id
