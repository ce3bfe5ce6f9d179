-- @object
select outlet, missing_date from coverage_gaps(0.5)
-- @by hand
with days as (
    select distinct outlet, published_date as d from art
    where outlet is not null and published_date is not null and published_precision not in ('year', 'month')
),
spans as (select outlet, min(d) as a, max(d) as z from days group by outlet having count(*) >= 4),
missing as (
    select outlet, a + n::int as d, a, z from (select outlet, a, z, unnest(range(0, z - a)) as n from spans)
    where (outlet, a + n::int) not in (select (outlet, d) from days)
)
select outlet, d::date from missing
where (
    select count(*) from range(-4, 5) as w (k) where k != 0 and d + 7 * k::int between a and z
) >= 4
and (
    select count(*) from range(-4, 5) as w (k) where k != 0 and (outlet, (d + 7 * k::int)::date) in (select (outlet, days.d) from days)
) >= 0.5 * (
    select count(*) from range(-4, 5) as w (k) where k != 0 and d + 7 * k::int between a and z
)
