-- @object
select entity_id, article_id, variant, mention_count, paragraph_nos, outlet, published_date, is_original from name_uses
-- @by hand
select m.entity_id, art.article_id, x.text, count(*),
    list_distinct(list(x.paragraph_no)).list_sort(), art.outlet, art.published_date, art.original
from all_mentions as x join art on x.document_id = art.document_id
join entity_members as m on x.local_entity_id = m.local_entity_id
group by all
