-- The pairs that most articles name in one paragraph.
select
    first_name,
    second_name,
    article_count
from cooccurrence('paragraph')
order by article_count desc, first_name asc, second_name asc
limit 10
