-- Every entity within an article once, with what its resolution looks at. Of several documents of
-- one revision the first stands for all. `published` says whether the published views show it: what
-- they hide is resolved too, but has no say.
--
-- Reads all_local_entities, all_articles, document_status and hidden_documents.
select
    all_local_entities.local_entity_id,
    all_local_entities.document_id,
    all_local_entities.article_id,
    all_local_entities.type,
    all_local_entities.name,
    all_local_entities.aliases,
    all_local_entities.acronym,
    all_local_entities.roles,
    all_local_entities.mention_count,
    all_articles.outlet,
    all_articles.published_date,
    hidden_documents.document_id is null as published
from all_local_entities
inner join all_articles on all_local_entities.document_id = all_articles.document_id
inner join document_status on all_local_entities.document_id = document_status.document_id
left join hidden_documents on all_local_entities.document_id = hidden_documents.document_id
where not document_status.is_duplicate
