-- @object
select quote_id, article_id, speaker_entity_id, string_split(wording, ' ') from quote_wordings where quote_id in (select quote_id from quotes where kind = 'direct')
-- @by hand
select quote_id, article_id, entity_id, words
from (
    select *, list_filter(regexp_split_to_array(lower(text), '[^\pL\pN]+'), lambda w: w != '') as words
    from said where kind = 'direct'
) where len(words) > 5
