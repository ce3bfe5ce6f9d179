-- The documents of every file are its articles, duplicates, skipped and rejects, and the rows are
-- as many as the file's counts say.
with found as (
    select
        raw_file_id,
        count(*) as documents
    from all_articles
    group by raw_file_id
),

turned_away as (
    select
        raw_file_id,
        count(*) as documents
    from rejects
    group by raw_file_id
),

unnested as (
    select
        raw_file_id,
        unnest(skipped) as reason_count
    from raw_files
),

left_out as (
    select
        raw_file_id,
        sum(struct_extract(reason_count, 'count')) as documents
    from unnested
    group by raw_file_id
)

select
    raw_files.path,
    raw_files.document_count,
    raw_files.article_count,
    raw_files.duplicate_count,
    raw_files.skipped_count,
    raw_files.reject_count,
    coalesce(found.documents, 0) as article_rows,
    coalesce(turned_away.documents, 0) as reject_rows
from raw_files
left join found on raw_files.raw_file_id = found.raw_file_id
left join left_out on raw_files.raw_file_id = left_out.raw_file_id
left join turned_away on raw_files.raw_file_id = turned_away.raw_file_id
where
    raw_files.document_count != raw_files.article_count
    + raw_files.duplicate_count
    + raw_files.skipped_count
    + raw_files.reject_count
    or raw_files.article_count + raw_files.duplicate_count != coalesce(found.documents, 0)
    or raw_files.reject_count != coalesce(turned_away.documents, 0)
    or raw_files.skipped_count != coalesce(left_out.documents, 0)
