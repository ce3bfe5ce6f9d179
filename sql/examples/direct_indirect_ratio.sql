-- Which outlets let people speak in their own words.
select
    outlet,
    direct_count,
    mixed_count,
    indirect_count,
    round(original_direct_share, 2) as original_direct_share
from direct_indirect_ratio
order by original_direct_share desc, outlet asc
