-- Articles by outlet, with what `outlets.csv` says of it.
select
    outlets.name,
    outlets.country,
    outlets.owner,
    count(*) as article_count
from articles
inner join outlets on articles.outlet = outlets.outlet
group by outlets.name, outlets.country, outlets.owner
order by article_count desc, outlets.name asc
