-- What `search_articles` and `search_quotes` show of an article and limit it by; one row for each
-- published article.
-- @key article_id
-- @column outlet_words: The outlet as `search_word` writes it, a space around each word.
-- @column author_words: The authors in the same way, with a bar between them.
-- @column title_words: The title in the same way.
select
    document_id,
    article_id,
    outlet,
    title,
    published_date,
    url,
    is_original,
    ' ' || array_to_string(
        list_transform(search_tokens(outlet), lambda token: search_word(token)), ' '
    ) || ' ' as outlet_words,
    ' ' || array_to_string(
        list_transform(
            search_tokens(array_to_string(authors, ' 0bar0 ')),
            lambda token: replace(search_word(token), '0bar0', '|')
        ),
        ' '
    ) || ' ' as author_words,
    ' ' || array_to_string(
        list_transform(search_tokens(title), lambda token: search_word(token)), ' '
    ) || ' ' as title_words
from articles
order by published_date, document_id
