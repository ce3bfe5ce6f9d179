-- The texts that more than one outlet publishes.
select
    title,
    wire_agency,
    original_outlet,
    outlets,
    spread_days
from syndication_spread
order by copy_count desc, title asc
