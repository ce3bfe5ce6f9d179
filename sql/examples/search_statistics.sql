-- How many texts can be searched.
select
    kind,
    text_count,
    length
from search_statistics
order by kind
