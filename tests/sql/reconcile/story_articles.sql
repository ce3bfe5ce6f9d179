-- @object
select article_id, follows_article_id, similarity, is_original from story_articles
-- @by hand
with chosen as (
    select n.* from named as n join entities as e on n.entity_id = e.entity_id
    where original and e.type in ('PERSON', 'ORGANIZATION', 'LOCATION', 'FACILITY', 'MISC')
    and published_date is not null and published_precision not in ('year', 'month')
),
weights as (
    select entity_id, ln((select count(*) from art where original) / count(*)) as w
    from named where original group by entity_id
),
sizes as (
    select article_id, sqrt(sum(w * w)) as size from chosen join weights using (entity_id)
    group by article_id having count(*) between 2 and 50
),
likened as (
    select b.article_id, a.article_id as before, sum(w * w) / (any_value(sb.size) * any_value(sa.size)) as cosine,
        any_value(a.published_date) as d, any_value(coalesce(epoch_us(a.published_at), 0)) as moment
    from chosen as b join chosen as a on a.entity_id = b.entity_id join weights on weights.entity_id = b.entity_id
    join sizes as sb on sb.article_id = b.article_id join sizes as sa on sa.article_id = a.article_id
    where b.published_date - a.published_date between 0 and 3
    and (a.published_date < b.published_date
        or coalesce(epoch_us(a.published_at), 0) < coalesce(epoch_us(b.published_at), 0)
        or (coalesce(epoch_us(a.published_at), 0) = coalesce(epoch_us(b.published_at), 0) and a.article_id < b.article_id))
    and (select count(*) from chosen as o where o.entity_id = b.entity_id and b.published_date - o.published_date between 0 and 3) <= 40
    group by b.article_id, a.article_id having count(*) > 1
),
best as (
    select *, row_number() over (partition by article_id order by cosine desc, d desc, moment desc, before) as place
    from likened where cosine >= 0.35
),
members as (
    select article_id, before, cosine, true as original from best where place = 1
    union
    select before, null, null, true from best where place = 1 and before not in (select article_id from best)
)
select * from members
union all
select k.article_id, null, null, false
from members join article_clusters as o on members.article_id = o.article_id and o.is_original
join article_clusters as k on k.cluster_id = o.cluster_id and not k.is_original
where k.article_id in (select article_id from art)
