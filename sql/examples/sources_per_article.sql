-- The articles with the most sources.
select
    title,
    outlet,
    named_source_count,
    unnamed_source_count,
    open_quote_count
from sources_per_article
order by source_count desc, title asc
limit 5
