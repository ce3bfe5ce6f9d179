-- A pattern that finds the words that a query asks for in a text of plain English letters; null
-- where it cannot be told so. Such a pattern is several times faster than one that knows every
-- letter.
create macro search_plain_words(query) as
(
    '(?i)\b(?:' || case
        when not contains(query, '*')
            then
                regexp_extract_all(
                    array_to_string(search_word_list(query), '|'), '^[a-z0-9|]+$'
                )[1]
    end || ')\b'
)
