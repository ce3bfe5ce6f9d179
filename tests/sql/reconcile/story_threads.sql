-- @object
select thread_id, first_date, last_date, life_days, article_count, original_article_count, outlet_count, intensity, peak_article_count, article_ids from story_threads
-- @by hand
select t.thread_id, min(art.published_date), max(art.published_date), max(art.published_date) - min(art.published_date) + 1,
    count(*), sum(original::int)::bigint, count(distinct art.outlet),
    sum(original::int) / (max(art.published_date) - min(art.published_date) + 1),
    (select max(n) from (
        select count(*) as n from story_articles as o join art as x on o.article_id = x.article_id
        where o.thread_id = t.thread_id and x.original group by x.published_date
    )),
    list_sort(list(art.article_id))
from story_articles as t join art on t.article_id = art.article_id group by t.thread_id
