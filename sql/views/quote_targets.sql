-- What the quotes of published articles are about.
-- @column entity_id: The entity of the archive that the quote is about.
create view quote_targets as
select
    all_quote_targets.quote_id,
    all_quote_targets.document_id,
    all_quote_targets.local_entity_id,
    all_quote_targets.mention_id,
    all_quote_targets.how,
    entity_members.entity_id
from all_quote_targets
left join entity_members on all_quote_targets.local_entity_id = entity_members.local_entity_id
where all_quote_targets.document_id not in (select h.document_id from hidden_documents as h)
