-- @object
select name, period, article_count, article_share, mention_count, mention_share, quote_count, quote_share, article_ids
from share_of_voice((select list(canonical_name order by mention_count desc, entity_id)[:3] from entities where type = 'PERSON'), 'quarter')
-- @by hand
with rivals as (
    select unnest((select list(canonical_name order by mention_count desc, entity_id)[:3] from entities where type = 'PERSON')) as rival
),
are as (
    select distinct rival, entity_id from rivals, entities
    where lower(rival) in (select lower(unnest(aliases)))
),
n as (
    select are.rival, date_trunc('quarter', published_date)::date as q, count(distinct article_id) as articles,
        sum(mentions) as mentions, list_sort(list(distinct article_id)) as ids
    from are join named using (entity_id)
    where original and published_date is not null and published_precision != 'year' group by all
),
s as (
    select are.rival, date_trunc('quarter', published_date)::date as q, count(*) as quotes
    from are join said using (entity_id) where original and published_precision != 'year' group by all
),
both_ as (select n.*, coalesce(quotes, 0) as quotes from n left join s on n.rival = s.rival and n.q = s.q)
select rival, q, articles, articles / (select sum(o.articles) from both_ as o where o.q = b.q),
    mentions::bigint, mentions / (select sum(o.mentions) from both_ as o where o.q = b.q),
    quotes, quotes / nullif((select sum(o.quotes) from both_ as o where o.q = b.q), 0), ids
from both_ as b
