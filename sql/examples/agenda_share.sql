-- What one outlet writes about.
select
    name,
    article_count,
    outlet_article_count,
    round(share, 2) as share
from agenda_share('The Harbour Gazette')
order by article_count desc, name asc
limit 10
