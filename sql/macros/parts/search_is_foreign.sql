-- Whether a text has letters that are not plain English ones.
create macro search_is_foreign(words) as
strlen(words) > length(words)
and regexp_matches(words, '[^\x00-\x7F' || search_separators() || ']')
