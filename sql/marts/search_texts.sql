-- The published articles by their numbers in the index of `search_articles`.
-- @column text_no: Number of the text in `search_lengths`.
-- @column length: Its words as `search_tokens` cuts them, title included.
select
    search_lengths.text_no,
    search_lengths.length,
    search_documents.document_id,
    search_documents.article_id
from search_lengths
inner join search_documents on search_lengths.document_id = search_documents.document_id
order by search_lengths.text_no
