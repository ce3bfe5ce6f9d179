-- Articles that rest on one source.
select
    published_date,
    outlet,
    title,
    sole_source,
    quote_count
from single_source_articles
order by published_date asc, title asc
