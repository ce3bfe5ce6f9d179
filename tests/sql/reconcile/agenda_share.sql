-- @object
select outlet, period, entity_id, article_count, outlet_article_count, share, article_ids from agenda_share(null, 'month')
-- @by hand
with dated as (
    select *, make_date(year(published_date), month(published_date), 1) as m from art
    where original and published_date is not null and published_precision != 'year'
)
select d.outlet, d.m, named.entity_id, count(*),
    (select count(*) from dated as o where o.outlet is not distinct from d.outlet and o.m = d.m),
    count(*) / (select count(*) from dated as o where o.outlet is not distinct from d.outlet and o.m = d.m),
    list_sort(list(d.article_id))
from dated as d join named on d.article_id = named.article_id
join entities as e on named.entity_id = e.entity_id
where e.type in ('PERSON', 'ORGANIZATION', 'LOCATION')
and lower(e.canonical_name) is distinct from lower(d.outlet)
and not exists (
    select 1 from art as w where lower(w.wire_agency) in (select lower(unnest(e.aliases)))
)
group by d.outlet, d.m, named.entity_id having count(*) > 1
-- @object
select outlet, period, outlet_article_count from agenda_share(with_copies := true) group by all
-- @by hand
select outlet, null::date, (select count(*) from art where art.outlet is not distinct from x.outlet)
from agenda_share(with_copies := true) as x group by outlet
