-- @object
select entity_id, published_date, article_count, original_article_count, mention_count, original_mention_count, outlet_count, article_ids from entity_timeline
-- @by hand
select entity_id, published_date, count(*), sum(original::int)::bigint, sum(mentions)::bigint,
    sum(case when original then mentions else 0 end)::bigint, count(distinct outlet), list_sort(list(article_id))
from named
where published_date is not null and published_precision not in ('year', 'month')
group by entity_id, published_date
