-- @object
select entity_id, speaker, quote_count, original_quote_count, direct_count, original_direct_count, outlet_count, article_count, original_article_count, first_date, last_date, article_ids from quotes_by_speaker
-- @by hand
select e.entity_id, e.canonical_name,
    (select count(*) from said where said.entity_id = e.entity_id),
    (select count(*) from said where said.entity_id = e.entity_id and original),
    (select count(*) from said where said.entity_id = e.entity_id and kind = 'direct'),
    (select count(*) from said where said.entity_id = e.entity_id and original and kind = 'direct'),
    (select count(distinct outlet) from said where said.entity_id = e.entity_id),
    (select count(distinct article_id) from said where said.entity_id = e.entity_id),
    (select count(distinct article_id) from said where said.entity_id = e.entity_id and original),
    (select min(published_date) from said where said.entity_id = e.entity_id),
    (select max(published_date) from said where said.entity_id = e.entity_id),
    list_sort((select list(distinct article_id) from said where said.entity_id = e.entity_id))
from entities as e where e.entity_id in (select entity_id from said)
