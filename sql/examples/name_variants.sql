-- The forms that a name takes.
select
    variant,
    mention_count,
    outlet_count,
    first_date,
    round(original_share, 2) as original_share
from name_variants
where name = 'Hugo Brandt'
order by mention_count desc, variant asc
