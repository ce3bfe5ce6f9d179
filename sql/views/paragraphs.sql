-- The paragraphs of published articles: current revisions, each once.
create view paragraphs as
select
    all_paragraphs.document_id,
    all_paragraphs.article_id,
    all_paragraphs.revision_id,
    all_paragraphs.paragraph_no,
    all_paragraphs.char_start,
    all_paragraphs.char_end,
    all_paragraphs.text,
    all_paragraphs.kind,
    all_paragraphs.wire_agency
from all_paragraphs
where all_paragraphs.document_id not in (select h.document_id from hidden_documents as h)
