-- The names of local entities as they are written, each with the number of published articles that
-- hold it and the day of the first.
--
-- Reads known_names and local_names.
with counted as (
    select
        name_no,
        count(distinct document_no) filter (published) as article_count,
        min(published_date) filter (published) as first_date
    from local_names
    group by name_no
)

select
    known_names.type,
    known_names.name,
    counted.article_count,
    counted.first_date
from known_names
inner join counted on known_names.name_no = counted.name_no
order by known_names.name_no
