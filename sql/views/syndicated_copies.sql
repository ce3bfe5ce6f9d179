-- Every article that is a copy, beside the original that it copies: word for word (exact), with few
-- words changed (near), abridged, extended or rewritten (reprint).
-- @column copy_outlet: The outlet that printed the copy.
-- @column copy_date: Day of the copy.
-- @column original_outlet: The outlet of the original.
-- @column original_date: Day of the original.
-- @column days_later: Days between the two.
-- @column copy_article_id: The copy.
-- @column original_article_id: The original.
-- @column title: The copy's headline.
-- @column original_title: The original's headline.
create view syndicated_copies as
select  -- noqa: ST06
    copies.cluster_id,
    copies.kind,
    copies.similarity,
    copy_articles.outlet as copy_outlet,
    copy_articles.published_date as copy_date,
    original_articles.outlet as original_outlet,
    original_articles.published_date as original_date,
    copy_articles.published_date - original_articles.published_date as days_later,
    copies.wire_agency,
    copy_articles.title,
    original_articles.title as original_title,
    copies.reason,
    copies.article_id as copy_article_id,
    originals.article_id as original_article_id
from article_clusters as copies
inner join article_clusters as originals
    on copies.cluster_id = originals.cluster_id and originals.is_original
inner join articles as copy_articles on copies.article_id = copy_articles.article_id
inner join articles as original_articles on originals.article_id = original_articles.article_id
where not copies.is_original
order by original_date asc, copy_date asc, copy_article_id asc
