-- The entities within published articles, with the entity of the archive that each is taken for.
-- @column entity_id: The entity of the archive that it is taken for.
create view local_entities as
select
    all_local_entities.local_entity_id,
    all_local_entities.document_id,
    all_local_entities.article_id,
    all_local_entities.revision_id,
    all_local_entities.name,
    all_local_entities.type,
    all_local_entities.aliases,
    all_local_entities.roles,
    all_local_entities.acronym,
    all_local_entities.mention_count,
    all_local_entities.first_char_start,
    entity_members.entity_id
from all_local_entities
left join entity_members on all_local_entities.local_entity_id = entity_members.local_entity_id
where all_local_entities.document_id not in (select h.document_id from hidden_documents as h)
