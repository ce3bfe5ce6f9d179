-- @object
select copy_article_id, original_article_id, copy_outlet, original_outlet, days_later from syndicated_copies
-- @by hand
select c.article_id, o.article_id, c.outlet, o.outlet, c.published_date - o.published_date
from art as c, art as o, article_clusters as cc, article_clusters as oc
where c.article_id = cc.article_id and o.article_id = oc.article_id
and cc.cluster_id = oc.cluster_id and not cc.is_original and oc.is_original
