-- The places that outlets report from.
select
    outlet,
    place,
    article_count,
    first_date,
    last_date,
    round(share, 2) as share
from dateline_geography
order by article_count desc, outlet asc, place asc
