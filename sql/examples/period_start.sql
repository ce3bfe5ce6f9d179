-- The weeks in which something was published, and how much.
select
    period_start(published_date, published_precision, 'week') as week_of,
    count(*) as article_count
from articles
group by week_of
order by week_of asc
limit 5
