-- @object
select entity_id, first_date, first_day_outlets, original_article_count, last_date from first_mention
-- @by hand
with dated as (
    select * from named
    where original and published_date is not null and published_precision not in ('year', 'month')
)
select entity_id, min(published_date),
    list_sort((
        select list(distinct f.outlet) from dated as f where f.entity_id = d.entity_id
        and f.published_date = (select min(g.published_date) from dated as g where g.entity_id = d.entity_id)
    )),
    count(*), max(published_date)
from dated as d group by entity_id
-- @object
select entity_id, first_outlet, first_article_id from first_mention
where first_article_id not in (
    select article_id from named where named.entity_id = first_mention.entity_id
    and original and published_date = first_date and outlet is not distinct from first_outlet
    and (published_at is null or published_at = (
        select min(n.published_at) from named as n
        where n.entity_id = first_mention.entity_id and n.original and n.published_date = first_date
        and n.published_precision not in ('year', 'month')
    ))
)
-- @by hand
select entity_id, outlet, article_id from named where false
