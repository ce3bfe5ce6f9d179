-- The forms of names that most articles use.
select
    variant,
    count(distinct article_id) as article_count,
    sum(mention_count) as mention_count
from name_uses
group by variant
order by article_count desc, variant asc
limit 10
