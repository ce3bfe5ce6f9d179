-- The documents of raw/ as it is now that could not become articles.
create view rejects as
select
    all_rejects.reject_id,
    all_rejects.raw_file_id,
    all_rejects.path,
    all_rejects.member,
    all_rejects.position,
    all_rejects.byte_start,
    all_rejects.byte_end,
    all_rejects.stage,
    all_rejects.code,
    all_rejects.message,
    all_rejects.content
from all_rejects
where
    all_rejects.raw_file_id in (
        select f.raw_file_id from raw_files as f
        where f.status = 'read'
    )
