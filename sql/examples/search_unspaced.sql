-- Whether a character is a word of its own.
select regexp_matches('国', '[' || search_unspaced() || ']') as it_is
order by it_is
