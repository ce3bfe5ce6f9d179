-- The documents whose entities are resolved, numbered: numbers are joined and grouped many times
-- faster than ids. Of several documents of one revision the first stands for all. `published` says
-- whether the published views show it: what they hide is resolved too, but has no say. Of an
-- article one document is published.
--
-- Reads all_articles, document_status and hidden_documents.
select
    cast(row_number() over () as integer) as document_no,
    all_articles.document_id,
    all_articles.outlet,
    all_articles.published_date,
    hidden_documents.document_id is null as published
from all_articles
inner join document_status on all_articles.document_id = document_status.document_id
left join hidden_documents on all_articles.document_id = hidden_documents.document_id
where not document_status.is_duplicate
