-- @object
select outlet, article_count, wire_count, copy_count, dependent_count, wire_share, dependent_share, dependent_word_share, article_ids from wire_dependence
-- @by hand
with marked as (
    select art.*, wire_agency is not null and lower(wire_agency) is distinct from lower(outlet) as wired,
        not original and outlet is distinct from (
            select o.outlet from art as o, article_clusters as mine, article_clusters as first
            where mine.article_id = art.article_id and first.cluster_id = mine.cluster_id
            and first.is_original and o.article_id = first.article_id
        ) as copied
    from art
)
select outlet, count(*), sum(wired::int)::bigint, sum(copied::int)::bigint, sum((wired or copied)::int)::bigint,
    avg(wired::int), avg((wired or copied)::int),
    sum(case when wired or copied then word_count else 0 end) / nullif(sum(word_count), 0),
    list_sort(coalesce(list(article_id) filter (wired or copied), []))
from marked group by outlet
