-- @object
select entity_id, variant, mention_count, original_mention_count, share, original_share, article_count, outlet_count, first_date, last_date from name_variants
-- @by hand
with used as (
    select m.entity_id, x.text, art.original, art.article_id, art.outlet, art.published_date
    from all_mentions as x join art on x.document_id = art.document_id
    join entity_members as m on x.local_entity_id = m.local_entity_id
)
select entity_id, text, count(*), sum(original::int)::bigint,
    count(*) / (select count(*) from used as o where o.entity_id = used.entity_id),
    sum(original::int) / nullif((select count(*) from used as o where o.entity_id = used.entity_id and original), 0),
    count(distinct article_id), count(distinct outlet), min(published_date), max(published_date)
from used group by entity_id, text
