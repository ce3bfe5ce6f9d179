-- What each document that raw/ still holds is to the published views: which revision of its
-- article it is, and whether the same revision lies in an earlier place.
--
-- Reads articles_files (the rows of every batch) and live_files (raw_file_id, path).
with documents as (
    select
        articles_files.document_id,
        articles_files.article_id,
        articles_files.revision_id,
        articles_files.content_hash,
        articles_files.updated_at,
        articles_files.published_at,
        row_number() over (
            partition by articles_files.revision_id
            order by live_files.path, articles_files.member, articles_files.position
        ) as copy_no
    from articles_files
    inner join live_files on articles_files.raw_file_id = live_files.raw_file_id
),

revisions as (
    select
        revision_id,
        document_id as kept_document_id,
        row_number() over (
            partition by article_id
            order by
                coalesce(updated_at, published_at) nulls first,
                published_at nulls first,
                content_hash
        ) as revision_no,
        count(*) over (partition by article_id) as revision_count
    from documents
    where copy_no = 1
)

select
    documents.document_id,
    documents.article_id,
    documents.revision_id,
    revisions.revision_no,
    revisions.kept_document_id,
    revisions.revision_no = revisions.revision_count as is_current,
    documents.copy_no > 1 as is_duplicate
from documents
inner join revisions on documents.revision_id = revisions.revision_id
order by documents.document_id
