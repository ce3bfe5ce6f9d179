-- How many edges the network has, by what names both and by period.
select
    named_in,
    period_length,
    count(*) as edges
from cooccurrence_edges
group by named_in, period_length
order by named_in asc, period_length asc
