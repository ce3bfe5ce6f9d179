-- What a query means.
select
    item_no,
    clause_no,
    excluded,
    field,
    words,
    is_prefix,
    bound
from search_items('flood OR "high water" -sport title:bay after:2025-05')
order by item_no
