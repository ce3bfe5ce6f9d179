-- The published articles in order of precedence: of two copies the first is taken for the
-- original. That is the one published first; without times that tell, the one that its agency
-- published, then the longest, then the smallest id.
--
-- Reads all_articles and hidden_documents.
select
    document_id,
    article_id,
    content_hash,
    published_date,
    wire_agency,
    word_count,
    row_number() over (
        order by
            published_date asc nulls last,
            published_at asc nulls last,
            coalesce(lower(wire_agency) = lower(outlet), false) desc,
            word_count desc,
            article_id asc
    ) as precedence
from all_articles
where document_id not in (select h.document_id from hidden_documents as h)
