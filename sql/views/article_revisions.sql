-- Every revision of the articles that have more than one, in order.
-- @column revision_no: Number of the revision, from 1.
-- @column is_current: Whether it is the published one.
-- @column added_chars: Characters more than the revision before; null for the first.
create view article_revisions as
select  -- noqa: ST06
    document_status.article_id,
    document_status.revision_no,
    document_status.is_current,
    document_status.revision_id,
    all_articles.outlet,
    all_articles.title,
    all_articles.published_at,
    all_articles.published_date,
    all_articles.updated_at,
    all_articles.char_count,
    all_articles.char_count - lag(all_articles.char_count) over (
        partition by document_status.article_id
        order by document_status.revision_no
    ) as added_chars,
    all_articles.body
from document_status
inner join all_articles on document_status.document_id = all_articles.document_id
where
    not document_status.is_duplicate
    and document_status.article_id in (
        select later.article_id from document_status as later
        where later.revision_no > 1
    )
order by document_status.article_id asc, document_status.revision_no asc
