-- The sets of copies.
select
    articles.outlet,
    articles.title,
    article_clusters.is_original,
    article_clusters.reason
from article_clusters
inner join articles on article_clusters.article_id = articles.article_id
order by article_clusters.cluster_id asc, articles.outlet asc
