-- Documents that hold an earlier revision of an article, or one that was delivered before.
select
    all_articles.title,
    document_status.revision_no,
    document_status.is_current,
    document_status.is_duplicate
from document_status
inner join all_articles on document_status.document_id = all_articles.document_id
where not document_status.is_current or document_status.is_duplicate
order by all_articles.title asc
