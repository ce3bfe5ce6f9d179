-- @object
select entity_id, lower(role), article_count, original_article_count, outlet_count, first_date, last_date, article_ids from role_history
-- @by hand
with given as (
    select distinct m.entity_id, lower(r.role) as role, art.article_id, art.original, art.outlet, art.published_date
    from (select document_id, local_entity_id, unnest(roles) as role from all_local_entities) as r
    join art on r.document_id = art.document_id
    join entity_members as m on r.local_entity_id = m.local_entity_id
)
select entity_id, role, count(*), sum(original::int)::bigint, count(distinct outlet), min(published_date),
    max(published_date), list_sort(list(article_id))
from given group by entity_id, role
