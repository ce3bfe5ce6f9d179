-- The documents that the published views leave out, and why: `retired` (raw/ no longer holds the
-- file), `superseded` (the article has a later revision), `duplicate` (the same revision lies in
-- an earlier place).
--
-- Reads articles_files (the rows of every batch) and document_status.
select
    articles_files.document_id,
    'retired' as reason
from articles_files
left join document_status on articles_files.document_id = document_status.document_id
where document_status.document_id is null

union all

select
    document_id,
    case when is_current then 'duplicate' else 'superseded' end as reason
from document_status
where is_duplicate or not is_current
order by document_id
