-- How much of its articles each outlet has from others.
select
    outlet,
    article_count,
    wire_count,
    copy_count,
    round(dependent_share, 2) as dependent_share
from wire_dependence
order by dependent_share desc, outlet asc
