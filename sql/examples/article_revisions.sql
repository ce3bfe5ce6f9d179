-- Articles that were published anew, and how much was added.
select
    title,
    revision_no,
    is_current,
    updated_at,
    added_chars
from article_revisions
order by title asc, revision_no asc
