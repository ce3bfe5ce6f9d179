-- What outlets say that they got wrong.
select
    published_date,
    outlet,
    kind,
    note
from article_corrections
order by published_date asc, outlet asc
