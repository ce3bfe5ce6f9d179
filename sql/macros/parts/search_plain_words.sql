-- A pattern that finds the words that a query asks for in a text of plain English letters; null
-- where it cannot be told so. Such a pattern is several times faster than one that knows every
-- letter.
create macro search_plain_words(query) as
case
    when
        not contains(query, '*')
        and regexp_full_match(array_to_string(search_word_list(query), '|'), '[a-z0-9|]+')
        then concat('(?i)\b(?:', array_to_string(search_word_list(query), '|'), ')\b')
end
