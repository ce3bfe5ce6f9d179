-- How many texts can be searched.
select
    kind,
    text_count,
    word_count
from search_statistics
order by kind
