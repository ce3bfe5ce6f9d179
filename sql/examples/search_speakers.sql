-- The speaker whom most quotes name so.
select
    words,
    len(quote_ids) as quote_count
from search_speakers()
order by quote_count desc, words asc
limit 3
