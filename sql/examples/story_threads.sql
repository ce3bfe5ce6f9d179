-- Stories, by how long they lived.
select
    first_title,
    about,
    first_date,
    life_days,
    article_count,
    outlet_count
from story_threads
order by life_days desc, first_title asc
