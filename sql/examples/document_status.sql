-- How many documents are no longer published, and why.
select
    reason,
    count(*) as documents
from hidden_documents
group by reason
order by reason asc
