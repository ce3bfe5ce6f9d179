-- @object
select period, first_entity_id, second_entity_id, article_count, list_sort(article_ids) from cooccurrence('article', 'month')
-- @by hand
with nodes as (
    select distinct m.entity_id, art.article_id, art.original,
        case when published_precision != 'year' then make_date(year(published_date), month(published_date), 1) end as m
    from all_mentions as x join art on x.document_id = art.document_id
    join entity_members as m on x.local_entity_id = m.local_entity_id
    where (select e.type from entities as e where e.entity_id = m.entity_id) in ('PERSON', 'ORGANIZATION', 'LOCATION')
)
select a.m, a.entity_id, b.entity_id, count(*), list_sort(list(a.article_id))
from nodes as a join nodes as b on a.article_id = b.article_id and a.entity_id < b.entity_id
where a.original and a.m is not null
and (select count(*) from nodes as n where n.article_id = a.article_id) <= 50
group by all having count(*) > 1
-- @object
select period, first_entity_id, second_entity_id, article_count, list_sort(article_ids) from cooccurrence('paragraph', with_copies := true)
-- @by hand
with nodes as (
    select distinct m.entity_id, art.article_id, x.paragraph_no
    from all_mentions as x join art on x.document_id = art.document_id
    join entity_members as m on x.local_entity_id = m.local_entity_id
    where (select e.type from entities as e where e.entity_id = m.entity_id) in ('PERSON', 'ORGANIZATION', 'LOCATION')
)
select null::date, a.entity_id, b.entity_id, count(distinct a.article_id), list_sort(list(distinct a.article_id))
from nodes as a join nodes as b
on a.article_id = b.article_id and a.paragraph_no = b.paragraph_no and a.entity_id < b.entity_id
where (select count(*) from nodes as n where n.article_id = a.article_id and n.paragraph_no = a.paragraph_no) <= 20
group by all having count(distinct a.article_id) > 1
