-- The quotes that have a word.
select
    quote_id,
    pieces
from search_quote_texts('licence')
order by quote_id
limit 3
