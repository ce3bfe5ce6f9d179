-- The longest quotes, in words.
select
    quote_id,
    length
from search_lengths
where kind = 'quote'
order by length desc, quote_id asc
limit 3
