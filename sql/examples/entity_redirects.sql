-- How many ids lead elsewhere, by what kind of correction merged them.
select
    count(*) as redirect_count,
    count(*) filter (reason like '%entity_merge.csv%') as by_merge,
    count(*) filter (reason like '%entity_alias.csv%') as by_alias
from entity_redirects
order by redirect_count desc
