-- @object
select quote_id, target from who_said_about(null, (select canonical_name from entities where type = 'LOCATION' order by mention_count desc, entity_id limit 1), true)
-- @by hand
select distinct said.quote_id, e.canonical_name
from said join all_quote_targets as t on said.quote_id = t.quote_id and said.document_id = t.document_id
join entity_members as m on t.local_entity_id = m.local_entity_id join entities as e on m.entity_id = e.entity_id
where lower((select canonical_name from entities where type = 'LOCATION' order by mention_count desc, entity_id limit 1))
in (select lower(unnest(e.aliases)))
-- @object
select quote_id from who_said_about(null, null) group by all
-- @by hand
select distinct said.quote_id from said
join all_quote_targets as t on said.quote_id = t.quote_id and said.document_id = t.document_id where original
-- @object
select quote_id, target, count(*) from who_said_about(null, null, true) group by all having count(*) > 1
-- @by hand
select quote_id, text, 2 from all_quotes where false
