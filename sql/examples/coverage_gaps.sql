-- Days without an article on which every second week has one.
select
    outlet,
    missing_date,
    day_name,
    round(published_share, 2) as published_share
from coverage_gaps(0.5)
order by outlet asc, missing_date asc
