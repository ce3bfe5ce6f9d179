-- What `search_articles` and `search_quotes` show of an article and limit it by; one row for each
-- published article.
-- @key article_id
-- @column outlet_words: The outlet as `search_word` writes it, a space around each word.
-- @column author_words: The authors in the same way, with a bar between them.
-- @column title_words: The title in the same way.
-- @column quote_count: Its quotes.
-- @column quote_length: Their length in characters.
with quoted as (
    select
        document_id,
        cast(sum(length(text)) as bigint) as quote_length,
        count(*) as quote_count
    from all_quotes
    group by document_id
),

worded as (
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
)

select
    worded.document_id,
    worded.article_id,
    worded.outlet,
    worded.title,
    worded.published_date,
    worded.url,
    worded.is_original,
    worded.outlet_words,
    worded.author_words,
    worded.title_words,
    coalesce(quoted.quote_count, 0) as quote_count,
    coalesce(quoted.quote_length, 0) as quote_length
from worded
left join quoted on worded.document_id = quoted.document_id
order by worded.published_date, worded.document_id
