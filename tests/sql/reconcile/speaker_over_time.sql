-- @object
select speaker_entity_id, month, quote_count, original_quote_count, share, original_share, outlet_count, article_ids from speaker_over_time
-- @by hand
with monthly as (
    select *, make_date(year(published_date), month(published_date), 1) as m
    from said
    where entity_id is not null and published_date is not null and published_precision != 'year'
)
select entity_id, m, count(*), count(*) filter (original),
    count(*) / (select count(*) from monthly as o where o.m = x.m),
    count(*) filter (original) / nullif((select count(*) from monthly as o where o.m = x.m and o.original), 0),
    count(distinct outlet), list_sort(list_distinct(list(article_id)))
from monthly as x group by entity_id, m
