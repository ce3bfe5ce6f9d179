-- Every article that raw/ holds is published once, as its last revision, and no other is.
with held as (
    select
        article_id,
        max(revision_no) as last_revision
    from document_status
    group by article_id
)

select
    held.last_revision,
    articles.revision_no,
    coalesce(held.article_id, articles.article_id) as article_id
from held
full join articles on held.article_id = articles.article_id
where held.last_revision is distinct from articles.revision_no
