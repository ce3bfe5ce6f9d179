-- How many published texts the index of `search_articles` and `search_quotes` has, and of how many
-- words.
-- @column kind: `article` or `quote`.
-- @column text_count: Texts.
-- @column word_count: Their words, as `search_tokens` cuts them.
select
    kind,
    count(*) as text_count,
    sum(length) as word_count
from search_lengths
where document_id not in (select hidden_documents.document_id from hidden_documents)
group by kind
order by kind
