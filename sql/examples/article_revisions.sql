-- What changed in articles that were published anew.
select
    title,
    revision_no,
    removed_count,
    added_count,
    diff
from article_revisions
where diff is not null
order by title asc, revision_no asc
