-- Every entity within an article once, with what its resolution looks at. `published` says whether
-- the published views show it: what they hide is resolved too, but has no say.
--
-- Reads all_local_entities, all_articles and hidden_documents.
select
    all_local_entities.local_entity_id,
    any_value(all_local_entities.document_id order by all_local_entities.document_id)
        as document_id,
    any_value(all_local_entities.article_id) as article_id,
    any_value(all_local_entities.type) as type,
    any_value(all_local_entities.name) as name,
    any_value(all_local_entities.aliases) as aliases,
    any_value(all_local_entities.acronym) as acronym,
    any_value(all_local_entities.mention_count) as mention_count,
    any_value(all_articles.outlet) as outlet,
    any_value(all_articles.published_date) as published_date,
    bool_or(hidden_documents.document_id is null) as published
from all_local_entities
inner join all_articles on all_local_entities.document_id = all_articles.document_id
left join hidden_documents on all_local_entities.document_id = hidden_documents.document_id
group by all_local_entities.local_entity_id
