-- Who brought whom up first.
select
    name,
    first_date,
    first_outlet,
    original_article_count
from first_mention
where type = 'PERSON'
order by original_article_count desc, name asc
limit 10
