-- The days on which an entity is in the news.
select
    published_date,
    article_count,
    original_article_count,
    mention_count
from entity_timeline
where name = 'Brightwater Energy'
order by published_date asc
