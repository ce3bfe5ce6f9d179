-- The longest documents, in words.
select
    document_id,
    length
from search_lengths
order by length desc, document_id asc
limit 3
