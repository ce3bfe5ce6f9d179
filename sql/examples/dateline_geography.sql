-- The places that outlets report from.
select
    outlet,
    place,
    article_count,
    first_date,
    last_date
from dateline_geography
order by article_count desc, outlet asc, place asc
