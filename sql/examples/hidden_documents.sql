-- How many documents are not published, and why.
select
    reason,
    count(*) as documents
from hidden_documents
group by reason
order by reason asc
