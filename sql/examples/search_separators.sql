-- Whether a hyphen separates words.
select regexp_matches('-', '[' || search_separators() || ']') as it_does
order by it_does
