-- Words with what follows them.
select regexp_extract_all('to be, or not', search_token_pattern('[ ,]*')) as pieces
order by pieces
