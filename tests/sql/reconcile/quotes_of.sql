-- @object
select quote_id from quotes_of((select canonical_name from entities where type = 'PERSON' order by entity_id limit 1))
-- @by hand
select quote_id from said where original and entity_id in (
    select entity_id from entities
    where list_has_any(list_transform(aliases, lambda a: lower(a)), [(select lower(canonical_name) from entities where type = 'PERSON' order by entity_id limit 1)])
)
