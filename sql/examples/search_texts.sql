-- The longest articles, in words.
select
    article_id,
    length
from search_texts
order by length desc, article_id asc
limit 3
