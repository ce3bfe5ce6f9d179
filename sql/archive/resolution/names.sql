-- The names of local entities as they are written, each with the number of published articles that
-- hold it and the day of the first.
--
-- Reads known_entities (every local entity once, with its article's outlet and day; `published`
-- says whether the published views show it).
select
    type,
    name,
    count(distinct article_id) filter (published) as article_count,
    min(published_date) filter (published) as first_date
from known_entities
group by type, name
order by type, name
