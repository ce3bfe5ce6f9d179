-- The titles of the first articles as the index has them.
select
    published_date,
    outlet_words,
    title_words
from search_documents
order by published_date, document_id
limit 3
