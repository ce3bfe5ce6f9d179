-- What became of each file.
select
    path,
    format,
    status,
    document_count,
    article_count,
    reject_count,
    message
from raw_files
order by path asc
