-- Every revision of one page.
select
    title,
    updated_at,
    char_count
from all_articles
where url like '%ferry-inquiry'
order by updated_at asc
