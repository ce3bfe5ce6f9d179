-- The words that most articles quote alike.
select
    wording,
    count(distinct article_id) as article_count
from quote_wordings
group by wording
order by article_count desc, wording asc
limit 5
