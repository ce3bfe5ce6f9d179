-- @object
select outlet, place, article_count, original_article_count, share, original_share, first_date, last_date, article_ids from dateline_geography
-- @by hand
with places as (select distinct unnest(dateline_places) as place from art)
select outlet, place, count(*), sum(original::int)::bigint,
    count(*) / (select count(*) from art as o where o.outlet is not distinct from art.outlet and dateline_places != []),
    sum(original::int) / nullif((select count(*) from art as o where o.outlet is not distinct from art.outlet and dateline_places != [] and original), 0),
    min(published_date), max(published_date), list_sort(list(article_id))
from art join places on list_contains(dateline_places, place)
group by outlet, place
