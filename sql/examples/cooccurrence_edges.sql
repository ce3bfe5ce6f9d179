-- How many pairs are named together in a month, by what names both.
select
    named_in,
    period,
    count(*) as pairs
from cooccurrence_edges
where exactness = 'month'
group by named_in, period
order by named_in asc, period asc
