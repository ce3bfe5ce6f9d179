-- @object
select outlet, month, article_count, original_article_count, quote_count, original_quote_count, speaker_count, first_date, last_date from outlet_activity
-- @by hand
with dated as (
    select *, case when published_precision != 'year' then make_date(year(published_date), month(published_date), 1) end as m from art
)
select outlet, m, count(*), sum(original::int)::bigint,
    (select count(*) from said join dated as d on said.article_id = d.article_id where d.outlet is not distinct from x.outlet and d.m is not distinct from x.m),
    (select count(*) from said join dated as d on said.article_id = d.article_id where d.outlet is not distinct from x.outlet and d.m is not distinct from x.m and d.original),
    (select count(distinct entity_id) from said join dated as d on said.article_id = d.article_id where d.outlet is not distinct from x.outlet and d.m is not distinct from x.m),
    min(published_date), max(published_date)
from dated as x group by outlet, m
