-- Every entity within an article by numbers alone.
--
-- Reads known_entities, known_names and known_documents.
select
    cast(known_entities.rowid as integer) as local_no,
    known_entities.local_entity_id,
    known_entities.document_no,
    known_entities.mention_count,
    known_documents.published,
    known_documents.published_date,
    known_names.name_no
from known_entities
inner join known_names
    on known_entities.type = known_names.type and known_entities.name = known_names.name
inner join known_documents on known_entities.document_no = known_documents.document_no
