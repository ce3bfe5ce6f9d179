-- The mentions in published articles, with the entity of the archive that each names.
-- @column entity_id: The entity of the archive that it names.
create view mentions as
select
    all_mentions.mention_id,
    all_mentions.document_id,
    all_mentions.article_id,
    all_mentions.revision_id,
    all_mentions.paragraph_no,
    all_mentions.char_start,
    all_mentions.char_end,
    all_mentions.text,
    all_mentions.full_text,
    all_mentions.full_start,
    all_mentions.full_end,
    all_mentions.type,
    all_mentions.confidence,
    all_mentions.local_entity_id,
    all_mentions.role_text,
    all_mentions.role_start,
    all_mentions.role_end,
    all_mentions.acronym_of_mention_id,
    all_mentions.value_start,
    all_mentions.value_end,
    all_mentions.value_precision,
    all_mentions.value_source,
    entity_members.entity_id
from all_mentions
left join entity_members on all_mentions.local_entity_id = entity_members.local_entity_id
where all_mentions.document_id not in (select h.document_id from hidden_documents as h)
