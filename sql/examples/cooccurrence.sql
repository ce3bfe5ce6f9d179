-- The pairs that share the most articles.
select
    first_name,
    second_name,
    article_count,
    original_article_count
from cooccurrence
order by article_count desc, first_name asc, second_name asc
limit 10
