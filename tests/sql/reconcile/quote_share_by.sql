-- @object
select outlet, period, attribute_value, quote_count, share, known_share, speaker_count, article_ids
from quote_share_by((select min(attribute) from entity_attributes), true, 'year')
-- @by hand
with valued as (
    select said.outlet, make_date(year(said.published_date), 1, 1) as y, said.article_id, said.entity_id, a.value
    from said left join (
        select * from entity_attributes where attribute = (select min(attribute) from entity_attributes)
    ) as a on said.entity_id = a.entity_id
    and said.published_date between coalesce(a.valid_from, date '0001-01-01') and coalesce(a.valid_to, date '9999-12-31')
    where said.entity_id is not null and original and said.published_date is not null
)
select outlet, y, value, count(*),
    case when value is not null then count(*) / (
        select count(o.value) from valued as o where o.outlet is not distinct from v.outlet and o.y = v.y
    ) end,
    count(*) / (select count(*) from valued as o where o.outlet is not distinct from v.outlet and o.y = v.y),
    count(distinct entity_id), list_sort(list(distinct article_id))
from valued as v group by outlet, y, value
