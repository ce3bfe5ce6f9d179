-- What one outlet published, and from where.
select
    published_date,
    title,
    authors,
    dateline_places
from articles
where outlet = 'The Harbour Gazette'
order by published_date asc
