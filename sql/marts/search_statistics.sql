-- How many texts `search_articles` and `search_quotes` look through, and how long they are.
-- @column kind: `article` or `quote`.
-- @column text_count: Texts.
-- @column length: Their length together: of articles in words, as `search_tokens` cuts them, of
-- quotes in characters.
select
    'article' as kind,
    count(*) as text_count,
    cast(coalesce(sum(length), 0) as bigint) as length
from search_texts

union all

select
    'quote' as kind,
    cast(coalesce(sum(quote_count), 0) as bigint) as text_count,
    cast(coalesce(sum(quote_length), 0) as bigint) as length
from search_documents
order by kind
