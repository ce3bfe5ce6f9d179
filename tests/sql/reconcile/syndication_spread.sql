-- @object
select cluster_id, article_count, copy_count, outlet_count, first_date, last_date, spread_days, original_article_id, article_ids from syndication_spread
-- @by hand
select k.cluster_id, count(*), count(*) - 1, count(distinct art.outlet), min(published_date), max(published_date),
    max(published_date) - min(published_date), min(case when k.is_original then art.article_id end),
    list_sort(list(art.article_id))
from article_clusters as k join art on k.article_id = art.article_id
group by k.cluster_id having count(*) > 1
