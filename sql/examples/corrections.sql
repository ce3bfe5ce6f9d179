-- How many lines of `raw/reference/` there are, and which of them are not applied.
select
    count(*) as line_count,
    count(*) filter (status = 'applied') as applied_count,
    list(file || ' line ' || line order by file, line) filter (status != 'applied') as not_applied
from corrections
order by line_count desc
