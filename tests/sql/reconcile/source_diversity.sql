-- @object
select outlet, period, quote_count, unnamed_share, speaker_count, shannon, gini, top_share, top_speaker_share from source_diversity(null, 'month', 2)
-- @by hand
with chosen as (
    select outlet, make_date(year(published_date), month(published_date), 1) as m, entity_id
    from said where original and published_date is not null and published_precision != 'year'
),
speakers as (
    select outlet, m, entity_id, count(*) as n from chosen where entity_id is not null group by all
),
lists as (
    select outlet, m, list(n order by n desc) as ns, sum(n) as total, count(*) as k from speakers group by all
),
pairs as (
    select a.outlet, a.m, sum(abs(a.n - b.n)) as differences
    from speakers as a join speakers as b on a.outlet is not distinct from b.outlet and a.m = b.m
    group by all
)
select c.outlet, c.m, count(*), avg((entity_id is null)::int), coalesce(any_value(k), 0),
    abs(-list_sum(list_transform(any_value(ns), lambda n: n / any_value(total) * log2(n / any_value(total))))),
    any_value(differences) / (2 * any_value(k) * any_value(total)),
    list_sum(any_value(ns)[:2]) / any_value(total),
    any_value(ns)[1] / any_value(total)
from chosen as c
left join lists on c.outlet is not distinct from lists.outlet and c.m = lists.m
left join pairs on c.outlet is not distinct from pairs.outlet and c.m = pairs.m
group by c.outlet, c.m
-- @object
select outlet, period, quote_count, speaker_count from source_diversity(with_copies := true)
-- @by hand
select outlet, null::date, count(*), count(distinct entity_id) from said group by outlet
