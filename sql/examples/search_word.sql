-- How words are written in the index.
select search_word(token) as word
from (select unnest(search_tokens('Ångström, STRASSE und Straße, U.S.')) as token) as tokens
order by word
