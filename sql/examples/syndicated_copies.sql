-- Copies, and where the original stood.
select
    copy_outlet,
    copy_date,
    original_outlet,
    original_date,
    wire_agency,
    title
from syndicated_copies
order by original_date asc, copy_outlet asc
