-- Rejects by reason, with an example of each.
select
    code,
    reject_count,
    example_path,
    example_message
from reject_summary
order by reject_count desc, code asc
